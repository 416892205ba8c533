"""Wagtail's report of who changed what, kept within the reader's scope.

Wagtail shows the entries of every row whose kind one may change (measured on 8.0.1): a bureau's clerk read the names of
other bureaus' windows there, an editor those of their forms and files. Pages it scopes itself.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry
from wagtail.permissions import policy_registry

FILE_ACTIONS = ["add", "change", "delete", "choose"]


def rows_in_scope(model: Any, user: Any) -> "QuerySet[Any] | None":
    """The rows of a model that the user may see; None where the model knows no scope."""
    if model in (get_image_model(), get_document_model()):
        files: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_any_permission_for(
            user, FILE_ACTIONS
        )
        return files
    rows = model._default_manager.all()
    return rows.visible_to(user) if hasattr(rows, "visible_to") else None


def outside_scope(user: Any) -> Q:
    """Log entries of rows that the user may not see, or that are gone and belonged to who knows whom."""
    found = Q(pk__in=[])
    used = ModelLogEntry.objects.order_by().values("content_type").distinct()
    for kind in ContentType.objects.filter(pk__in=used):
        model = kind.model_class()
        rows = rows_in_scope(model, user) if model is not None else None
        if rows is not None:
            keys = rows.order_by().annotate(key_as_text=Cast("pk", CharField())).values("key_as_text")
            found |= Q(content_type=kind) & ~Q(object_id__in=keys)
    return found


class SiteHistoryView(LogEntriesView):
    """The report without other bureaus' rows; an administrator sees all."""

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        user = self.request.user
        if queryset.model is ModelLogEntry and not user.is_superuser:
            queryset = queryset.exclude(outside_scope(user))
        filtered: QuerySet[Any] = super().filter_queryset(queryset)
        return filtered
