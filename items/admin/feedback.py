"""读者反馈 as a report of all guides in the user's scope."""

from typing import Any, ClassVar

import django_filters
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from accounts.models import Bureau
from accounts.scope import scope_of
from accounts.spreadsheets import HarmlessDownloads

from ..models.feedback import FeedbackQuerySet, GuideFeedback
from .feedback_panel import may_read


class FeedbackFilterSet(WagtailFilterSet):
    """Which guides, which answers, since when."""

    guide = django_filters.CharFilter(label=_("事项"), method="about", help_text=_("名称中的字，或网址编号。"))
    useful = django_filters.BooleanFilter(label=_("有用"))
    commented = django_filters.BooleanFilter(label=_("写了意见"), method="with_comment")
    version = django_filters.NumberFilter(label=_("版本"))
    page__bureau = django_filters.ModelChoiceFilter(
        label=_("机构"), queryset=lambda request: Bureau.objects.filter(scope_of(request.user).q("pk"))
    )
    at = django_filters.DateFromToRangeFilter(label=_("时间"), widget=DateRangePickerWidget)

    class Meta:
        model = GuideFeedback
        fields: ClassVar[list[str]] = []

    def about(self, rows: Any, name: str, value: str) -> Any:
        """By words of the guide's name, or its address."""
        return rows.filter(page__address=value) | rows.filter(page__title__icontains=value)

    def with_comment(self, rows: Any, name: str, value: bool) -> Any:
        """Those with a comment, or without."""
        return rows.exclude(comment="") if value else rows.filter(comment="")


class FeedbackReport(HarmlessDownloads, ReportView):
    """Every word of readers, newest first; exported as it is filtered."""

    page_title = _("读者反馈")
    header_icon = "comment"
    model = GuideFeedback
    filterset_class = FeedbackFilterSet
    index_url_name = "guide_feedback"
    index_results_url_name = "guide_feedback_results"
    export_filename = "guide-feedback"
    list_export: ClassVar = ["at", "page.title", "page.bureau.name", "version", "useful", "comment"]
    export_headings: ClassVar = {
        "at": _("时间"), "page.title": _("事项"), "page.bureau.name": _("机构"), "version": _("版本"), "useful": _("有用"),
        "comment": _("意见"),
    }  # fmt: skip
    columns: ClassVar = [
        TitleColumn(
            "page",
            label=_("事项"),
            accessor="page.title",
            get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[row.page_id]),
        ),
        Column("bureau", label=_("机构"), accessor="page.bureau"),
        Column("version", label=_("版本")),
        Column("useful", label=_("有用"), accessor=lambda row: _("有用") if row.useful else _("没用")),
        Column("comment", label=_("意见")),
        DateColumn("at", label=_("时间")),
    ]

    def user_has_permission(self, permission: str) -> bool:
        return may_read(self.request.user)

    permission_required = "view"

    def get_queryset(self) -> FeedbackQuerySet:
        """Within the user's scope."""
        return GuideFeedback.objects.visible_to(self.request.user).select_related("page__bureau")


class FeedbackMenuItem(MenuItem):
    """Shown to those who may read the report."""

    def is_shown(self, request: Any) -> bool:
        return may_read(request.user)


def menu_item() -> MenuItem:
    """For the hook `register_reports_menu_item`."""
    return FeedbackMenuItem(_("读者反馈"), reverse("guide_feedback"), icon_name="comment", order=300)


def urls() -> list[URLPattern]:
    """For the hook `register_admin_urls`."""
    return [
        path("reports/guide-feedback/", FeedbackReport.as_view(), name="guide_feedback"),
        path(
            "reports/guide-feedback/results/", FeedbackReport.as_view(results_only=True), name="guide_feedback_results"
        ),
    ]
