"""What supervision puts into the Wagtail admin: registration only."""

from typing import Any

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from accounts.roles import Role, has_role

from .views import page


class ForSupervisors(MenuItem):
    """Shown to supervisors alone."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.SUPERVISOR)  # type: ignore[arg-type]


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
