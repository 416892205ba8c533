"""What time sets off on promises. Each is a verb under the case's lock, so that two workers do it once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from accounts.jobs import periodic
from guidance.cases import actors, flow
from guidance.clock import calendar
from guidance.clock.changed import Change
from guidance.clock.due import Facts, recompute

from .models import Deferral, PromiseCheck

BATCH = 500
"""Rows looked at in one run; the next run goes on."""


@periodic("applications.promises", _("容缺补交到期提请终止，提醒补交和核查承诺"), every=timedelta(minutes=5))
def mind(now: datetime) -> int:
    """Remind of what is near its end; past it, ask a person whether to end the case."""
    deferrals, checks = Deferral.objects.order_by("due_at"), PromiseCheck.objects.order_by("due_at")
    return (
        _each(deferrals.to_remind(now), "remind_deferral", now)
        + _each(deferrals.to_propose(now), "propose_end", now)
        + _each(checks.to_remind(now), "remind_check", now)
    )


def _each(rows: Any, verb: str, now: datetime | None = None) -> int:
    done = 0
    found: Iterable[Any] = list(rows.select_related("case")[:BATCH])
    for row in found:
        try:
            flow.perform(row.case, verb, actors.system(), now=now)
        except Refused:
            continue
        done += 1
    return done


def follow(change: Change) -> int:
    """Move what is still due and reaches days that a change of the calendar touches; how many were moved."""
    deferrals, checks = Deferral.objects.open(), PromiseCheck.objects.waiting()
    return _moved(deferrals, change, "recalculate_deferral") + _moved(checks, change, "recalculate_check")


def _moved(rows: Any, change: Change, verb: str) -> int:
    moved = 0
    touched = rows.filter(since__date__lte=change.last, due_at__date__gte=change.first)
    for row in touched.select_related("case__bureau").order_by("pk"):
        if change.area and change.area != row.case.bureau.area_code:
            continue
        found = recompute(calendar.load(row.case.bureau.area_code), Facts.of(row.due_trail))
        if (found.at, found.provisional) != (row.due_at, row.due_provisional):
            moved += _each(rows.filter(pk=row.pk), verb)
    return moved
