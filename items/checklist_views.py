"""一次性告知单: a checklist on one sheet of paper, and the QR code of its address."""

from io import BytesIO

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .guide_page import sheet
from .models import ItemPage, ThemePage
from .pages import theme_context

QUIET_ZONE = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""


def _item(address: str) -> ItemPage:
    page: ItemPage = get_object_or_404(ItemPage.objects.public().with_guide(), address=address)
    return page


def _theme(slug: str) -> ThemePage:
    page: ThemePage = get_object_or_404(ThemePage.objects.live(), slug=slug)
    return page


@require_safe
def item(request: HttpRequest, address: str) -> HttpResponse:
    """The sheet of an item, for the answers of the address."""
    page = _item(address)
    return render(request, "items/checklist.html", {"page": page, **sheet(page, request)})


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet of a theme."""
    page = _theme(slug)
    return render(request, "items/theme_checklist.html", {"page": page, **theme_context(page, request)})


@require_safe
def item_code(request: HttpRequest, address: str) -> HttpResponse:
    """The QR code of an item's checklist."""
    return _code(sheet(_item(address), request)["share_url"])


@require_safe
def theme_code(request: HttpRequest, slug: str) -> HttpResponse:
    """The QR code of a theme's checklist."""
    return _code(theme_context(_theme(slug), request)["share_url"])


def _code(address: str) -> HttpResponse:
    """An address of this hall as a picture. Only what the hall itself makes of the answers is ever encoded."""
    picture = BytesIO()
    segno.make_qr(address, error="m").save(picture, kind="svg", border=QUIET_ZONE, light="#fff", omitsize=True)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
