"""The public pages at their own addresses, and the search."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import service

from . import as_published, checklists, choices, kept
from .models import BureauPage, ItemPage, ThemeIndexPage, ThemePage
from .models.stamp import key_of
from .pages import PER_PAGE, listed_bureaus

FACETS = ("bureau", "type", "audience", "topic")
WORDS: dict[str, dict[str, Any]] = {"type": dict(choices.ItemKind.choices), "audience": dict(choices.Audience.choices)}
"""How a facet's values read, where they are not words themselves: addresses hold in every language."""
CODE_LIKE = re.compile(r"[!-~]{4,64}")
LONGEST_QUERY = 100
MOST_FOUND = 200


@require_safe
def item(request: HttpRequest, address: str) -> HttpResponse:
    """An item's guide, by its address: as it was kept, while nothing on it has changed."""

    def make(bare: HttpRequest) -> HttpResponse:
        page = as_published.read(address)
        if page is None:
            raise Http404
        return page.serve(bare)

    response: HttpResponse = kept.answer(request, key_of(address), make, counts=checklists.counts)
    return response


@require_safe
def bureaus(request: HttpRequest) -> HttpResponse:
    """All bureaus that offer something."""
    return render(request, "items/bureaus.html", {"bureaus": listed_bureaus()})


@require_safe
def bureau(request: HttpRequest, slug: str) -> HttpResponse:
    """A bureau and its items."""
    return get_object_or_404(BureauPage.objects.live().select_related("bureau"), slug=slug).serve(request)


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """All themes."""
    return get_object_or_404(ThemeIndexPage.objects.live()).serve(request)


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme."""
    return get_object_or_404(ThemePage.objects.live(), slug=slug).serve(request)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find a guide by official name, everyday words, part of a word, or code; narrowed by facets."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    chosen = {name: value for name in FACETS if (value := request.GET.get(name, ""))}
    context: dict[str, Any] = {"q": text, "chosen": _worded(chosen), "home": False}
    if text or chosen:
        context |= _found(request, text, chosen)
    return render(request, "items/search.html", context)


def _worded(chosen: dict[str, str]) -> dict[str, Any]:
    return {name: WORDS.get(name, {}).get(value, value) for name, value in chosen.items()}


def _found(request: HttpRequest, text: str, chosen: dict[str, str]) -> dict[str, Any]:
    answer = service.query(text, filters=chosen, limit=MOST_FOUND) if text else None
    hits = list(answer.shown) if answer else _shelf(chosen)
    hits = _by_code(text) or hits
    paginator = Paginator(hits, PER_PAGE)
    current = paginator.get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    return {
        "answer": answer,
        "page_obj": current,
        "pages": paginator.get_elided_page_range(current.number, on_each_side=1, on_ends=1),
        "query": f"{rest.urlencode()}&" if rest else "",
        "guides": _guides(current.object_list),
        "facets": _facet_links(request, answer, chosen) if answer and answer.shown else [],
    }


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


def _guides(hits: Any) -> list[tuple[service.Hit, ItemPage]]:
    """The hits of one page with what a line shows of each, in their order; what is no longer live drops out."""
    keys = [int(hit.key) for hit in hits if hit.key.isdigit()]
    pages = ItemPage.objects.public().select_related("bureau").in_bulk(keys)
    return [(hit, pages[int(hit.key)]) for hit in hits if hit.key.isdigit() and int(hit.key) in pages]


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
    """Suggestions while typing, as suggest.js takes them."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    hits = service.suggest(text) if text else []
    rows = [{"text": hit.title, "url": hit.url, "note": next(iter(hit.facets.get("bureau", [])), "")} for hit in hits]
    return JsonResponse({"suggestions": rows}, json_dumps_params={"ensure_ascii": False})
