"""The inbox (办件箱): one list of the three kinds, its queues as tabs, everything in the address."""

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

from . import access_log, exports, permissions
from .columns import Clock, columns
from .filters import CaseFilterSet
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


def listed(request: HttpRequest, params: QueryDict, rows: CaseQuerySet) -> CaseQuerySet:
    """The cases an address of the inbox stands for, in its order: what the list, the export and "next" all read."""
    data = params.copy()
    queue = queue_of(params)
    data["queue"] = queue.name
    filters = CaseFilterSet(data, rows, request=request)
    rows = filters.qs if filters.is_valid() else queue.rows(rows, request.user, timezone.now())  # type: ignore[arg-type]
    if words := params.get("q", "").strip()[:100]:
        rows = rows.matching(words)
    return _ordered(rows, params.get("ordering", ""), queue)


def _ordered(rows: CaseQuerySet, ordering: str, queue: Queue) -> CaseQuerySet:
    key = ordering.removeprefix("-")
    if key not in ORDERINGS:
        return rows.order_by(*queue.order)
    if key == "due_at":
        return rows.order_by(*(queue.order if not ordering.startswith("-") else ("-due_at", *NEWEST)))
    return rows.order_by(ordering, "-pk")


def after(request: HttpRequest, back: str, case: Case) -> int | None:
    """The key of the case to do next in the list one came from: the one below, else the first; None if it is empty."""
    rows = listed(request, QueryDict(back), Case.objects.visible_to(request.user))
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
        rows = listed(self.request, self.request.GET, self.get_base_queryset())
        return rows.for_lists().defer("snapshot", "due_trail")

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
        )

    def get_valid_orderings(self) -> list[str]:
        return [*ORDERINGS, *(f"-{key}" for key in ORDERINGS)]

    def tabs(self) -> list[Tab]:
        """The queues with their numbers: of all that is in scope, whatever filter is set."""
        rows = self.get_base_queryset()
        numbers = counts(rows, self.request.user, self.clock.now)
        current = queue_of(self.request.GET)
        base = reverse("cases:index")
        return [Tab(queue, f"{base}?queue={queue.name}", numbers.get(queue.name), queue is current) for queue in QUEUES]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.narrowed:
            return _t("没有符合条件的件。换个词试试，或清除筛选。")
        return str(queue_of(self.request.GET).empty)

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
        context["back"] = self.back
        if self.may_work and context["object_list"]:
            context["bulk_owners"] = clerks_in_scope(self.request.user)
        return context

    @cached_property
    def active_filters(self) -> list[Any]:
        """The filters as removable words; the queue is not one of them, its tab shows it."""
        return [row for row in super().active_filters if not row.auto_id.startswith("id_queue")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_export:
            rows = self.get_queryset()
            access_log.record(request.user, "export", detail=self.back)  # type: ignore[arg-type]
            return exports.respond(rows, request.GET["export"], self.clock)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response
