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
from items.models import ThemePage
from items.pages import theme_bundle
from items.theme_order import order_of

from ..filling import here as browser
from ..filling import kept
from ..filling.kept import Gone
from . import drafts
from .filling import CHECK, Joint, Page, available
from .flow import send, sent_as
from .models import JointCase, JointDraft

View = Callable[..., HttpResponse]


def theme_at(slug: str) -> ThemePage:
    """The published theme of an address; Http404 without one."""
    return get_object_or_404(ThemePage.objects.live().select_related("lead"), slug=slug)


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
    open_lanes = [lane for lane in bundle.lanes if available(lane.item)]
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
    order = order_of([lane.entry for lane in open_lanes])
    titles = {lane.item.pk: lane.item.title for lane in bundle.lanes}
    context = {
        "theme": theme, "bundle": bundle, "problem": problem, "key": posting.new_key(),
        "rows": [(lane, titles.get(order.get(lane.item.pk, 0), "")) for lane in open_lanes],
        "others": [lane for lane in bundle.lanes if not available(lane.item)],
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
    page = joint.first_open()
    return redirect(_url(joint.draft, page.name if page else CHECK))


def _url(draft: JointDraft, name: str) -> str:
    theme: Any = draft.theme
    return (
        reverse("theme-apply-check", args=[theme.slug])
        if name == CHECK
        else reverse("theme-apply-page", args=[theme.slug, name])
    )


@with_draft
def page(request: HttpRequest, draft: JointDraft, name: str) -> HttpResponse:
    """One page of it."""
    posted = request.method == "POST"
    files = posting.files_of(request) if posted else None
    joint = Joint(draft, name, request.POST if posted else None, files)
    here = joint.page(name)
    if here is None:
        raise Http404
    form = joint.form_of(here)
    if not posted:
        if name not in draft.done and form.is_bound:
            form.is_valid()
            _forget(form)
        return _draw(request, joint, here)
    if getattr(form, "edits_rows", False):
        _forget(form)
        return _draw(request, joint, here)
    fine = form.is_valid()
    drafts.keep(draft, name, name, joint.inputs_of(here), done=fine)
    go = request.POST.get("go")
    if go == "save":
        return _saved(request, draft)
    if go == "back":
        return redirect(_before(joint, here) or _url(draft, name))
    if not fine:
        return _draw(request, joint, here, 422)
    return _to_first_open(Joint(draft)) if request.POST.get("back") else _onward(Joint(draft), name)


def _forget(form: Any) -> None:
    if hasattr(form, "forget_errors"):
        form.forget_errors()
    else:
        form.errors.clear()


def _onward(joint: Joint, name: str) -> HttpResponse:
    names = [page.name for page in joint.pages]
    following = names[names.index(name) + 1 :] if name in names else []
    return redirect(_url(joint.draft, following[0])) if following else _to_first_open(joint)


def _before(joint: Joint, here: Page) -> str:
    at = [page.name for page in joint.pages].index(here.name)
    return _url(joint.draft, joint.pages[at - 1].name) if at else ""


def _stops(joint: Joint, current: str) -> list[dict[str, Any]]:
    done = {page.name for page in joint.pages if page.name in joint.draft.done}
    rows = [
        {"title": page.title, "url": _url(joint.draft, page.name) if page.name != current else "",
         "done": page.name in done, "current": page.name == current}
        for page in joint.pages
    ]  # fmt: skip
    ready = len(done) == len(joint.pages) and current != CHECK
    url = _url(joint.draft, CHECK) if ready else ""
    return [*rows, {"title": _("核对并提交"), "url": url, "done": False, "current": current == CHECK}]


def _draw(request: HttpRequest, joint: Joint, here: Page, status: int = 200) -> HttpResponse:
    stops = _stops(joint, here.name)
    form = joint.form_of(here)
    context = {
        "theme": joint.theme, "joint": joint, "page": here, "form": form, "stops": stops,
        "at": next(n for n, stop in enumerate(stops, 1) if stop["current"]),
        "before": _before(joint, here), "back": bool(request.GET.get("back") or request.POST.get("back")),
        "faulty": bool(form.is_bound and form.errors),
    }  # fmt: skip
    return render(request, "guidance/joint/page.html", context, status=status)


@with_draft
def check(request: HttpRequest, draft: JointDraft) -> HttpResponse:
    """The summary of all, and the sending."""
    joint = Joint(draft)
    if joint.first_open() is not None:
        return _to_first_open(joint)
    problem, status = "", 200
    if request.method == "POST":
        try:
            ratelimit.check("post", ratelimit.client_key(request), posting.POSTS, posting.POST_WINDOW)
            return _receipt(request, send(draft, language=posting.language_of(request)))
        except Gone:
            raise
        except Refused as refusal:
            problem, status = str(refusal.message), refusal.status
    context = {
        "theme": joint.theme, "joint": joint, "draft": draft, "problem": problem, "stops": _stops(joint, CHECK),
        "at": len(joint.pages) + 1, "before": _url(draft, joint.pages[-1].name), "chapters": list(_chapters(joint)),
    }  # fmt: skip
    return render(request, "guidance/joint/check.html", context, status=status)


def _chapters(joint: Joint) -> Any:
    """Of each page its title, address and answers in words."""
    from forms import service

    for one in joint.pages:
        form, rows = joint.form_of(one), []
        if one.lane:
            version = joint.versions[one.lane.item.pk]
            sections = service.display(version, form.answers())
            rows = [(row.label, row.text, [held.name for held in row.files]) for part in sections for row in part.rows]
        else:
            for name, field in form.fields.items():
                value = form.cleaned_data.get(name)
                held = [one.name for one in value] if isinstance(value, list | tuple) else []
                rows.append((str(field.label), "" if held else str(value or ""), held))
        yield one.title, _url(joint.draft, one.name) + "?back=check", rows


def _saved(request: HttpRequest, draft: JointDraft) -> HttpResponse:
    code = "" if draft.is_saved else kept.give_code(draft)
    return render(request, "guidance/joint/saved.html", {"theme": draft.theme, "draft": draft, "code": code})


@with_draft
def saved(request: HttpRequest, draft: JointDraft) -> HttpResponse:
    """Until when it is kept; another code on demand."""
    code = kept.give_code(draft) if request.method == "POST" else ""
    return render(request, "guidance/joint/saved.html", {"theme": draft.theme, "draft": draft, "code": code})


@with_draft
def discard(request: HttpRequest, draft: JointDraft) -> HttpResponse:
    """Delete the draft and its files; asks first."""
    theme: Any = draft.theme
    if request.method != "POST":
        return render(request, "guidance/joint/discard.html", {"theme": theme, "draft": draft})
    kept.discard(draft)
    messages.success(request, _("没填完的申请和上传的文件已删除。"))
    return redirect("theme-apply", slug=theme.slug)


def resumed(request: HttpRequest, code: str) -> HttpResponse | None:
    """Go on with the draft of a code; None where it opens none."""
    draft = drafts.find(code)
    if draft is None:
        return None
    browser.remember(request, draft)
    return _to_first_open(Joint(draft))
