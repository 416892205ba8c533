"""Making a material shared, from the bureau's page, from a guide, or from the list of records."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from accounts.admin_page import admin_page
from accounts.roles import Role, has_role
from accounts.scope import scope_of

from .. import shared_making
from ..models import BureauPage, ItemPage
from . import shared
from .bulk_edit import bureau_of


def share(request: HttpRequest, slug: str) -> HttpResponse:
    """The papers that could be shared; with one chosen, the deed and its report."""
    bureau = bureau_of(request.user, slug)
    key = request.GET.get("guide", "")
    guide = get_object_or_404(ItemPage, pk=key, bureau=bureau) if key.isdecimal() and len(key) < 19 else None
    if request.method == "POST":
        user: Any = request.user
        outcome = shared_making.share(bureau, request.POST.get("name", "")[:200], user)
        if outcome is None:
            messages.error(request, _t("没有这样的材料，可能刚刚已经改了。"))
            return redirect(request.get_full_path())
        return _report(request, outcome)
    context = {"bureau": bureau, "guide": guide, "candidates": shared_making.candidates(bureau, guide)}
    return admin_page(request, "items/admin/share.html", _t("设为共用材料"), "link", context)


def _report(request: HttpRequest, outcome: shared_making.Outcome) -> HttpResponse:
    said = _t("“%(name)s”已用到 %(n)s 份指南的草稿里。") % {"name": outcome.record, "n": len(outcome.linked)}
    if not outcome.record.live:
        said += _t("请检查下面的内容，提交审核；通过后各指南一起更新。")
    messages.success(request, said)
    for page in outcome.locked:
        messages.warning(request, _t("“%(title)s”正在审核或已锁定，没有改。") % {"title": page.title})
    name = "edit" if scope_of(request.user).allows(outcome.record.bureau_id) else "inspect"
    return redirect(reverse(f"wagtailsnippets_items_sharedmaterial:{name}", args=[outcome.record.pk]))


def urls() -> list[URLPattern]:
    """Hook `register_admin_urls`."""
    return [
        path("items/share/<slug:slug>/", share, name="items_share"),
        path("items/shared/<int:pk>/guides/", shared.guides, name="items_shared_guides"),
    ]


def script() -> str:
    """Hook `insert_editor_js`: what a row's record says is not typed in the row."""
    return format_html('<script src="{}" defer></script>', static("hall/js/shared-rows.js"))


def button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """Hook `register_page_header_buttons`: on a bureau's page, and on a guide whose materials are its own."""
    own = page.specific_deferred
    if not isinstance(own, BureauPage | ItemPage) or getattr(own, "city_item_id", None) or not own.pk:
        return
    if not (scope_of(user).allows(own.bureau_id) and has_role(user, Role.EDITOR)):
        return
    url = reverse("items_share", args=[own.bureau.slug])
    if isinstance(own, ItemPage):
        url += f"?guide={own.pk}"
    yield Button(_t("设为共用材料"), url, icon_name="link", priority=7)
