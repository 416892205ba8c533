"""The staff's pages of the counter: choose an item, enter the form, print the receipt."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.admin_page import admin_page
from accounts.errors import Refused
from guidance.cases import access, access_log, applicants, posting
from guidance.cases.models import Case
from guidance.cases.numbers import normalise_number
from guidance.cases.states import Kind, State
from items.models import ItemPage
from search import service

from ..filling import sparing
from ..filling.parts import GUIDE_ROWS, version_for
from ..models import CaseMaterial
from ..own_results import representatives
from ..submit import COUNTER
from .entry import EARLIER, Entry, items_for, may_enter

PAGE = 50
FOUND = 200
"""The most that a search gives to choose from."""
LATELY = 10


def _ask(request: HttpRequest) -> None:
    if not may_enter(request.user):
        raise PermissionDenied


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which item the paper is for: by the words that people say, or from the list; and what one entered lately."""
    _ask(request)
    words = request.GET.get("q", "").strip()
    page = Paginator(_items(request, words), PAGE).get_page(request.GET.get("p"))
    number = request.GET.get("number", "").strip()
    found = {"number": number, "waiting": _waiting(request, number)}
    context = {"page_obj": page, "q": words, "lately": _lately(request), **found}
    return admin_page(request, "guidance/counter/choose.html", _("窗口录入"), "edit", context)


def _items(request: HttpRequest, words: str) -> Any:
    rows = items_for(request.user)  # type: ignore[arg-type]
    if not words:
        return rows.order_by("bureau__sort_order", "title")
    bureau = getattr(request.user, "bureau", None)
    answer = service.query(words, filters={"bureau": bureau.name} if bureau else None, limit=FOUND)
    found = {str(row.pk): row for row in rows.filter(pk__in=[hit.key for hit in answer.shown])}
    return [found[hit.key] for hit in answer.shown if hit.key in found]


def _lately(request: HttpRequest) -> list[Case]:
    """The newest cases that this person entered."""
    mine = Case.objects.visible_to(request.user).filter(kind=Kind.APPLICATION, channel=COUNTER)
    entered = mine.filter(events__verb="submit", events__actor=request.user.pk)
    return list(entered.select_related("item", "bureau").order_by("-submitted_at", "-pk")[:LATELY])


def _waiting(request: HttpRequest, number: str) -> list[Case]:
    """The bureau's cases that wait for papers somebody may bring: those asked longest ago, or the one of that number."""
    mine = Case.objects.visible_to(request.user).filter(kind=Kind.APPLICATION, state=State.CORRECTION)
    rows = mine.filter(bureau=getattr(request.user, "bureau_id", None))
    if number:
        rows = rows.filter(number=normalise_number(number))
    return list(rows.select_related("application").order_by("application__supplement_due", "pk")[:LATELY])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, address: str) -> HttpResponse:
    """The item's form. What is wrong is said at its field, and nothing that was typed or scanned is lost."""
    _ask(request)
    items = items_for(request.user).prefetch_related(*GUIDE_ROWS)  # type: ignore[arg-type]
    item: ItemPage = get_object_or_404(items, address=address)
    version = version_for(item)
    if request.method != "POST":
        return _drawn(request, Entry(item, version, request.GET))
    entry = Entry(item, version, request.POST, request.POST, request.FILES)
    if entry.filling.edits_rows:
        entry.filling.forget_errors()
        return _drawn(request, entry)
    if sparing.is_button(go := request.POST.get("go", "")):
        return _asked(request, entry, go)
    if go == EARLIER:
        return _taken_over(request, entry)
    fine = entry.is_fine()
    if version and request.POST.get("form_version") != version.sha256:
        entry.filling.forms[0].add_error(None, _("表单在您录入期间有更新。已保留您录入的内容，请核对后再次提交。"))
        return _drawn(request, entry, 409)
    if not fine:
        return _drawn(request, entry, 422)
    try:
        opened = entry.send(request.user, posting.key_of(request, "counter"))  # type: ignore[arg-type]
    except Refused as refusal:
        posting.add_to_form(entry.filling.forms[0], refusal)
        return _drawn(request, entry, refusal.status)
    return redirect("counter-receipt", number=opened.case.number)


def _asked(request: HttpRequest, entry: Entry, go: str) -> HttpResponse:
    """The page anew, with what a data source said; nothing else of it is judged yet."""
    try:
        entry.ask(go, request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        posting.add_to_form(entry.filling.materials, refusal)
        return _drawn(request, entry, refusal.status)
    return _drawn(request, entry)


def _taken_over(request: HttpRequest, entry: Entry) -> HttpResponse:
    """The page anew, with what an earlier case holds, or with why it was not opened."""
    try:
        entry.take_earlier(request.POST, request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        entry.earlier.add_error(None, str(refusal.message))
        return _drawn(request, entry, refusal.status)
    return _drawn(request, entry, 422 if entry.earlier.errors else 200)


def _drawn(request: HttpRequest, entry: Entry, status: int = 200) -> HttpResponse:
    entry.offers.put_on()
    context = {
        "item": entry.item,
        "spared": sparing.lines(entry.filling),
        "entry": entry,
        "filling": entry.filling,
        "personal": entry.personal,
        "changing": "change" in request.GET or not entry.personal.answers,
        "version": entry.version,
        "key": request.POST.get("key") or posting.new_key(),
    }
    return render(request, "guidance/counter/enter.html", context, status=status)


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What the applicant takes home: number, code, and which papers were taken in.

    Only for who entered it: the code opens the case, and a lost one is sent to the applicant's own phone.
    """
    _ask(request)
    case = access.for_staff(request.user, number)  # type: ignore[arg-type]
    if case.channel != COUNTER or not case.events.filter(verb="submit", actor=request.user.pk).exists():
        raise PermissionDenied
    access_log.record(request.user, "page", case, _("窗口收件凭证"))  # type: ignore[arg-type]
    given = CaseMaterial.State.GIVEN
    materials = list(case.materials.all())
    context = {
        "case": case,
        "is_organisation": applicants.is_organisation(case),
        "item": case.item,
        "given": [row for row in materials if row.state == given],
        "missing": [row for row in materials if row.state != given],
        "stands_for": [(label, text) for role, label, text in representatives(case.application) if role == "name"],
        "promises": list(case.promises.all()),
        "agent": getattr(case, "agent", None),
        "progress": request.build_absolute_uri(reverse("progress")),
    }
    return render(request, "guidance/counter/receipt.html", context)


@never_cache
@require_safe
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """What the window gives for papers of a 补正: each time that some were brought, who brought which, and what lacks.

    For the staff of the bureau in charge who may enter; without the query code, which the applicant has.
    """
    _ask(request)
    case = access.for_staff(request.user, number)  # type: ignore[arg-type]
    brought = list(case.events.filter(verb="supplement_here").order_by("version"))
    if case.bureau_id != getattr(request.user, "bureau_id", None) or not brought:
        raise PermissionDenied
    access_log.record(request.user, "page", case, _("窗口代收凭证"))  # type: ignore[arg-type]
    lacking = [row.name for row in case.materials.all() if row.state == CaseMaterial.State.WANTED]
    context = {"case": case, "brought": brought, "lacking": lacking}
    return render(request, "guidance/counter/supplement.html", context)
