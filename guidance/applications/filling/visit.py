"""One request for a page of an application: what it is about, and how the page is drawn."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
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
from . import sparing
from .filling import Filling
from .models import Draft
from .pages import Page, all_pages, with_page
from .parts import GUIDE_ROWS, version_for

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


@dataclass(frozen=True)
class Stop:
    """One stop on the way: its name, its address where one may go there now, and whether it is done or the current."""

    title: str
    url: str = ""
    done: bool = False
    current: bool = False


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

    def first_open(self, filling: Filling) -> Page | None:
        """The first page that is not done, or has to be put right; None if all are well."""
        done = self.draft.done if self.draft else []
        return next((page for page in filling.pages if page.name not in done or filling.is_faulty(page)), None)

    def may_see(self, filling: Filling) -> bool:
        """Whether the page is on the way, and nothing before it is open."""
        if self.page not in filling.pages:
            return False
        first = self.first_open(filling)
        return first is None or filling.pages.index(self.page) <= filling.pages.index(first)

    def url_of(self, name: str, tail: str = "") -> str:
        """The address of a page of this application."""
        return reverse("apply-page", args=[self.item.address, name]) + tail

    def to_first_open(self, filling: Filling) -> HttpResponse:
        """Lead to the first page that is not done, or to the summary."""
        page = self.first_open(filling)
        if page is None:
            return redirect("apply-check", address=self.item.address)
        return redirect(self.url_of(page.name))

    def onward(self, filling: Filling) -> HttpResponse:
        """Lead on from a page that is right: back to the summary where one came from there, else to the next page."""
        at = filling.pages.index(self.page) if self.page in filling.pages else len(filling.pages)
        following = filling.pages[at + 1 :]
        if self.request.POST.get(BACK) == CHECK or not following:
            return self.to_first_open(filling)
        return redirect(self.url_of(following[0].name))

    def before(self, filling: Filling) -> str:
        """The address of the page before this one; empty on the first."""
        at = filling.pages.index(self.page) if self.page in filling.pages else 0
        return self.url_of(filling.pages[at - 1].name) if at else ""

    def stops(self, filling: Filling, *, at_check: bool = False) -> list[Stop]:
        """The way through the application, the summary at its end; nothing where there is only one page."""
        if self.page.is_whole:
            return []
        first = self.first_open(filling)
        until = len(filling.pages) if first is None else filling.pages.index(first)
        done = self.draft.done if self.draft else []
        stops = []
        for at, page in enumerate(filling.pages):
            current = not at_check and page == self.page
            url = self.url_of(page.name) if self.draft and at <= until and not current else ""
            stops.append(Stop(page.title, url, page.name in done and not filling.is_faulty(page), current))
        check = reverse("apply-check", args=[self.item.address]) if first is None and not at_check else ""
        return [*stops, Stop(_("核对并提交"), check, current=at_check)]

    def draw(self, filling: Filling, status: int = 200, refusal: Refused | None = None) -> HttpResponse:
        """The page."""
        stops = self.stops(filling)
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
            "at": next((n for n, stop in enumerate(stops, 1) if stop.current), 0),
            "before": self.before(filling) if stops else "",
            "back": CHECK if CHECK in (self.request.GET.get(BACK), self.request.POST.get(BACK)) else "",
            "key": self.draft.key if self.draft else self.request.POST.get("key") or posting.new_key(),
        }
        return ratelimit.say_when(render(self.request, "guidance/apply.html", context, status=status), refusal)
