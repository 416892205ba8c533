"""Due dates: pure functions from (calendar, start, span, closing hour, pauses) to a moment and the trail that explains it.

Day 0 is the day of receipt or acceptance; what comes on a day off or after closing counts from the next working day
(行政许可法 第八十二条: 工作日, 不含法定节假日). The due moment is the closing hour of the last day, Asia/Shanghai.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .calendar import ONE_DAY, Calendar
from .explain import Trail, explain

__all__ = [
    "CLOSING",
    "IMMEDIATE",
    "NATURAL",
    "WORKING",
    "ZONE",
    "Due",
    "Facts",
    "Pause",
    "Span",
    "Trail",
    "Unit",
    "due",
    "effective_day",
    "explain",
    "holidays",
    "local",
    "makeup_days",
    "recompute",
    "remaining",
    "warn_at",
    "working_days_between",
]

ZONE = ZoneInfo("Asia/Shanghai")
CLOSING = time(17, 0)
"""The closing hour where a bureau states none."""


class Unit(enum.StrEnum):
    """What a span is counted in."""

    WORKING = "working"
    NATURAL = "natural"
    IMMEDIATE = "immediate"


WORKING, NATURAL, IMMEDIATE = Unit.WORKING, Unit.NATURAL, Unit.IMMEDIATE


@dataclass(frozen=True)
class Span:
    """A limit: `n` working days (工作日) or natural days (自然日); immediate (即办) means on day 0.

    `extension`: working days on top, whatever the unit, as the head approves them (行政许可法 第四十二条, 第八十二条).
    """

    n: int
    unit: Unit = Unit.WORKING
    extension: int = 0

    def __post_init__(self) -> None:
        if self.n < 0 or self.extension < 0:
            raise ValueError("A span has no negative length.")
        object.__setattr__(self, "unit", Unit(self.unit))


@dataclass(frozen=True)
class Pause:
    """Days that are not counted (行政许可法 第四十五条): from `start` up to `end`, the day of resumption, which counts.

    Open (`end` None): still suspended; the due date then assumes `expected` as the day of resumption, or, without it,
    that work resumes on the day it was suspended, and `Due.paused` tells that the clock stands still.
    """

    start: date
    end: date | None = None
    kind: str = ""
    expected: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day is not counted."""
        until = self.end or self.expected
        return until is not None and self.start <= day < until


@dataclass(frozen=True)
class Due:
    """When something must be done: `at`, aware, Asia/Shanghai. `provisional` (暂定): it reaches an unpublished year."""

    at: datetime
    provisional: bool
    trail: Trail
    paused: bool = False


@dataclass(frozen=True)
class Facts:
    """All that a due date follows from, so that it can be computed again from the history alone."""

    start: datetime
    span: Span
    closing: time = CLOSING
    pauses: tuple[Pause, ...] = ()

    @classmethod
    def of(cls, trail: Trail) -> "Facts":
        """The facts written into a trail."""
        pauses = (
            Pause(
                date.fromisoformat(row["from"]),
                date.fromisoformat(row["to"]) if row["to"] else None,
                row["kind"],
                date.fromisoformat(row["expected"]) if row["expected"] else None,
            )
            for row in trail["pauses"]
        )
        span = Span(trail["n"], Unit(trail["unit"]), trail.get("extension", 0))
        return cls(datetime.fromisoformat(trail["start"]), span, time.fromisoformat(trail["closing"]), tuple(pauses))


def local(moment: datetime) -> datetime:
    """The moment in Asia/Shanghai; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A moment must be aware of its time zone.")
    return moment.astimezone(ZONE)


def effective_day(calendar: Calendar, moment: datetime, closing: time = CLOSING) -> date:
    """Day 0 of what arrives at `moment`: that day, or the next working day after closing or on a day off."""
    here = local(moment)
    day = here.date()
    if not calendar.is_working(day) or here.time() > closing:
        return calendar.next_working(day)
    return day


def due(calendar: Calendar, start: datetime, span: Span, closing: time = CLOSING, pauses: Sequence[Pause] = ()) -> Due:
    """The closing hour of the last day of the span, with its trail."""
    day0 = effective_day(calendar, start, closing)
    last = _last_day(calendar, day0, span, pauses)
    end = last if span.unit is Unit.WORKING else _end(calendar, last, pauses)
    counted = local(start).date(), day0
    if span.extension:
        counted = counted if span.unit is Unit.WORKING else (end, end)
        last = end = _last_day(calendar, end, Span(span.extension), pauses)
    at = datetime.combine(end, closing, ZONE)
    provisional = calendar.provisional(local(start).date(), end)
    paused = any(pause.end is None for pause in pauses)
    trail: Trail = {
        "start": local(start).isoformat(),
        "closing": closing.isoformat(),
        "day0": day0.isoformat(),
        "unit": span.unit.value,
        "n": span.n,
        "extension": span.extension,
        "area": calendar.area,
        "holidays": holidays(calendar, counted[0], end),
        "makeup": [row for row in makeup_days(calendar, counted[1], end) if not _rests(row, pauses)],
        "pauses": [_pause_row(pause) for pause in pauses],
        "counted_to": last.isoformat(),
        "due": at.isoformat(),
        "provisional": provisional,
        "paused": paused,
    }
    return Due(at, provisional, trail, paused)


def recompute(calendar: Calendar, facts: Facts) -> Due:
    """The due date of the same facts under another calendar."""
    return due(calendar, facts.start, facts.span, facts.closing, facts.pauses)


def _last_day(calendar: Calendar, day0: date, span: Span, pauses: Iterable[Pause]) -> date:
    """The n-th day after day 0 that counts: not paused and, in working days, worked."""
    pauses = tuple(pauses)
    last, left = day0, span.n if span.unit is not Unit.IMMEDIATE else 0
    if left == 0:
        return _end(calendar, last, pauses)
    while left:
        last += ONE_DAY
        counts = span.unit is Unit.NATURAL or calendar.is_working(last)
        if counts and not any(pause.covers(last) for pause in pauses):
            left -= 1
    return last


def _end(calendar: Calendar, day: date, pauses: Iterable[Pause]) -> date:
    """Where a period ends on a day off, it ends on the next day that is worked (民法典 第二百零三条)."""
    pauses = tuple(pauses)
    while not calendar.is_working(day) or any(pause.covers(day) for pause in pauses):
        day += ONE_DAY
    return day


def _rests(row: Trail, pauses: Iterable[Pause]) -> bool:
    return any(pause.covers(date.fromisoformat(row["date"])) for pause in pauses)


def _pause_row(pause: Pause) -> Trail:
    return {
        "from": pause.start.isoformat(),
        "to": pause.end.isoformat() if pause.end else None,
        "kind": pause.kind,
        "expected": pause.expected.isoformat() if pause.expected else None,
    }


def holidays(calendar: Calendar, first: date, last: date) -> list[Trail]:
    """The named holidays from `first` to `last` as ranges, weekends beside them included."""
    runs: list[tuple[date, date]] = []
    for i in range((last - first).days + 1):
        day = first + timedelta(days=i)
        if calendar.is_working(day):
            continue
        if runs and runs[-1][1] == day - ONE_DAY:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    rows = []
    for a, b in runs:
        names = dict.fromkeys(calendar.name(a + timedelta(days=i)) for i in range((b - a).days + 1))
        named = [name for name in names if name]
        if named:
            rows.append({"from": a.isoformat(), "to": b.isoformat(), "names": named})
    return rows


def makeup_days(calendar: Calendar, day0: date, last: date) -> list[Trail]:
    """The weekend days worked after day 0 up to the last day."""
    days = (day0 + timedelta(days=i) for i in range(1, (last - day0).days + 1))
    return [{"date": day.isoformat(), "name": calendar.name(day)} for day in days if calendar.is_makeup(day)]


def working_days_between(calendar: Calendar, a: datetime, b: datetime) -> int:
    """Working days after the day of `a` up to the day of `b`; negative where `b` comes first."""
    return calendar.count(local(a).date(), local(b).date())


def remaining(calendar: Calendar, now: datetime, at: datetime) -> int:
    """Working days left for lists: 0 is due today, negative is days over (at least -1 once the moment has passed)."""
    left = working_days_between(calendar, now, at)
    return min(left, -1) if now > at else left


def warn_at(calendar: Calendar, at: datetime, days_before: int) -> datetime:
    """The same hour `days_before` working days before a due moment."""
    here = local(at)
    if days_before <= 0:
        return here
    return datetime.combine(calendar.add(here.date(), -days_before).date, here.time(), ZONE)
