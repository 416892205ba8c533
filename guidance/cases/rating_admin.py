"""差评回访 in the admin: the low ratings of the bureaus in scope, for supervisors to see to."""

from typing import Any, ClassVar

import django_filters
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import EditView, IndexView

from .rating import follow_up
from .rating_models import RatingFollowUp
from .viewsets import ScopedViewSet


class FollowUpFilterSet(WagtailFilterSet):
    """What still waits, or what is done."""

    waiting = django_filters.BooleanFilter(label=_("待回访"), field_name="done_at", lookup_expr="isnull")

    class Meta:
        model = RatingFollowUp
        fields: ClassVar[list[str]] = []


class FollowUpIndexView(IndexView):
    """The list, what waits longest first."""

    filterset_class = FollowUpFilterSet

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset()
        return rows.select_related("about__bureau", "rating__item", "done_by")


class FollowUpEditView(EditView):
    """The words of the follow-up."""

    def save_instance(self) -> Any:
        return follow_up(self.form.save(commit=False), self.request.user)


class FollowUpViewSet(ScopedViewSet):
    """Only seen and answered: a follow-up comes with the rating and stays."""

    model = RatingFollowUp
    name = "rating-follow-ups"
    icon = "thumbtack"
    menu_label = _("差评回访")
    menu_order = 85
    add_to_admin_menu = True
    index_view_class = FollowUpIndexView
    edit_view_class = FollowUpEditView
    list_display: ClassVar = [
        "__str__",
        Column("about.bureau", label=_("承办机构")),
        Column("rating.item", label=_("事项")),
        Column("rating.comment", label=_("意见")),
        DateColumn("due_at", label=_("应在此前"), sort_key="due_at"),
        Column("done_by", label=_("回访人")),
    ]
    form_fields: ClassVar = ["outcome"]
    CLOSED = ("add_url_name", "delete_url_name", "copy_url_name", "usage_url_name")

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {name: value for name, value in found.items() if name not in self.CLOSED}

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
            path("history/<int:pk>/", self.history_view, name="history"),
            path("history-results/<int:pk>/", self.history_results_view, name="history_results"),
        ]


follow_up_viewset = FollowUpViewSet()
