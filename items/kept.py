"""Public pages kept as they were made, and answered again while nothing they show has changed.

One query asks the stamps (`models/stamp.py`), which every process shares; the page itself lies in the cache `pages`,
each process its own unless `CACHE_URL` names a shared one. What is kept holds nothing of the person who asked: it is
made for a request stripped of session, user, messages and all cookies but those of display.
"""

import copy
import gzip
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache as once
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from wagtail.models import Site

from .models import HallSettings, stamp

logger = logging.getLogger(__name__)

LONGEST = timedelta(days=1)
"""A page is made afresh after this in any case."""
ADDRESS = (
    "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "SCRIPT_NAME", "PATH_INFO",
    "wsgi.url_scheme",
)  # fmt: skip
"""What of a request's headers says where it was sent, and nothing of who sent it."""
SQUEEZE = 6
"""gzip's level: a guide of 60 kB becomes 9 kB in 2 ms."""

Make = Callable[[HttpRequest], HttpResponse]
_display: list[Callable[[HttpRequest], dict[str, str]]] = []


@dataclass(frozen=True)
class Kept:
    """A page as it lies in the cache: its body squeezed, and what its headers say."""

    body: bytes
    tag: str
    modified: int
    until: float


def vary_on(cookies: Callable[[HttpRequest], dict[str, str]]) -> None:
    """Let cookies of display change how pages look: `cookies(request)` gives the few that count, checked."""
    if cookies not in _display:
        _display.append(cookies)


def answer(request: HttpRequest, key: str, make: Make, counts: Callable[[str], bool] = lambda name: False) -> Any:
    """A public page from the cache, or made and kept. `make` gets the stripped request.

    Parameters of the address for which `counts(name)` holds change the page: it is made afresh then and not kept, since
    their values have no end. All others are as if they were not there.
    """
    asked = {name: values for name, values in request.GET.lists() if counts(name)} if request.GET else {}
    fresh = stamp.read(key)
    looks = {name: value for cookies in _display for name, value in cookies(request).items()}
    place = None if asked or not fresh.whole or settings.DEBUG else _place(request, key, fresh, looks)
    kept = _look(place)
    if kept is None:
        bare = _stripped(request, asked, looks)
        _furnish(bare, fresh)
        response = make(bare)
        if isinstance(response, TemplateResponse):
            response.render()
        if response.status_code != 200:
            return response
        kept = _made(response, fresh)
        _keep(place, kept)
    return _respond(request, kept)


def _place(request: HttpRequest, key: str, fresh: stamp.Fresh, looks: dict[str, str]) -> str:
    """Where the page lies: by what it shows, how it shows it, and the code that shows it."""
    shown = (fresh.token, get_language(), sorted(looks.items()), release())
    parts = (key, request.path, request.get_host(), request.scheme, *shown)
    return "page:" + hashlib.sha256(repr(parts).encode()).hexdigest()[:40]


@once
def release() -> str:
    """A word for the code that runs: a new one makes pages anew, also in a cache that outlives it."""
    digest = hashlib.sha256()
    for folder, pattern in (
        ("templates", "**/*.html"),
        ("items", "**/*.py"),
        ("guidance", "**/*.py"),
        ("site", "**/*.css"),
    ):
        for file in sorted((settings.ROOT / folder).glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


_furniture: dict[str, tuple[str, Site | None, HallSettings]] = {}
MOST_HOSTS = 16


def _furnish(request: HttpRequest, fresh: stamp.Fresh) -> None:
    """Give the request its site and the hall's settings, read once for each state of the hall's stamp."""
    host = request.get_host()
    held = _furniture.get(host)
    if held is None or held[0] != fresh.hall:
        held = (fresh.hall, Site.find_for_request(request), HallSettings.for_request(request))
        if len(_furniture) >= MOST_HOSTS:
            _furniture.clear()
        _furniture[host] = held
    furnished: Any = request
    furnished._wagtail_site = held[1]
    setattr(request, HallSettings.get_cache_attr_name(), held[2])


def forget() -> None:
    """Drop every page and the settings: the next request is made afresh, whatever was asked before."""
    _furniture.clear()
    caches["pages"].clear()


def _look(place: str | None) -> Kept | None:
    if place is None:
        return None
    try:
        kept = caches["pages"].get(place)
    except Exception:
        logger.exception("The cache of pages does not answer; the page is made afresh")
        return None
    return Kept(*kept) if kept and kept[3] > timezone.now().timestamp() else None


def _keep(place: str | None, kept: Kept) -> None:
    seconds = kept.until - timezone.now().timestamp()
    if place is None or seconds <= 0:
        return
    try:
        caches["pages"].set(place, (kept.body, kept.tag, kept.modified, kept.until), seconds)
    except Exception:
        logger.exception("The cache of pages does not take a page")


def _made(response: HttpResponse, fresh: stamp.Fresh) -> Kept:
    body = response.content
    spans = (getattr(response, "context_data", None) or {}).get("spans", [])
    now = timezone.now()
    began = [int(span.since.timestamp()) for span in spans if span.since and span.since <= now]
    ends = [span.until for span in spans if span.until]
    return Kept(
        body=gzip.compress(body, SQUEEZE, mtime=0),
        tag=hashlib.sha256(body).hexdigest()[:24],
        modified=max([fresh.changed_at, *began]),
        until=min([now + LONGEST, *ends]).timestamp(),
    )


def _respond(request: HttpRequest, kept: Kept) -> Any:
    """The page, or 304 where the asker has it; squeezed for who can read it so."""
    squeezed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse()
    response["Cache-Control"] = "no-cache"
    response["ETag"] = f'"{kept.tag}-gz"' if squeezed else f'"{kept.tag}"'
    response["Last-Modified"] = http_date(kept.modified)
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    answered = get_conditional_response(request, response["ETag"], kept.modified, response)
    if answered is response:
        response.content = kept.body if squeezed else gzip.decompress(kept.body)
        response["Content-Length"] = str(len(response.content))
        if squeezed:
            response["Content-Encoding"] = "gzip"
    return answered


class NoMessages(BaseStorage):
    """No flash messages: they belong to one person and wait for a page that is made for that person."""

    def _get(self, *args: Any, **kwargs: Any) -> Any:
        return [], True

    def _store(self, messages: Any, response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return []


def _stripped(request: HttpRequest, asked: dict[str, list[str]], looks: dict[str, str]) -> HttpRequest:
    """The request without anything of the person: what is made for it may be shown to all."""
    bare: Any = copy.copy(request)
    bare.method = "GET"
    bare.GET = QueryDict(mutable=True)
    for name, values in asked.items():
        bare.GET.setlist(name, values)
    bare.GET._mutable = False
    bare.COOKIES = looks
    bare.META = {name: request.META[name] for name in ADDRESS if name in request.META}
    bare.META |= {"REQUEST_METHOD": "GET", "QUERY_STRING": bare.GET.urlencode()}
    bare.user = AnonymousUser()
    bare.session = {}
    bare._messages = NoMessages(bare)
    for name in ("_cached_user", "_wagtail_site", "csrf_processing_done"):
        bare.__dict__.pop(name, None)
    return bare
