"""The inbox (办件箱): one list of the three kinds, its queues as tabs, everything in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import IndexView

from accounts.scope import scope_of

from . import access_log, bulk, deputies, exports, permissions
from .columns import Clock, columns, masked_name
from .facets import FACETS, facets
from .filters import CaseFilterSet
from .finding import LONGEST, Found, find, suggestions
from .marking import Marks
from .models import Case, CaseQuerySet
from .queues import BY_NAME, NEWEST, QUEUES, Queue, Tab, counts
from .verb_forms import clerks_in_scope

ORDERINGS = {
    "number", "kind", "title", "bureau__sort_order", "owner__display_name", "state", "due_at", "submitted_at",
}  # fmt: skip
NEXT_WITHIN = 500
"""How far down a list "next" looks; a clerk's queue is far shorter."""


def queue_of(params: QueryDict) -> Queue:
    """The queue an address asks for. Without one: what is open; everything, once one searches or filters by state."""
    named = BY_NAME.get(params.get("queue", ""))
    if named is not None:
        return named
    return BY_NAME["all"] if params.get("q", "").strip() or params.getlist("state") else BY_NAME["open"]


@dataclass(frozen=True)
class Listed:
    """The cases an address of the inbox stands for, in its order, and what the search said where words were given."""

    rows: CaseQuerySet
    found: Found | None = None


def listed(request: HttpRequest, params: QueryDict, rows: CaseQuerySet) -> Listed:
    """What the list, the export and "next" all read. `rows` are those the reader may see."""
    data = params.copy()
    queue = queue_of(params)
    data["queue"] = queue.name
    filters = CaseFilterSet(data, rows, request=request)
    valid = filters.is_valid()
    rows = filters.qs if valid else queue.rows(rows, request.user, timezone.now())  # type: ignore[arg-type]
    words = params.get("q", "").strip()[:LONGEST]
    if not words:
        return Listed(_ordered(rows, params.get("ordering", ""), queue))
    found = find(words, request.user, narrowing(queue, filters.form.cleaned_data if valid else {}))
    return Listed(_ordered(found.among(rows), params.get("ordering", ""), BY_NAME["all"]), found)


def narrowing(queue: Queue, cleaned: Mapping[str, Any]) -> dict[str, list[str]]:
    """The filters that the index knows too, so that of very many cases the right ones are found; the database has all."""
    values = {"kind": [cleaned.get("kind")], "state": cleaned.get("state") or []}
    values |= {name: [row.pk] for name in ("bureau", "owner") if (row := cleaned.get(name))}
    values["month"] = [(cleaned.get("month") or "").strip()]
    values["open"] = [] if queue.open is None else ["yes" if queue.open else "no"]
    given = {name: [str(value) for value in each if value] for name, each in values.items()}
    return {name: each for name, each in given.items() if each}


def _ordered(rows: CaseQuerySet, ordering: str, queue: Queue) -> CaseQuerySet:
    key = ordering.removeprefix("-")
    if key not in ORDERINGS:
        return rows.order_by(*queue.order)
    if key == "due_at":
        return rows.order_by(*(queue.order if not ordering.startswith("-") else ("-due_at", *NEWEST)))
    return rows.order_by(ordering, "-pk")


def after(request: HttpRequest, back: str, case: Case) -> int | None:
    """The key of the case to do next in the list one came from: the one below, else the first; None if it is empty."""
    rows = listed(request, QueryDict(back), Case.objects.visible_to(request.user)).rows
    keys = list(rows.values_list("pk", flat=True)[:NEXT_WITHIN])
    if case.pk in keys:
        below = keys[keys.index(case.pk) + 1 :]
        keys = below or [key for key in keys if key != case.pk]
    return keys[0] if keys else None


class InboxView(IndexView):
    """The list. Scope comes from the viewset's mixin."""

    page_title = _("办件箱")
    verbose_name_plural = _("件")
    results_template_name = "guidance/admin/inbox_results.html"
    is_searchable = True
    search_fields = ("number",)
    paginate_by = 50
    list_export = exports.FIELDS
    export_filename = "cases"
    show_other_searches = False
    filterset_class = CaseFilterSet

    def get_queryset(self) -> CaseQuerySet:
        return self.listed.rows.for_lists().defer("snapshot", "due_trail")

    @cached_property
    def listed(self) -> Listed:
        return listed(self.request, self.request.GET, self.get_base_queryset())

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "queryset": Case.objects.none()}

    @cached_property
    def clock(self) -> Clock:
        return Clock()

    @cached_property
    def back(self) -> str:
        """The list's own address, as the case page carries it."""
        params = self.request.GET.copy()
        for name in ("export", "_w_filter_fragment"):
            params.pop(name, None)
        return params.urlencode()

    @cached_property
    def may_work(self) -> bool:
        return permissions.works_at_a_desk(self.request.user)

    @cached_property
    def columns(self) -> list[Any]:
        return columns(
            urlencode({"": self.back})[1:],
            self.clock,
            bulk=self.may_work,
            bureaus=scope_of(self.request.user).everything,
            marks=self.marks,
        )

    @cached_property
    def marks(self) -> Marks:
        return Marks(self.listed.found)

    def get_valid_orderings(self) -> list[str]:
        return [*ORDERINGS, *(f"-{key}" for key in ORDERINGS)]

    def tabs(self) -> list[Tab]:
        """The queues with their numbers: of all that is in scope, whatever filter is set. Words looked for go along."""
        rows = self.get_base_queryset()
        numbers = counts(rows, self.request.user, self.clock.now)
        current = queue_of(self.request.GET)
        base, words = reverse("cases:index"), self.request.GET.get("q", "").strip()
        kept = {"q": words} if words else {}
        urls = {queue: f"{base}?{urlencode({'queue': queue.name, **kept})}" for queue in QUEUES}
        return [Tab(queue, urls[queue], numbers.get(queue.name), queue is current) for queue in QUEUES]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.narrowed:
            return _t("没有符合条件的件。换个词试试，或清除筛选。")
        return str(queue_of(self.request.GET).empty)

    @cached_property
    def everywhere(self) -> str:
        """The address of the same words in the queue of all, where nothing was found in a narrower one."""
        words = self.request.GET.get("q", "").strip()
        if not words or queue_of(self.request.GET).name == "all":
            return ""
        return f"{reverse('cases:index')}?{urlencode({'queue': 'all', 'q': words})}"

    @cached_property
    def narrowed(self) -> bool:
        """Whether a filter other than the queue is set."""
        names = set(self.filters.filters) - {"queue"} if self.filters else set()
        return any(
            key.removesuffix("_from").removesuffix("_to") in names and value for key, value in self.request.GET.items()
        )

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        context["tabs"] = self.tabs()
        context["narrowed"] = self.narrowed or self.is_searching
        context["everywhere"] = self.everywhere
        context["back"] = self.back
        if self.listed.found:
            context |= self.about_the_words(self.listed.found, context["object_list"])
        if self.may_work and context["object_list"]:
            away = deputies.today(self.request.user)
            context["bulk_owners"] = [(row, away.named(row)) for row in clerks_in_scope(self.request.user)]
            context["bulk_more"] = bulk.more()
        return context

    def about_the_words(self, found: Found, shown: Sequence[Case]) -> dict[str, Any]:
        """What stands above a list that was searched for. Everything is of the rows the database lets the reader see."""
        self.marks.read(shown)
        names = self.filters.filters if self.filters else ()
        return {
            "found": found,
            "facets": facets(self.listed.rows, self.request.GET, self.clock.now, names),
            "suggestions": suggestions(found.words, self.get_base_queryset(), shown, masked_name),
        }

    @cached_property
    def active_filters(self) -> list[Any]:
        """The filters as removable words; not the queue, which its tab shows, nor what the facets of a search show."""
        elsewhere = ("queue", *(FACETS if self.listed.found else ()))
        return [
            row for row in super().active_filters if not row.auto_id.startswith(tuple(f"id_{n}" for n in elsewhere))
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_export:
            rows = self.get_queryset()
            access_log.record(request.user, "export", detail=self.back)  # type: ignore[arg-type]
            return exports.respond(rows, request.GET["export"], self.clock)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response
