"""What the package chinesecalendar knows: the State Council's arrangements, year by year."""

from collections.abc import Mapping
from datetime import date

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
    off = {day: Mark(False, _name(key)) for day, key in holidays.items() if day.weekday() < SATURDAY}
    worked = {day: Mark(True, f"{_name(key)}调休") for day, key in workdays.items() if day.weekday() >= SATURDAY}
    return {day: mark for day, mark in sorted((off | worked).items()) if day.year == year}


def _name(key: str) -> str:
    """The Chinese name of a holiday that the package names in English."""
    return NAMES.get(key, key)
