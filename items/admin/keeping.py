"""What must not happen to a guide by the admin's stock screens: deletion under its cases, and aliases."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from ..models import ItemPage


def is_held(page: Page) -> bool:
    """Whether something that must stay, as a case, points at the page or at one below it."""
    for below in page.get_descendants(inclusive=True).type(ItemPage):
        try:
            Collector(using=DEFAULT_DB_ALIAS, origin=below).collect([below.specific])
        except (ProtectedError, RestrictedError):
            return True
    return False


def refuse_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook `before_delete_page`."""
    if request.method != "POST" or not is_held(page):
        return None
    messages.error(request, _said(page))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def spare_held(request: HttpRequest, action: str, objects: list[Any], view: Any) -> None:
    """Hook `before_bulk_action`: take what is held out of a bulk deletion, and say so."""
    if action != "delete" or view.model is not Page:
        return
    for page in [one for one in objects if is_held(one)]:
        objects.remove(page)
        messages.warning(request, _said(page))


def refuse_alias(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook `before_copy_page`: an alias would be a second guide under one code, live without the gate."""
    if request.method != "POST" or "alias" not in request.POST:
        return None
    messages.error(request, _("不能建立别名页。需要相同的内容时，请复制为草稿再发布。"))
    return redirect("wagtailadmin_pages:copy", page.pk)


def _said(page: Page) -> str:
    return _("“%(title)s”没有删除：已有办件使用它。不再办理的事项请把状态改为“取消”。") % {"title": page.title}
