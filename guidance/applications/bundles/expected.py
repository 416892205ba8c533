"""When all of a joint case should be done: the longest branch by what waits for what, never the sum."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from guidance.clock import calendar

from ..outlook import Outlook, expected_decision
from .models import JointEntry


@dataclass(frozen=True)
class Expected:
    """When the last of them should be decided, and the entries one after another that make it so."""

    at: datetime
    counted: list[tuple[JointEntry, str]]
    """Each with how its own time is counted."""
    provisional: bool = False
    """Whether it reaches a year whose days off are not published (暂定)."""

    @property
    def branch(self) -> list[JointEntry]:
        """The entries one after another."""
        return [entry for entry, _words in self.counted]

    @property
    def past(self) -> bool:
        """Whether that time is over, and something is still not decided."""
        return self.at < timezone.now() and any(not entry.case.application.decided_at for entry in self.branch)


def expected(entries: list[JointEntry]) -> Expected | None:
    """Of the entries that are not over without a result; None where nothing is left to wait for."""
    calendars = calendar.load_all()
    ends: dict[int, Outlook] = {}
    longest: dict[int, int | None] = {}
    by_key = {entry.pk: entry for entry in entries}
    for entry in entries:
        befores = [one.pk for one in entry.after.all()]
        before = max(befores, key=lambda pk: ends[pk].at) if befores and all(pk in ends for pk in befores) else None
        start = ends[before] if before is not None else None
        if (found := expected_decision(entry.case, calendars, start)) is not None:
            ends[entry.pk] = found
            longest[entry.pk] = before
    if not ends:
        return None
    last = max(ends, key=lambda pk: ends[pk].at)
    branch = [by_key[last]]
    while (pk := longest[branch[0].pk]) is not None:
        branch.insert(0, by_key[pk])
    counted = [(entry, ends[entry.pk].words) for entry in branch]
    return Expected(ends[last].at, counted, ends[last].provisional)
