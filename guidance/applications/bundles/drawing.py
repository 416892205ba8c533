"""The picture of a joint case of a theme: one lane for each of its cases, on one axis of days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from guidance.cases.columns import Clock, stamp
from guidance.cases.models import Case

from .. import picture, waits
from ..axis import Axis
from .expected import Expected

if TYPE_CHECKING:
    from .progress import Lane


@dataclass(frozen=True)
class Waited:
    """One case of a theme with its waits, and how long each was waited for in all."""

    case: Case
    spans: list[waits.Wait]
    totals: list[tuple[str, str]]


def waited(lanes: "Sequence[Lane]", now: datetime, *, people: Collection[int] = ()) -> list[Waited]:
    """The waits of every case; `people`: the keys of those in which the reader may know who has it in hand."""
    cases = [lane.case for lane in lanes]
    prefetch_related_objects(cases, "participations")
    found = waits.waits_of(cases, now, people=people)
    return [Waited(lane.case, found[lane.case.pk], waits.totals(found[lane.case.pk])) for lane in lanes]


def drawn(
    lanes: "Sequence[Lane]", rows: Sequence[Waited], clock: Clock, expected: Expected | None, links: dict[int, str]
) -> picture.Picture | None:
    """The picture; `links` by the key of a case. Bureaus are named, nobody who works there. None without a case."""
    if not lanes:
        return None
    cases = [lane.case for lane in lanes]
    ends = [(expected.at, _("预计全部决定"), "expected")] if expected else []
    axis = picture.axis_of(cases, clock, [at for at, _words, _kind in ends])
    made = [_lane(lane, row, axis, clock, links) for lane, row in zip(lanes, rows, strict=True)]
    return picture.picture(axis, clock, ends, made, any(case.is_open for case in cases))


def _lane(lane: "Lane", row: Waited, axis: Axis, clock: Clock, links: dict[int, str]) -> picture.Drawn:
    case = lane.case
    level = lane.until.level if lane.until else ""
    track = picture.Track(
        "",
        "late" if level == "late" else "active" if case.is_open else "done",
        f"{case.get_state_display()} · {_('超期')}" if level == "late" else str(case.get_state_display()),
        [text for text in _words(lane) if text],
        picture.packed(case, axis, clock.now),
        axis.x(case.due_at) if lane.until and case.due_at else "",
    )
    stops = picture.stops_of(row.spans, axis)
    return picture.Drawn(case.title, case.bureau.display_name, [track], stops, links.get(case.pk, ""))


def _words(lane: "Lane") -> list[str]:
    """What is waited for, what is under way at whom, by when, and what is over and to come."""
    case = lane.case
    found = [_("等“%(before)s”办成后开始") % {"before": lane.waits_for}] if lane.waits_for else []
    for step in lane.now:
        words = {"step": step.name, "bureau": (step.bureau or case.bureau).display_name, "at": stamp(step.started_at)}
        found.append(_("正在办：%(step)s（%(bureau)s），%(at)s 起") % words)
    if lane.until:
        found.append(f"{_('应在 %(due)s 前') % {'due': stamp(case.due_at)}}{_(case.due_what)}")
        found.append(lane.until.words)
    return [*found, *picture.in_words(case)]


def ways(lanes: "Sequence[Lane]", name: str, keys: Collection[int] | None = None) -> dict[int, str]:
    """The address of each case's own page; with `keys`, of these alone."""
    if keys is None:
        return {lane.case.pk: reverse(name, args=[lane.case.number]) for lane in lanes}
    return {lane.case.pk: reverse(name, args=[lane.case.pk]) for lane in lanes if lane.case.pk in keys}
