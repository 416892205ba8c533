"""The calendar of every published year, without a database."""

from datetime import date, datetime, time

import pytest

from guidance.clock.calendar import Calendar, Mark
from guidance.clock.due import ZONE
from guidance.clock.published import exceptions, years


def all_years() -> Calendar:
    days: dict[date, Mark] = {}
    for year in years():
        days |= exceptions(year)
    return Calendar(days, frozenset(years()))


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return all_years()


def at(text: str, hour: int = 10, minute: int = 0) -> datetime:
    """A moment in Asia/Shanghai."""
    return datetime.combine(date.fromisoformat(text), time(hour, minute), ZONE)
