"""Checks of what the choices say: none contradicts the others, none is a text, and yes or no is asked as such."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...alike import heard
from ...definition import Place
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot

LONG = 40
"""Characters of a choice beyond which it is a text to read."""
YES_OR_NO = ({"是", "否"}, {"是", "不是"}, {"对", "不对"}, {"yes", "no"})
DENIES = re.compile(r"[不没无未否非].*")
ASKS_IT = re.compile(r"^(?:\S{0,6})(?:是否|有无|能否|可否|有没有|是不是)")
ALL = re.compile(
    r"(以上|上述)(各项|情况|内容|选项|所有)?(都是|均是|全部|全是|都有|均有|皆是|所有|都要|都需要|均需要)|全选|全部选择|全部都?是|都是"
)
NONE = re.compile(
    r"(均|都)?(无|没有|不是|不适用|不需要|无此情况)|(以上|上述)(各项|情况|内容|选项)?(都|均|皆)?(不是|没有|无|不符合|不需要|不适用|不涉及)"
    r"|没有(以上|上述).*|无(以上|上述).*|(暂|皆|并)无|不属于(以上|上述).*"
)


def _labels(place: Place) -> list[str]:
    return [heard(row.get("label") or "") for row in place.spec.get("choices") or []]


@check("choice-long", blocking=False)
def short_choices(draft: Draft) -> Iterator[Problem]:
    """A choice is a few words."""
    for place in draft.places:
        for row in place.spec.get("choices") or []:
            label = row.get("label") or ""
            if len(label) > LONG and place.spec.type != "linked_choices":
                message = _("选项「%(text)s…」有 %(count)s 个字，在手机上难比较。请写短，其余写进「说明」。")
                yield at(place, "choices", message % {"text": label[:10], "count": len(label)})
                break


@check("choice-yes-no", blocking=False)
def yes_or_no(draft: Draft) -> Iterator[Problem]:
    """What is answered by yes or no has a type of its own, on which conditions and figures hang more easily."""
    for place in draft.places:
        labels = _labels(place) if place.spec.type in ("single_choice", "drop_down") else []
        denied = len(labels) == 2 and ASKS_IT.search(place.spec.label) and any(map(DENIES.fullmatch, labels))
        if labels and (denied or set(labels) in YES_OR_NO):
            yield at(place, "choices", _("选项只有「是」「否」。请换成「是或否」字段，条件和统计都更简单。"))


def drop_all(spot: Spot) -> None:
    """Leave the choice out that stands for all."""
    _drop(spot.value["choices"], ALL)


def drop_none(spot: Spot) -> None:
    """Leave the choice out that denies the others, and let nothing be chosen instead."""
    _drop(spot.value["choices"], NONE)
    spot.value["required"] = False


def _drop(rows: Any, words: re.Pattern[str]) -> None:
    for position in reversed(range(len(rows))):
        if words.fullmatch(heard(rows[position]["label"] or "")):
            del rows[position]


def _several(draft: Draft, words: re.Pattern[str], message: str) -> Iterator[Problem]:
    """The fields of several choices in which one says so; mended where two others are left, in the form itself."""
    for place in draft.places:
        labels = _labels(place) if place.spec.type == "multiple_choice" else []
        found = [label for label in labels if words.fullmatch(label)]
        if found:
            fixable = len(labels) - len(found) > 1 and not place.spec.get("shared")
            yield replace(at(place, "choices", message % {"label": found[0]}), fixable=fixable)


@check("choice-all", blocking=False, fix=Fix(gettext_lazy("删除这个选项"), drop_all))
def none_for_all(draft: Draft) -> Iterator[Problem]:
    """Where several may be chosen, all of them are chosen by choosing each: else nobody knows what all was."""
    return _several(draft, ALL, _("多选里有「%(label)s」，选了它，别的选项就没有勾上，条件和统计都会漏。请删除。"))


@check("choice-none", blocking=False, fix=Fix(gettext_lazy("删除这个选项，改为选填"), drop_none))
def none_against_others(draft: Draft) -> Iterator[Problem]:
    """Where several may be chosen, none contradicts the others."""
    message = _(
        "多选里的「%(label)s」可以和别的选项一起勾，互相矛盾。请删除并取消「必填」，或先用「是或否」字段问有没有。"
    )
    return _several(draft, NONE, message)
