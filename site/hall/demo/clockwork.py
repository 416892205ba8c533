"""Moments before today, counted in working days, so that the demo is always some weeks old."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from guidance.clock import calendar


@dataclass
class Clockwork:
    """Working days back from `now`."""

    now: datetime

    def __post_init__(self) -> None:
        self.today = timezone.localtime(self.now).date()
        self.calendar = calendar.load()

    def day(self, back: int) -> date:
        """The working day that many working days before today; after today for a negative number."""
        return self.calendar.add(self.today, -back).date

    def at(self, back: int, hour: int = 9, minute: int = 0) -> datetime:
        """A time on that day; never later than now."""
        wanted = timezone.make_aware(datetime.combine(self.day(back), time(hour % 24, minute % 60)))
        return min(wanted, self.now - timedelta(minutes=1))

    def ago(self, minutes: int) -> datetime:
        """So many minutes before now."""
        return self.now - timedelta(minutes=minutes)
