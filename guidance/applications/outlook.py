"""When a case should be decided, before anybody can know: each wait taken at its longest."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from guidance.cases.columns import stamp
from guidance.cases.models import Case
from guidance.cases.states import State
from guidance.clock.calendar import Calendars
from guidance.clock.due import Span, Unit, due
from items import choices
from items.limits import limit_text

from .deadlines import ACCEPTANCE_DAYS, promised


@dataclass(frozen=True)
class Outlook:
    """When it is or should be decided, and how that is counted. `provisional`: it reaches a year without published days."""

    at: datetime
    words: str
    provisional: bool = False


def expected_decision(case: Case, calendars: Calendars, before: Outlook | None = None) -> Outlook | None:
    """When a case is or should be decided; None where it ends without a decision.

    `before`: when what it waits for should be decided.
    """
    if case.state in (State.REFUSED, State.WITHDRAWN, State.TERMINATED):
        return None
    if case.application.decided_at:
        return Outlook(case.application.decided_at, _("%(at)s 已决定") % {"at": stamp(case.application.decided_at)})
    if case.accepted_at and case.due_at:
        return Outlook(case.due_at, _("应在 %(at)s 前决定") % {"at": stamp(case.due_at)}, case.due_provisional)
    days, closing = calendars.of(case.bureau.area_code), case.bureau.closing_time
    receipt, limit = Span(ACCEPTANCE_DAYS, Unit.WORKING), promised(case.snapshot)
    if case.state == State.WAITING:
        if before is None:
            return None
        first = due(days, before.at, receipt, closing)
        begun, open_year = first.at, before.provisional or first.provisional
    elif case.due_at:
        begun, open_year = case.due_at, case.due_provisional
    else:
        first = due(days, case.submitted_at, receipt, closing)
        begun, open_year = first.at, first.provisional
    last = due(days, begun, limit, closing)
    words = {"first": _span(receipt), "then": _span(limit), "at": stamp(last.at)}
    counted = (
        _("受理 %(first)s，再办理 %(then)s，到 %(at)s") if limit.n else _("受理 %(first)s，受理后当场办结，到 %(at)s")
    ) % words
    return Outlook(last.at, counted, open_year or last.provisional)


def _span(span: Span) -> str:
    return limit_text(span.n, choices.Unit.DAY if span.unit == Unit.NATURAL else choices.Unit.WORKDAY)
