"""When the table of working days changes, open cases move with it, each with an event that says why."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from guidance.clock import calendar
from guidance.clock.changed import Change
from guidance.clock.due import Facts, recompute, warn_at

from . import actors, permissions
from .doing import Doing
from .flow import perform
from .models import Case, DeskRules
from .registry import register
from .states import OPEN_STATES, Kind

VERB = "recalculate"
_more: list[Callable[[Doing], None]] = []


def also(found: Callable[[Doing], None]) -> None:
    """Let an upper app move the due dates of its own rows with those of the case; once, from its `ready()`."""
    _more.append(found)


def recalculate(doing: Doing) -> None:
    """The same facts under the calendar of today: the case's own due date, and those of the rows that belong to it."""
    _move(doing)
    for more in _more:
        more(doing)


def _move(doing: Doing) -> None:
    case, was = doing.case, doing.case.due_at
    days = calendar.load(case.bureau.area_code)
    found = recompute(days, Facts.of(case.due_trail))
    doing.facts.update(due_was=was.isoformat() if was else None, due_at=found.at.isoformat())
    case.due_at, case.due_trail, case.due_provisional = found.at, found.trail, found.provisional
    case.warn_at = warn_at(days, found.at, DeskRules.of(case.bureau).warn_days)
    if case.kind == Kind.APPLICATION and case.due_at != was and case.clock_runs:
        doing.notify("case.rescheduled")


def follow(change: Change) -> int:
    """Move every open case whose days the change touches; how many were moved."""
    moved = 0
    touched = Case.objects.open().filter(submitted_at__date__lte=change.last, due_at__date__gte=change.first)
    for case in touched.exclude(due_trail={}).select_related("bureau").order_by("pk"):
        if change.area and change.area != case.bureau.area_code:
            continue
        found = recompute(calendar.load(case.bureau.area_code), Facts.of(case.due_trail))
        if (found.at, found.provisional) == (case.due_at, case.due_provisional):
            continue
        try:
            with transaction.atomic():
                perform(case, VERB, actors.system())
        except Refused:
            continue
        moved += 1
    return moved


def _counted(case: Case, now: datetime) -> str | None:
    """A case that waits for another, or a visit that is set for an hour, was never counted in days."""
    return None if case.due_trail else _t("这件的期限不按工作日计算。")


def install() -> None:
    """Called once, from the app's `ready()`."""
    register(
        VERB, _("工作日调整，期限重算"), kinds=list(Kind), sources=OPEN_STATES, ask=permissions.clock, run=recalculate,
        ready=_counted, order=99,
    )  # fmt: skip
