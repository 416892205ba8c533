"""A draft whose form was published anew meanwhile: go on as begun, or take over what fits, knowing what would be lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forms import service
from forms.fields.registry import TYPES
from forms.models import FormVersion
from forms.service import keeping

from . import drafts, here
from .models import Draft
from .visit import closed_page, item_at


@dataclass(frozen=True)
class Lost:
    """An answer for which the newer version has no place."""

    label: str
    text: str


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
    context = {"item": item, "draft": draft, "newer": newer, "lost": list(lost(draft, newer))}
    return render(request, "guidance/apply_version.html", context)


def lost(draft: Draft, version: FormVersion) -> Iterator[Lost]:
    """The answers of a draft that would not be there under another version, in the order of its form."""
    if draft.form_version is None:
        return
    moved = drafts.moved(draft, version)
    rows = _rows(draft, draft.form_version, draft.inputs)
    left = _rows(draft, version, moved)
    for place, row in rows.items():
        if place not in left and row.text and TYPES[row.kind].asked and not TYPES[row.kind].computes:
            yield Lost(f"{place[0]}：{row.label}" if place[0] else row.label, row.text)
    told = {key for _row, key in rows}
    typed = keeping.unmoved(service.compiled(draft.form_version), draft.inputs, moved)
    yield from (Lost(label, text) for key, label, text in typed if key not in told)


def _rows(draft: Draft, version: FormVersion, inputs: keeping.Inputs) -> dict[tuple[str, str], service.Row]:
    """What is answered well, by the row of a group and the key."""
    form = service.django_form(version, keeping.post_of(inputs), owner=draft.owner)
    form.is_valid()
    sections = service.display(version, form.answers())
    return {(section.row_title, row.key): row for section in sections for row in section.rows if row.text}
