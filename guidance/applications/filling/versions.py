"""A draft whose form was published anew meanwhile: go on as begun, or take over what fits, knowing what would be lost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forms.models import FormVersion

from . import drafts, here, moving
from .models import Draft
from .visit import closed_page, item_at


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@here.while_kept
def choose(request: HttpRequest, address: str) -> HttpResponse:
    """The stated choice between the two versions."""
    item = item_at(address)
    if closed := closed_page(request, item):
        return closed
    draft = here.open_draft(request, item)
    newer = here.newer_version(draft) if draft else None
    if draft is None:
        return redirect("apply", address=address)
    if newer is None:
        return redirect("apply-page", address=address, name=draft.page)
    go = request.POST.get("go")
    if go == "take":
        drafts.take_over(draft, newer)
    elif go == "stay":
        drafts.decline(draft, newer)
    if go in ("take", "stay"):
        return redirect("apply-page", address=address, name=draft.page)
    context = {"item": item, "draft": draft, "newer": newer, "changes": _changes(draft, newer)}
    return render(request, "guidance/apply_version.html", context)


def _changes(draft: Draft, newer: FormVersion) -> moving.Changes:
    old = draft.form_version
    return moving.changes(old, newer, draft.inputs, draft.owner) if old is not None else moving.Changes([], [], [])
