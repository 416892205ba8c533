"""Which days are worked: a frozen value that pure functions count with, and the one place that reads it from the table."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from .models import CalendarYear, Day, Stamp

ONE_DAY = timedelta(days=1)
SATURDAY = 5
FIXED_HOLIDAYS: Mapping[tuple[int, int], str] = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
"""Holidays of a fixed date, by (month, day): 全国年节及纪念日放假办法 (2024 年修订) 第二条. Used where a year is unpublished."""


class Mark(NamedTuple):
    """What the table says of a day."""

    is_working: bool
    name: str


class Reached(NamedTuple):
    """A day counted to, and whether the count went through a year that is not published."""

    date: date
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """The working days of one area: `days` are the exceptions, `years` the published years."""

    days: Mapping[date, Mark] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    area: str = ""

    def published(self, year: int) -> bool:
        """Whether the arrangement of the year is known; if not, its days are an assumption."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        """Whether the day is worked. An unpublished year: Monday to Friday less the holidays of a fixed date."""
        mark = self.days.get(day)
        if mark is not None:
            return mark.is_working
        if day.weekday() >= SATURDAY:
            return False
        return self.published(day.year) or (day.month, day.day) not in FIXED_HOLIDAYS

    def name(self, day: date) -> str:
        """The holiday or make-up day's name; empty for an ordinary day."""
        mark = self.days.get(day)
        if mark is not None:
            return mark.name
        return "" if self.published(day.year) else FIXED_HOLIDAYS.get((day.month, day.day), "")

    def is_makeup(self, day: date) -> bool:
        """Whether it is a weekend day that is worked (调休上班)."""
        return day.weekday() >= SATURDAY and self.is_working(day)

    def next_working(self, day: date) -> date:
        """The first working day after `day`."""
        return next(self._working(day, ONE_DAY))

    def on_or_after(self, day: date) -> date:
        """The day itself if it is worked, else the next working day."""
        return day if self.is_working(day) else self.next_working(day)

    def add(self, day: date, n: int) -> Reached:
        """The n-th working day after `day` (before it, for a negative n); for 0 the day itself, or the next working one."""
        if n == 0:
            reached = self.on_or_after(day)
        else:
            steps = self._working(day, ONE_DAY if n > 0 else -ONE_DAY)
            for _ in range(abs(n)):
                reached = next(steps)
        return Reached(reached, self.provisional(day, reached))

    def provisional(self, a: date, b: date) -> bool:
        """Whether the days from `a` to `b` touch an unpublished year."""
        first, last = min(a, b), max(a, b)
        return not all(self.published(year) for year in range(first.year, last.year + 1))

    def count(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; negative where `b` comes first."""
        if b < a:
            return -self.count(b, a)
        return sum(self.is_working(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))

    def _working(self, day: date, step: timedelta) -> Iterator[date]:
        while True:
            day += step
            if self.is_working(day):
                yield day


class Calendars:
    """The calendars of all areas, as the table stood when it was read."""

    def __init__(self, days: Mapping[str, Mapping[date, Mark]], years: Mapping[str, frozenset[int]]) -> None:
        self._days, self._years = days, years
        self._made: dict[str, Calendar] = {}

    def of(self, area: str = "") -> Calendar:
        """The calendar of an area (GB/T 2260 code; empty: common to all): its own rows win over the common ones."""
        if area not in self._made:
            days = {**self._days.get("", {}), **self._days.get(area, {})}
            years = self._years.get("", frozenset()) | self._years.get(area, frozenset())
            self._made[area] = Calendar(days, years, area)
        return self._made[area]


_kept: tuple[uuid.UUID, Calendars] | None = None


def load_all() -> Calendars:
    """The calendars of all areas, for what works on several. One query while the table is unchanged.

    The stamp is read each time and before the rows, so that what is kept is never older than its stamp.
    """
    global _kept
    stamp = Stamp.objects.filter(pk=1).values_list("value", flat=True).first()
    if stamp and _kept and _kept[0] == stamp:
        return _kept[1]
    calendars = _read()
    if stamp:
        _kept = (stamp, calendars)
    return calendars


def load(area: str = "") -> Calendar:
    """The calendar of one area, as `load_all`."""
    return load_all().of(area)


def _read() -> Calendars:
    days: dict[str, dict[date, Mark]] = defaultdict(dict)
    for area, day, works, name in Day.objects.values_list("area_code", "date", "is_working", "name"):
        days[area][day] = Mark(works, name)
    years: dict[str, set[int]] = defaultdict(set)
    for area, year in CalendarYear.objects.filter(published=True).values_list("area_code", "year"):
        years[area].add(year)
    return Calendars(dict(days), {area: frozenset(found) for area, found in years.items()})
