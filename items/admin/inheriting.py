"""County halls in the admin: take the city's items in, see whose each value is, give one back."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from accounts.admin_page import admin_page
from accounts.models import Bureau
from accounts.roles import Role, has_role
from accounts.scope import scope_of

from .. import inheriting
from ..choices import Own
from ..models import BureauPage, ItemPage

PER_PAGE = 50


def county_of(user: Any, slug: str) -> Bureau:
    """The county hall of that address, if the user edits for it; Http404 else."""
    bureau = get_object_or_404(Bureau, slug=slug)
    if not (bureau.is_county and scope_of(user).allows(bureau.pk) and has_role(user, Role.EDITOR)):
        raise Http404
    return bureau


def take_in(request: HttpRequest, slug: str) -> HttpResponse:
    """The city's published items; those ticked become drafts of the county's guides."""
    bureau = county_of(request.user, slug)
    if request.method == "POST":
        keys = [key for key in request.POST.getlist("item") if key.isdecimal() and len(key) < 19]
        chosen = list(_offered(bureau).filter(pk__in=keys))
        for city in chosen:
            inheriting.begin(city, bureau, request.user)  # type: ignore[arg-type]
        if not chosen:
            messages.error(request, _t("请先勾选要引入的事项。"))
            return redirect(request.get_full_path())
        said = _t("已引入 %(n)s 个事项为草稿。填好本区的地点、时间、电话后提交审核。") % {"n": len(chosen)}
        messages.success(request, said)
        return redirect("wagtailadmin_explore", BureauPage.objects.get(bureau=bureau).pk)
    words = request.GET.get("q", "").strip()[:50]
    rows = _offered(bureau).filter(title__icontains=words) if words else _offered(bureau)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "bureau": bureau,
        "page_obj": page,
        "q": words,
        "taken": ItemPage.objects.filter(bureau=bureau).exclude(city_item=None).count(),
    }
    return admin_page(request, "items/admin/take_in.html", _t("引入市级事项"), "download", context)


def _offered(bureau: Bureau) -> Any:
    """Live items of the city's bureaus that this county has not taken in."""
    taken = ItemPage.objects.filter(bureau=bureau).exclude(city_item=None).values("city_item")
    rows = ItemPage.objects.of_city().on_offer().filter(bureau__area_code__endswith="00").exclude(pk__in=taken)
    return rows.select_related("bureau").order_by("bureau__sort_order", "bureau_id", "title")


@require_POST
def reset(request: HttpRequest, pk: int, value: str) -> HttpResponse:
    """Give one value of a county's guide back to the city."""
    page = get_object_or_404(ItemPage.objects.exclude(city_item=None), pk=pk)
    county_of(request.user, page.bureau.slug)
    if value not in Own.values:
        raise Http404
    if page.permissions_for_user(request.user).page_locked():
        messages.error(request, _t("这份指南正在审核或已锁定，现在不能修改。"))
        return redirect("wagtailadmin_pages:edit", pk)
    inheriting.reset(page, value, request.user)  # type: ignore[arg-type]
    messages.success(request, _t("“%(what)s”已恢复为市级的值，提交审核后生效。") % {"what": Own(value).label})
    return redirect("wagtailadmin_pages:edit", pk)


def urls() -> list[URLPattern]:
    """Hook `register_admin_urls`."""
    return [
        path("items/inherit/<slug:slug>/", take_in, name="items_take_in"),
        path("items/reset/<int:pk>/<str:value>/", reset, name="items_reset"),
    ]


def button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """Hook `register_page_header_buttons`: on a county's page, the way to the city's items."""
    own = page.specific_deferred
    if isinstance(own, BureauPage) and own.bureau.is_county and scope_of(user).allows(own.bureau_id):
        yield Button(
            _t("引入市级事项"), reverse("items_take_in", args=[own.bureau.slug]), icon_name="download", priority=5
        )


def say_what_was_put_back(request: HttpRequest, page: Any) -> None:
    """Hook `after_edit_page`: what the editor changed of the city's values was not kept."""
    names = getattr(page, "put_back", ())
    if names:
        labels = "、".join(str(page._meta.get_field(name).verbose_name) for name in names if _labelled(page, name))
        messages.warning(request, _t("这些内容和市级一致，修改没有保存：%(labels)s。") % {"labels": labels})


def _labelled(page: Any, name: str) -> bool:
    return hasattr(page._meta.get_field(name), "verbose_name")
