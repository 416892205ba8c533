"""Wagtail's two reports of reviews, kept within the reader's scope.

Wagtail shows the reviews of every row whose kind one may change (measured on 8.0.1): an editor read the names of other
bureaus' shared materials there. Pages it scopes itself.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.models import WorkflowContentType

from items.workflow import tell_tasks

from .site_history import rows_in_scope


def of_others(user: Any, prefix: str = "") -> Q:
    """Reviews of rows, other than pages, that the user may not see."""
    found = Q(pk__in=[])
    for kind in ContentType.objects.filter(pk__in=WorkflowContentType.objects.values("content_type")):
        model = kind.model_class()
        rows = rows_in_scope(model, user) if model is not None else None
        if rows is not None:
            keys = rows.order_by().annotate(key_as_text=Cast("pk", CharField())).values("key_as_text")
            found |= Q(**{f"{prefix}content_type": kind}) & ~Q(**{f"{prefix}object_id__in": keys})
    return found


class ReviewsView(WorkflowView):
    """By review."""

    def get_queryset(self) -> "QuerySet[Any]":
        states: QuerySet[Any] = super().get_queryset()
        return states.exclude(of_others(self.request.user))

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """With the steps of all: Wagtail's asks twice for each review."""
        rows = super().decorate_paginated_queryset(object_list)
        tell_tasks(rows)
        return rows


class ReviewTasksView(WorkflowTasksView):
    """By step of a review."""

    def get_queryset(self) -> "QuerySet[Any]":
        states: QuerySet[Any] = super().get_queryset()
        return states.exclude(of_others(self.request.user, "workflow_state__"))
