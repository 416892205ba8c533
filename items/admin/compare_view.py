"""Wagtail's comparison of versions, also for the city's reviewers, who hold no page permission but review every guide."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.models import RevisionsCompareView as GenericCompareView
from wagtail.admin.views.pages.revisions import RevisionsCompareView
from wagtail.admin.viewsets.pages import PageViewSet

from ..models import ItemPage


class GuideCompareView(RevisionsCompareView):
    """Whoever may edit or publish this very page: Wagtail's own question asks for a permission on any page as well.

    The page says which two versions it compares, of when and by whom.
    """

    template_name = "items/admin/compare.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """`get_object` has refused everybody else by now."""
        answer: HttpResponseBase = GenericCompareView.dispatch(self, request, *args, **kwargs)
        return answer

    def _get_revision_and_heading(self, revision_id: str) -> tuple[Any, str]:
        content, _heading = super()._get_revision_and_heading(revision_id)
        return content, self._heading(revision_id)

    def _heading(self, revision_id: str) -> str:
        if revision_id == "live":
            return _("公开的版本 %(number)s") % {"number": self.object.version}
        rows = self.object.revisions.select_related("user").order_by("created_at", "pk")
        ends = {"earliest": rows.first, "latest": rows.last}
        row = ends[revision_id]() if revision_id in ends else rows.get(pk=revision_id)
        when = timezone.localtime(row.created_at).strftime("%Y-%m-%d %H:%M")
        return _("%(when)s 的草稿（%(who)s）") % {"when": when, "who": row.user or _("系统")}


class GuideViewSet(PageViewSet):
    """The views of items that are not Wagtail's own."""

    model = ItemPage
    name = "guides"
    add_to_admin_menu = False
    revisions_compare_view_class = GuideCompareView
