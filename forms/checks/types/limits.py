"""Checks of what only some types have: limits that leave something to answer, texts and files that the hall takes."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import filetypes, uploads
from ...fields.files import MOST
from ...fields.prefilled import FACTS
from ...fields.registry import TYPES
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot


def of_types(draft: Draft, code: str) -> Iterator[Problem]:
    """What the field types themselves have to say under a code."""
    for place in draft.places:
        for fault in TYPES[place.spec.type].faults(place.spec):
            if fault.code == code:
                yield at(place, fault.attribute, fault.message)


def _of(code: str) -> Callable[[Draft], Iterator[Problem]]:
    return lambda draft: of_types(draft, code)


PAIRS = {"min": "max", "min_length": "max_length", "earliest": "latest"}


def loosen(spot: Spot) -> None:
    """Swap a lower limit with the upper one that it exceeds; take away any other limit that nothing can keep."""
    low = spot.problem.attribute
    if low in PAIRS:
        high = PAIRS[low]
        spot.value[low], spot.value[high] = spot.value[high], spot.value[low]
    else:
        spot.value[low] = None


def put(name: str, value: Any) -> Callable[[Spot], None]:
    """A change of one input; a lazy text is put in the language of now."""

    def change(spot: Spot) -> None:
        spot.value[name] = value if isinstance(value, int) else str(value)

    return change


ROOM = {
    "min_length": (1, 10_000),
    "max_length": (1, 10_000),
    "max_days": (1, 36_600),
    "places": (0, 6),
    "max_choices": (1, 1_000),
}
"""The least and the most that leave something to answer, by limit."""


@check("limits", fix=Fix(gettext_lazy("对调或去掉互相矛盾的限制"), loosen))
def limits(draft: Draft) -> Iterator[Problem]:
    """The limits of a field do not contradict each other, and leave something to answer."""
    yield from of_types(draft, "limits")
    for place in draft.places:
        for name, (least, most) in ROOM.items():
            value = place.spec.get(name)
            if isinstance(value, int) and not least <= value <= most:
                message = _("这个限制写成了 %(value)s，没有办法回答。请改成 %(least)s 到 %(most)s，或清空。")
                yield at(place, name, message % {"value": value, "least": least, "most": most})


check("declaration-text")(_of("declaration-text"))
check("declaration-version", fix=Fix(gettext_lazy("版本写 1"), put("version", "1")))(_of("declaration-version"))
STATEMENT = gettext_lazy("以上内容由本人填写，真实完整。")
check("statement", fix=Fix(gettext_lazy("写上常用的一句"), put("statement", STATEMENT)))(_of("statement"))
check("fact")(_of("fact"))
check("area", fix=Fix(gettext_lazy("改为全国"), put("area", "")))(_of("area"))


def remove(spot: Spot) -> None:
    """Take the field away."""
    spot.remove()


@check("fact-twice", blocking=False, fix=Fix(gettext_lazy("删除"), remove))
def facts_once(draft: Draft) -> Iterator[Problem]:
    """The hall says each thing once."""
    seen: set[str] = set()
    for place in draft.places:
        fact = place.spec.get("fact") if place.spec.type == "prefilled" and not place.group else None
        if fact in seen:
            yield at(place, "fact", _("前面已自动填写过同样的内容。请删除一个。"))
        seen.update([fact] if fact else [])


LONG_LINE = 300
"""Characters beyond which one line is no place to write."""


@check("text-long", blocking=False)
def long_lines(draft: Draft) -> Iterator[Problem]:
    """Long texts have room."""
    for place in draft.places:
        if place.spec.type == "text" and int(place.spec.get("max_length") or 0) > LONG_LINE:
            yield at(place, "max_length", _("一行里写不下这么多字。请换成「多行文字」字段，或改小最多字数。"))


@check("fact-unknown")
def unknown_facts(draft: Draft) -> Iterator[Problem]:
    """A field is filled with something that the hall knows."""
    for place in draft.places:
        fact = place.spec.get("fact")
        if place.spec.type == "prefilled" and fact and fact not in dict(FACTS):
            yield at(place, "fact", _("没有「%(fact)s」这种自动填写。请重新选择。") % {"fact": fact})


def known_kinds(spot: Spot) -> None:
    """Only kinds that the hall takes; where none is left, those of a new field."""
    spot.value["kinds"] = [kind for kind in spot.value["kinds"] if kind in filetypes.KINDS] or list(filetypes.DEFAULT)


@check("file-kind", fix=Fix(gettext_lazy("去掉不接受的类型"), known_kinds))
def file_kinds(draft: Draft) -> Iterator[Problem]:
    """A file may be of kinds that the hall takes."""
    for place in draft.places:
        wrong = [kind for kind in place.spec.get("kinds") or [] if kind not in filetypes.KINDS]
        if wrong:
            message = _("大厅不接受这种文件：%(kinds)s。请改选列出的类型。")
            yield at(place, "kinds", message % {"kinds": "、".join(map(str, wrong))})


@check("file-size", fix=Fix(gettext_lazy("改为大厅允许的最大值"), put("max_mb", uploads.CEILING_MB)))
def file_sizes(draft: Draft) -> Iterator[Problem]:
    """A file may be as large as the hall takes, and no larger."""
    for place in draft.places:
        size = place.spec.get("max_mb")
        if size is not None and not 1 <= int(size) <= uploads.CEILING_MB:
            message = _("每个文件应为 1 至 %(most)s MB。请改正。") % {"most": uploads.CEILING_MB}
            yield at(place, "max_mb", message)


@check("file-count", fix=Fix(gettext_lazy("改为大厅允许的最大值"), put("max_files", MOST)))
def file_counts(draft: Draft) -> Iterator[Problem]:
    """Several files are more than one, and no more than the hall takes."""
    for place in draft.places:
        count = place.spec.get("max_files")
        if count is not None and not 2 <= int(count) <= MOST:
            yield at(place, "max_files", _("应为 2 至 %(most)s 个文件。请改正。") % {"most": MOST})
