"""The API of guides: items, bureaus and themes, to list, filter and show."""

from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from accounts.models import Bureau
from search import service as search

from .bundles import Bundle
from .checklists import Checklist
from .models import ItemPage, ThemePage
from .models.themes import ThemeItem
from .pages import theme_bundle
from .snapshot import snapshot

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


class ItemOut(Schema):
    address: str
    code: str
    title: str
    kind: str
    kind_text: str
    bureau: str
    handling: str
    promised: str
    statutory: str
    apply_online: bool
    bookable: bool
    url: str
    is_demo: bool


class ItemPageOut(Schema):
    """One page of items; `verdict` is the search's own: hits, unsure, none or clarify."""

    count: int
    offset: int
    verdict: str
    items: list[ItemOut]


class ScenarioIn(Schema):
    """Answers to 情形引导: the number of an option for each question, empty for none; `s` is the questions' stamp."""

    q1: str = ""
    q2: str = ""
    q3: str = ""
    q4: str = ""
    q5: str = ""
    s: str = ""


class ScenarioOut(Schema):
    """The questions with numbered options, the answers that count, what they leave out and why, and any notices."""

    stamp: str
    questions: list[dict[str, Any]]
    answers: dict[str, str]
    left_out: dict[str, list[dict[str, Any]]]
    notices: list[str]
    share_query: str


class GuideOut(ItemOut):
    summary: str
    everyday_names: list[str]
    conditions: str
    version: int
    published_at: str | None
    charges: bool | None
    visits: int | None
    consult_phone: str
    complaint_phone: str
    remedies: str
    steps: list[dict[str, Any]]
    materials: list[dict[str, Any]]
    legal_bases: list[dict[str, Any]]
    fees: list[dict[str, Any]]
    results: list[dict[str, Any]]
    places: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    scenario: ScenarioOut


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
    offset: int = 0
    limit: int = PER_PAGE


def _item(page: ItemPage) -> dict[str, Any]:
    return {
        "address": page.address,
        "code": page.code,
        "title": page.title,
        "kind": page.kind,
        "kind_text": str(page.get_kind_display()),
        "bureau": page.bureau.slug,
        "handling": page.handling,
        "promised": page.promised_text,
        "statutory": page.statutory_text,
        "apply_online": page.apply_online,
        "bookable": page.bookable,
        "url": page.public_path(),
        "is_demo": page.is_demo,
    }


def _rows(manager: Any, *names: str) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in names} for row in manager.all()]


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
        answer = search.query(words, limit=200)
        verdict = answer.verdict
        order = {int(hit.key): position for position, hit in enumerate(answer.shown) if hit.key.isdecimal()}
        found = sorted(rows.filter(pk__in=order), key=lambda page: order[page.pk])
        count, pages = len(found), found[start : start + size]
    else:
        count, pages = rows.count(), list(rows.order_by("bureau__sort_order", "title")[start : start + size])
    return {"count": count, "offset": start, "verdict": verdict, "items": [_item(page) for page in pages]}


@router.get("/items/{address}", response=GuideOut, summary="One guide, whole or for some answers")
def show_item(request: HttpRequest, address: str, scenario: Query[ScenarioIn]) -> dict[str, Any]:
    page = get_object_or_404(ItemPage.objects.public().with_guide(), address=address)
    personal = Checklist.of(page, request.GET)
    frozen = snapshot(page, personal)
    return {
        **_item(page),
        "summary": page.summary,
        "everyday_names": page.alias_list,
        "conditions": page.conditions,
        "version": page.version,
        "published_at": page.last_published_at.isoformat() if page.last_published_at else None,
        "charges": page.charges,
        "visits": page.visits,
        "consult_phone": page.consult_phone,
        "complaint_phone": page.complaint_phone,
        "remedies": page.remedies,
        "steps": frozen["steps"],
        "materials": frozen["materials"],
        "legal_bases": _rows(page.legal_bases, "law", "document_number", "article", "text", "url"),
        "fees": _rows(page.fees, "name", "standard", "basis", "waiver"),
        "results": _rows(page.results, "name", "kind", "validity"),
        "places": _rows(page.places, "address", "window", "hours", "phone"),
        "questions": _rows(page.questions, "question", "answer"),
        "scenario": scenario_of(personal),
    }


def scenario_of(personal: Checklist | Bundle) -> dict[str, Any]:
    """情形引导 of an item or a theme, as programs take it."""
    left = {"materials": personal.left_out, "steps": personal.left_out_steps}
    return {
        "stamp": personal.stamp,
        "questions": personal.asked,
        "answers": {line.key: line.value for line in personal.lines},
        "left_out": {kind: [one.record() for one in rows] for kind, rows in left.items()},
        "notices": personal.given.notices,
        "share_query": personal.query,
    }


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
    items = [_item(row.item) for row in page.theme_items.all()]
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
