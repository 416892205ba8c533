"""The citizens' pages of a theme applied for as one: what it will be, who applies, each item's form, the papers, the sending."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import ratelimit
from accounts.errors import Refused
from guidance.cases import access, posting
from guidance.cases.models import Case
from items.models import ThemePage
from items.pages import theme_bundle

from ..filling import here as browser
from ..filling import kept, sparing
from ..filling.earlier import ask_for, say_taken
from ..filling.kept import Gone
from ..filling.leaving import Leaving
from ..filling.visit import BACK, CHECK
from ..filling.way import Way, at_of
from . import drafts, earlier, versions
from .filling import Joint, available
from .flow import send, sent_as
from .models import JointCase, JointDraft
from .origins import say_origins
from .pages import PAPERS, JointPage
from .sparing import JointOffers, lines
from .summary import chapters

View = Callable[..., HttpResponse]


def theme_at(slug: str) -> ThemePage:
    """The published theme of an address; Http404 without one."""
    return get_object_or_404(ThemePage.objects.live().select_related("lead"), slug=slug)


def up_to_date(view: View) -> View:
    """A page that is shown only once the applicant has chosen between old and newer forms; what is sent is kept first."""

    @wraps(view)
    def shown(request: HttpRequest, draft: JointDraft, **options: Any) -> HttpResponse:
        keeps = request.method == "POST" and "name" in options
        if not keeps and versions.newer_versions(draft):
            return redirect("theme-apply-version", slug=draft.theme.slug)  # type: ignore[union-attr]
        return view(request, draft, **options)

    return shown


def with_draft(view: View) -> View:
    """A page of a draft: without one in this browser, to where it begins, or to what it has become."""

    @wraps(view)
    def found(request: HttpRequest, slug: str, **options: Any) -> HttpResponse:
        theme = theme_at(slug)
        draft = drafts.open_draft(request, theme)
        try:
            if draft is not None:
                return view(request, draft, **options)
        except Gone:
            pass
        if (joint := _sent(request.POST.get("key", ""))) is not None:
            return _receipt(request, joint)
        messages.warning(request, _("这里没有没填完的申请。有续填码的，可以用续填码找回。"))
        return redirect("theme-apply", slug=slug)

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(found))


def _sent(key: str) -> JointCase | None:
    try:
        return sent_as(uuid.UUID(key))
    except ValueError:
        return None


def _receipt(request: HttpRequest, joint: JointCase) -> HttpResponse:
    access.remember(request, joint)
    return redirect("joint-receipt", number=joint.number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Which items, in which order, and how long at most; then the filling begins."""
    theme = theme_at(slug)
    given = request.POST if request.method == "POST" else request.GET
    bundle = theme_bundle(theme, given)
    away = drafts.forms_away(lane.item for lane in bundle.lanes)
    open_lanes = [lane for lane in bundle.lanes if available(lane.item) and lane.item.pk not in away]
    problem, status = "", 200
    if request.method == "POST":
        if request.POST.get("go") == "continue" and (draft := drafts.open_draft(request, theme)):
            return _to_first_open(Joint(draft))
        wanted = set(request.POST.getlist("item"))
        chosen = [lane.item for lane in open_lanes if str(lane.item.pk) in wanted]
        problem, status = "" if chosen else _("请至少选一个事项。"), 422
        if chosen:
            try:
                client, key = ratelimit.client_key(request), _key(request)
                draft = drafts.begin(theme, bundle.query, chosen, client, key)
            except Refused as refusal:
                problem, status = str(refusal.message), refusal.status
            else:
                browser.remember(request, draft)
                return _to_first_open(Joint(draft))
    order = bundle.order(open_lanes)
    titles = {lane.item.pk: lane.item.title for lane in bundle.lanes}
    context = {
        "theme": theme, "bundle": bundle, "problem": problem, "key": posting.new_key(),
        "rows": [(lane, "”“".join(titles[pk] for pk in order.get(lane.item.pk, ()))) for lane in open_lanes],
        "others": [lane for lane in bundle.lanes if lane not in open_lanes],
        "draft": drafts.open_draft(request, theme),
        "picked": set(request.POST.getlist("item")) if request.method == "POST" else None,
    }  # fmt: skip
    return render(request, "guidance/joint/start.html", context, status=status)


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _to_first_open(joint: Joint) -> HttpResponse:
    return redirect(_way(joint).onward_url)


def _way(joint: Joint) -> Way[JointPage]:
    slug = joint.theme.slug
    check_url = reverse("theme-apply-check", args=[slug])
    return joint.way(lambda name: reverse("theme-apply-page", args=[slug, name]), check_url)


@with_draft
@up_to_date
def page(request: HttpRequest, draft: JointDraft, name: str) -> HttpResponse:
    """One page of it."""
    posted = request.method == "POST"
    files = posting.files_of(request) if posted else None
    joint = Joint(draft, name, request.POST if posted else None, files)
    here = joint.here
    if here is None:
        raise Http404
    if posted:
        return _sent_page(request, joint, here)
    way = _way(joint)
    if not way.may_see(here):
        return redirect(way.onward_url)
    if name not in draft.done and BACK not in request.GET:
        _forget(joint, here)
    return _draw(request, joint, here)


def _sent_page(request: HttpRequest, joint: Joint, here: JointPage) -> HttpResponse:
    """A page that was sent: kept, and led on from."""
    draft, go = joint.draft, request.POST.get("go", "next")
    if any(getattr(form, "edits_rows", False) for form in joint.forms_of(here)):
        _forget(joint, here)
        return _draw(request, joint, here)
    if here.name == PAPERS and sparing.is_button(go):
        return _spare(request, joint, here, go)
    fine = not joint.is_faulty(here)
    drafts.keep(draft, joint, here, done=fine)
    if go == "save":
        return _leaving(request, Joint(draft)).after_saving(_reach(joint))
    way = _way(Joint(draft))
    if go == "back":
        return redirect(way.before(here) or way.url_of(here.name))
    if not fine:
        return _draw(request, joint, here, 422)
    return redirect(way.after(here, to_check=request.POST.get(BACK) == CHECK))


def _spare(request: HttpRequest, joint: Joint, here: JointPage, go: str) -> HttpResponse:
    """Ask for what may take the place of a paper, or hand it in after all. What was chosen so far is kept."""
    draft = joint.draft
    joint.is_faulty(here)
    drafts.keep(draft, joint, here, done=False)
    try:
        found = JointOffers(joint).find(go, ratelimit.client_key(request))
    except Refused as refusal:
        _forget(joint, here)
        posting.add_to_form(joint.materials, refusal)
        return _draw(request, joint, here, refusal.status, refusal)
    kept.spare(draft, found)
    back = f"?{BACK}={CHECK}" if request.POST.get(BACK) == CHECK else ""
    place = go.partition(":")[2]
    return redirect(f"{_way(joint).url_of(here.name)}{back}#{place}_place")


def _forget(joint: Joint, here: JointPage) -> None:
    """Take the files in, and say nothing of what is not finished yet."""
    for form in joint.forms_of(here):
        form.is_valid()
        if here.lane:
            form.forget_errors()
        else:
            form.errors.clear()


def _draw(
    request: HttpRequest, joint: Joint, here: JointPage, status: int = 200, refusal: Refused | None = None
) -> HttpResponse:
    way, forms = _way(joint), joint.forms_of(here)
    stops = way.stops(here)
    if here.name == PAPERS:
        JointOffers(joint).put_on()
    say_origins(joint, here)
    context = {
        "theme": joint.theme, "joint": joint, "page": here, "forms": forms, "form": forms[0], "stops": stops,
        "at": at_of(stops), "before": way.before(here), "spared": lines(joint) if here.name == PAPERS else [],
        "back": CHECK if CHECK in (request.GET.get(BACK), request.POST.get(BACK)) else "",
        "faulty": any(form.is_bound for form in forms) and joint.is_faulty(here),
    }  # fmt: skip
    return ratelimit.say_when(render(request, "guidance/joint/page.html", context, status=status), refusal)


@with_draft
@up_to_date
def check(request: HttpRequest, draft: JointDraft) -> HttpResponse:
    """The summary of all, and the sending."""
    joint = Joint(draft)
    way = _way(joint)
    if way.first_open is not None:
        return redirect(way.onward_url)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            ratelimit.check("post", ratelimit.client_key(request), posting.POSTS, posting.POST_WINDOW)
            return _receipt(request, send(draft, language=posting.language_of(request)))
        except Gone:
            raise
        except Refused as refusal:
            refused = refusal
    context = {
        "theme": joint.theme, "joint": joint, "draft": draft, "problem": str(refused.message) if refused else "",
        "stops": way.stops(), "at": len(joint.pages) + 1, "before": way.url_of(joint.pages[-1].name),
        "chapters": chapters(joint, way.url_of),
    }  # fmt: skip
    answer = render(request, "guidance/joint/check.html", context, status=refused.status if refused else 200)
    return ratelimit.say_when(answer, refused)


@with_draft
def version(request: HttpRequest, draft: JointDraft) -> HttpResponse:
    """The stated choice for each item whose form was published anew."""
    joint = Joint(draft)
    sent = request.POST if request.method == "POST" else None
    offers = versions.offers(joint, sent)
    problem = any(offer.problem for offer in offers)
    if offers and (sent is None or problem):
        context = {"theme": joint.theme, "offers": offers, "problem": problem}
        return render(request, "guidance/joint/version.html", context, status=422 if problem else 200)
    versions.settle(draft, offers)
    return _to_first_open(Joint(draft))


@with_draft
def prefill(request: HttpRequest, draft: JointDraft) -> HttpResponse:
    """Ask for an earlier case and the consent; then lead to the first page, filled in as far as it goes."""
    theme: Any = draft.theme

    def filled(case: Case) -> HttpResponse:
        earlier.take(draft, case)
        say_taken(request, case)
        return _to_first_open(Joint(draft))

    return ask_for(request, f"{_('一次申请')} · {theme.title}", _way(Joint(draft)).onward_url, filled)


def _leaving(request: HttpRequest, joint: Joint) -> Leaving:
    """The pages where the draft is left."""
    theme = joint.theme
    at = [theme.slug]
    return Leaving(
        request, joint.draft, f"{_('一次申请')} · {theme.title}", reverse("theme-apply", args=at),
        reverse("theme-apply-saved", args=at), _way(joint).onward_url, reverse("theme-apply-discard", args=at),
    )  # fmt: skip


def _reach(joint: Joint) -> dict[str, str]:
    """Where the applicant can be reached: the phone of the contact, a mail address of any item's form."""
    joint.contact.is_valid()
    emails = [email for lane in joint.lanes if (email := joint.hints(lane).get("email"))]
    return {"phone": getattr(joint.contact, "cleaned_data", {}).get("phone", ""), "email": emails[0] if emails else ""}


@with_draft
def saved(request: HttpRequest, draft: JointDraft) -> HttpResponse:
    """Until when it is kept; a new code; where to send the code and the reminder."""
    joint = Joint(draft)
    return _leaving(request, joint).saved(lambda: _reach(joint)) if draft.is_saved else _to_first_open(joint)


@with_draft
def discard(request: HttpRequest, draft: JointDraft) -> HttpResponse:
    """Delete the draft and its files, or only close it in this browser; asks first."""
    return _leaving(request, Joint(draft)).discard()


def resumed(request: HttpRequest, code: str) -> HttpResponse | None:
    """Go on with the draft of a code; None where it opens none."""
    draft = drafts.find(code)
    if draft is None:
        return None
    browser.remember(request, draft)
    return _to_first_open(Joint(draft))
