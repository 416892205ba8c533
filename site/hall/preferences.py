"""How a visitor wants to see the hall: language, type size, light or dark. Kept in cookies, set without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

AGE = 365 * 24 * 3600
"""Seconds a choice is kept: a year."""
SIZES = {"normal", "large"}
THEMES = {"auto", "light", "dark"}
SIZE_COOKIE = "hall_size"
THEME_COOKIE = "hall_theme"


@dataclass(frozen=True)
class Look:
    """What the cookies ask for; anything unknown counts as not asked."""

    size: str
    theme: str


def look(request: HttpRequest) -> Look:
    size = request.COOKIES.get(SIZE_COOKIE, "")
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return Look(size if size in SIZES else "normal", theme if theme in THEMES else "auto")


def cookies(request: HttpRequest) -> dict[str, str]:
    """The cookies of display that ask for another look than the plain one; nothing else a browser sends."""
    chosen = look(request)
    asked = {SIZE_COOKIE: (chosen.size, "normal"), THEME_COOKIE: (chosen.theme, "auto")}
    return {name: value for name, (value, plain) in asked.items() if value != plain}


def context(request: HttpRequest) -> dict[str, object]:
    """Context processor: `look` for base.html, `demo` for the ribbon."""
    return {"look": look(request), "demo": settings.HALL_ALLOW_DEMO}


@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choices posted (`language`, `size`, `theme`) and go back to `next`.

    Exempt from the CSRF check on purpose: it changes nothing but the sender's own display, and public pages without
    a token can be cached.
    """
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    for name, cookie, allowed in (
        ("language", settings.LANGUAGE_COOKIE_NAME, {code for code, _ in settings.LANGUAGES}),
        ("size", SIZE_COOKIE, SIZES),
        ("theme", THEME_COOKIE, THEMES),
    ):
        if (value := request.POST.get(name)) in allowed:
            response.set_cookie(cookie, value, max_age=AGE, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


class LanguageMiddleware:
    """Chinese unless the visitor switched: the browser's own language counts for the API only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(self._language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response

    @staticmethod
    def _language(request: HttpRequest) -> str:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in dict(settings.LANGUAGES):
            return chosen
        if request.path_info.startswith("/api/") and "HTTP_ACCEPT_LANGUAGE" in request.META:
            return translation.get_language_from_request(request)
        return settings.LANGUAGE_CODE
