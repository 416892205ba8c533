"""The list of what promises leave to be done: papers to come in, and promises to be checked, each with its due time."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _t

from accounts.admin_page import admin_page
from guidance.cases.columns import Clock
from guidance.cases.permissions import works_at_a_desk

from .models import Deferral, PromiseCheck

PAGE = 50
CHECKS, OWED = "checks", "owed"


def index(request: HttpRequest) -> HttpResponse:
    """Papers that are owed by their due time, or (`?show=checks`) promises to check, those that wait first."""
    if not works_at_a_desk(request.user):
        raise PermissionDenied
    show = CHECKS if request.GET.get("show") == CHECKS else OWED
    rows = _checks(request) if show == CHECKS else _owed(request)
    page, clock = Paginator(rows, PAGE).get_page(request.GET.get("p")), Clock()
    lines = [_line(row, clock) for row in page]
    context = {"page_obj": page, "lines": lines, "show": show}
    return admin_page(request, "guidance/admin/promises.html", _t("容缺和承诺"), "tasks", context)


def _owed(request: HttpRequest) -> Any:
    rows = Deferral.objects.visible_to(request.user).open()
    return _with_cases(rows.order_by("due_at", "pk"))


def _checks(request: HttpRequest) -> Any:
    return _with_cases(PromiseCheck.objects.visible_to(request.user).first_due()).select_related("checked_by")


def _with_cases(rows: Any) -> Any:
    return rows.select_related("case__bureau", "case__owner").prefetch_related("case__materials", "case__promises")


def _line(row: Any, clock: Clock) -> dict[str, Any]:
    materials = list(row.case.materials.all())
    line: dict[str, Any] = {"row": row, "case": row.case, "until": None}
    if isinstance(row, Deferral):
        owed = row.owed(materials)
        return {**line, "owed": owed, "until": clock.until(row.case, row.due_at) if owed else None}
    orders = {order for promise in row.case.promises.all() for order in promise.materials}
    line["names"] = [one.name for one in materials if one.order in orders and one.state == one.State.PROMISED]
    return {**line, "until": clock.until(row.case, row.due_at) if row.checked_at is None else None}
