"""Who a case waited for, from receipt to its end: every second has a name on it, read from the history alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guidance.cases.models import Case
from guidance.cases.states import State

from .models import RECEIPT_KINDS, CaseStep


@dataclass(frozen=True)
class Wait:
    """A span in which the case waited for the same ones. `who`: bureaus in their order, or the applicant."""

    since: datetime
    until: datetime
    who: tuple[str, ...]

    @property
    def seconds(self) -> float:
        return (self.until - self.since).total_seconds()


def waits(case: Case, now: datetime | None = None) -> list[Wait]:
    """The spans of a case, without gap or overlap from its receipt to its end, or to `now` while it is open."""
    end = case.ended_at or now or timezone.now()
    rows = list(case.history.select_related("bureau").order_by("history_date", "history_id"))
    steps = list(
        CaseStep.history.filter(case_id=case.pk).select_related("bureau").order_by("history_date", "history_id")
    )
    moments = sorted({case.submitted_at, *(row.history_date for row in [*rows, *steps])} | {end})
    moments = [at for at in moments if case.submitted_at <= at <= end]
    found: list[Wait] = []
    for since, until in pairwise(moments):
        who = _who(case, _as_of(rows, since), _as_of(steps, since))
        if found and found[-1].who == who:
            found[-1] = Wait(found[-1].since, until, who)
        else:
            found.append(Wait(since, until, who))
    return found


def _as_of(rows: Iterable[Any], at: datetime) -> list[Any]:
    """Of history rows in their order, the last of each object that was written by a moment."""
    last = {row.id: row for row in rows if row.history_date <= at}
    return list(last.values())


def _who(case: Case, stood: list[Any], steps: list[Any]) -> tuple[str, ...]:
    state = stood[0].state if stood else State.RECEIVED
    lead = str(stood[0].bureau if stood else case.bureau)
    if state == State.CORRECTION:
        return (_("申请人"),)
    if state == State.WAITING:
        return (_("前面的事项"),)
    if state == State.SUSPENDED:
        return (_("特别程序"),)
    active = sorted((row for row in steps if row.state == CaseStep.State.ACTIVE), key=lambda row: row.order)
    working = [str(row.bureau or lead) for row in active if row.kind not in RECEIPT_KINDS]
    return tuple(dict.fromkeys(working)) or (lead,)
