"""办理时间 as people write it: understood where it is plain enough to say whether a place is open now, else left alone."""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from guidance.clock import calendar
from guidance.clock.calendar import Calendar
from guidance.clock.due import ZONE

from .spans import Span

DASH = r"(?:-|–|—|~|至|到)+"
CLOCK = r"(\d{1,2}):(\d{2})"
HALF = r"(上午|下午|早上|中午)?"
RANGE = re.compile(rf"{HALF}{CLOCK}{DASH}{HALF}{CLOCK}")
DAY = r"(?:周|星期|礼拜)([一二三四五六日天])"
DAYS = re.compile(rf"{DAY}{DASH}{DAY}")
WORKING = re.compile(r"(?:法定)?工作日")
EVERY_DAY = re.compile(r"每天|每日|全年无休")
HOLIDAYS_OFF = re.compile(r"\(?(?:国家)?(?:法定)?节假日(?:及公休日)?(?:除外|休息|不办公)\)?")
BETWEEN = re.compile(r"[,;、。:\s()及和]*")
MONDAY_TO_FRIDAY = frozenset(range(5))
WEEK = "一二三四五六日"
LOOK_AHEAD = 30
"""Days within which the next opening is looked for: longer than any holiday."""


@dataclass(frozen=True)
class Hours:
    """When a place is open: on working days, or on weekdays (0 is Monday) whatever the holidays; the hours of a day."""

    working_days: bool
    weekdays: frozenset[int]
    ranges: tuple[tuple[time, time], ...]

    def opens_on(self, day: date, days: Calendar) -> bool:
        """Whether it opens at all on a day."""
        return days.is_working(day) if self.working_days else day.weekday() in self.weekdays


@dataclass(frozen=True)
class Now:
    """Whether a place is open now, in words, and for how long that holds."""

    open: bool
    words: str
    span: Span


def parse(text: str) -> Hours | None:
    """The hours, or None where the text says more than this understands."""
    plain = unicodedata.normalize("NFKC", text).replace("点", ":00").strip()
    ranges = []
    for found in RANGE.finditer(plain):
        span = _range(*found.groups())
        if span is None:
            return None
        ranges.append(span)
    rest = RANGE.sub(" ", plain)
    off = bool(HOLIDAYS_OFF.search(rest))
    rest = HOLIDAYS_OFF.sub(" ", rest)
    weekdays, rest = _days(rest)
    in_order = all(a[1] <= b[0] for a, b in itertools.pairwise(ranges))
    if weekdays is None or not ranges or not in_order or not BETWEEN.fullmatch(rest):
        return None
    if off and weekdays != MONDAY_TO_FRIDAY:
        return None  # open on Saturdays but not on holidays: then a Saturday that is worked (调休) is anybody's guess
    return Hours(weekdays == MONDAY_TO_FRIDAY, weekdays, tuple(ranges))


def _range(*parts: str) -> tuple[time, time] | None:
    """Start and end on the clock of 24 hours; None for 下午 1:30, which may mean the one or the other clock."""
    ends = []
    for half, hour, minute in (parts[:3], parts[3:]):
        if int(hour) > 23 or int(minute) > 59 or (half == "下午" and int(hour) < 12):
            return None
        ends.append(time(int(hour), int(minute)))
    return (ends[0], ends[1]) if ends[0] < ends[1] else None


def _days(text: str) -> tuple[frozenset[int] | None, str]:
    """The weekdays a text names, once, and what else it says."""
    if len(found := DAYS.findall(text)) == 1:
        first, last = (WEEK.index(name.replace("天", "日")) for name in found[0])
        return (frozenset(range(first, last + 1)) if first <= last else None), DAYS.sub(" ", text)
    if WORKING.search(text):
        return MONDAY_TO_FRIDAY, WORKING.sub(" ", text)
    if EVERY_DAY.search(text):
        return frozenset(range(7)), EVERY_DAY.sub(" ", text)
    return None, text


def now_open(hours: Hours, days: Calendar, now: datetime) -> Now | None:
    """Whether the place is open at a moment; None where no opening can be foreseen."""
    today = now.astimezone(ZONE).date()
    moments = [
        (datetime.combine(day, start, ZONE), datetime.combine(day, end, ZONE))
        for day in (today + timedelta(days=n) for n in range(LOOK_AHEAD))
        if hours.opens_on(day, days)
        for start, end in hours.ranges
    ]
    past = [end for _start, end in moments if end <= now]
    following = next((pair for pair in moments if pair[1] > now), None)
    if following is None:
        return None
    start, end = following
    if start <= now:
        return Now(True, _("现在开放，%(end)s 结束") % {"end": f"{end:%H:%M}"}, Span(start, end))
    midnight = datetime.combine(today + timedelta(days=1), time(), ZONE)
    since = past[-1] if past else datetime.combine(today, time(), ZONE)
    return Now(False, _("现在休息，%(start)s开始") % {"start": _when(start, today)}, Span(since, min(start, midnight)))


def _when(moment: datetime, today: date) -> str:
    ahead = (moment.date() - today).days
    if ahead < 2:
        return (_("今天 %(at)s ") if ahead == 0 else _("明天 %(at)s ")) % {"at": f"{moment:%H:%M}"}
    return f"{moment:%Y-%m-%d %H:%M} "


def of_places(texts: Iterable[str], area: str, now: datetime) -> list[Now | None]:
    """For each 办理时间, whether it is open now. The calendar is read only where a text is understood."""
    parsed = [parse(text) for text in texts]
    if not any(parsed):
        return [None] * len(parsed)
    days = calendar.load(area)
    return [now_open(hours, days, now) if hours else None for hours in parsed]
