"""督查: who is late, what is jammed, who is idle, each number leading to its rows."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin_page import admin_page
from accounts.roles import Role, has_role
from guidance.cases import deputies
from guidance.cases.models import Case

from . import figures
from .models import Alert
from .papers import papers

ALERTS_SHOWN = 20


def page(request: HttpRequest) -> HttpResponse:
    """The supervisor's page, of the bureaus in scope."""
    user: Any = request.user
    if not has_role(user, Role.SUPERVISOR):
        raise PermissionDenied
    now = timezone.now()
    cases = Case.objects.visible_to(user)
    since, away = _term(request), deputies.today(user)
    idle_items, items = figures.idle_items(user, now, since)
    context = {
        "now": now,
        "terms": figures.IDLE_DAYS,
        "since": since,
        "late": figures.Figure(cases.overdue(now).count(), figures.inbox(queue="overdue")),
        "soon": figures.Figure(cases.due_today(now).count(), figures.inbox(queue="today")),
        "free": figures.Figure(cases.led_by(user).unassigned(away).count(), figures.inbox(queue="unassigned")),
        "open": figures.Figure(cases.open().count(), figures.inbox(queue="open")),
        "by_bureau": figures.late_by_bureau(cases, now, away),
        "by_clerk": figures.late_by_clerk(cases, now),
        "steps": figures.jammed_steps(cases, now, away),
        "questions": figures.unanswered(cases, now, away),
        "appointments": figures.unfinished_appointments(cases, now),
        **figures.promises(user, now),
        "idle_bureaus": figures.idle_bureaus(user, now, since),
        "idle_items": items,
        "idle_items_count": idle_items,
        "papers": papers(cases, now, since),
        "alerts": _alerts(user),
    }
    return admin_page(request, "guidance/admin/supervision.html", _("督查"), "glasses", context)


def _alerts(user: Any) -> Any:
    """The newest alerts, each with `opens`: whether the user may open its case (who owes only an opinion may not)."""
    opens = Exists(Case.objects.visible_to(user).filter(pk=OuterRef("case")))
    return Alert.objects.visible_to(user).annotate(opens=opens).select_related("case", "bureau")[:ALERTS_SHOWN]


def _term(request: HttpRequest) -> int:
    asked = request.GET.get("since", "")
    known = {str(term): term for term in figures.IDLE_DAYS}
    return known.get(asked, figures.IDLE_DAYS[0])
