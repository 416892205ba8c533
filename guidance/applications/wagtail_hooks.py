"""What applications put into the Wagtail admin: registration only."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.admin_page import ForSupervisors
from guidance.cases.permissions import works_at_a_desk

from . import opinion_views, submissions
from .archive import views as archive
from .bundles import progress as joint
from .counter import views as counter
from .counter.entry import may_enter
from .papers import staff, wording
from .posts_admin import post_holder_viewset
from .promises import views as promises

hooks.register("register_admin_viewset", lambda: post_holder_viewset)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Notices, how they are worded, whole cases as files, and what was filled in on a form."""
    return [
        path("counter/", counter.choose, name="counter"),
        path("counter/receipts/<str:number>/", counter.receipt, name="counter-receipt"),
        path("counter/supplements/<str:number>/", counter.supplement, name="counter-supplement"),
        path("counter/<slug:address>/", counter.enter, name="counter-enter"),
        path("papers/wordings/", wording.index, name="paper-wordings"),
        path("papers/wordings/<slug:kind>/", wording.edit, name="paper-wording"),
        path("papers/<str:code>/", staff.read, name="staff-paper"),
        path("papers/<str:code>.pdf", staff.download, name="staff-paper-pdf"),
        path("forms/submissions/<int:pk>/", submissions.page, name="form-submissions"),
        path("archive/<str:number>.zip", archive.download, name="case-archive"),
        path("promises/", promises.index, name="promises"),
        path("opinions/<int:pk>/letter/", opinion_views.letter, name="opinion-letter"),
        path("joint-cases/", joint.index, name="joint-cases"),
        path("joint-cases/<str:number>/", joint.page, name="joint-case"),
        path("opinions/", opinion_views.index, name="opinions"),
        path("opinions/<int:pk>/", opinion_views.page, name="opinion"),
        path("opinions/<int:pk>/files/<str:token>/", opinion_views.file, name="opinion-file"),
    ]


class ForTheDesk(MenuItem):
    """A line of the menu for clerks and supervisors."""

    def is_shown(self, request: HttpRequest) -> bool:
        return works_at_a_desk(request.user)


class ForTheCounter(MenuItem):
    """A line of the menu for who enters what comes on paper."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_enter(request.user)


@hooks.register("register_admin_menu_item")
def entering() -> MenuItem:
    """In the main menu."""
    return ForTheCounter(_("窗口录入"), reverse("counter"), icon_name="edit", order=55)


@hooks.register("register_admin_menu_item")
def opinions() -> MenuItem:
    """In the main menu."""
    return ForTheDesk(_("征求意见"), reverse("opinions"), icon_name="openquote", order=60)


@hooks.register("register_admin_menu_item")
def promised() -> MenuItem:
    """In the main menu."""
    return ForTheDesk(_("容缺和承诺"), reverse("promises"), icon_name="tasks", order=61)


@hooks.register("register_admin_menu_item")
def joint_cases() -> MenuItem:
    """In the main menu."""
    return ForTheDesk(_("一件事联办"), reverse("joint-cases"), icon_name="list-ul", order=52)


@hooks.register("register_settings_menu_item")
def wordings() -> MenuItem:
    """In the settings menu."""
    return ForSupervisors(_("文书模板"), reverse("paper-wordings"), icon_name="doc-full", order=910)
