"""The picture of a case: lanes of steps as bars on one axis of days, from receipt to the day it is due, with today.

What is drawn is said beside it in words, so that the picture is read as well as seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from guidance.cases.columns import Clock, stamp
from guidance.cases.models import Case
from guidance.cases.states import CLOCK_STOPPED, State
from guidance.clock.explain import is_over

from . import steps
from .axis import Axis, Bar, Mark
from .models import AFTER_DECISION, CaseStep
from .outlook import expected_decision
from .waits import Wait

SHORT = {
    "today": _lazy("今天"),
    "due": _lazy("到期"),
    "answer": _lazy("补正期限"),
    "expected": _lazy("预计决定"),
    "end": _lazy("办结"),
}
"""The words of the axis itself, by the kind of line: short enough for a phone."""


@dataclass(frozen=True)
class Track:
    """One line of a lane: its bars, and the same in words. `level` and `word` tell how it stands: late, active, ..."""

    name: str
    level: str
    word: str
    details: list[str]
    bars: list[Bar]
    due: str = ""
    """Where on the axis it is due; empty where no clock of its own runs."""
    under: bool = False
    """Whether it belongs to the line above: an opinion that was asked for a step."""

    def after(self, details: list[str], bars: list[Bar]) -> "Track":
        """The same line with what came before, in words and as bars."""
        return replace(self, details=[*details, *self.details], bars=[*bars, *self.bars])

    @property
    def height(self) -> int:
        """Pixels."""
        return 24 + 20 * max((bar.row for bar in self.bars), default=0)


@dataclass(frozen=True)
class Drawn:
    """A lane: a bureau of a case, or a case of a theme."""

    name: str
    note: str
    tracks: list[Track]
    stops: list[Bar] = field(default_factory=list)
    link: str = ""


@dataclass(frozen=True)
class Picture:
    """The axis with its words, and the lanes. `kinds`: the kinds of bars in it, for the legend."""

    marks: list[Mark]
    lines: list[tuple[str, str]]
    """What crosses every lane: place and kind, of today and of what is due."""
    lanes: list[Drawn]
    said: list[str]
    """The marks in words, with whole dates."""

    @property
    def height(self) -> int:
        """Pixels that the words of the axis take."""
        return 4 + 16 * (1 + max(mark.row for mark in self.marks))

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of bars in it, in the order of the legend, with their names."""
        drawn = {bar.kind for lane in self.lanes for track in lane.tracks for bar in track.bars}
        drawn |= {"stop" for lane in self.lanes if lane.stops}
        return [(kind, str(name)) for kind, name in legend().items() if kind in drawn]


def legend() -> dict[str, str]:
    """What each kind of bar means."""
    return {
        "done": _("已完成"),
        "active": _("正在办"),
        "left": _("还剩的时间"),
        "late": _("超期"),
        "waiting": _("未开始"),
        "stop": _("不计时"),
    }


def state_of(step: CaseStep, case: Case, now: datetime) -> tuple[str, str]:
    """How a step stands, as level and word."""
    if not case.is_open and not step.is_over:
        return "skipped", steps.word_of(step, case)
    if step.state != CaseStep.State.ACTIVE:
        return step.state, steps.word_of(step, case)
    if case.state in CLOCK_STOPPED:
        return "stop", _("期限中止")
    if step.due is not None and step.due < now:
        return "late", _("超期")
    return "active", _("正在办")


def bars_of(step: CaseStep, case: Case, axis: Axis, now: datetime, row: int = 0, label: str = "") -> list[Bar]:
    """What is drawn of a step: how long it took or has taken, what of it was late, what is left, or when it may come."""
    if step.started_at is None:
        before = step.state == CaseStep.State.WAITING and case.is_open
        if not before or (step.kind in AFTER_DECISION and not case.application.decided_at):
            return []
        return [axis.bar(now, axis.end, "waiting", step.name, row, label)]
    until, due = step.ended_at or case.ended_at or now, step.due
    kind = "done" if step.ended_at or not case.is_open else "active"
    stopped = kind == "active" and case.state in CLOCK_STOPPED
    return spanned(axis, (step.started_at, until, None if stopped else due), kind, step.name, row, label)


def spanned(
    axis: Axis, span: tuple[datetime, datetime, datetime | None], kind: str, title: str, row: int = 0, label: str = ""
) -> list[Bar]:
    """A time from its start to its end, or to now while it is `active`, against when it is due: the late part apart."""
    since, until, due = span
    if due is None or due >= until:
        found = [axis.bar(since, until, kind, title, row, label)]
        return [*found, axis.bar(until, due, "left", title, row)] if kind == "active" and due else found
    turn = max(due, since)
    whole = [axis.bar(since, turn, kind, title, row)] if turn > since else []
    return [*whole, axis.bar(turn, until, "late", title, row, label)]


def nth(number: int) -> str:
    """Which round of a step it is: `第 2 次`."""
    return _("第 %(n)s 次") % {"n": number}


def stops_of(spans: Iterable[Wait], axis: Axis) -> list[Bar]:
    """The times that do not count."""
    return [axis.bar(span.since, span.until, "stop", "、".join(span.who)) for span in spans if span.stopped]


def moments_of(case: Case, clock: Clock) -> list[tuple[datetime, str, str]]:
    """The moments on a case's axis after receipt: when, in words, and as what kind of line."""
    if case.state == State.CORRECTION:
        until = case.application.supplement_due
        return [(until, _("补正期限"), "answer")] if until else []
    found = []
    if case.is_open and case.due_at and not past_expected(case, clock.now):
        what = _(case.due_what) if case.due_what else _("办理")
        words = _("暂定应在此前%(what)s") if case.state == State.SUSPENDED else _("应在此前%(what)s")
        found.append((case.due_at, words % {"what": what}, "due"))
    if case.is_open and case.accepted_at is None:
        decided = expected_decision(case, clock.calendars)
        if decided is not None:
            found.append((decided.at, _("预计决定"), "expected"))
    if case.ended_at:
        found.append((case.ended_at, _("办结"), "end"))
    return found


def past_expected(case: Case, now: datetime) -> bool:
    """Whether a special procedure lasts longer than was expected: the due date that was reckoned with that is stale."""
    today = timezone.localdate(now)
    return case.state == State.SUSPENDED and any(is_over(row, today) for row in case.due_trail.get("pauses", ()))


def axis_of(cases: Sequence[Case], clock: Clock, more: Iterable[datetime] = ()) -> Axis:
    """From the first receipt to whatever comes last: today, what is due, the end."""
    ends = [at for case in cases for at, _words, _kind in moments_of(case, clock)]
    dues = [step.due for case in cases for step in case.steps.all() if step.due is not None]
    now = clock.now if any(case.is_open for case in cases) else None
    return Axis.over([*(case.submitted_at for case in cases), *ends, *dues, *more], now)


def picture(
    axis: Axis, clock: Clock, ends: list[tuple[datetime, str, str]], lanes: list[Drawn], today: bool
) -> Picture:
    """Put the words and the lines on the axis: the days first, then today, then each moment on a line of its own."""
    moments = [(clock.now, _("今天"), "today"), *ends] if today else ends
    marks = [
        axis.mark(at, f"{SHORT[kind]} {timezone.localtime(at):%m-%d}", kind, row)
        for row, (at, _words, kind) in enumerate(moments, start=1)
    ]
    lines = [(axis.x(at), kind) for at, _words, kind in moments]
    said = [f"{words} {stamp(at)}" for at, words, kind in moments if kind != "today"]
    return Picture([*axis.dates(), *marks], lines, lanes, said)


def of_case(
    case: Case, axis: Axis, spans: list[Wait], clock: Clock, lanes: Iterable[tuple[str, str, list["Track"]]]
) -> Picture:
    """The picture of one case: `lanes` as name, note and tracks made on the axis."""
    stops = stops_of(spans, axis)
    drawn = [Drawn(name, note, tracks, stops) for name, note, tracks in lanes]
    found = picture(axis, clock, moments_of(case, clock), drawn, case.is_open)
    over = [_("特别程序已超过预计天数，恢复后重新计算到期日")] if past_expected(case, clock.now) else []
    return replace(found, said=[*found.said, *over, *map(_stopped, (span for span in spans if span.stopped))])


def _stopped(span: Wait) -> str:
    """Whom a time that does not count was spent on."""
    words = {"who": "、".join(span.who), "span": between(span.since, span.until)}
    return _("不计时（等%(who)s）%(span)s") % words


def track_of(step: CaseStep, case: Case, axis: Axis, clock: Clock, who: str = "", earlier: int = 0) -> Track:
    """One step as a line of its own, below the bars of its `earlier` rounds."""
    level, word = state_of(step, case, clock.now)
    runs = level in ("active", "late") and step.due is not None
    return Track(
        step.name,
        level,
        word,
        [text for text in (who, *_times(step, case, clock)) if text],
        bars_of(step, case, axis, clock.now, earlier, nth(earlier + 1) if earlier else ""),
        axis.x(step.due) if runs and step.due else "",
    )


def _times(step: CaseStep, case: Case, clock: Clock) -> list[str]:
    """Since when, until when, how long is left."""
    if step.started_at is None:
        return []
    if step.ended_at:
        return [between(step.started_at, step.ended_at)]
    found = [_("%(at)s 起") % {"at": stamp(step.started_at)}]
    if case.clock_runs and step.due:
        until = clock.until(case, step.due)
        found += [_("应在 %(due)s 前完成") % {"due": stamp(step.due)}, until.words]
    return found


def between(since: datetime, until: datetime) -> str:
    """`2026-11-23 09:15 – 14:30`; the second day too where it is another."""
    same = timezone.localdate(since) == timezone.localdate(until)
    return f"{stamp(since)} – {stamp(until)[11:] if same else stamp(until)}"


def packed(case: Case, axis: Axis, now: datetime) -> list[Bar]:
    """All steps of a case on one line; those that run side by side below each other, what is to come once."""
    ends: list[datetime] = []
    bars: list[Bar] = []
    for step in case.steps.all():
        if step.started_at is None:
            continue
        since, until = step.started_at, step.ended_at or case.ended_at or max(now, step.due or now)
        row = next((n for n, end in enumerate(ends) if end <= since), len(ends))
        ends[row:] = [until, *ends[row + 1 :]]
        bars += bars_of(step, case, axis, now, row)
    return bars or ([axis.bar(now, axis.end, "waiting", case.title)] if case.is_open else [])


def in_words(case: Case) -> list[str]:
    """The steps of a case by how they stand: done, and to come."""
    names = {state: [step.name for step in case.steps.all() if step.state == state] for state in CaseStep.State}
    found = []
    if names[CaseStep.State.DONE]:
        found.append(_("已完成：%(names)s") % {"names": "、".join(names[CaseStep.State.DONE])})
    if names[CaseStep.State.WAITING] and case.is_open and case.state != State.WAITING:
        found.append(_("未开始：%(names)s") % {"names": "、".join(names[CaseStep.State.WAITING])})
    return found
