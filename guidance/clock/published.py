"""What the package chinesecalendar knows: the State Council's arrangements, year by year."""

from collections.abc import Mapping
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

from .calendar import SATURDAY, Mark

NAMES: Mapping[str, str] = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


def years() -> range:
    """The years the installed package knows."""
    return range(min(holidays).year, max(holidays).year + 1)


def exceptions(year: int) -> dict[date, Mark]:
    """The weekdays off and the weekend days worked in a year the package knows; KeyError for another year."""
    if year not in years():
        raise KeyError(year)
    first = date(year, 1, 1)
    days = (first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days))
    return {
        day: Mark(works, _name(day, works))
        for day in days
        if (works := chinese_calendar.is_workday(day)) != (day.weekday() < SATURDAY)
    }


def _name(day: date, works: bool) -> str:
    """The Chinese name, as stored; a day worked instead carries the name of the holiday it makes up for."""
    key = (workdays if works else holidays).get(day, "")
    name = NAMES.get(key, key)
    return f"{name}调休" if works else name
