"""What each public page shows: one function for each page's context."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Bureau

from . import choices
from .bundles import Bundle
from .checklists import changing

if TYPE_CHECKING:
    from .models import BureauPage, HomePage, ItemPage, ThemePage

PER_PAGE = 20
ON_OFFER = Q(items__live=True) & ~Q(items__status=choices.Status.CANCELLED)


def home_context(page: "HomePage") -> dict[str, Any]:
    """Bureaus, themes, topics and counts of what is published (公开的事项), guides that say 已取消 among them."""
    from .models import ItemPage, ThemePage, Topic

    kinds = dict(ItemPage.objects.of_city().public().order_by().values_list("kind").annotate(n=Count("pk")))
    total = sum(kinds.values())
    licensing = kinds.get(choices.ItemKind.PERMIT, 0)
    bureaus = listed_bureaus()
    return {
        "home": True,
        "bureaus": bureaus,
        "themes": ThemePage.objects.live().order_by("path")[:8],
        "topics": Topic.objects.annotate(
            count=Count("items", ON_OFFER & Q(items__city_item=None), distinct=True)
        ).filter(count__gt=0),
        "counts": {
            "items": total,
            "licensing": licensing,
            "other": total - licensing,
            "bureaus": sum(not bureau.is_county for bureau in bureaus),
        },
        "hot_words": [word.strip() for word in re.split("[;；、，]", page.hot_words) if word.strip()],
        "audiences": choices.Audience.choices[:2],
    }


def listed_bureaus() -> list[Bureau]:
    """Bureaus that offer something, with their page's slug (their own) and how many items each."""
    rows = Bureau.objects.annotate(count=Count("items", ON_OFFER)).filter(count__gt=0)
    return list(rows.order_by("sort_order", "pk"))


def themes_context() -> dict[str, Any]:
    """The published themes, each with the number of its items."""
    from .models import ThemePage

    live = Count("theme_items", Q(theme_items__item__live=True))
    return {"themes": ThemePage.objects.live().order_by("path").annotate(count=live)}


def theme_context(page: "ThemePage", request: HttpRequest) -> dict[str, Any]:
    """A theme's published items under the answers of the address: papers once, steps in lanes."""
    bundle = theme_bundle(page, request.GET)
    return {
        "rows": [lane.entry for lane in bundle.lanes],
        "bundle": bundle,
        "personal": bundle,
        "papers": bundle.papers,
        "changing": changing(bundle.answers, request),
        "share_url": request.build_absolute_uri(page.public_path() + bundle.tail),
        "print_url": reverse("theme_checklist", args=[page.slug]) + bundle.tail,
        "qr_url": reverse("theme_checklist_qr", args=[page.slug]) + bundle.tail,
        "can_apply": sum(lane.item.apply_online and lane.item.status == choices.Status.IN_USE for lane in bundle.lanes)
        > 1,
        "bureau_count": len({lane.item.bureau_id for lane in bundle.lanes}),
        "trail": [{"title": _("一件事"), "url": reverse("themes")}],
    }


def theme_bundle(page: "ThemePage", params: Mapping[str, Any]) -> Bundle:
    """A theme's published items, with all that a bundle shows of them in a fixed number of queries."""
    from .models import ThemeItem, ThemeOrder
    from .models.rows import Material

    rows = ThemeItem.objects.filter(theme_id=page.pk, item__live=True).select_related("item__bureau")
    parts = ("item__scenario_questions", "item__steps", "item__places")
    papers = Prefetch("item__materials", Material.objects.select_related("data_source"))
    pairs = list(
        ThemeOrder.objects.filter(theme_id=page.pk).order_by("sort_order", "pk").values_list("item_id", "after_id")
    )
    return Bundle.of(rows.order_by("sort_order").prefetch_related(papers, *parts), params, pairs)


def bureau_context(page: "BureauPage", request: HttpRequest) -> dict[str, Any]:
    """A bureau's items by type, filtered and paged."""
    from .models import ItemPage

    items = ItemPage.objects.on_offer().filter(bureau_id=page.bureau_id).select_related("bureau")
    kinds = Counter(dict(items.order_by().values_list("kind").annotate(n=Count("pk"))))
    chosen = {name: request.GET.get(name, "") for name in ("kind", "audience", "q")}
    found = narrowed(items, chosen).order_by("title", "pk")
    return {
        "bureau": page.bureau,
        "kinds": [(kind, label, kinds[kind]) for kind, label in choices.ItemKind.choices if kinds[kind]],
        "total": sum(kinds.values()),
        "audiences": choices.Audience.choices,
        "chosen": chosen,
        "trail": [{"title": _("机构"), "url": reverse("bureaus")}],
        **paged(found, request),
    }


def narrowed(items: QuerySet["ItemPage"], chosen: dict[str, str]) -> QuerySet["ItemPage"]:
    """The items of a type, for an audience, with a word in the name; what is not a choice is ignored."""
    if chosen["kind"] in choices.ItemKind.values:
        items = items.filter(kind=chosen["kind"])
    if chosen["audience"] in choices.Audience.values:
        items = items.filter(audiences__contains=f",{chosen['audience']},")
    if word := chosen["q"].strip()[:50]:
        items = items.filter(Q(title__icontains=word) | Q(everyday_names__icontains=word))
    return items


def paged(rows: Any, request: HttpRequest) -> dict[str, Any]:
    """A page of rows as the paging component takes it: `page_obj`, `pages`, and `query`, the rest of the address."""
    paginator = Paginator(rows, PER_PAGE)
    current = paginator.get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    return {
        "page_obj": current,
        "pages": paginator.get_elided_page_range(current.number, on_each_side=1, on_ends=1),
        "query": f"{rest.urlencode()}&" if rest else "",
    }
