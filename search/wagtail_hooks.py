"""What the search puts into the Wagtail admin: registration only."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .desk import Learned, Unanswered
from .entries import SearchGroup


class _Report(MenuItem):
    def is_shown(self, request):  # type: ignore[no-untyped-def]
        return request.user.has_perm("search.view_querylog")


@hooks.register("register_admin_viewset")
def register_viewsets() -> SearchGroup:
    """Synonyms."""
    return SearchGroup()


@hooks.register("register_admin_urls")
def register_urls() -> list[object]:
    """The reports of queries in vain, and of what was learned."""
    return [
        path("reports/searches/", Unanswered.as_view(), name="search_unanswered"),
        path("reports/searches/results/", Unanswered.as_view(results_only=True), name="search_unanswered_results"),
        path("reports/clicks/", Learned.as_view(), name="search_learned"),
        path("reports/clicks/results/", Learned.as_view(results_only=True), name="search_learned_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_report() -> MenuItem:
    """In the menu of reports."""
    return _Report(_("没找到的搜索"), reverse("search_unanswered"), icon_name="search", order=800)


@hooks.register("register_reports_menu_item")
def register_learned() -> MenuItem:
    """Beside it."""
    return _Report(_("从点击学到的"), reverse("search_learned"), icon_name="search", order=810)
