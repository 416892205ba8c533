"""The admin's own frame around the staff's pages that are not of a viewset."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from .roles import Role, has_role

HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": _("首页")}
Trail = list[dict[str, Any]]


def admin_page(
    request: HttpRequest, template: str, title: Any, icon: str, context: dict[str, Any], *, trail: Trail = [],  # noqa: B006
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Draw a page with the admin's header: its title, its icon, and the way there."""
    frame = {
        "page_title": title,
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [HOME, *trail, {"url": "", "label": title}],
    }
    return render(request, template, {**frame, **context}, status=status)


class ForSupervisors(MenuItem):
    """A line of a menu that supervisors alone see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.SUPERVISOR)  # type: ignore[arg-type]
