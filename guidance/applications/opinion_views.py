"""征求意见 as the asked bureau sees it: the questions it owes, and of each case no more than what it was asked about."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _t

from accounts.admin_page import admin_page
from accounts.errors import Invalid, Refused
from guidance.cases import access_log, actors, files, flow, permissions, registry
from guidance.cases.columns import Clock

from .models import CaseMaterial
from .opinions import Opinion, OpinionQuerySet
from .papers.public import as_pdf

PAGE = 50
VERB = "answer_opinion"


def index(request: HttpRequest) -> HttpResponse:
    """What was asked of the bureaus in scope: what is owed first, by its due time."""
    rows = _rows(request).order_by(F("answered_at").desc(nulls_first=True), "due_at", "pk")
    page, clock = Paginator(rows, PAGE).get_page(request.GET.get("p")), Clock()
    lines = [(row, clock.until(row.case, row.due_at) if row.is_waiting else None) for row in page]
    context = {"page_obj": page, "lines": lines}
    return admin_page(request, "guidance/admin/opinions.html", _t("征求意见"), "openquote", context)


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One question, the materials that were named while it waits, and the form of the answer."""
    row = get_object_or_404(_rows(request), pk=pk)
    actor = actors.staff(request.user)  # type: ignore[arg-type]
    verb = registry.verb(row.case.kind, VERB)
    refusal: Refused | None = None
    form = verb.bind(row.case, actor)
    if request.method == "POST":
        form = verb.bind(row.case, actor, request.POST, request.FILES)
        try:
            flow.perform(row.case, VERB, actor, form=form)
        except Refused as error:
            refusal = error
        else:
            messages.success(request, _t("意见已回复。"))
            return redirect("opinions")
    return _drawn(request, row, actor, form, refusal)


def file(request: HttpRequest, pk: int, token: str) -> FileResponse:
    """A file of a material that was named, for as long as the answer is owed; each view is logged."""
    row = get_object_or_404(_rows(request), pk=pk)
    shown = [one for material in _materials(row) for one in material.files(row.case.attachments.all())]
    attachment = next((one for one in shown if one.token == token), None)
    if attachment is None:
        raise PermissionDenied
    access_log.record(request.user, "file", row.case, attachment.name)  # type: ignore[arg-type]
    return files.respond(attachment)


def letter(request: HttpRequest, pk: int) -> FileResponse:
    """The letter (征求意见函) as a PDF, for the bureau that was asked; each view is logged."""
    row = get_object_or_404(_rows(request), pk=pk)
    if row.paper is None:
        raise Http404
    access_log.record(request.user, "file", row.case, str(row.paper))  # type: ignore[arg-type]
    return as_pdf(row.paper)


def _rows(request: HttpRequest) -> OpinionQuerySet:
    """The questions that the user may see; who works at no desk has no business here."""
    if not permissions.works_at_a_desk(request.user):
        raise PermissionDenied
    rows = Opinion.objects.visible_to(request.user)
    return rows.select_related("bureau", "case__bureau", "case__item", "asked_by", "answered_by", "paper__bureau")


def _materials(row: Opinion) -> list[CaseMaterial]:
    """The materials that were named: to be seen while the answer is owed, and no longer."""
    return list(row.case.materials.filter(order__in=row.materials)) if row.is_waiting else []


def _drawn(request: HttpRequest, row: Opinion, actor: actors.Actor, form: Any, refusal: Refused | None) -> HttpResponse:
    kept = list(row.case.attachments.all())
    why_not = registry.verb(row.case.kind, VERB).ask(row.case, actor) if row.is_waiting else None
    context = {
        "row": row,
        "until": Clock().until(row.case, row.due_at) if row.is_waiting else None,
        "materials": [(material, material.files(kept)) for material in _materials(row)],
        "form": form if row.is_waiting and not why_not else None,
        "why_not": why_not,
        "refusal": refusal if not isinstance(refusal, Invalid) else None,
    }
    trail = [{"url": reverse("opinions"), "label": _t("征求意见")}]
    title = _t("%(bureau)s征求意见") % {"bureau": row.asker}
    status = refusal.status if refusal else 200
    return admin_page(request, "guidance/admin/opinion.html", title, "openquote", context, trail=trail, status=status)
