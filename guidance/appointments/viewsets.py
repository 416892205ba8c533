"""What the Wagtail admin shows of appointments: windows, their slots, and the day's list."""

from typing import Any, ClassVar

from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.base import ViewSet

from guidance.cases.viewsets import BureauViewSet
from items.models import ItemPage

from .day import day_list, lift, slots_page
from .models import Window


def _slots_link(window: Window) -> Any:
    return format_html('<a href="{}">{}</a>', reverse("windows:slots", args=[window.pk]), _t("时段"))


class ItemChoice:
    """In a window's form, the items to choose are those of the bureaus in scope."""

    request: Any

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if field := form.fields.get("items"):
            field.queryset = (
                ItemPage.objects.live().visible_to(self.request.user).order_by("bureau__sort_order", "title")
            )
        return form


class WindowViewSet(BureauViewSet):
    """The windows (窗口) and their weekly hours. Slots follow from them; a closed window takes no bookings."""

    model = Window
    name = "windows"
    icon = "calendar-alt"
    menu_label = _("预约窗口")
    menu_order = 70
    add_to_admin_menu = True
    list_display: ClassVar = [
        "name",
        Column("slots_link", label=_("时段"), accessor=_slots_link),
        Column("bureau", label=_("机构"), accessor="bureau.display_name", sort_key="bureau__sort_order"),
        Column("place", label=_("地点"), classname="hall-wide"),
        Column("capacity", label=_("每时段人数"), sort_key="capacity"),
        BooleanColumn("active", label=_("开放预约"), sort_key="active"),
    ]
    search_fields: ClassVar = ["name", "place", "bureau__name"]
    search_backend_name = None
    list_filter: ClassVar = ["active"]
    form_fields: ClassVar = [
        "bureau", "name", "place", "minutes", "capacity", "morning_from", "morning_to", "afternoon_from", "afternoon_to",
        "active", "items",
    ]  # fmt: skip

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        if hasattr(view_class, "get_form"):
            view_class = type(view_class.__name__, (ItemChoice, view_class), {})
        return super().construct_view(view_class, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<int:pk>/slots/", slots_page, name="slots")]


class DeskMenuItem(MenuItem):
    """Shown to who may see cases: editors have no visitors."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm("cases.view_case"))


class AppointmentsViewSet(ViewSet):
    """The day's list (今日预约)."""

    name = "appointments"
    icon = "calendar-check"
    menu_label = _("今日预约")
    menu_order = 60
    add_to_admin_menu = True
    menu_item_class = DeskMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [path("", day_list, name="day"), path("lift/<int:pk>/", lift, name="lift")]


window_viewset = WindowViewSet()
appointments_viewset = AppointmentsViewSet()
