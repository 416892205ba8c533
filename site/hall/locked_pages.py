"""Wagtail's report of locked pages, read at a fixed cost: its own asks five times for each row (measured on 8.0.1)."""

from typing import TYPE_CHECKING, Any

from wagtail.admin.views.reports.locked_pages import LockedPagesView

if TYPE_CHECKING:
    from django.db.models import QuerySet


class LockedPages(LockedPagesView):
    """The report, with the states of its pages."""

    def get_queryset(self) -> "QuerySet[Any]":
        pages: Any = super().get_queryset()
        rows: QuerySet[Any] = (
            pages.specific().annotate_site_root_state().annotate_approved_schedule().prefetch_workflow_states()
        )
        return rows
