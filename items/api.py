"""The API of guides: items, bureaus and themes, to list, filter and show."""

from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from accounts.models import Bureau
from search import service as search

from .api_guide import guide_out, item_out, scenario_of
from .api_schemas import GuideOut, ItemOut, ScenarioIn, ScenarioOut
from .bundles import Bundle
from .checklists import Checklist
from .models import ItemPage, ThemePage
from .models.themes import ThemeItem
from .pages import theme_bundle

router = Router(tags=["guides"])
PER_PAGE, MOST = 20, 100
FURTHEST = 1_000_000
"""The largest offset that is asked of the database."""


class BureauOut(Schema):
    slug: str
    name: str
    short_name: str
    phone: str
    complaint_phone: str
    address: str
    hours: str
    items: int
    is_demo: bool


class ItemPageOut(Schema):
    """One page of items; `verdict` is the search's own: hits, unsure, none or clarify."""

    count: int
    offset: int
    verdict: str
    items: list[ItemOut]


class ThemeOut(Schema):
    slug: str
    title: str
    summary: str
    items: list[ItemOut]


class WholeThemeOut(ThemeOut):
    """A theme under some answers: each paper once, with the items that ask for it; each item's own steps."""

    materials: list[dict[str, Any]]
    lanes: list[dict[str, Any]]
    scenario: ScenarioOut


class Filters(Schema):
    q: str = ""
    bureau: str = ""
    kind: str = ""
    audience: str = ""
    theme: str = ""
    by_family: bool = False
    """With words: of the variants of one matter only the one that fits best."""
    offset: int = 0
    limit: int = PER_PAGE


@router.get("/items", response=ItemPageOut, summary="Items, by words and filters")
def list_items(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    rows = ItemPage.objects.public().select_related("bureau")
    wanted = Q()
    for field, value in (("bureau__slug", filters.bureau), ("kind", filters.kind)):
        wanted &= Q(**{field: value}) if value else Q()
    rows = rows.filter(wanted)
    if filters.audience:
        rows = rows.for_audience(filters.audience)
    if filters.theme:
        rows = rows.filter(in_themes__theme__slug=filters.theme, in_themes__theme__live=True).distinct()
    start, size = min(max(filters.offset, 0), FURTHEST), min(max(filters.limit, 1), MOST)
    verdict = ""
    if words := filters.q.strip():
        answer = search.query(words, limit=200, by_family=filters.by_family)
        verdict = answer.verdict
        order = {int(hit.key): position for position, hit in enumerate(answer.shown) if hit.key.isdecimal()}
        found = sorted(rows.filter(pk__in=order), key=lambda page: order[page.pk])
        count, pages = len(found), found[start : start + size]
    else:
        count, pages = rows.count(), list(rows.order_by("bureau__sort_order", "title")[start : start + size])
    return {"count": count, "offset": start, "verdict": verdict, "items": [item_out(page) for page in pages]}


@router.get("/items/{address}", response=GuideOut, summary="One guide, whole or for some answers")
def show_item(request: HttpRequest, address: str, scenario: Query[ScenarioIn]) -> dict[str, Any]:
    rows = ItemPage.objects.public().with_guide().prefetch_related("joint_bureaus")
    page = get_object_or_404(rows, address=address)
    return guide_out(page, Checklist.of(page, request.GET))


def _bureaus() -> Any:
    return Bureau.objects.annotate(live_items=Count("items", filter=Q(items__live=True)))


def _bureau(bureau: Any) -> dict[str, Any]:
    fields = ("slug", "name", "short_name", "phone", "complaint_phone", "address", "hours", "is_demo")
    return {**{name: getattr(bureau, name) for name in fields}, "items": bureau.live_items}


@router.get("/bureaus", response=list[BureauOut], summary="All bureaus")
def list_bureaus(request: HttpRequest) -> list[dict[str, Any]]:
    return [_bureau(bureau) for bureau in _bureaus()]


@router.get("/bureaus/{slug}", response=BureauOut, summary="One bureau")
def show_bureau(request: HttpRequest, slug: str) -> dict[str, Any]:
    return _bureau(get_object_or_404(_bureaus(), slug=slug))


def _themes() -> Any:
    rows = ThemeItem.objects.select_related("item__bureau").filter(item__live=True)
    return ThemePage.objects.live().prefetch_related(Prefetch("theme_items", rows))


def _theme(page: Any) -> dict[str, Any]:
    items = [item_out(row.item) for row in page.theme_items.all()]
    return {"slug": page.slug, "title": page.title, "summary": page.summary, "items": items}


@router.get("/themes", response=list[ThemeOut], summary="Themes (一件事) with their items")
def list_themes(request: HttpRequest) -> list[dict[str, Any]]:
    return [_theme(page) for page in _themes()]


@router.get("/themes/{slug}", response=WholeThemeOut, summary="One theme, its papers once, its steps in lanes")
def show_theme(request: HttpRequest, slug: str) -> dict[str, Any]:
    page = get_object_or_404(_themes(), slug=slug)
    bundle = theme_bundle(page, request.GET)
    return {**_theme(page), "scenario": scenario_of(bundle), **_bundled(bundle)}


def _bundled(bundle: Bundle) -> dict[str, Any]:
    papers = [
        {
            "name": paper.name,
            "necessity": str(paper.necessity),
            "copies": paper.copies_text,
            "by_data": paper.by_data,
            "data_sources": [source.name for source in paper.sources],
            "spared_for": [item.address for item in paper.spared_for],
            "standards": paper.standards,
            "applies_when": paper.condition,
            "items": [item.address for item in paper.items],
        }
        for paper in bundle.papers
    ]
    lanes = [
        {
            "item": lane.item.address,
            "scenario": lane.personal.query,
            "steps": [{"name": row.name, "kind": row.kind, "limit": row.limit_text} for row in lane.personal.steps],
        }
        for lane in bundle.lanes
    ]
    return {"materials": papers, "lanes": lanes}
