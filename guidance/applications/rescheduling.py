"""When the table of working days changes, the steps under way, the opinions that are owed and the days to answer a 补正 move."""

from collections.abc import Iterator

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.errors import Refused
from guidance.cases import actors, recalculation
from guidance.cases.doing import Doing
from guidance.cases.flow import perform
from guidance.cases.models import Case, CaseQuerySet
from guidance.cases.states import Kind, State
from guidance.clock import calendar, changed
from guidance.clock.calendar import Calendars
from guidance.clock.changed import Change

from .deadlines import opinion_due, pauses_of, step_due, supplement_sum
from .models import RECEIPT_KINDS, Application, CaseStep
from .opinions import Opinion
from .promises.telling import day_of


def follow(change: Change) -> int:
    """Move the open cases of which only a step or an opinion moves; how many. The others have moved with the case."""
    calendars, moved = calendar.load_all(), 0
    for case in _touched(change):
        if next(_moving(case, calendars), None) is None:
            continue
        try:
            with transaction.atomic():
                perform(case, recalculation.VERB, actors.system())
        except Refused:
            continue
        moved += 1
    return moved


def recalculate(doing: Doing) -> None:
    """Write what moves of one case."""
    for row in _moving(doing.case, calendar.load_all()):
        doing.save(row, _("工作日调整，期限重算"))
        if isinstance(row, Application):
            doing.facts["supplement_due"] = row.supplement_due.isoformat() if row.supplement_due else None
            doing.notify("case.supplement_moved", until=day_of(row.supplement_due))


def _touched(change: Change) -> CaseQuerySet:
    after = models.Q(due_at__date__gte=change.first)
    steps = CaseStep.objects.active().filter(after, started_at__date__lte=change.last)
    opinions = Opinion.objects.waiting().filter(after, asked_at__date__lte=change.last)
    either = models.Q(pk__in=steps.values("case")) | models.Q(pk__in=opinions.values("case"))
    either |= models.Q(state=State.CORRECTION, application__supplement_due__date__gte=change.first)
    rows = Case.objects.open().filter(either).select_related("bureau", "application").order_by("pk")
    return rows.prefetch_related("steps__bureau", "opinions__bureau", "pauses")


def _moving(case: Case, calendars: Calendars) -> "Iterator[models.Model]":
    """The rows whose due date is another one now, with it; not saved."""
    if case.kind != Kind.APPLICATION:
        return
    answer_by = supplement_sum(case, calendars) if case.state == State.CORRECTION else None
    if answer_by is not None and case.application.supplement_due != answer_by.at:
        case.application.supplement_due = answer_by.at
        yield case.application
    pauses = pauses_of(case)
    for step in case.steps.all():
        found = step_due(step, case, calendars, pauses)
        own = step.state == CaseStep.State.ACTIVE and step.kind not in RECEIPT_KINDS
        if own and step.due_at != found:
            step.due_at = found
            yield step
    for opinion in case.opinions.all():
        answer = opinion_due(opinion, calendars)
        if opinion.answered_at is None and opinion.recalled_at is None and opinion.due_at != answer:
            opinion.due_at = answer
            yield opinion


def install() -> None:
    """Called once, from the app's `ready()`."""
    recalculation.also(recalculate)
    changed.register(follow)
