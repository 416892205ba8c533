"""What every public form has in common: a key that makes a second post harmless, a limit, and the way to the receipt."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import ratelimit
from accounts.errors import Invalid, Refused

from . import access
from .flow import Opened

POSTS, FILE_POSTS, POST_WINDOW = 60, 120, timedelta(hours=1)
"""Public posts from one address: a family or a small office needs a handful, a village hall's shared line dozens."""


def new_key() -> str:
    """A fresh key, to be carried in the form as a hidden field."""
    return str(uuid.uuid4())


def key_of(request: HttpRequest, kind: str) -> str | None:
    """The key under which this post is done once, or None if the form carried none that is well-formed."""
    try:
        return f"web:{kind}:{uuid.UUID(request.POST.get('key', ''))}"
    except ValueError:
        return None


def language_of(request: HttpRequest) -> str:
    """The language the citizen reads: notices come in it."""
    return get_language() or "zh-hans"


def files_of(request: HttpRequest) -> "MultiValueDict[str, Any]":
    """The files of a post. They are kept even when the rest of the form is wrong, so they are counted before any is
    read; past the limit none is taken, and the page says until when."""
    if not request.FILES:
        return MultiValueDict()
    try:
        ratelimit.check("files", ratelimit.client_key(request), FILE_POSTS, POST_WINDOW)
    except Refused as refusal:
        messages.error(request, _("%(why)s文件没有收下，文字都还在。") % {"why": refusal.message})
        return MultiValueDict()
    return request.FILES


def post_once(request: HttpRequest, form: object, open_it: Callable[[], Opened]) -> HttpResponse | Refused:
    """Open the case and lead to its receipt; or the refusal, for the page to show with everything typed kept."""
    try:
        ratelimit.check("post", ratelimit.client_key(request), POSTS, POST_WINDOW)
        opened = open_it()
    except Refused as refusal:
        add_to_form(form, refusal)
        return refusal
    access.remember(request, opened.case)
    return redirect("receipt", number=opened.case.number)


def add_to_form(form: object, refusal: Refused) -> None:
    """Show a refusal where it belongs: at its fields if the form has them, else above the form."""
    add = form.add_error  # type: ignore[attr-defined]
    fields = form.fields  # type: ignore[attr-defined]
    known = {name: texts for name, texts in refusal.fields.items() if name in fields}
    for name, texts in known.items():
        for text in texts:
            add(name, str(text))
    if not known or not isinstance(refusal, Invalid):
        add(None, str(refusal.message))
