"""岗位人员 in the admin, for supervisors: who takes the steps that guides give to a post."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView

from guidance.cases.verb_forms import clerks_in_scope
from guidance.cases.viewsets import BureauViewSet

from .posts import PostHolder


class PeopleChoice:
    """In the form, the clerks of the bureaus in scope."""

    request: Any

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if field := form.fields.get("user"):
            field.queryset = clerks_in_scope(self.request.user)
        return form


class PostIndexView(IndexView):
    """With the people in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("user")


class PostHolderViewSet(BureauViewSet):
    """One row for each person of a post."""

    model = PostHolder
    name = "post-holders"
    icon = "group"
    menu_label = _("岗位人员")
    menu_order = 895
    add_to_settings_menu = True
    index_view_class = PostIndexView
    list_display: ClassVar = [
        Column("post", label=_("岗位"), sort_key="post"),
        Column("user", label=_("人员"), sort_key="user__display_name"),
        Column("bureau", label=_("机构"), accessor="bureau.display_name", sort_key="bureau__sort_order"),
    ]
    form_fields: ClassVar = ["bureau", "post", "user"]

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        if hasattr(view_class, "get_form"):
            view_class = type(view_class.__name__, (PeopleChoice, view_class), {})
        return super().construct_view(view_class, **kwargs)


post_holder_viewset = PostHolderViewSet()
