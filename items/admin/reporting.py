"""The reports on the quality of guides: every item with its score, and a line for each bureau that leads to its items."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from accounts.models import Bureau
from accounts.spreadsheets import HarmlessDownloads

from .. import reports
from ..models import Assessment
from .report_filters import STATES, QualityFilter


class Readers(HarmlessDownloads, ReportView):
    """For those who may read of quality."""

    is_searchable = True
    search_backend_name = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Others are refused."""
        if not reports.may_read(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_filtered_queryset(self) -> Any:
        """`get_queryset` has filtered and searched already."""
        return self.get_queryset()


class MarkColumn(Column):
    """Points, to the right."""

    def __init__(self, name: str, label: Any, **kwargs: Any) -> None:
        super().__init__(name, label=label, sort_key=name, classname="hall-number", **kwargs)


class LinkColumn(Column):
    """A number that leads to the rows behind it."""

    cell_template_name = "items/admin/link_cell.html"

    def __init__(self, name: str, label: Any, url: Callable[[Any], str]) -> None:
        super().__init__(name, label=label, sort_key=name, classname="hall-number")
        self.url = url

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """The address beside the value."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"url": self.url(instance)}


def items_url(**filters: Any) -> str:
    """The list of items with these filters."""
    return f"{reverse('items_quality')}?{urlencode(filters)}"


def stamp(moment: Any) -> str:
    """YYYY-MM-DD HH:MM, or a dash."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"


class QualityReport(Readers):
    """Every item with its score."""

    page_title = _("办事指南质量")
    header_icon = "circle-check"
    index_url_name = "items_quality"
    index_results_url_name = "items_quality_results"
    filterset_class = QualityFilter
    model = Assessment
    default_ordering = ("total", "pk")
    search_fields = ("page__draft_title",)
    export_filename = "guide-quality"
    export_headings = {
        "title": _("事项名称"), "code": _("实施编码"), "bureau": _("机构"), "state": _("发布状态"), "updated": _("更新时间"),
        "found": _("问题"),
    }  # fmt: skip
    list_export = [
        "title", "code", "bureau", "state", "total", "completeness", "accuracy", "traceability", "errors", "warnings",
        "updated", "found",
    ]  # fmt: skip

    @cached_property
    def columns(self) -> list[Column]:
        """The name leads to the editor, or to the public page for those who do not edit."""
        edits = reports.may_edit(self.request.user)

        def address(row: Assessment) -> str:
            return reverse("wagtailadmin_pages:edit", args=[row.pk]) if edits else row.page.public_path()

        return [
            TitleColumn("page__draft_title", label=_("事项名称"), accessor="page.draft_title", sort_key="page__draft_title", get_url=address),
            Column("bureau", label=_("机构"), accessor="page.bureau.display_name", sort_key="page__bureau__sort_order"),
            Column("state", label=_("发布状态"), accessor=state_of),
            MarkColumn("total", _("总分")),
            MarkColumn("completeness", _("完整")),
            MarkColumn("accuracy", _("准确")),
            MarkColumn("traceability", _("有据")),
            MarkColumn("errors", _("错误")),
            MarkColumn("warnings", _("提醒")),
            Column("updated", label=_("更新时间"), accessor=updated_at, sort_key="page__last_published_at"),
        ]  # fmt: skip

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The same by bureau."""
        return [HeaderButton(_("按机构汇总"), url=reverse("items_quality_bureaus"), icon_name="group")]

    def get_base_queryset(self) -> Any:
        """The items the user may see."""
        return reports.assessments(self.request.user)

    def get_queryset(self) -> Any:
        """In the order asked for; what was found only where it is downloaded."""
        self.queryset = self.get_base_queryset()
        rows = super().get_queryset()
        return rows.prefetch_related("findings") if self.is_export else rows

    def to_row_dict(self, item: Assessment) -> dict[str, Any]:
        """A line of the download."""
        page = item.page
        words = {
            "title": page.draft_title,
            "code": page.code,
            "bureau": page.bureau.name,
            "state": state_of(item),
            "updated": updated_at(item),
            "found": ";".join(one.message for one in item.findings.all()),
        }
        return {name: words[name] if name in words else getattr(item, name) for name in self.list_export}


def state_of(row: Assessment) -> str:
    """发布状态 in a word."""
    if not row.page.live:
        return str(STATES["draft"][0])
    return str(STATES["changed" if row.page.has_unpublished_changes else "public"][0])


def updated_at(row: Assessment) -> str:
    """When it was last published, else last changed."""
    return stamp(row.page.last_published_at or row.page.latest_revision_created_at)


class BureauQualityReport(Readers):
    """A line for each bureau; each number leads to the items behind it."""

    page_title = _("办事指南质量：各机构")
    header_icon = "group"
    index_url_name = "items_quality_bureaus"
    index_results_url_name = "items_quality_bureaus_results"
    model = Bureau
    default_ordering = ("mean_total", "pk")
    search_fields = ("name",)
    export_filename = "guide-quality-by-bureau"
    MEANS = {
        "mean_total": _("平均总分"),
        "mean_completeness": _("完整"),
        "mean_accuracy": _("准确"),
        "mean_traceability": _("有据"),
    }
    COUNTS = {
        "items_count": (_("事项"), {}),
        "live_count": (_("公开"), {"state": "public"}),
        "failing_count": (_("有错误"), {"standing": "failing"}),
        "warned_count": (_("只有提醒"), {"standing": "warned"}),
        "stale_count": (_("三个月没有更新"), {"stale": "yes"}),
    }
    list_export = ["name", *COUNTS, *MEANS]
    export_headings = {"name": _("机构"), **{name: label for name, (label, _f) in COUNTS.items()}, **MEANS}

    @cached_property
    def columns(self) -> list[Column]:
        """The name and every number lead to the items."""

        def leading(extra: dict[str, Any]) -> Callable[[Any], str]:
            return lambda row: items_url(bureau=row.pk, **extra)

        return [
            TitleColumn("name", label=_("机构"), sort_key="sort_order", get_url=leading({})),
            *(LinkColumn(name, label, leading(extra)) for name, (label, extra) in self.COUNTS.items()),
            *(MarkColumn(name, label, accessor=_mean(name)) for name, label in self.MEANS.items()),
        ]  # fmt: skip

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Every item."""
        return [HeaderButton(_("所有事项"), url=reverse("items_quality"), icon_name="list-ul")]

    def get_queryset(self) -> Any:
        """The bureaus in scope that have items."""
        self.queryset = reports.by_bureau(self.request.user, timezone.now())
        return super().get_queryset()

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """A line of the download, means to one place."""
        return {name: _mean(name)(item) if name in self.MEANS else getattr(item, name) for name in self.list_export}


def _mean(name: str) -> Callable[[Any], Any]:
    def read(row: Any) -> Any:
        value = getattr(row, name)
        return "" if value is None else round(float(value), 1)

    return read


class ForReaders(MenuItem):
    """Shown to those who may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Writers, reviewers, supervisors."""
        return reports.may_read(request.user)


def urls() -> list[Any]:
    """For the hook `register_admin_urls`."""
    return [
        path("reports/quality/", QualityReport.as_view(), name="items_quality"),
        path("reports/quality/results/", QualityReport.as_view(results_only=True), name="items_quality_results"),
        path("reports/quality/bureaus/", BureauQualityReport.as_view(), name="items_quality_bureaus"),
        path(
            "reports/quality/bureaus/results/",
            BureauQualityReport.as_view(results_only=True),
            name="items_quality_bureaus_results",
        ),
    ]


def menu_item() -> MenuItem:
    """For the hook `register_reports_menu_item`."""
    return ForReaders(
        _("办事指南质量"), reverse("items_quality"), name="items-quality", icon_name="circle-check", order=100
    )
