"""What the Wagtail admin shows of cases: the inbox, the case page, the desk rules. Every view is scoped in one place."""

from typing import Any, ClassVar

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import Bureau
from accounts.scope import scope_of
from accounts.scoped_views import scoped

from .bulk import bulk
from .case_page import CaseFileView, CaseHistoryView, CasePageView, VerbView
from .inbox import InboxView
from .models import Case, DeskRules


class ScopedViewSet(ModelViewSet):
    """A viewset whose model has `visible_to(user)`. The mixin reaches every view, also those Wagtail may add."""

    add_to_reference_index = False
    copy_view_enabled = False

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        return super().construct_view(scoped(view_class), **kwargs)


class CaseViewSet(ScopedViewSet):
    """The inbox. Add, edit, copy, delete and usage have no address: a case changes by its verbs alone."""

    model = Case
    name = "cases"
    icon = "clipboard-list"
    menu_label = _("办件箱")
    menu_order = 50
    add_to_admin_menu = True
    inspect_view_enabled = True
    list_per_page = 50
    form_fields: ClassVar[list[str]] = []
    index_view_class = InboxView
    inspect_view_class = CasePageView
    CLOSED = ("add_url_name", "edit_url_name", "delete_url_name", "copy_url_name", "usage_url_name")

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {name: value for name, value in found.items() if name not in self.CLOSED}

    def get_urlpatterns(self) -> list[Any]:
        page = self.get_inspect_view_kwargs()
        history = {name: value for name, value in page.items() if name != "template_name"}
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("bulk/", bulk, name="bulk"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/history/", self.construct_view(CaseHistoryView, **history), name="history"),
            path("<int:pk>/files/<str:token>/", self.construct_view(CaseFileView, **page), name="file"),
            path("<int:pk>/<slug:verb>/", self.construct_view(VerbView, **page), name="verb"),
        ]

    def register_admin_url_finder(self) -> None:
        """A case has no edit page for Wagtail to find."""


class BureauChoice:
    """In the forms of a bureau's settings, only bureaus in scope can be chosen."""

    request: Any

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if field := form.fields.get("bureau"):
            scope = scope_of(self.request.user)
            field.queryset = Bureau.objects.filter(scope.q("pk"))
            field.required = not scope.everything or field.required
            if not field.required:
                field.empty_label = _("全市（没有自己规则的机构都按此办）")
        return form


class WithBureau:
    """A list of what bureaus own reads the bureaus with it."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("bureau")  # type: ignore[misc]


class BureauViewSet(ScopedViewSet):
    """A viewset of rows that bureaus own: scope, their bureaus read with them, and in forms only the user's bureaus."""

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        if hasattr(view_class, "get_form"):
            view_class = type(view_class.__name__, (BureauChoice, view_class), {})
        elif issubclass(view_class, IndexView):
            view_class = type(view_class.__name__, (WithBureau, view_class), {})
        return super().construct_view(view_class, **kwargs)


class DeskRulesViewSet(BureauViewSet):
    """The desk rules (办事规则) of a bureau, and of the city for those that have none. For supervisors."""

    model = DeskRules
    name = "desk-rules"
    icon = "cog"
    menu_label = _("办事规则")
    menu_order = 900
    add_to_settings_menu = True
    list_display: ClassVar = [
        "__str__",
        Column("reply_days", label=_("咨询答复工作日"), sort_key="reply_days"),
        Column("warn_days", label=_("提前预警工作日")),
        Column("book_ahead_max", label=_("最多提前几天预约")),
        Column("cancel_hours", label=_("开始前几小时可取消")),
    ]
    form_fields: ClassVar = [
        "bureau", "reply_days", "reply_days_extended", "warn_days", "transfers_free", "book_ahead_min", "book_ahead_max",
        "cancel_hours", "per_day", "no_show_limit", "no_show_window", "no_show_block", "defer_days", "check_days",
        "escalation_phone", "escalation_email",
    ]  # fmt: skip


case_viewset = CaseViewSet()
desk_rules_viewset = DeskRulesViewSet()
