"""When the table of working days changes, the steps under way and the opinions that are owed move as their cases do."""

from collections.abc import Iterator

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.errors import Refused
from guidance.cases import actors, recalculation
from guidance.cases.doing import Doing
from guidance.cases.flow import perform
from guidance.cases.models import Case, CaseQuerySet
from guidance.cases.states import Kind
from guidance.clock import calendar, changed
from guidance.clock.calendar import Calendars
from guidance.clock.changed import Change

from .deadlines import opinion_due, pauses_of, step_due
from .models import RECEIPT_KINDS, CaseStep
from .opinions import Opinion


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


def _touched(change: Change) -> CaseQuerySet:
    after = models.Q(due_at__date__gte=change.first)
    steps = CaseStep.objects.active().filter(after, started_at__date__lte=change.last)
    opinions = Opinion.objects.waiting().filter(after, asked_at__date__lte=change.last)
    either = models.Q(pk__in=steps.values("case")) | models.Q(pk__in=opinions.values("case"))
    rows = Case.objects.open().filter(either).select_related("bureau").order_by("pk")
    return rows.prefetch_related("steps__bureau", "opinions__bureau", "pauses")


def _moving(case: Case, calendars: Calendars) -> "Iterator[models.Model]":
    """The rows whose due date is another one now, with it; not saved."""
    if case.kind != Kind.APPLICATION:
        return
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
