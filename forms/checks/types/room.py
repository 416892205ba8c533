"""Checks of limits that stand, and yet leave too little to answer, or say something else than was meant."""

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...definition import Place
from ...fields.identity_paper import PAPERS
from ...fields.limits import MAX_DIGITS, read_date
from ...fields.number import Number
from ...fields.registry import TYPES
from ...fields.spec import Spec
from ...fields.time import read_time
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot

DAYS = ("date", "date_range")


@check("limits-none")
def something_fits(draft: Draft) -> Iterator[Problem]:
    """Some number keeps to the limits with the decimal places that the field takes; days and times can be read."""
    for place in draft.places:
        spec, kind = place.spec, TYPES[place.spec.type]
        if isinstance(kind, Number) and _nothing_between(kind, spec):
            yield at(place, "min", _("最小值和最大值之间没有可填的数。请改正限制或小数位数。"))
        for name in ("earliest", "latest"):
            read = read_date if spec.type in DAYS else read_time
            if spec.get(name) and spec.type in (*DAYS, "time") and read(spec.get(name)) is None:
                yield at(place, name, _("这个限制不是存在的日期或时间。请改正。"))


def _nothing_between(kind: Number, spec: Spec) -> bool:
    low, high = kind.bounds(spec)
    ceiling = Decimal(10) ** (MAX_DIGITS - kind.places(spec))
    if (low is not None and low >= ceiling) or (high is not None and high <= -ceiling):
        return True
    if low is None or high is None or low > high:
        return False
    step = Decimal(1).scaleb(-kind.places(spec))
    return low.quantize(step, ROUND_CEILING) > high.quantize(step, ROUND_FLOOR)


@check("limits-one", blocking=False)
def more_than_one(draft: Draft) -> Iterator[Problem]:
    """Limits leave more than one answer."""
    for place in draft.places:
        for low, high in (("min", "max"), ("earliest", "latest")):
            if place.spec.get(high) not in (None, "") and _ends(place.spec, low) == _ends(place.spec, high):
                yield at(place, high, _("按这些限制只有一种回答，不用问。请改正限制，或改成说明文字。"))


def _ends(spec: Spec, name: str) -> Any:
    kind = TYPES[spec.type]
    if isinstance(kind, Number) and name in ("min", "max"):
        return kind.bounds(spec)[name == "max"]
    return spec.get(name)


def cut(spot: Spot) -> None:
    """Round the limit inwards to the decimal places of the answers."""
    name = spot.problem.attribute
    step = Decimal(1).scaleb(-int(spot.value.get("places") or 0))
    spot.value[name] = Decimal(spot.value[name]).quantize(step, ROUND_CEILING if name == "min" else ROUND_FLOOR)


@check("limits-places", blocking=False, fix=Fix(gettext_lazy("按小数位数取整限制"), cut))
def limits_answered(draft: Draft) -> Iterator[Problem]:
    """A limit has no more decimal places than an answer."""
    for place in draft.places:
        kind = TYPES[place.spec.type]
        for number, name in enumerate(("min", "max") if isinstance(kind, Number) else ()):
            value = kind.bounds(place.spec)[number]  # type: ignore[attr-defined]
            if value is not None and value != value.quantize(Decimal(1).scaleb(-kind.places(place.spec))):  # type: ignore[attr-defined]
                yield at(
                    place, name, _("限制的小数位数比回答允许的多，刚好等于限制的数填不进去。请改正限制或小数位数。")
                )


OLDEST = 150
"""Years that nobody exceeds."""


@check("age", blocking=False)
def ages(draft: Draft) -> Iterator[Problem]:
    """Nobody is older than people get."""
    for place in draft.places:
        kind, spec = TYPES[place.spec.type], place.spec
        aged = isinstance(kind, Number) and (spec.get("unit") == "岁" or re.search(r"年龄$|周岁$", spec.label))
        if aged and (kind.bounds(spec)[1] or 0) > OLDEST:  # type: ignore[attr-defined]
            yield at(place, "max", _("年龄的最大值超过了 %(most)s。请改正。") % {"most": OLDEST})


PLANNED = r"计划|预计|拟|预约|预定|预产|应当?于|希望"
ALREADY = r"出生|成立|签发|竣工|毕业|死亡|入职|参加工作"
FIRST_YEAR, LAST_YEAR = 1900, 2200


@check("date-limits", blocking=False)
def days_that_come(draft: Draft) -> Iterator[Problem]:
    """Days to come may lie ahead, days gone by behind, and years are of our time."""
    today = timezone.localdate()
    for place in draft.places:
        spec = place.spec
        if spec.type not in DAYS:
            continue
        yield from _years(place)
        latest = read_date(spec.get("latest"))
        if re.search(PLANNED, spec.label) and (spec.get("when") == "past" or (latest and latest < today)):
            name = "latest" if latest and latest < today else "when"
            yield at(place, name, _("问的是以后的日期，限制却只许填过去的。请改正。"))
        if re.search(ALREADY, spec.label) and not re.search(PLANNED, spec.label) and spec.get("when") == "future":
            yield at(place, "when", _("问的是过去的日期，限制却只许填以后的。请改正。"))


GONE = r"出生|生日|死亡|去世|逝世|签发|发证|颁发|出厂|制造|案发|事发|(事故|灾害|损失|案件)发生"


def gone_by(spot: Spot) -> None:
    """Only days gone by."""
    spot.value["when"] = "past"


@check("date-ahead", blocking=False, fix=Fix(gettext_lazy("只许填过去的日期"), gone_by))
def days_gone_by(draft: Draft) -> Iterator[Problem]:
    """A day of birth, or of what has happened, does not lie ahead."""
    for place in draft.places:
        spec, latest = place.spec, read_date(place.spec.get("latest"))
        asks = re.search(rf"({GONE})\S{{0,2}}(日期|时间|年月日?|日)?$", spec.label)
        if spec.type == "date" and asks and not (spec.get("when") or latest or re.search(PLANNED, spec.label)):
            yield at(place, "when", _("这一天不会在以后，却能填以后的日期。请在「只能是」里选「今天或以前」。"))


def _years(place: Place) -> Iterator[Problem]:
    for name in ("earliest", "latest"):
        day = read_date(place.spec.get(name))
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield at(place, name, _("限制里的年份是 %(year)s。请改正，或清空。") % {"year": day.year})


def known_papers(spot: Spot) -> None:
    """Only papers that the hall knows."""
    spot.value["papers"] = [paper for paper in PAPERS if paper in spot.value["papers"]] or list(PAPERS)


@check("paper-kind", fix=Fix(gettext_lazy("去掉不认识的证件"), known_papers))
def paper_kinds(draft: Draft) -> Iterator[Problem]:
    """A paper is of a kind that the hall knows."""
    for place in draft.places:
        if place.spec.type == "identity_paper" and set(place.spec.get("papers") or ()) - set(PAPERS):
            yield at(place, "papers", _("接受的证件里有大厅不认识的。请重新勾选。"))
