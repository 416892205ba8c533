"""The citizens' pages of an application: a page for each step, a summary, and the sending. Nothing is asked twice."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import ratelimit
from accounts.errors import Refused
from guidance.cases import access, actors, posting
from guidance.cases.flow import Opened
from guidance.cases.models import Case
from items.checklists import Checklist
from items.models import ItemPage

from ..submit import submit
from . import drafts, here, kept, saving, sparing
from .filling import Filling
from .models import Draft
from .pages import page_named
from .summary import chapters
from .visit import BACK, CHECK, Visit, closed_page, form_away_page, item_at


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@here.while_kept
def apply_page(request: HttpRequest, address: str) -> HttpResponse:
    """Begin an application; where it has one page only, send it from here."""
    item = item_at(address)
    if closed := closed_page(request, item):
        return closed
    draft = here.open_draft(request, item)
    if draft and request.method != "POST":
        return _choice(request, item, draft)
    if draft and request.POST.get("go") == "continue":
        return _continue(request, item, draft)
    if draft and str(draft.key) != request.POST.get("key"):
        draft = None
    if draft is None and (away := form_away_page(request, item)):
        return away
    visit = Visit.to_first_page(request, item, draft)
    return _answer(visit) if request.method == "POST" else visit.draw(visit.as_left())


def _choice(request: HttpRequest, item: ItemPage, draft: Draft) -> HttpResponse:
    """There is a draft already: go on with it, or begin anew."""
    context = {"item": item, "draft": draft, "personal": Checklist.of(item, request.GET)}
    return render(request, "guidance/apply_open.html", context)


def _continue(request: HttpRequest, item: ItemPage, draft: Draft) -> HttpResponse:
    """Go on with the draft, under the answers to 情形引导 that one comes with now."""
    given = Checklist.of(item, request.POST)
    if given.answers:
        drafts.answer_situation(draft, given.query)
    return redirect("apply-page", address=item.address, name=draft.page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, address: str, name: str) -> HttpResponse:
    """One page of an application that is under way."""
    item = item_at(address)
    if closed := closed_page(request, item):
        return closed
    draft = here.open_draft(request, item)
    if draft is None:
        return _not_here(request, item)
    wanted = page_named(draft.form_version, name)
    if wanted is None:
        raise Http404
    visit = Visit(request, item, draft, wanted)
    if request.method == "POST":
        return _answer(visit)
    if here.newer_version(draft):
        return redirect("apply-version", address=address)
    filling = visit.as_left()
    way = visit.way(filling)
    if not way.may_see(wanted):
        return redirect(way.onward_url)
    if wanted.name not in draft.done and "back" not in request.GET:
        filling.forget_errors()
    return visit.draw(filling)


def _not_here(request: HttpRequest, item: ItemPage) -> HttpResponse:
    """No draft in this browser: it was sent just now, in another tab or by the same button, or it is no longer kept."""
    try:
        case = drafts.sent_as(uuid.UUID(request.POST.get("key", "")))
    except ValueError:
        case = None
    if case is not None:
        return _receipt(request, case)
    messages.warning(request, _("这里没有没填完的申请。有续填码的，可以用续填码找回。"))
    return redirect("apply", address=item.address)


def _receipt(request: HttpRequest, case: Case) -> HttpResponse:
    access.remember(request, case)
    return redirect("receipt", number=case.number)


def _answer(visit: Visit) -> HttpResponse:
    try:
        return _sent(visit)
    except kept.Gone:
        return _not_here(visit.request, visit.item)


def _sent(visit: Visit) -> HttpResponse:
    """A page that was sent: kept, and led on from; or sent as a case where it is the only one."""
    request, filling = visit.request, visit.as_sent()
    go = request.POST.get("go", "next")
    if filling.edits_rows:
        filling.forget_errors()
        return visit.draw(filling)
    filling.receive()
    fine = not filling.is_faulty(visit.page)
    if sparing.is_button(go):
        return _spare(visit, filling, go)
    if visit.page.is_whole and go == "next":
        return _send_whole(visit, filling, fine=fine)
    if visit.draft is None and (fine or go == "save"):
        try:
            _begin(visit)
        except Refused as refusal:
            posting.add_to_form(filling.forms[0], refusal)
            return visit.draw(filling, refusal.status, refusal)
    if visit.draft is None:
        return visit.draw(filling, 422)
    drafts.keep(visit.draft, filling, done=fine)
    if go == "save":
        return saving.after_saving(request, visit.draft, filling)
    way = visit.way(filling)
    if go == "back":
        return redirect(way.before(visit.page) or visit.url_of(visit.page.name))
    to_check = request.POST.get(BACK) == CHECK
    return redirect(way.after(visit.page, to_check=to_check)) if fine else visit.draw(filling, 422)


def _spare(visit: Visit, filling: Filling, go: str) -> HttpResponse:
    """Ask for what may take the place of a paper, or hand it in after all. What was typed is kept, right or wrong."""
    request = visit.request
    try:
        if visit.draft is None:
            _begin(visit)
        draft: Draft = visit.draft  # type: ignore[assignment]
        drafts.keep(draft, filling, done=False)
        key, found = sparing.Offers(filling, draft.source).find(go, ratelimit.client_key(request))
    except kept.Gone:
        raise
    except Refused as refusal:
        filling.forget_errors()
        posting.add_to_form(filling.materials, refusal)
        return visit.draw(filling, refusal.status, refusal)
    kept.spare(draft, {key: found})
    back = f"?{BACK}={CHECK}" if request.POST.get(BACK) == CHECK else ""
    return redirect(visit.url_of(visit.page.name, f"{back}#{key}_place"))


def _begin(visit: Visit) -> None:
    request = visit.request
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        key = None
    visit.draft = drafts.begin(visit.personal, visit.version, ratelimit.client_key(request), key=key)
    here.remember(request, visit.draft)


def _send_whole(visit: Visit, filling: Filling, *, fine: bool) -> HttpResponse:
    """Send an application of one page."""
    request, draft = visit.request, visit.draft
    changed = _changes(visit, filling)
    newer = here.newer_version(draft) if draft else None
    if draft is not None and (newer or not fine):
        drafts.keep(draft, filling, done=False)
    if newer:
        return redirect("apply-version", address=visit.item.address)
    if changed:
        for words in changed:
            filling.forms[0].add_error(None, words)
        return visit.draw(filling, 409)
    if not fine:
        return visit.draw(filling, 422)
    answer = posting.post_once(request, filling.forms[0], lambda: _submit(visit, filling))
    return answer if not isinstance(answer, Refused) else visit.draw(filling, answer.status, answer)


def _submit(visit: Visit, filling: Filling) -> Opened:
    language = posting.language_of(visit.request)
    if visit.draft is not None:
        return drafts.send(visit.draft, filling, language=language)
    key = posting.key_of(visit.request, "apply")
    return submit(filling.submission(), actors.citizen(), key=key, language=language)


def _changes(visit: Visit, filling: Filling) -> list[str]:
    """What of the guide was changed while the citizen filled in: each is told, and asks for another look."""
    said = []
    version, draft = visit.version, visit.draft
    if draft is None and version and visit.request.POST.get("form_version") != version.sha256:
        said.append(_("表单在您填写期间有更新。已保留您填写的内容，请核对后再次提交。"))
    if filling.personal.given.proposed:
        said.append(_("情形问题在您填写期间有改动，现在列出的是全部材料。已保留您填写的内容，请核对后再次提交。"))
        if draft is not None:
            drafts.answer_situation(draft, "")
    return said


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, address: str) -> HttpResponse:
    """The summary before sending, and the sending."""
    item = item_at(address)
    if closed := closed_page(request, item):
        return closed
    draft = here.open_draft(request, item)
    if draft is None:
        return _not_here(request, item)
    if here.newer_version(draft):
        return redirect("apply-version", address=address)
    visit = Visit.to_first_page(request, item, draft)
    filling = visit.as_left()
    filling.receive()
    way = visit.way(filling)
    if visit.page.is_whole or way.first_open:
        case = drafts.sent_as(draft.key) if request.method == "POST" else None
        return _receipt(request, case) if case else redirect(way.onward_url)
    status, refusal, said = 200, None, list[str]()
    if request.method == "POST":
        said = _changes(visit, filling)
        status = 409 if said else 200
        if not said:
            answer = posting.post_once(request, filling.contact, lambda: _submit(visit, filling))
            if not isinstance(answer, Refused):
                return answer
            status, refusal, said = answer.status, answer, [str(answer.message)]
    context = {
        "item": item, "filling": filling, "draft": draft, "said": said, "chapters": chapters(visit, filling),
        "stops": way.stops(), "at": len(filling.pages) + 1, "before": visit.url_of(filling.pages[-1].name),
    }  # fmt: skip
    return ratelimit.say_when(render(request, "guidance/apply_check.html", context, status=status), refusal)
