"""What search engines ask for: where they may go, and which guides there are."""

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from .models import ItemPage

PRIVATE = ("/admin/", "/api/", "/progress/", "/forms/", "/preferences/")
"""What no search engine has business with."""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


class Guides(Sitemap[ItemPage]):
    """The published guides, for search engines."""

    def items(self) -> list[ItemPage]:
        """In a stable order."""
        return list(ItemPage.objects.public().only("address", "last_published_at").order_by("pk"))

    def location(self, item: ItemPage) -> str:
        """The address that never changes."""
        return item.public_path()

    def lastmod(self, item: ItemPage) -> object:
        """When the guide was last published."""
        return item.last_published_at
