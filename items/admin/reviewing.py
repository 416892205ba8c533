"""After a review: where the reviewer goes on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page
from wagtail.permissions import page_permission_policy


def go_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook `after_edit_page`: Wagtail goes to the folder of the page, which a reviewer of the law may not open."""
    if not request.POST.get("workflow-action-name") or request.GET.get("next") or request.POST.get("next"):
        return None
    parent = page.get_parent()
    if page_permission_policy.explorable_instances(request.user).filter(pk=parent.pk).exists():
        return None
    return redirect("wagtailadmin_home")
