"""Checks of what help says of an answer beside what the field itself asks: limits, kinds of files, whether it must be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..definition import Place
from ..fields.limits import decimal
from ..fields.registry import TYPES
from .draft import Draft, at
from .problem import Problem
from .registry import Fix, check
from .spot import Spot

ASKED = {
    True: r"^(本项|此项|该项)?(为|是)?必[填答]",
    False: r"^(本项|此项|该项)?(为|是)?(选[填答]|可不[填答]|非必填|可以不填)",
}


def as_said(spot: Spot) -> None:
    """Required as the help says."""
    spot.value["required"] = not spot.value["required"]


@check("help-required", blocking=False, fix=Fix(gettext_lazy("按说明改「必填」"), as_said))
def true_help(draft: Draft) -> Iterator[Problem]:
    """Help does not say that what is required may be left out, nor the other way round."""
    for place in draft.places:
        if place.spec.require is None and re.search(ASKED[not place.spec.required], place.spec.help):
            yield at(place, "help", _("说明里写的必填、选填与「必填」的勾选相反。请改成一致。"))


SMALL = {word: value for value, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
NUMBER = r"(\d[\d,，]*(?:\.\d+)?(?:\s*万)?|[一二两三四五六七八九十])"
AT_MOST, AT_LEAST = (
    r"(?:不得?超过|不多于|不大于|不高于|最多|至多|最大|限)",
    r"(?:不得?少于|不小于|不低于|至少|最少|最小)",
)


@dataclass(frozen=True)
class Claim:
    """A limit of a field, as help may state it; `alone`: help states it even where the field sets none."""

    limit: str
    words: str
    alone: bool = True


CLAIMS = (
    Claim("max_length", rf"{AT_MOST}(?:填写?|输入|写)?\s*{NUMBER}\s*个?(?:汉字|字符|字)"),
    Claim("min_length", rf"{AT_LEAST}(?:填写?|输入|写)?\s*{NUMBER}\s*个?(?:汉字|字符|字)"),
    Claim("max_choices", rf"{AT_MOST}(?:可?以?选择?|勾选)?\s*{NUMBER}\s*[项个]"),
    Claim("max_files", rf"{AT_MOST}(?:可?以?上?传)?\s*{NUMBER}\s*[个份张]", alone=False),
    Claim("max_mb", r"(\d+)\s*(?:MB|M\b|兆)", alone=False),
    Claim("places", rf"{NUMBER}\s*位小数", alone=False),
    Claim("max", rf"^(?:请填写?|数值|金额|面积|人数)?{AT_MOST}\s*{NUMBER}(?![\d.]*\s*(?:个?字|位))", alone=False),
    Claim("min", rf"^(?:请填写?|数值|金额|面积|人数)?{AT_LEAST}\s*{NUMBER}(?![\d.]*\s*(?:个?字|位))", alone=False),
)
"""What help says of limits that a field states itself."""


@check("help-limits", blocking=False)
def same_limits(draft: Draft) -> Iterator[Problem]:
    """Help does not state other limits than the field does."""
    for place in draft.places:
        for claim in CLAIMS:
            yield from _unlike(place, claim)


def _unlike(place: Place, claim: Claim) -> Iterator[Problem]:
    said = [_count(text) for text in re.findall(claim.words, place.spec.help, re.IGNORECASE)]
    if not said or claim.limit not in _taken(place.spec.type):
        return
    limit = _limit(place, claim.limit)
    if limit is None:
        if claim.alone:
            message = _("说明里写了限制，设置里却没有，填多填少都查不出来。请填在设置里，页面会自动写出。")
            yield at(place, "help", message)
    elif limit not in said:
        message = _("说明里写的 %(said)s 与设置的 %(set)s 不同。页面会自动写出限制，请从说明里去掉。")
        yield at(place, "help", message % {"said": said[0], "set": limit})


@cache
def _taken(kind: str) -> frozenset[str]:
    """The limits and other options of a type."""
    return frozenset(name for name, _block in TYPES[kind].options())


def _limit(place: Place, name: str) -> Decimal | None:
    """What the field keeps to, be it set or the type's own."""
    own = getattr(TYPES[place.spec.type], name, None)
    return Decimal(own(place.spec)) if callable(own) else decimal(place.spec.get(name))


def _count(text: str) -> Decimal:
    if text in SMALL:
        return Decimal(SMALL[text])
    digits = re.sub(r"[,，\s万]", "", text)
    return Decimal(digits) * (10_000 if "万" in text else 1)


NAMED = {"pdf": r"\bPDF\b", "word": r"\b(?:Word|DOCX?|WPS)\b", "excel": r"\b(?:Excel|XLSX?)\b",
         "image": r"\b(?:JPE?G|PNG)\b|图片|照片", "ofd": r"\bOFD\b", "zip": r"\b(?:ZIP|RAR)\b|压缩包"}  # fmt: skip
REFUSED = r"(?:不接受|不收|不支持|不要|勿|不能|不得)[^，。；]*"


@check("help-kinds", blocking=False)
def named_kinds(draft: Draft) -> Iterator[Problem]:
    """Help names no kind of file that the field refuses."""
    for place in draft.places:
        kinds = place.spec.get("kinds") or ()
        text = re.sub(REFUSED, "", place.spec.help)
        named = {kind for kind, words in NAMED.items() if re.search(words, text, re.IGNORECASE | re.ASCII)}
        if TYPES[place.spec.type].holds_files and kinds and named and not named & set(kinds):
            yield at(place, "help", _("说明里要的文件，设置里不允许上传。请改说明，或勾选这种文件。"))
