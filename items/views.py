"""The public pages at their own addresses."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from . import as_published, checklists, kept
from .models import BureauPage, ThemeIndexPage, ThemePage
from .models.stamp import key_of
from .pages import listed_bureaus


@require_safe
def item(request: HttpRequest, address: str) -> HttpResponse:
    """An item's guide, by its address: as it was kept, while nothing on it has changed."""

    def make(bare: HttpRequest) -> HttpResponse:
        page = as_published.read(address)
        if page is None:
            raise Http404
        return page.serve(bare)

    response: HttpResponse = kept.answer(request, key_of(address), make, counts=checklists.counts)
    return response


@require_safe
def bureaus(request: HttpRequest) -> HttpResponse:
    """All bureaus that offer something."""
    return render(request, "items/bureaus.html", {"bureaus": listed_bureaus()})


@require_safe
def bureau(request: HttpRequest, slug: str) -> HttpResponse:
    """A bureau and its items."""
    return get_object_or_404(BureauPage.objects.live().select_related("bureau"), slug=slug).serve(request)


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """All themes."""
    return get_object_or_404(ThemeIndexPage.objects.live()).serve(request)


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme."""
    return get_object_or_404(ThemePage.objects.live(), slug=slug).serve(request)
