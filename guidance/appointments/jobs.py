"""What time sets off on appointments."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from accounts.jobs import periodic
from guidance.cases import actors, flow
from guidance.cases.models import Case
from guidance.cases.states import Kind, State

from . import slots
from .models import Window
from .site_visits.panels import over


@periodic("appointments.slots", _("生成预约时段"), every=timedelta(minutes=30))
def make_slots(now: datetime) -> int:
    """Make the slots of every open window for its booking horizon."""
    windows = Window.objects.filter(active=True).select_related("bureau")
    return sum(slots.ensure(window, slots.horizon(window, now)) for window in windows)


@periodic("appointments.held", _("放开到期的占位"), every=timedelta(minutes=1))
def release_held(now: datetime) -> int:
    """Free the places that somebody held and did not confirm in time."""
    rows = Case.objects.of_kind(Kind.APPOINTMENT).filter(state=State.HELD, due_at__lte=now)
    count = 0
    for case in rows.order_by("due_at")[:500]:
        try:
            flow.perform(case, "expire", actors.system(), now=now)
        except Refused:
            continue
        count += 1
    return count


@periodic("appointments.visits", _("取消已结束办件的踏勘"), every=timedelta(minutes=5))
def cancel_visits(now: datetime) -> int:
    """Cancel the visits that were set for cases that have ended since, and tell the applicant."""
    count = 0
    for case in over(now):
        try:
            flow.perform(case, "visit_void", actors.system(), now=now)
        except Refused:
            continue
        count += 1
    return count
