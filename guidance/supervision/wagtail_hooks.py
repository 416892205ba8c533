"""What supervision puts into the Wagtail admin: registration only."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from accounts.admin_page import ForSupervisors

from .views import page


class SupervisionViewSet(ViewSet):
    """The supervisor's page."""

    name = "supervision"
    icon = "glasses"
    menu_label = _("督查")
    menu_order = 80
    add_to_admin_menu = True
    menu_item_class = ForSupervisors

    def get_urlpatterns(self) -> list[Any]:
        return [path("", page, name="page")]


hooks.register("register_admin_viewset", lambda: SupervisionViewSet())
