"""The public pages at their own addresses; each answers as Wagtail's own page view would."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail import hooks
from wagtail.models import Page

from .models import BureauPage, ItemPage, ThemeIndexPage, ThemePage


def answer(page: Page, request: HttpRequest) -> HttpResponse:
    """Serve a page, past Wagtail's own checks (view restrictions)."""
    for check in hooks.get_hooks("before_serve_page"):
        refusal = check(page, request, [], {})
        if isinstance(refusal, HttpResponse):
            return refusal
    response: HttpResponse = page.serve(request)
    return response


def item(request: HttpRequest, address: str) -> HttpResponse:
    """An item's guide, by its address."""
    return answer(get_object_or_404(ItemPage.objects.public().with_guide(), address=address), request)


def bureau(request: HttpRequest, slug: str) -> HttpResponse:
    """A bureau and its items."""
    return answer(get_object_or_404(BureauPage.objects.live().select_related("bureau"), slug=slug), request)


def themes(request: HttpRequest) -> HttpResponse:
    """All themes."""
    return answer(get_object_or_404(ThemeIndexPage.objects.live()), request)


def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme."""
    return answer(get_object_or_404(ThemePage.objects.live(), slug=slug), request)
