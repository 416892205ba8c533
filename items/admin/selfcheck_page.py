"""自查: the newest self-check with its time, the trend of the nights, each finding with the way to it, and “run now”."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts.scope import limit

from .. import reports, selfcheck
from ..models import SelfCheck
from .reporting import ForReaders

NIGHTS = 14
PER_PAGE = 50


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The newest result in the reader's scope; `check` and `bureau` narrow the list."""
    _only_readers(request)
    run = selfcheck.newest_done()
    context: dict[str, Any] = {
        "page_title": _t("网站自查"),
        "header_title": _t("网站自查"),
        "header_icon": "tick",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _t("首页")},
            {"url": "", "label": _t("网站自查")},
        ],
        "run": run,
        "under_way": selfcheck.under_way(),
        "checks": _checks(request, run),
        "trend": _trend(request),
    }
    return render(request, "items/admin/selfcheck.html", context | _findings(request, run))


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The part of the page that changes while a run is under way."""
    _only_readers(request)
    return render(request, "items/admin/selfcheck_progress.html", {"under_way": selfcheck.under_way()})


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a run now; the worker takes it."""
    _only_readers(request)
    user: Any = request.user
    selfcheck.ask(user)
    messages.success(request, _t("已经开始自查，完成后这里会显示结果。"))
    return redirect("items_selfcheck")


def _only_readers(request: HttpRequest) -> None:
    if not reports.may_read(request.user):
        raise PermissionDenied


def _checks(request: HttpRequest, run: SelfCheck | None) -> list[dict[str, Any]]:
    found = selfcheck.counts(run, request.user) if run else {}
    return [{"name": one.name, "label": one.label, "count": found.get(one.name, 0)} for one in selfcheck.registered()]


def _findings(request: HttpRequest, run: SelfCheck | None) -> dict[str, Any]:
    known = {one.name: one.label for one in selfcheck.registered()}
    chosen = request.GET.get("check", "")
    chosen = chosen if chosen in known else ""
    if run is None:
        return {"chosen": chosen, "page_obj": None}
    rows = limit(run.findings.select_related("bureau"), request.user)
    rows = rows.filter(check_name=chosen) if chosen else rows
    found = Paginator(rows.order_by("pk"), PER_PAGE).get_page(request.GET.get("p"))
    lines = [{"row": row, "label": known.get(row.check_name, row.check_name)} for row in found.object_list]
    return {"chosen": chosen, "chosen_label": known.get(chosen, ""), "page_obj": found, "lines": lines}


def _trend(request: HttpRequest) -> list[dict[str, Any]]:
    """The nights, newest first: how much each check found."""
    runs = list(SelfCheck.objects.filter(state=SelfCheck.State.DONE).exclude(night=None).order_by("-night")[:NIGHTS])
    by_run: dict[int, dict[str, int]] = {run.pk: {} for run in runs}
    rows = limit(runs[0].counts.model.objects.filter(run__in=runs), request.user) if runs else []
    for row in rows:
        by_run[row.run_id][row.check_name] = by_run[row.run_id].get(row.check_name, 0) + row.count
    names = [one.name for one in selfcheck.registered()]
    return [
        {"night": run.night, "total": sum(by_run[run.pk].values()), "counts": [by_run[run.pk].get(n, 0) for n in names]}
        for run in runs
    ]


def urls() -> list[Any]:
    """For the hook `register_admin_urls`."""
    return [
        path("reports/selfcheck/", page, name="items_selfcheck"),
        path("reports/selfcheck/start/", start, name="items_selfcheck_start"),
        path("reports/selfcheck/progress/", progress, name="items_selfcheck_progress"),
    ]


def menu_item() -> ForReaders:
    """For the hook `register_reports_menu_item`."""
    return ForReaders(_("网站自查"), reverse("items_selfcheck"), name="items-selfcheck", icon_name="tick", order=110)
