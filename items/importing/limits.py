"""Reading limits: 「20(工作日)」「二十个工作日内」「无」「当场办结」, and what goes into the note instead."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .. import choices
from .texts import short

NOTHING = frozenset(
    {"", "无", "没有", "-", "—", "――", "——", "--", "/", "\\", "暂无", "无要求", "不限", "无时限", "无限制", "空", "null", "none",
     "n/a", "na", "不涉及", "未规定", "无规定", "无明确时限", "法律未规定", "无法定时限", "不适用", "不计时限", "时限无"}
)  # fmt: skip
"""Words of a cell that say nothing; compared in plain form."""
LARGEST = 32767
AT_ONCE = re.compile(
    r"^(即时|即办|当场|立即|马上|现场办结|即到即办|随到随办|随到即办|即来即办|立等可取|当即|即收即办|现场即办|当日办结|当天办结|当[日天]$)"
)
NUMBER = r"(?P<n>\d{1,5}|[零〇一二两三四五六七八九十百]{1,7})"
UNIT = r"(?P<unit>法定工作日|工作日|工作天|自然日|日历日|日历天|天|日)"
SPAN = re.compile(rf"(?<![\d.第+\-~至到—]){NUMBER}个?(?:[日天](?=\())?\(?个?{UNIT}\)?")
BARE = re.compile(r"^(\d{1,5})个?$")
POINT_NOUGHT = re.compile(r"(?<![\d.])(\d{1,5})\.0+(?![\d.])")
"""A whole number as a spreadsheet writes it into text: 5.0."""
PLAIN = re.compile(
    rf"^(?:承诺|法定)?(?:办结|办理)?(?:时限|期限)?(?:自|从)?(?:(?:正式)?受理|收件|申请|收到申请|提交申请)?(?:之日|后|当日)?(?:起)?"
    rf"(?:不超过|不多于|最多|最长|小于等于|≤|<=)?{NUMBER}个?(?:[日天](?=\())?\(?个?{UNIT}\)?(?:以?之?内)?"
    r"(?:办结|办理完毕|办理|完成|作出决定|做出决定|作出审批决定|办毕|审结)?[。.;]?$"
)
MORE = re.compile(r"延长|延期|\+|另|不含|不包括|除外|不计")
NATURAL = {"自然日", "日历日", "日历天"}
BOTH = {
    "statutory": re.compile(r"法定[^承;。]*?[::为是]?\s*(?P<span>[^,;。承]+)"),
    "promised": re.compile(r"承诺[^法;。]*?[::为是]?\s*(?P<span>[^,;。法]+)"),
}
SPAN_EDGE = re.compile(r"^(?:办结|办理|审批)?(?:时限|期限)\s*[:为是]?\s*|[\s/、|]+$")
DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


class Warn(Exception):
    """A cell that could not be understood: the row goes on with what could be `kept` of it.

    `blank`: it was understood to say that there is nothing.
    """

    def __init__(self, message: str, kept: object = None, *, blank: bool = False) -> None:
        super().__init__(message)
        self.kept = kept
        self.blank = blank


@dataclass(frozen=True)
class Limit:
    """A number of days, or none, what they are, and words that the number does not say."""

    number: int | None
    unit: str = choices.Unit.WORKDAY
    note: str = ""


def squeezed(text: str) -> str:
    """A cell in one width, without spaces, 5.0 as 5."""
    return POINT_NOUGHT.sub(r"\1", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))


def limit(text: str) -> Limit:
    """A cell's limit; days without a word are working days (行政许可法 article 82). Warn for what is not days."""
    word = squeezed(text)
    if word.lower() in NOTHING:
        return Limit(None)
    if AT_ONCE.match(word):
        return Limit(0)
    match = BARE.match(word) or PLAIN.match(word)
    if match:
        return _days(match, text)
    return _among_words(word, text)


def _among_words(word: str, text: str) -> Limit:
    """One span within a sentence: it counts, and the sentence stays as a note."""
    main = re.split(MORE, word, maxsplit=1)[0]
    spans = list(SPAN.finditer(main))
    if len({(one["n"], one["unit"]) for one in spans}) != 1 or re.search(r"\d(月|年|小时)|个月|小时|[一二三]年", main):
        raise Warn(_("看不懂的时限“%(text)s”，已记入时限说明。") % {"text": short(text)})
    found = _days(spans[0], text)
    return Limit(found.number, found.unit, text.strip())


def _days(match: re.Match[str], text: str) -> Limit:
    groups = match.groupdict()
    number = chinese_number(groups.get("n") or match[1])
    if number is None or number > LARGEST:
        raise Warn(_("看不懂的时限“%(text)s”，已记入时限说明。") % {"text": short(text)})
    return Limit(number, choices.Unit.DAY if groups.get("unit") in NATURAL else choices.Unit.WORKDAY)


def parted(text: str) -> dict[str, str] | None:
    """「法定:20个工作日;承诺:5个工作日」 in one cell: both parts, or None where it is not so."""
    word = unicodedata.normalize("NFKC", text)
    if "法定" not in word or "承诺" not in word:
        return None
    found = {name: pattern.search(word) for name, pattern in BOTH.items()}
    if not all(found.values()):
        return None
    return {name: SPAN_EDGE.sub("", match["span"].strip()) for name, match in found.items() if match}


def chinese_number(text: str) -> int | None:
    """20, 二十, 一百零五; None for what is no number."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, None
    for mark in text:
        if mark in DIGITS:
            digit = DIGITS[mark]
        elif mark in "十百":
            total += (1 if digit is None else digit) * (10 if mark == "十" else 100)
            digit = None
        else:
            return None
    return total + (digit or 0)
