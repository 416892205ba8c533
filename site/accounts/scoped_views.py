"""Scope in the admin's viewsets: one mixin for every view, also those that Wagtail may add."""

from typing import Any

from django.http import Http404
from wagtail.admin.views.generic import IndexView


class Scoped:
    """Mixed into every view of a viewset: rows outside the user's scope are not listed, and are 404 by address."""

    request: Any
    model: Any

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset()  # type: ignore[misc]
        return rows.visible_to(self.request.user) if isinstance(self, IndexView) else rows

    def get_object(self, queryset: Any = None) -> Any:
        row = super().get_object() if queryset is None else super().get_object(queryset)  # type: ignore[misc]
        if row is not None and not self.model.objects.visible_to(self.request.user).filter(pk=row.pk).exists():
            raise Http404
        return row


def scoped(view_class: Any, mixin: type = Scoped) -> Any:
    """The view with the mixin before it; for a viewset's `construct_view`."""
    return type(f"Scoped{view_class.__name__}", (mixin, view_class), {})
