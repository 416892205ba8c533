"""The law's days for an application (行政许可法), and the due dates that follow from a case's rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases.doing import Doing
from guidance.cases.models import Case
from guidance.cases.states import State
from guidance.clock.calendar import Calendars, load, load_all
from guidance.clock.due import Due, Span, Unit, due, local, remaining
from guidance.clock.due import Pause as ClockPause
from guidance.clock.explain import explain
from items.choices import Unit as ItemUnit

from .joint import JOINT_DECISION_DAYS, is_joint
from .models import RECEIPT_KINDS, CaseStep
from .opinions import Opinion

ACCEPTANCE_DAYS = 5
"""Working days to accept or to ask for everything that is missing; art. 32."""
DECISION_DAYS = 20
"""Working days to decide where the item promises nothing shorter; art. 42."""
DELIVERY_DAYS = 10
"""Working days to deliver after the decision; art. 44."""


def promised(snapshot: dict[str, Any]) -> Span:
    """The item's promised limit as published, or the statute's: longer where several bureaus handle it together."""
    limit = snapshot.get("promised")
    days = JOINT_DECISION_DAYS if is_joint(snapshot) else DECISION_DAYS
    return span_of(limit["n"], limit["unit"]) if limit else Span(days, Unit.WORKING)


def span_of(number: int, unit: str) -> Span:
    """A guide's limit as the clock counts it."""
    return Span(number, Unit.NATURAL if unit == ItemUnit.DAY else Unit.WORKING)


def set_acceptance(doing: Doing) -> None:
    """Receipt: five days to accept, or to tell everything that is missing."""
    doing.set_due(Span(ACCEPTANCE_DAYS, Unit.WORKING), _("受理或一次性告知补正"), doing.now)


def supplement_due(doing: Doing, days: int) -> datetime:
    """By when the applicant is asked to answer a 补正 of now."""
    bureau = doing.case.bureau
    return due(load(bureau.area_code), doing.now, Span(days), bureau.closing_time).at


def supplement_sum(case: Case, calendars: Calendars) -> Due | None:
    """How the days to answer the 补正 come about, from its event alone; None of an older one, whose days were not kept."""
    asked = case.events.filter(verb="correct").order_by("version").last()
    if asked is None or "days" not in asked.data:
        return None
    return due(calendars.of(case.bureau.area_code), asked.at, Span(asked.data["days"]), case.bureau.closing_time)


def why_answer_by(case: Case) -> str:
    """The sum of the day by which the 补正 is to be answered, in words; empty where its days were not kept, or changed since."""
    found = supplement_sum(case, load_all()) if case.state == State.CORRECTION else None
    if found is None or found.at != case.application.supplement_due:
        return ""
    return explain(found.trail, _t("提交补正材料"), _t("要求补正"))


def late_when_extended(case: Case) -> int:
    """How many working days a case was late already when it was extended, from the history; 0 where it was in time."""
    if not case.application.extended_days:
        return 0
    event = case.events.filter(verb="extend").order_by("version").last()
    before = event and Case.history.filter(id=case.pk, version__lt=event.version).order_by("version").last()
    if not event or not before or before.due_at is None or before.due_at >= event.at:
        return 0
    return -remaining(load(case.bureau.area_code), event.at, before.due_at)


def received_at(case: Case) -> datetime:
    """From when the days to accept count: receipt, the end of a wait for another case, or the answer to a 补正."""
    start = case.due_trail.get("start")
    return datetime.fromisoformat(start) if start else case.submitted_at


def set_decision(doing: Doing, since: datetime) -> None:
    """Acceptance: the promise, plus an extension, less the time of special procedures."""
    span = replace(promised(doing.case.snapshot), extension=doing.case.application.extended_days)
    what = _("作出决定（联合审批）") if is_joint(doing.case.snapshot) else _("作出决定")
    doing.set_due(span, what, since, pauses_of(doing.case))


def pauses_of(case: Case) -> list[ClockPause]:
    """The times of special procedures as the clock reads them: one that lasts counts until the day it is expected to end."""
    return [
        ClockPause(
            local(row.started_at).date(),
            local(row.ended_at).date() if row.ended_at else None,
            row.get_kind_display(),
            expected=row.expected_on,
        )
        for row in case.pauses.all()
    ]


def set_delivery(doing: Doing) -> None:
    """Decision: ten days to deliver."""
    doing.set_due(Span(DELIVERY_DAYS, Unit.WORKING), _("送达"), doing.now)


def step_due(step: CaseStep, case: Case, calendars: Calendars, pauses: Sequence[ClockPause]) -> datetime | None:
    """When a step is due: its own limit from its start by its bureau's days; None without a limit or a start.

    None too for receipt and acceptance: they run on the case's five days (`CaseStep.due`), whatever limit the guide lists.
    """
    if step.limit is None or step.started_at is None or step.kind in RECEIPT_KINDS:
        return None
    bureau = step.bureau or case.bureau
    days, span = calendars.of(bureau.area_code), span_of(step.limit, step.unit)
    return due(days, step.started_at, span, bureau.closing_time, pauses).at


def opinion_due(row: Opinion, calendars: Calendars) -> datetime:
    """When another bureau's answer is due, by its own days; of an older row, whose days were not kept, as it stands."""
    found = _opinion(row, calendars)
    return found.at if found else row.due_at


def why_opinion(row: Opinion, calendars: Calendars) -> str:
    """The sum of the day by which another bureau is to answer, in words; empty where its days were not kept."""
    found = _opinion(row, calendars)
    return explain(found.trail, _t("回复"), _t("征求意见")) if found and found.at == row.due_at else ""


def _opinion(row: Opinion, calendars: Calendars) -> Due | None:
    if row.days is None:
        return None
    days = calendars.of(row.bureau.area_code)
    return due(days, row.asked_at, Span(row.days), row.bureau.closing_time)
