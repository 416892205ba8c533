"""The papers of a case that were promised for later: whose they are, when they are due, and when all are in."""

from typing import Any

from guidance.cases.doing import Doing
from guidance.cases.models import Case, DeskRules
from guidance.clock import calendar
from guidance.clock.due import Due, Facts, Span, due, recompute, warn_at

from .. import verified
from ..models import CaseMaterial, CaseStep
from .models import Deferral, DueRow
from .texts import defer_days


def deferral_of(case: Case) -> Deferral | None:
    """The case's deferral while something may still come, or None."""
    row: Deferral | None = getattr(case, "deferral", None)
    if row is None:
        return None
    row.case = case
    return row if row.is_open else None


def owed(case: Case) -> list[CaseMaterial]:
    """The papers that were promised and are not found right yet: handed in or not."""
    row = deferral_of(case)
    return row.owed(case.materials.all()) if row else []


def not_given(case: Case) -> list[CaseMaterial]:
    """Of these, the ones that the applicant has yet to hand in."""
    return [row for row in owed(case) if row.state == CaseMaterial.State.DEFERRED]


def judged_by(case: Case, user: Any) -> list[CaseMaterial]:
    """The owed papers that a person's bureau takes in: as the steps of a joint case say."""
    steps: list[CaseStep] = list(case.steps.all())
    return [row for row in owed(case) if verified.competent(row, steps, user, case.bureau_id)]


def promised_later(case: Case) -> list[CaseMaterial]:
    """Before acceptance: the papers that the applicant promised for later."""
    return [row for row in case.materials.all() if row.state == CaseMaterial.State.DEFERRED]


def begin(doing: Doing, days: int | None = None) -> Deferral | None:
    """With the acceptance: what was promised is owed from now on, for `days` working days or as the guide says."""
    rows = promised_later(doing.case)
    if not rows:
        return None
    row = Deferral(case=doing.case, materials=[one.order for one in rows], since=doing.now)
    row.days = days or defer_days(doing.case.snapshot, doing.case.bureau)
    set_due(row, doing)
    doing.save(row)
    doing.case.deferral = row
    doing.facts["deferred"] = {
        "materials": [one.name for one in rows],
        "days": row.days,
        "due_at": row.due_at.isoformat(),
    }
    return row


def set_due(row: DueRow, doing: Doing, extension: int = 0) -> None:
    """Write when it is due, from the row's own facts. Does not save."""
    bureau = doing.case.bureau
    days = calendar.load(bureau.area_code)
    keep_due(row, due(days, row.since, Span(row.days, extension=extension), bureau.closing_time), doing, days)


def recompute_due(row: DueRow, doing: Doing) -> None:
    """Write when it is due by the same facts under the calendar of today. Does not save."""
    days = calendar.load(doing.case.bureau.area_code)
    keep_due(row, recompute(days, Facts.of(row.due_trail)), doing, days)


def keep_due(row: DueRow, found: Due, doing: Doing, days: calendar.Calendar) -> None:
    """Write a due time that was worked out. Does not save."""
    row.due_at, row.due_trail, row.due_provisional = found.at, found.trail, found.provisional
    row.warn_at = warn_at(days, found.at, max(DeskRules.of(doing.case.bureau).warn_days, 1))
