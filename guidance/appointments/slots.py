"""Make the slots of a window's booking horizon, and find free ones."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from guidance.cases.models import DeskRules
from guidance.clock import calendar

from .models import Slot, Window

OFFERED = 6
"""How many free slots are offered to somebody whose slot was taken."""


def horizon(window: Window, now: datetime) -> list[date]:
    """The working days on which the window may be booked today."""
    return _days_ahead(DeskRules.of(window.bureau), calendar.load(window.bureau.area_code), now)


def _days_ahead(rules: DeskRules, days: calendar.Calendar, now: datetime) -> list[date]:
    """The working days that a bureau's rules let be booked today, at most `book_ahead_max` ahead."""
    today = day = timezone.localtime(now).date()
    found: list[date] = []
    while len(found) < rules.book_ahead_max:
        day += timedelta(days=1)
        if days.is_working(day):
            found.append(day)
    first = max(rules.book_ahead_min - 1, 0)
    return ([today] if rules.book_ahead_min == 0 and days.is_working(today) else []) + found[first:]


def _spans(window: Window) -> Iterator[tuple[time, time]]:
    for start, end in ((window.morning_from, window.morning_to), (window.afternoon_from, window.afternoon_to)):
        if start is None or end is None:
            continue
        at = datetime.combine(date.min, start)
        step = timedelta(minutes=window.minutes)
        while at + step <= datetime.combine(date.min, end):
            yield at.time(), (at + step).time()
            at += step


def ensure(window: Window, days: list[date]) -> int:
    """Make what is missing of the window's slots on these days; never touches a slot that is there. How many were made."""
    window.refresh_from_db(fields=["morning_from", "morning_to", "afternoon_from", "afternoon_to"])
    there = (
        set(Slot.objects.filter(window=window, starts_at__date__in=days).values_list("starts_at", flat=True))
        if days
        else set()
    )
    made = 0
    for day in days:
        for start, end in _spans(window):
            starts_at = timezone.make_aware(datetime.combine(day, start))
            if starts_at in there:
                continue
            _slot, created = Slot.objects.get_or_create(
                window=window,
                starts_at=starts_at,
                defaults={
                    "ends_at": timezone.make_aware(datetime.combine(day, end)),
                    "capacity": window.capacity,
                },
            )
            made += created
    return made


def free_for(item: Any, now: datetime) -> "QuerySet[Slot]":
    """Slots in which the item can be booked now, soonest first."""
    windows = list(Window.objects.for_item(item).select_related("bureau"))
    rules, calendars = DeskRules.of_each({window.bureau for window in windows}), calendar.load_all()
    days = {day for bureau, own in rules.items() for day in _days_ahead(own, calendars.of(bureau.area_code), now)}
    if not days:
        return Slot.objects.none()
    first, last = min(days), max(days)
    return (
        Slot.objects.bookable(now)
        .filter(
            window__in=windows,
            starts_at__gte=timezone.make_aware(datetime.combine(first, time.min)),
            starts_at__lt=timezone.make_aware(datetime.combine(last, time.min)) + timedelta(days=1),
        )
        .select_related("window__bureau")
    )


def next_free(item: Any, now: datetime, near: datetime | None = None) -> list[Slot]:
    """A few free slots to offer instead: those from `near` on first."""
    rows = list(free_for(item, now)[:200])
    if near:
        rows.sort(key=lambda slot: (slot.starts_at < near, abs(slot.starts_at - near)))
    return rows[:OFFERED]
