"""Wagtail's comparison of versions, also for the city's reviewers, who hold no page permission but review every guide."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.views.generic.models import RevisionsCompareView as GenericCompareView
from wagtail.admin.views.pages.revisions import RevisionsCompareView
from wagtail.admin.viewsets.pages import PageViewSet

from ..models import ItemPage


class GuideCompareView(RevisionsCompareView):
    """Whoever may edit or publish this very page: Wagtail's own question asks for a permission on any page as well."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """`get_object` has refused everybody else by now."""
        answer: HttpResponseBase = GenericCompareView.dispatch(self, request, *args, **kwargs)
        return answer


class GuideViewSet(PageViewSet):
    """The views of items that are not Wagtail's own."""

    model = ItemPage
    name = "guides"
    add_to_admin_menu = False
    revisions_compare_view_class = GuideCompareView
