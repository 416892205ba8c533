"""The citizens' search: the page of answers, and suggestions while typing."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search import popular, service
from search.families import variant

from . import choices, clicks, leads
from .models import ItemPage, Topic
from .pages import PER_PAGE

FACETS = ("bureau", "type", "audience", "topic")
WORDS: dict[str, dict[str, Any]] = {"type": dict(choices.ItemKind.choices), "audience": dict(choices.Audience.choices)}
"""How a facet's values read, where they are not words themselves: addresses hold in every language."""
CODE_LIKE = re.compile(r"[!-~]{4,64}")
LONGEST_QUERY = 100
MOST_FOUND = 200
MOST_CATEGORIES = 8
ANCHORS = {
    "condition": "conditions",
    "materials": "materials",
    "process": "steps",
    "deadline": "limits",
    "fee": "fees",
    "place": "places",
    "hours": "places",
    "phone": "facts",
    "channel": "facts",
}
"""Where on a guide's page each section that words can ask for stands; what is free has no section of fees."""
LIKELY = 5
"""The first items of an answer, among which the one that was meant very likely is."""


@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find a guide by official name, everyday words, part of a word, or code; narrowed by facets."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    chosen = {name: value for name in FACETS if (value := request.GET.get(name, ""))}
    context: dict[str, Any] = {"q": text, "chosen": _worded(chosen), "home": False}
    if text or chosen:
        context |= _found(request, text, chosen)
    else:
        context |= {
            "popular": popular.words(),
            "categories": [(name, urlencode({"topic": name})) for name in _topics()],
        }
    return render(request, "items/search.html", context)


def _worded(chosen: dict[str, str]) -> dict[str, Any]:
    return {name: WORDS.get(name, {}).get(value, value) for name, value in chosen.items()}


def _found(request: HttpRequest, text: str, chosen: dict[str, str]) -> dict[str, Any]:
    wide = "more" in request.GET
    answer = (
        service.query(text, filters=chosen, limit=MOST_FOUND, by_family=True, only_fitting=not wide) if text else None
    )
    hits = list(answer.shown) if answer else _shelf(chosen)
    hits = _by_code(text) or hits
    paginator = Paginator(hits, PER_PAGE)
    current = paginator.get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    context: dict[str, Any] = {
        "answer": answer,
        "page_obj": current,
        "pages": paginator.get_elided_page_range(current.number, on_each_side=1, on_ends=1),
        "query": f"{rest.urlencode()}&" if rest else "",
        "cards": _cards(current.object_list, answer.section if answer else ""),
        "rest": answer.rest if answer and answer.shown and not wide else 0,
        "facets": _facet_links(request, answer, chosen) if answer and answer.shown else [],
    }
    if answer and not chosen and current.number == 1:
        sure = [hit.key for hit in answer.hits[:LIKELY]] if answer.verdict == "hits" else []
        context["leads"] = leads.find(text, sure)
        context["opened_url"] = clicks.address(answer, request)
    # A category that was chosen has narrowed the question already.
    context["asks_back"] = bool(answer and answer.verdict == "clarify" and not (hits and "topic" in chosen))
    if answer and (context["asks_back"] or answer.verdict == "none"):
        context |= _categories(answer, text)
    return context


def _categories(answer: service.Answer, text: str) -> dict[str, Any]:
    """Where to look instead, as names and parameters: the topics of what is nearest, else the hall's own."""
    near = Counter(topic for hit in answer.hits for topic in hit.facets.get("topic", ()))
    names = [name for name, _n in near.most_common(MOST_CATEGORIES)]
    names = names or _topics()
    # Too general a question is narrowed by a category; one that nothing fits finds nothing there either.
    words = {"q": text} if near and answer.verdict == "clarify" else {}
    return {"near": bool(near), "categories": [(name, urlencode({**words, "topic": name})) for name in names]}


def _topics() -> list[str]:
    """The hall's own categories, of those that have a public item."""
    return list(Topic.objects.filter(items__live=True).distinct().values_list("name", flat=True)[:MOST_CATEGORIES])


def _by_code(text: str) -> list[service.Hit]:
    """The item whose code was typed whole."""
    if not CODE_LIKE.fullmatch(text):
        return []
    rows = ItemPage.objects.public().filter(code=text).values_list("pk", "title")
    return [service.Hit(key=str(pk), kind="item", title=title, url="", score=1.0) for pk, title in rows]


def _shelf(chosen: dict[str, str]) -> list[service.Hit]:
    """No words, only facets: the whole shelf, by name."""
    rows = ItemPage.objects.on_offer().order_by("title")
    if name := chosen.get("bureau"):
        rows = rows.filter(bureau__name=name)
    if name := chosen.get("type"):
        rows = rows.filter(kind=name)
    if name := chosen.get("audience"):
        rows = rows.for_audience(name)
    if name := chosen.get("topic"):
        rows = rows.filter(topics__name=name)
    return [
        service.Hit(key=str(pk), kind="item", title=title, url="", score=1.0)
        for pk, title in rows.values_list("pk", "title")[: MOST_FOUND * 5]
    ]


@dataclass(frozen=True)
class Card:
    """A line of the answers: the item, the hit that found it, and the other variants of its matter."""

    hit: service.Hit
    item: ItemPage
    variants: tuple[tuple[str, ItemPage], ...] = ()
    anchor: str = ""
    """Where on the guide the answer stands, if the words asked for a section."""


def _cards(hits: Any, section: str) -> list[Card]:
    """The hits of one page with what a card shows of each, in their order; what is no longer live drops out."""
    every = [one for hit in hits for one in (hit, *hit.variants) if one.key.isdecimal()]
    pages = ItemPage.objects.public().select_related("bureau").in_bulk([int(one.key) for one in every])
    cards = []
    for hit in hits:
        group = [(one, pages[int(one.key)]) for one in (hit, *hit.variants) if int(one.key) in pages]
        if group:
            (first, item), *others = group
            variants = tuple((variant(page.title).action or page.title, page) for _hit, page in others)
            cards.append(Card(first, item, variants, _anchor(section, item)))
    return cards


def _anchor(section: str, item: ItemPage) -> str:
    return "facts" if section == "fee" and not item.charges else ANCHORS.get(section, "")


def _facet_links(request: HttpRequest, answer: service.Answer, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Each facet with its values, counts, and the address that chooses or drops one."""
    titles = {"bureau": _("机构"), "type": _("事项类型"), "audience": _("服务对象"), "topic": _("主题")}
    facets = []
    for name in FACETS:
        rows = []
        for value, count in list(answer.facets.get(name, ()))[:12]:
            rest = request.GET.copy()
            rest.pop("page", None)
            on = chosen.get(name) == value
            if on:
                rest.pop(name, None)
            else:
                rest[name] = value
            words = WORDS.get(name, {}).get(value, value)
            rows.append({"value": words, "count": count, "on": on, "url": f"?{rest.urlencode()}"})
        if rows:
            facets.append({"title": titles[name], "rows": rows})
    return facets


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Suggestions while typing, as suggest.js takes them; before anything is typed, what many searched."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    if text:
        hits = service.suggest(text)
        rows = [{"text": h.title, "url": h.url, "note": next(iter(h.facets.get("bureau", [])), "")} for h in hits]
    else:
        rows = [{"text": word, "note": _("大家在搜")} for word in popular.words()]
    return JsonResponse({"suggestions": rows}, json_dumps_params={"ensure_ascii": False})
