"""What is new in the guides, for feed readers: of one guide, of a bureau, of the hall. Atom; each version an entry."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from accounts.models import Bureau

from .models import GuideVersion, ItemPage
from .models.item import live_guides

LENGTH = 30
"""Entries of a feed: what a reader who looks once a month does not miss."""


@method_decorator([conditional_page, require_safe], name="__call__")
class VersionsFeed(Feed):
    """The versions of some guides, newest first."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed, to be asked for again each time: 304 while nothing is new."""
        response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "no-cache"
        return response

    def versions(self, obj: Any) -> Any:
        """The versions it is about."""
        raise NotImplementedError

    def items(self, obj: Any) -> Iterable[GuideVersion]:
        """The newest of them; of what citizens can read."""
        rows: Any = self.versions(obj).filter(page__live=True).select_related("page__bureau")
        return list(rows.order_by("-published_at", "-pk")[:LENGTH])

    def item_title(self, item: Any) -> str:
        """The guide and the number of its version."""
        return _("%(title)s（版本 %(n)s）") % {"title": item.page.title, "n": item.number}

    def item_description(self, item: GuideVersion) -> str:
        """What it changed, as plain words."""
        return "；".join(item.changes) or (_("首次发布。") if item.number == 1 else _("内容没有改动。"))

    def item_link(self, item: GuideVersion) -> str:
        """The version's place in the list of changes."""
        return f"{reverse('item-changes', args=[item.page.address])}#v{item.number}"

    def item_guid(self, item: GuideVersion) -> str:
        """One name for ever, whatever the hall's address."""
        return f"urn:hall:guide:{item.page.address}:v{item.number}"

    def item_pubdate(self, item: GuideVersion) -> datetime:
        """When it was published."""
        return item.published_at

    item_updateddate = item_pubdate

    def item_author_name(self, item: GuideVersion) -> str:
        """The bureau that answers for it."""
        return item.page.bureau.name


class GuideFeed(VersionsFeed):
    """One guide."""

    def get_object(self, request: HttpRequest, address: str) -> ItemPage:
        """404 for what is not public."""
        return get_object_or_404(live_guides(), address=address)

    def title(self, obj: ItemPage) -> str:
        """The guide's name."""
        return obj.title

    def link(self, obj: ItemPage) -> str:
        """Its page."""
        return obj.public_path()

    def versions(self, obj: ItemPage) -> Any:
        """Its own."""
        return obj.versions.all()


class BureauFeed(VersionsFeed):
    """All guides of a bureau."""

    def get_object(self, request: HttpRequest, slug: str) -> Bureau:
        """By the bureau's own address."""
        return get_object_or_404(Bureau, slug=slug)

    def title(self, obj: Bureau) -> str:
        """The bureau's name."""
        return _("%(bureau)s：新发布和改动的办事指南") % {"bureau": obj.name}

    def link(self, obj: Bureau) -> str:
        """Its page."""
        return reverse("bureau", args=[obj.slug])

    def versions(self, obj: Bureau) -> Any:
        """Those of its guides."""
        return GuideVersion.objects.filter(page__bureau=obj)


class HallFeed(VersionsFeed):
    """All guides."""

    link = "/"

    def title(self) -> str:
        """What it is."""
        return _("新发布和改动的办事指南")

    def versions(self, obj: None) -> Any:
        """All."""
        return GuideVersion.objects.all()
