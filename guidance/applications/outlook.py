"""When a case should be decided, before anybody can know: each wait taken at its longest."""

from datetime import datetime

from guidance.cases.models import Case
from guidance.cases.states import State
from guidance.clock.calendar import Calendars
from guidance.clock.due import Span, Unit, due

from .deadlines import ACCEPTANCE_DAYS, promised


def expected_decision(case: Case, calendars: Calendars, before: datetime | None = None) -> datetime | None:
    """When a case is or should be decided; None where it ends without a decision.

    `before`: when what it waits for should be decided.
    """
    if case.state in (State.REFUSED, State.WITHDRAWN, State.TERMINATED):
        return None
    if case.application.decided_at:
        return case.application.decided_at
    if case.accepted_at and case.due_at:
        return case.due_at
    days, closing = calendars.of(case.bureau.area_code), case.bureau.closing_time
    if case.state == State.WAITING:
        if before is None:
            return None
        begun = due(days, before, Span(ACCEPTANCE_DAYS, Unit.WORKING), closing).at
    else:
        begun = case.due_at or due(days, case.submitted_at, Span(ACCEPTANCE_DAYS, Unit.WORKING), closing).at
    return due(days, begun, promised(case.snapshot), closing).at
