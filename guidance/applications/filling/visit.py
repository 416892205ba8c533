"""One request for a page of an application: what it is about, and how the page is drawn."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import ratelimit
from accounts.errors import Refused
from forms.models import FormVersion
from forms.service import keeping
from guidance.cases import posting
from items.checklists import Checklist
from items.choices import Status
from items.models import ItemPage

from ..facts import told
from ..submit import is_form_away
from . import sparing
from .filling import Filling
from .models import Draft
from .pages import Page, all_pages, with_page
from .parts import GUIDE_ROWS, version_for
from .way import Way, at_of

BACK = "back"
"""In an address: where to return to when the page is right."""
CHECK = "check"


def item_at(address: str) -> ItemPage:
    """The published item of an address, its form without the editor's draft; Http404 without one."""
    items = ItemPage.objects.live().select_related("bureau", "form").defer("form__body")
    return get_object_or_404(items.prefetch_related(*GUIDE_ROWS), address=address)


def closed_page(request: HttpRequest, item: ItemPage) -> HttpResponse | None:
    """The page that says how else to apply, where it is not done online now."""
    if item.apply_online and item.status == Status.IN_USE:
        return None
    return render(request, "guidance/not_online.html", {"item": item}, status=404)


def form_away_page(request: HttpRequest, item: ItemPage) -> HttpResponse | None:
    """The page that says how else to apply, to who has not begun yet while the item's form is out of use.

    What was typed on a first page that was open meanwhile stays on it.
    """
    if not is_form_away(item):
        return None
    newest = item.form.versions.order_by("-number").first() if item.form and request.method == "POST" else None
    if newest is None:
        return render(request, "guidance/not_online.html", {"item": item, "form_away": True}, status=409)
    visit = Visit(request, item, None, all_pages(newest)[0])
    visit.version = newest
    filling = visit.as_sent()
    filling.forget_errors()
    words = _(
        "这个事项的表单正在更换，暂时不能网上申请。您填写的还在这一页上。请看办事指南中的办理方式，或过些时候再来。"
    )
    filling.forms[0].add_error(None, words)
    return visit.draw(filling, 409)


@dataclass
class Visit:
    """A page of an application under its version; `draft` is None as long as nothing is kept."""

    request: HttpRequest
    item: ItemPage
    draft: Draft | None
    page: Page

    @classmethod
    def to_first_page(cls, request: HttpRequest, item: ItemPage, draft: Draft | None = None) -> "Visit":
        """The page where an application begins."""
        version = draft.form_version if draft else version_for(item)
        visit = cls(request, item, draft, all_pages(version)[0])
        visit.version = version
        return visit

    @cached_property
    def version(self) -> FormVersion | None:
        return self.draft.form_version if self.draft else version_for(self.item)

    @cached_property
    def personal(self) -> Checklist:
        """The guide under the answers to 情形引导."""
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        return Checklist.of(self.item, QueryDict(self.draft.situation) if self.draft else given)

    def as_left(self) -> Filling:
        """The application as it was left; a new one where nothing is kept."""
        data = keeping.post_of(self.draft.inputs) if self.draft else None
        return self._filling(data, None)

    def as_sent(self) -> Filling:
        """The application with this page as it is sent now."""
        kept = self.draft.inputs if self.draft else told(self.version, self.personal)
        inputs = with_page(self.version, kept, self.page, self.request.POST)
        return self._filling(keeping.post_of(inputs), posting.files_of(self.request))

    def _filling(self, data: QueryDict | None, files: Any) -> Filling:
        owner = self.draft.owner if self.draft else ""
        filling = Filling(self.personal, self.version, data, files, owner=owner)
        filling.show(self.page)
        if self.draft:
            filling.spare(self.draft.spared)
        return filling

    def way(self, filling: Filling) -> Way[Page]:
        """The way through the application under its answers."""
        done = self.draft.done if self.draft else []
        check_url = reverse("apply-check", args=[self.item.address])
        return Way(filling.pages, done, filling.is_faulty, self.url_of, check_url, begun=self.draft is not None)

    def url_of(self, name: str, tail: str = "") -> str:
        """The address of a page of this application."""
        return reverse("apply-page", args=[self.item.address, name]) + tail

    def draw(self, filling: Filling, status: int = 200, refusal: Refused | None = None) -> HttpResponse:
        """The page."""
        way = self.way(filling)
        stops = [] if self.page.is_whole else way.stops(self.page)
        if self.page.asks_materials:
            sparing.Offers(filling, self.draft.source if self.draft else "").put_on()
        context = {
            "item": self.item,
            "filling": filling,
            "spared": sparing.lines(filling) if self.page.asks_materials else [],
            "version": self.version,
            "draft": self.draft,
            "page": self.page,
            "stops": stops,
            "at": at_of(stops),
            "before": way.before(self.page) if stops else "",
            "back": CHECK if CHECK in (self.request.GET.get(BACK), self.request.POST.get(BACK)) else "",
            "key": self.draft.key if self.draft else self.request.POST.get("key") or posting.new_key(),
        }
        return ratelimit.say_when(render(self.request, "guidance/apply.html", context, status=status), refusal)
