"""The drafts that a browser has open: one for each item, remembered in its session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from forms.models import FormVersion
from items.models import ItemPage

from . import drafts
from .models import Draft

SESSION_KEY = "drafts"


def remember(request: HttpRequest, draft: Draft) -> None:
    """Let this browser go on with the draft."""
    request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), str(draft.item_id): draft.pk}


def forget(request: HttpRequest, draft: Draft) -> None:
    """Close the draft in this browser."""
    rest = {item: pk for item, pk in request.session.get(SESSION_KEY, {}).items() if pk != draft.pk}
    request.session[SESSION_KEY] = rest


def open_draft(request: HttpRequest, item: ItemPage) -> Draft | None:
    """The draft of an item that this browser has open, if it is still kept."""
    pk = request.session.get(SESSION_KEY, {}).get(str(item.pk))
    rows = (
        Draft.objects.of_guide().filter(pk=pk, item=item, expires_at__gt=timezone.now()) if pk else Draft.objects.none()
    )
    draft = rows.first()
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
        except drafts.Gone as gone:
            messages.warning(request, str(gone.message))
            return redirect("apply", address=address)

    return kept
