"""Checks of what words say of an answer beside what the field itself asks: limits, and kinds of files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import filetypes, uploads
from ...fields.files import MOST
from ...fields.limits import decimal, plain
from ...fields.registry import TYPES
from ...plan import MOST_ROWS
from ..draft import Draft, at, at_block
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot
from ..types.fitting import SEVERAL
from . import claims
from .claims import Claim

TEXTS = ("label", "help")
SPEAKING = {
    "text": ("length",),
    "long_text": ("length",),
    "multiple_choice": ("choices",),
    "file": ("size",),
    "files": ("files", "size"),
    "date_range": ("days",),
    "group": ("rows",),
}
"""By type, what of it a text may limit."""


@lru_cache(maxsize=2048)
def stated(kind: str, label: str, text: str, unit: str) -> tuple[Claim, ...]:
    """The limits that a text states of a field of a type, or of a group."""
    if kind in ("number", "integer", "money"):
        unit = "元" if kind == "money" else unit
        places = claims.of_places(text) if kind != "money" else ()
        return (*claims.of_number(text, label, unit), *places)
    return tuple(claim for name in SPEAKING.get(kind, ()) for claim in claims.of_thing(text, name))


def _unlike(kind: str, words: Mapping[str, Any], text: str) -> Iterator[Claim]:
    """What a text states otherwise than the settings; `words` are those of a definition, or of the builder."""
    found = stated(kind, words.get("label") or "", text, words.get("unit") or "")
    for limit in dict.fromkeys(claim.limit for claim in found):
        said = [claim for claim in found if claim.limit == limit]
        if not any(_kept(kind, words, claim) for claim in said):
            yield said[0]


NEAR = Decimal("0.02")
"""How far two values may be apart, as part of the larger, that were worked out from another unit."""


def _kept(kind: str, words: Mapping[str, Any], claim: Claim) -> bool:
    """Whether the settings are what a text says of them."""
    if claim.limit in ("min_choices", "min_files", "min_days"):
        most = _most(kind, words, claim.limit.replace("min", "max"))
        return most is None or claim.value <= most
    if claim.limit == "min_mb" or (claim.limit == "max_choices" and claim.value == 1):
        return True
    own = _set(kind, words, claim.limit)
    if own is None:
        return False
    if claim.exact and kind == "files":
        return claim.value <= own
    near = abs(own) * NEAR if claim.rough else 0
    return abs(own - claim.value) <= near


def _most(kind: str, words: Mapping[str, Any], name: str) -> Decimal | None:
    most = _set(kind, words, name)
    return Decimal(len(words.get("choices") or [])) if most is None and name == "max_choices" else most


DEFAULTS = {"max_files": 5, "max_mb": 10, "places": 0}


def _set(kind: str, words: Mapping[str, Any], name: str) -> Decimal | None:
    """A limit as it is set, or as the type has it."""
    if kind == "group" and name == "min":
        return Decimal(words.get("min") or 0)
    value = decimal(words.get(name))
    return Decimal(DEFAULTS[name]) if value is None and name in DEFAULTS else value


def as_stated(spot: Spot) -> None:
    """Each limit as the text has it."""
    kind = spot.stream[spot.position].block_type
    for claim in _unlike(kind, spot.value, spot.value[spot.problem.attribute]):
        if _settable(kind, spot.value, claim):
            spot.value[claim.limit] = (
                claim.value if claim.limit in ("min", "max") and kind != "group" else int(claim.value)
            )


HIGHEST = {
    "max_length": 10_000, "min_length": 10_000, "max_files": MOST, "max_mb": uploads.CEILING_MB, "places": 6,
    "max_days": 36_600,
}  # fmt: skip
EXACT = (
    "米",
    "公里",
    "千米",
    "厘米",
    "毫米",
    "吨",
    "千克",
    "公斤",
    "克",
    "平方米",
    "元",
    "万元",
    "小时",
    "分钟",
    "个月",
    "月",
)
"""Units into which others of their kind are worked out without a rest, months from years."""
LOWEST = {"max_files": 2, "places": 0, "min": 0}


def _settable(kind: str, words: Mapping[str, Any], claim: Claim) -> bool:
    """Whether a field takes the limit that a text states, and its other limits with it."""
    if kind == "group":
        least, most = (decimal(words.get(name)) or Decimal(other) for name, other in (("min", 0), ("max", MOST_ROWS)))
        return claim.value <= most if claim.limit == "min" else max(least, Decimal(2)) <= claim.value <= MOST_ROWS
    if claim.limit not in _taken(kind) or (claim.rough and words.get("unit") not in EXACT and kind != "money"):
        return False
    if claim.limit in ("min", "max"):
        other = decimal(words.get("max" if claim.limit == "min" else "min"))
        fits = other is None or (claim.value < other if claim.limit == "min" else claim.value > other)
        return fits and claim.value == round(claim.value, 0 if kind == "integer" else 2)
    top = len(words.get("choices") or []) if claim.limit == "max_choices" else HIGHEST.get(claim.limit, 10_000)
    return claim.value == int(claim.value) and LOWEST.get(claim.limit, 1) <= claim.value <= top


@cache
def _taken(kind: str) -> frozenset[str]:
    """The limits and other options of a type."""
    return frozenset(name for name, _block in TYPES[kind].options())


@check("help-limits", blocking=False, fix=Fix(gettext_lazy("按文字改限制"), as_stated))
def same_limits(draft: Draft) -> Iterator[Problem]:
    """No text states other limits than the field does."""
    for place in draft.places:
        spec = place.spec
        words = {**spec.options, "label": spec.label}
        for name in TEXTS:
            if found := list(_unlike(spec.type, words, getattr(spec, name))):
                told = at(place, name, _told(spec.type, words, found[0]))
                yield replace(told, fixable=any(_settable(spec.type, words, claim) for claim in found))
    for step, block, group in draft.groups:
        for name in TEXTS:
            if found := list(_unlike("group", group, group.get(name, ""))):
                told = at_block(step, block, group, name, _told("group", group, found[0]))
                yield replace(told, fixable=any(_settable("group", group, claim) for claim in found))


def _told(kind: str, words: Mapping[str, Any], claim: Claim) -> str:
    own = _set(kind, words, claim.limit)
    if own is None and not claim.limit.startswith("min_"):
        return _("文字里写了限制，设置里却没有，填多填少都查不出来。请填在设置里，页面会自动写出。")
    if own is None:
        return _("文字里要的比设置允许的多，申请人做不到。请改文字，或改大限制。")
    message = _("文字里写的 %(said)s 与设置的 %(set)s 不同。请改成一致；页面会自动写出限制，文字里可以去掉。")
    return message % {"said": plain(claim.value), "set": plain(own)}


@check("help-digits", blocking=False)
def same_lengths(draft: Draft) -> Iterator[Problem]:
    """A text that says how many digits to write leaves room for them, and for no fewer than the field wants."""
    for place in draft.places:
        spec = place.spec
        if spec.type != "text":
            continue
        least, most = int(spec.get("min_length") or 0), int(spec.get("max_length") or 0)
        for name in TEXTS:
            said = claims.of_digits(getattr(spec, name))
            if said and not any(least <= one <= (most or one) for one in said):
                message = _("文字里写的 %(said)s 位，与设置的字数限制不同，申请人填不进去。请改正其中一个。")
                yield at(place, name, message % {"said": plain(said[0])})


NAMED = {"pdf": r"\bPDF\b", "word": r"\b(?:Word|DOCX?|WPS)\b", "excel": r"\b(?:Excel|XLSX?)\b",
         "image": r"\b(?:JPE?G|PNG)\b|图片|照片", "ofd": r"\bOFD\b", "zip": r"\b(?:ZIP|RAR)\b|压缩包"}  # fmt: skip
KINDS = {kind: re.compile(words, re.IGNORECASE | re.ASCII) for kind, words in NAMED.items()}
FORMAT = "(?:" + "|".join(NAMED.values()) + r")\s*(?:格式|文件|文档)?"
JOINED = r"\s*(?:、|/|或者?|和|及|以及|，|,)\s*"
_FLAGS = re.IGNORECASE | re.ASCII
LISTED = re.compile(rf"{FORMAT}(?:{JOINED}{FORMAT})+", _FLAGS)
ONLY = re.compile(rf"(?:仅限?|只限|只能|只收|只接受|仅接受|仅支持|只支持|必须是|必须为|须为|须是|限)(?:于|上传|提交|使用|用|传|为|收)*\s*(?P<what>{FORMAT}(?:{JOINED}{FORMAT})*)(?!以外|之外)", _FLAGS)  # fmt: skip
REFUSED = re.compile(r"(?:不接受|不收|不支持|不要|勿|不能|不得|不可|谢绝)[^，。；]*")
DENIED = re.compile(rf"(?:不接受|不收|不支持|不要上传|勿上传|不能上传|不得上传|不可上传)\s*(?P<what>{FORMAT}(?:{JOINED}{FORMAT})*)(?=\s*[，。；）)的]|$)", _FLAGS)  # fmt: skip
MADE = re.compile(r"[^，。；]*(?:转[换成为存]|另存|导出|打印|生成|制作成)[^，。；]*")
"""A clause about one kind of file made into another."""


def _kinds_in(text: str) -> set[str]:
    return {kind for kind, words in KINDS.items() if words.search(text)}


def only_named(spot: Spot) -> None:
    """The kinds of files that the text names, and no others."""
    named = _wanted(spot.value[spot.problem.attribute])
    spot.value["kinds"] = [kind for kind in filetypes.KINDS if kind in named]


def _wanted(text: str) -> set[str]:
    """The kinds that a text asks for: alone, in a list, or by the way."""
    text = MADE.sub("", REFUSED.sub("", text))
    if found := ONLY.search(text) or LISTED.search(text):
        return _kinds_in(found[0])
    return _kinds_in(text)


@check("help-kinds", blocking=False, fix=Fix(gettext_lazy("只收文字里写的文件"), only_named))
def named_kinds(draft: Draft) -> Iterator[Problem]:
    """Words name no kind of file that the field refuses, and refuse none that it takes."""
    for place in draft.places:
        spec = place.spec
        if not TYPES[spec.type].holds_files:
            continue
        kinds = set(spec.get("kinds") or filetypes.DEFAULT)
        for name in TEXTS:
            if message := _otherwise(getattr(spec, name), kinds, name):
                yield at(place, name, message)
                break


def _otherwise(text: str, kinds: set[str], name: str) -> str:
    """What to say where a text asks for other kinds of files than are taken."""
    bare = MADE.sub("", REFUSED.sub("", text))
    wanted, only, listed = _wanted(text), ONLY.search(bare), LISTED.search(bare)
    if only and kinds - wanted:
        return _("文字说只收一种文件，设置里还允许别的。请改文字，或只勾选这种文件。")
    if (name == "help" and wanted and not wanted & kinds) or ((only or listed) and wanted - kinds):
        return _("文字里要的文件，设置里不允许上传。请改说明，或勾选这种文件。")
    denied = DENIED.search(text)
    if denied and _kinds_in(denied[0]) & kinds:
        return _("文字说不收的文件，设置里却允许上传。请改文字，或取消勾选。")
    return ""


SINGLE = re.compile(r"合并|合成|拼|放[在到进]|同一|一个(?:PDF|文件|文档|压缩包)|打包|压缩|任[选一]|之一")
"""Words by which several papers go into one file."""


@check("file-number", blocking=False)
def one_file(draft: Draft) -> Iterator[Problem]:
    """A field for one file is not asked for several; where the question's words do that, `file-wording` tells."""
    for place in draft.places:
        if re.search(SEVERAL, place.spec.label):
            continue
        for name in TEXTS if place.spec.type == "file" else ():
            text = getattr(place.spec, name)
            said = [claim.value for claim in claims.of_thing(text, "files") if claim.value > 1]
            if said and not SINGLE.search(place.spec.label + place.spec.help):
                message = _("文字要 %(said)s 个文件，这个字段只收一个。请换成「多个文件」字段，或写明合成一个文件。")
                yield at(place, name, message % {"said": plain(said[0])})
