"""The verbs of the working-day table. Each is one transaction and tells those who keep due dates (`changed`)."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from accounts.errors import Invalid

from . import published
from .calendar import Mark
from .changed import Change, announce
from .models import CalendarYear, Day, Source, Stamp


@transaction.atomic
def save_day(day: Day, reason: str = "") -> int:
    """Add or change one day; how many open due dates moved."""
    before = Day.objects.filter(pk=day.pk).values_list("date", "area_code").first() if day.pk else None
    day.source = Source.MANUAL
    day._change_reason = reason or _("修改工作日安排")
    day.save()
    places = {(day.date, day.area_code), *([before] if before else [])}
    return announce(Change(when, when, area, str(day._change_reason)) for when, area in sorted(places))


@transaction.atomic
def remove_day(day: Day, reason: str = "") -> int:
    """Take a day back to what its weekday says; how many open due dates moved."""
    when, area = day.date, day.area_code
    day._change_reason = reason or _("删除工作日安排")
    said = str(day._change_reason)
    day.delete()
    return announce([Change(when, when, area, said)])


@transaction.atomic
def save_year(year: CalendarYear, reason: str = "") -> int:
    """Add a year or change whether it is published; how many open due dates moved."""
    before = CalendarYear.objects.filter(pk=year.pk).values_list("year", "area_code").first() if year.pk else None
    year._change_reason = reason or _("修改年度")
    year.save()
    places = {(year.year, year.area_code), *([before] if before else [])}
    return announce(_whole(number, area, str(year._change_reason)) for number, area in sorted(places))


@transaction.atomic
def load_year(year: int, area: str = "", reason: str = "") -> int:
    """Take a year from the installed chinesecalendar and publish it; how many open due dates moved.

    Replaces what was loaded before and leaves what was entered by hand. Invalid if the package does not know the year.
    """
    known = published.years()
    if year not in known:
        text = _(
            "目前的放假安排数据包含 %(first)s–%(last)s 年，没有 %(year)s 年。请升级 chinesecalendar 后再载入，或手工录入。"
        )
        raise Invalid(
            _("没有这一年的放假安排。"),
            {"year": [text % {"first": known.start, "last": known.stop - 1, "year": year}]},
            code="year-unknown",
        )
    said = reason or _("载入年度放假安排")
    _store_days(year, area, published.exceptions(year), said)
    row = CalendarYear.objects.filter(year=year, area_code=area).first() or CalendarYear(year=year, area_code=area)
    row.published, row.source = True, Source.PACKAGE
    return save_year(row, said)


def _store_days(year: int, area: str, wanted: Mapping[date, Mark], reason: str) -> None:
    """Make the loaded rows of a year what is wanted, touching only those that differ."""
    have = {day.date: day for day in Day.objects.select_for_update().filter(date__year=year, area_code=area)}
    for when, day in have.items():
        if day.source == Source.PACKAGE and when not in wanted:
            day._change_reason = reason
            day.delete()
    for when, mark in wanted.items():
        day = have.get(when) or Day(date=when, area_code=area, source=Source.PACKAGE)
        if (day.source == Source.PACKAGE and (day.is_working, day.name) != tuple(mark)) or day.pk is None:
            day.is_working, day.name = mark
            day._change_reason = reason
            day.save()


def _whole(year: int, area: str, reason: str) -> Change:
    return Change(date(year, 1, 1), date(year, 12, 31), area, reason)


@transaction.atomic
def seed() -> int:
    """Fill an empty table with every year the package knows; the number of days stored. A table with years is left."""
    if CalendarYear.objects.exists():
        return 0
    days = [
        Day(date=when, is_working=mark.is_working, name=mark.name, source=Source.PACKAGE)
        for year in published.years()
        for when, mark in published.exceptions(year).items()
    ]
    years = [CalendarYear(year=year, published=True, source=Source.PACKAGE) for year in published.years()]
    reason = "随系统预置"
    bulk_create_with_history(days, Day, default_change_reason=reason)
    bulk_create_with_history(years, CalendarYear, default_change_reason=reason)
    Stamp.renew()
    return len(days)
