"""The drafts that a browser has open: one for each item and each theme, remembered in its session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from forms.models import FormVersion
from items.models import ItemPage

from .kept import Gone
from .models import Draft, Kept


def remember(request: HttpRequest, draft: Kept) -> None:
    """Let this browser go on with the draft."""
    kind = draft.session_key
    request.session[kind] = {**request.session.get(kind, {}), str(draft.about_pk): draft.pk}


def forget(request: HttpRequest, draft: Kept) -> None:
    """Close the draft in this browser."""
    kind = draft.session_key
    request.session[kind] = {about: pk for about, pk in request.session.get(kind, {}).items() if pk != draft.pk}


def opened(request: HttpRequest, rows: Any, about: int) -> Any:
    """The draft among `rows` of that item or theme that this browser has open, if it is still kept."""
    pk = request.session.get(rows.model.session_key, {}).get(str(about))
    found = rows.open(timezone.now()).filter(pk=pk).first() if pk else None
    return found if found is not None and found.about_pk == about else None


def open_draft(request: HttpRequest, item: ItemPage) -> Draft | None:
    """The draft of an item that this browser has open, if it is still kept."""
    draft: Draft | None = opened(request, Draft.objects.of_guide(), item.pk)
    if draft is not None:
        draft.item = item
    return draft


def newer_version(draft: Draft) -> FormVersion | None:
    """A version that was published since, and that the applicant has not declined."""
    if draft.newest_pk in (None, draft.form_version_id, draft.declined_id):
        return None
    return FormVersion.objects.get(pk=draft.newest_pk)


def while_kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead to the beginning, with the reason, if the draft goes while the view works on it."""

    @wraps(view)
    def kept(request: HttpRequest, address: str, **options: Any) -> HttpResponse:
        try:
            return view(request, address, **options)
        except Gone as gone:
            messages.warning(request, str(gone.message))
            return redirect("apply", address=address)

    return kept
