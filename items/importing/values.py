"""Reading cells: limits, words of fixed lists, yes and no, numbers; and the words that mean the same."""

import datetime
import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from .. import choices
from .limits import LARGEST, NOTHING, Limit, Warn, chinese_number, limit
from .texts import plain, short

__all__ = ["NOTHING", "Bad", "Limit", "Warn", "chinese_number", "date", "flag", "limit", "number", "phone", "several"]
__all__ += ["split", "step_kind", "word"]


class Bad(Exception):
    """A cell for which the row is rejected."""


SEPARATORS = re.compile(r"[;；、,，|\n]+")
YES = {
    "是",
    "有",
    "收费",
    "收",
    "支持",
    "可",
    "可以",
    "能",
    "y",
    "yes",
    "true",
    "1",
    "√",
    "✓",
    "✔",
    "☑",
    "t",
    "需要",
    "要",
    "对",
}
NO = {"否", "不是", "不收费", "不收", "不支持", "不可", "不可以", "不能", "n", "no", "false", "0", "×", "x", "✗", "✕", "✘", "☒", "f",
      "免费", "免收", "不需要", "不用", "0元", "暂不支持", "不予收费", "暂不收费", "免收费", "无收费", "无"}  # fmt: skip

Words = type[models.TextChoices]
SYNONYMS: dict[Words, dict[str, str]] = {
    choices.ItemKind: {
        "其他权力": "other", "其他": "other", "其他职权": "other", "其他类": "other", "许可": "permit", "服务": "service",
        "许可类": "permit", "处罚": "penalty", "强制": "coercion", "征收": "levy", "给付": "payment", "检查": "inspection",
        "确认": "confirmation", "奖励": "award", "裁决": "ruling", "其他行政职权": "other", "公共服务事项": "service",
        "监督检查": "inspection", "行政监督检查": "inspection",
    },
    choices.Level: {
        "国家": "nation", "省": "province", "市": "city", "市本级": "city", "地市级": "city", "设区的市级": "city",
        "县": "county", "区级": "county", "区县级": "county", "县(市、区)级": "county", "县(区)级": "county",
        "镇级": "town", "乡级": "town", "街道": "town", "乡镇级": "town", "镇（乡、街道）级": "town", "村级": "village",
        "社区": "village", "村（社区）级": "village",
    },
    choices.Audience: {
        "个人": "person", "公民": "person", "群众": "person", "居民": "person", "事业单位法人": "institution",
        "社会团体法人": "society", "社会组织": "society", "民办非企业单位": "society", "企业单位": "enterprise",
        "机关法人": "government", "机关单位": "government", "党政机关": "government", "非法人组织": "partnership",
        "非法人": "partnership", "个体": "partnership", "企业": "enterprise", "法人": "enterprise", "事业单位": "institution",
        "社会团体": "society", "机关": "government", "其他": "other", "个体工商户": "partnership",
    },
    choices.Handling: {"即办": "immediate", "即时办结": "immediate", "承诺": "promise", "承诺办件": "promise",
                       "承诺办结": "promise", "承诺类": "promise", "即办类": "immediate", "当场办结": "immediate",
                       "即时件": "immediate", "即办事项": "immediate", "承诺办理": "promise", "一般承诺件": "promise"},
    choices.Channel: {
        "窗口": "window", "现场": "window", "现场办理": "window", "线下": "window", "线下办理": "window", "大厅": "window",
        "窗口受理": "window", "现场申请": "window", "窗口申请": "window", "网上申请": "web", "网上申报": "web", "全程网办": "web",
        "网络": "web", "互联网": "web", "线上办理": "web", "在线": "web", "app": "mobile", "手机app": "mobile", "掌上": "mobile",
        "移动端申请": "mobile", "信函": "post", "邮寄申请": "post", "自助机": "kiosk", "自助服务": "kiosk", "一体机": "kiosk", "网上": "web", "网办": "web", "线上": "web",
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
    choices.Status: {"有效": "in_use", "正常": "in_use", "启用": "in_use", "停用": "cancelled", "废止": "cancelled",
                     "在办": "in_use", "现行有效": "in_use", "无效": "cancelled", "已取消": "cancelled", "已暂停": "paused"},
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
                        "非必备": "optional", "非必须": "optional", "可选": "optional", "非必需": "optional", "容缺": "deferrable",
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


def word(text: str, words: Words) -> str:
    """The value of a fixed list for a label, its synonym, or (never by bare code) a longer text around one label."""
    if plain(text) in NOTHING:
        return ""
    known = _known(words)
    for wanted in _forms(text):
        if wanted in known:
            return known[wanted]
    inside = _inside(_forms(text)[-1], known)
    if len(inside) == 1:
        return inside.pop()
    raise Warn(
        _("“%(text)s”不在可选范围内：%(known)s。") % {"text": short(text), "known": "、".join(map(str, words.labels))}
    )


@cache
def _known(words: Words) -> dict[str, str]:
    with override("zh-hans"):
        known = {plain(str(label)): str(value) for value, label in words.choices}
    known |= {value: value for value in map(str, words.values) if not value.isdigit()}
    return known | {plain(label): value for label, value in SYNONYMS.get(words, {}).items()}


def _forms(text: str) -> list[str]:
    """The word, then without what stands in brackets, then without code numbers before and behind."""
    whole = plain(text)
    bare = re.sub(r"[(\[【][^()\[\]【】]*[)\]】]", "", whole)
    return [whole, bare, re.sub(r"^[\d.、\-_]+(?=\D)|[\d.、\-_]+$", "", bare) or bare]


def _inside(text: str, known: dict[str, str]) -> set[str]:
    """Values whose words stand within a longer text, the longest words first; none after 非."""
    found: set[str] = set()
    if len(text) > 20 or text.startswith(("非", "不", "无")):
        return found
    for label in sorted(known, key=len, reverse=True):
        if len(label) > 2 and not label.isascii() and label in text:
            found.add(known[label])
            text = text.replace(label, "")
    return found


def several(text: str, words: Words) -> tuple[str, ...]:
    """Several words of a fixed list, in its order; the unknown are warned of, the rest is kept."""
    found, unknown = set(), []
    whole = plain(text)
    parts = [text] if whole in _known(words) else split(text)
    for part in parts:
        for one in _joined(part, words):
            try:
                found.add(word(one, words))
            except Warn:
                unknown.append(one)
    found.discard("")
    kept = tuple(value for value in words.values if value in found)
    if unknown:
        raise Warn(_("“%(text)s”不在可选范围内。") % {"text": short("、".join(unknown))}, kept)
    return kept


def _joined(part: str, words: Words) -> list[str]:
    """「法人和其他组织」「窗口及网上」: parted at the and, unless the whole is a word of its own."""
    known = _known(words)
    if any(form in known for form in _forms(part)):
        return [part]
    return [one for one in re.split(r"(?:以?及|和|与|或者?|/|\+|&|\s)", part) if one.strip()] or [part]


def split(text: str) -> list[str]:
    """A cell of several short words; what stands in brackets stays together."""
    parts, depth, current = [], 0, ""
    for mark in text:
        depth += (mark in "(\uff08") - (mark in ")\uff09" and depth > 0)
        if depth == 0 and SEPARATORS.match(mark):
            parts.append(current)
            current = ""
        else:
            current += mark
    return list(dict.fromkeys(part.strip() for part in (*parts, current) if part.strip()))


def flag(text: str) -> bool | None:
    """Yes, no, or nothing said."""
    for value in _forms(text)[:2]:
        if value in YES:
            return True
        if value in NO:
            return False
        if value in NOTHING:
            return None
    raise Warn(_("“%(text)s”应为“是”或“否”。") % {"text": short(text)})


def number(text: str) -> int | None:
    """A small whole number: 0, 1次, 2份, 一份."""
    value = plain(text)
    match = re.match(
        r"^(?:至多|最多|不超过)?跑?(\d{1,5}|[一二两三四五六七八九十]{1,2})(?:\.0+)?(次|份|个|页|张|式)?$", value
    )
    found = chinese_number(match[1]) if match else None
    if found is not None and found <= LARGEST:
        return found
    if value in NOTHING:
        return None
    raise Warn(_("“%(text)s”应为数字。") % {"text": short(text)})


EXCEL_EPOCH = datetime.date(1899, 12, 30)


def date(text: str) -> datetime.date | None:
    """YYYY-MM-DD, also with slashes, dots or 年月日, 20260131, or a spreadsheet's day number."""
    digits: Sequence[str] = re.findall(r"\d+", text)
    if not digits:
        if plain(text) in NOTHING | {"长期", "长期有效", "永久", "至今"}:
            return None
        raise Warn(_("“%(text)s”应为日期，如 2026-01-31。") % {"text": short(text)})
    if len(digits) == 1 and len(digits[0]) == 8:
        digits = (digits[0][:4], digits[0][4:6], digits[0][6:])
    try:
        if len(digits) == 1 and len(digits[0]) == 5 and text.strip().isdigit():
            return EXCEL_EPOCH + datetime.timedelta(days=int(digits[0]))
        return datetime.date(*(int(part) for part in digits[:3]))
    except (TypeError, ValueError, OverflowError):
        raise Warn(_("“%(text)s”应为日期，如 2026-01-31。") % {"text": short(text)}) from None


PHONE_PART = re.compile(
    r"\(?(?:0\d{2,3})\)?[-—\s]?\d{7,8}(?:\s*(?:转|-|ext\.?)\s*\d{1,6})?|1[3-9]\d{9}|[48]00-?\d{3,4}-?\d{3,4}|(?<!\d)\d{7,8}(?!\d)|(?<!\d)(?:12\d{3}|9\d{4})(?!\d)"
)


def phone(text: str) -> str:
    """One number as it is dialled: the first of several, the others are warned of; an extension stays."""
    word = unicodedata.normalize("NFKC", text).strip()
    found = [_dialled(one) for one in PHONE_PART.findall(word)]
    if plain(text) in NOTHING or not re.search(r"[1-9A-Za-z\u4e00-\u9fff]", word):
        if word:
            raise Warn(_("“%(text)s”不是电话号码，当作没有电话。") % {"text": short(text)}, "", blank=True)
        return ""
    if not found:
        if len(word) <= PHONE_LENGTH:
            return word
        raise Warn(_("“%(text)s”不像电话号码，没有读取。") % {"text": short(text)}, "")
    rest = list(dict.fromkeys(found[1:]))
    if rest and rest != [found[0]]:
        raise Warn(
            _("有几个号码，取第一个 %(first)s；其余 %(rest)s 没有读取。")
            % {"first": found[0], "rest": short("、".join(rest))},
            found[0],
        )
    return found[0]


PHONE_LENGTH = 30


def _dialled(text: str) -> str:
    number = re.sub(r"[()\s]", "", text).replace("—", "-")
    match = re.match(r"^(010|02\d|0[3-9]\d{2})-?(\d{7,8})(.*)$", number)
    return f"{match[1]}-{match[2]}{match[3]}" if match else number


def step_kind(text: str) -> str:
    """The kind of a step from its kind or its name."""
    found = _known(choices.StepKind).get(plain(text))
    return found or next((kind for part, kind in STEP_WORDS if part in text), choices.StepKind.OTHER)
