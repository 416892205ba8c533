"""Reading cells: limits, words of fixed lists, yes and no, numbers; and the words that mean the same."""

import datetime
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from .. import choices
from .reading import plain


class Warn(Exception):
    """A cell that could not be understood: the row goes on with what could be `kept` of it."""

    def __init__(self, message: str, kept: object = None) -> None:
        super().__init__(message)
        self.kept = kept


class Bad(Exception):
    """A cell for which the row is rejected."""


@dataclass(frozen=True)
class Limit:
    """A number of days, or none, and what they are."""

    number: int | None
    unit: str = choices.Unit.WORKDAY


NOTHING = frozenset({"", "无", "-", "—", "――", "--", "/", "暂无", "无要求", "不限", "无时限", "空"})
AT_ONCE = re.compile(r"^(即时|即办|当场|立即|马上|现场办结|即到即办|随到随办)")
LIMIT = re.compile(
    r"^(?:承诺|法定)?(\d{1,4})个?\(?个?(工作日|自然日|日历日|日历天|工作天|日|天)?\)?(?:以?内)?(?:办结)?$"
)
NATURAL = {"自然日", "日历日", "日历天"}
SEPARATORS = re.compile(r"[;；、,，|\n]+")
LINES = re.compile(r"[;；\n]+")
LEADING_NUMBER = re.compile(r"^\s*[\((]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[\)).、．,,]\s*")
YES = {"是", "有", "收费", "收", "支持", "可", "可以", "y", "yes", "true", "1", "√", "✓"}
NO = {"否", "无", "不收费", "不收", "不支持", "不可", "不可以", "n", "no", "false", "0", "×", "免费"}

Words = type[models.TextChoices]
SYNONYMS: dict[Words, dict[str, str]] = {
    choices.ItemKind: {"其他权力": "other", "其他": "other", "其他职权": "other", "许可": "permit", "服务": "service"},
    choices.Level: {
        "国家": "nation", "省": "province", "市": "city", "市本级": "city", "地市级": "city", "设区的市级": "city",
        "县": "county", "区级": "county", "区县级": "county", "县(市、区)级": "county", "县(区)级": "county",
        "镇级": "town", "乡级": "town", "街道": "town", "乡镇级": "town", "镇（乡、街道）级": "town", "村级": "village",
        "社区": "village", "村（社区）级": "village",
    },
    choices.Audience: {
        "个人": "person", "公民": "person", "企业": "enterprise", "法人": "enterprise", "事业单位": "institution",
        "社会组织": "society", "社会团体": "society", "机关": "government", "其他": "other", "个体工商户": "partnership",
    },
    choices.Handling: {"即办": "immediate", "即时办结": "immediate", "承诺": "promise", "承诺办件": "promise"},
    choices.Channel: {
        "窗口": "window", "现场": "window", "现场办理": "window", "网上": "web", "网办": "web", "线上": "web",
        "在线办理": "web", "移动端": "mobile", "手机": "mobile", "掌上办": "mobile", "快递": "post", "邮寄": "post",
        "快递办理": "post", "邮寄办理": "post", "自助": "kiosk", "自助办理": "kiosk", "自助终端": "kiosk",
    },
    choices.Depth: {
        "i": "1", "ii": "2", "iii": "3", "iv": "4", "一级": "1", "二级": "2", "三级": "3", "四级": "4",
        "1级": "1", "2级": "2", "3级": "3", "4级": "4", "1": "1", "2": "2", "3": "3", "4": "4",
    },
    choices.Delivery: {
        "自取": "pickup", "现场领取": "pickup", "自行领取": "pickup", "直接送达": "pickup", "窗口": "pickup",
        "当场送达": "pickup", "邮寄": "post", "快递": "post", "快递送达": "post", "物流快递": "post",
        "网上送达": "electronic", "电子": "electronic", "自行下载": "electronic", "网上下载": "electronic",
        "短信送达": "electronic", "公告": "notice",
    },
    choices.Status: {"有效": "in_use", "正常": "in_use", "启用": "in_use", "停用": "cancelled", "废止": "cancelled"},
    choices.ResultKind: {"证书": "licence", "证件": "licence", "执照": "licence", "许可证": "licence",
                         "批复": "approval", "文件": "approval", "批复文件": "approval", "其它": "other"},
    choices.MaterialKind: {"证件": "proof", "证明": "proof", "证明材料": "proof", "证照": "proof", "表格": "form",
                           "申请表格": "form", "申请书": "form", "其它": "other", "其他材料": "other"},
    choices.MaterialSource: {"自备": "applicant", "申请人": "applicant", "核发": "government", "政府核发": "government",
                             "政府部门": "government", "部门核发": "government", "比对": "data", "数据共享": "data",
                             "其它": "other"},
    choices.MaterialForm: {"电子化": "electronic", "电子版": "electronic", "纸质版": "paper", "原件": "paper",
                           "纸质和电子": "both", "纸质/电子": "both", "纸质或电子化": "both", "纸质电子": "both",
                           "纸质;电子": "both", "纸质、电子": "both", "电子;纸质": "both", "均可": "both"},
    choices.Necessity: {"必须": "required", "必备": "required", "是": "required", "必需": "required", "否": "optional",
                        "非必须": "optional", "可选": "optional", "非必需": "optional", "容缺": "deferrable",
                        "可容缺": "deferrable", "容缺后补": "deferrable"},
}  # fmt: skip
STEP_WORDS: tuple[tuple[str, str], ...] = (
    ("听证", "hearing"), ("招标", "tender"), ("拍卖", "auction"), ("检疫", "quarantine"), ("检验", "inspection"),
    ("检测", "testing"), ("鉴定", "appraisal"), ("专家评审", "expert"), ("专家", "expert"), ("评审", "expert"),
    ("勘", "site_visit"), ("现场核查", "site_visit"), ("现场检查", "site_visit"), ("公示", "publicity"),
    ("公告", "publicity"), ("收件", "receive"), ("接件", "receive"), ("申请", "receive"), ("受理", "accept"),
    ("制证", "certify"), ("制作", "certify"), ("打证", "certify"), ("送达", "deliver"), ("发证", "deliver"),
    ("颁证", "deliver"), ("颁发", "deliver"), ("领取", "deliver"), ("办结", "deliver"), ("发放", "deliver"),
    ("决定", "decide"), ("审批", "decide"), ("批准", "decide"), ("审定", "decide"), ("核准", "decide"),
    ("审查", "review"), ("审核", "review"), ("初审", "review"), ("复核", "review"), ("核查", "review"),
)  # fmt: skip


def limit(text: str) -> Limit:
    """「20(工作日)」「90(自然日)」「无」「即时办结」; days without a word are working days (行政许可法 article 82)."""
    word = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if word in NOTHING:
        return Limit(None)
    if AT_ONCE.match(word):
        return Limit(0)
    match = LIMIT.match(word)
    if match is None or int(match[1]) > 32767:
        raise Warn(_("看不懂的时限“%(text)s”，已记入时限说明。") % {"text": text})
    return Limit(int(match[1]), choices.Unit.DAY if match[2] in NATURAL else choices.Unit.WORKDAY)


def word(text: str, words: Words) -> str:
    """The value of a fixed list for a label, its synonym, or (never by bare code) a longer label around it."""
    wanted = plain(text)
    if plain(text) in NOTHING:
        return ""
    known = {plain(str(label)): value for value, label in words.choices}
    known.update({plain(label): value for label, value in SYNONYMS.get(words, {}).items()})
    if wanted in known:
        return str(known[wanted])
    raise Warn(_("“%(text)s”不在可选范围内：%(known)s。") % {"text": text, "known": "、".join(map(str, words.labels))})


def several(text: str, words: Words) -> tuple[str, ...]:
    """Several words of a fixed list, in its order; the unknown are warned of, the rest is kept."""
    found, unknown = set(), []
    for part in split(text):
        try:
            found.add(word(part, words))
        except Warn:
            unknown.append(part)
    kept = tuple(value for value in words.values if value in found)
    if unknown:
        raise Warn(_("“%(text)s”不在可选范围内。") % {"text": "、".join(unknown)}, kept)
    return kept


def split(text: str) -> list[str]:
    """A cell of several short words."""
    return list(dict.fromkeys(part.strip() for part in SEPARATORS.split(text) if part.strip()))


def lines(text: str) -> list[str]:
    """A cell of several entries, one a line or by semicolons, numbered or not."""
    return [LEADING_NUMBER.sub("", part).strip() for part in LINES.split(text) if LEADING_NUMBER.sub("", part).strip()]


def flag(text: str) -> bool | None:
    """Yes, no, or nothing said."""
    value = plain(text)
    if value in YES:
        return True
    if value in NO:
        return False
    if value in NOTHING:
        return None
    raise Warn(_("“%(text)s”应为“是”或“否”。") % {"text": text})


def number(text: str) -> int | None:
    """A small whole number: 0, 1次, 2份."""
    value = plain(text)
    match = re.match(r"^(\d{1,5})(次|份|个|页|张)?$", value)
    if match and int(match[1]) <= 32767:
        return int(match[1])
    if value in NOTHING:
        return None
    raise Warn(_("“%(text)s”应为数字。") % {"text": text})


def date(text: str) -> datetime.date | None:
    """YYYY-MM-DD, also with slashes or 年月日."""
    digits: Sequence[str] = re.findall(r"\d+", text)
    if not digits:
        return None
    try:
        return datetime.date(*(int(part) for part in digits[:3]))
    except (TypeError, ValueError):
        raise Warn(_("“%(text)s”应为日期，如 2026-01-31。") % {"text": text}) from None


def step_kind(text: str) -> str:
    """The kind of a step from its kind or its name."""
    wanted = plain(text)
    for value, label in choices.StepKind.choices:
        if plain(str(label)) == wanted:
            return str(value)
    return next((kind for part, kind in STEP_WORDS if part in text), choices.StepKind.OTHER)
