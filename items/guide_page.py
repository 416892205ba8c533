"""What the page of a guide shows: read once into lists, so that no template asks the database again."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Q, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from guidance.clock.due import ZONE

from . import choices, hours, verifying
from .checklists import Checklist, changing
from .panels import panels_for
from .spans import Span

if TYPE_CHECKING:
    from .models import ItemPage, Step

THEMES, RELATED = 4, 6
"""How many are shown of each."""


def context(page: "ItemPage", request: HttpRequest) -> dict[str, Any]:
    """Everything. `spans` say how long what depends on the time holds; `kept.py` reads them."""
    shared = sheet(page, request)
    places = shared["places"]
    made = panels_for(page, request)
    openings = hours.of_places([place.hours for place in places], page.bureau.area_code, timezone.now())
    shown = [panel for place in made.values() for panel in place]
    spans = [opening.span for opening in openings if opening] + [begins(page)]
    return {
        **shared,
        "places": list(zip(places, openings, strict=True)),
        "fees": list(page.fees.all()) if page.charges else [],
        "results": list(page.results.all()),
        "legal_bases": list(page.legal_bases.all()),
        "questions": list(page.questions.all()),
        "joint_bureaus": list(page.joint_bureaus.all()) if getattr(page, "has_joint_bureaus", True) else [],
        "topics": list(page.topics.all()) if getattr(page, "has_topics", True) else [],
        "compared": compared(page),
        "total": total_of_steps(page, shared["steps"]),
        "panels": made,
        "spans": [*spans, *(panel.span for panel in shown if getattr(panel, "span", None))],
        "whose": whose(page),
        "counties": counties_of(page),
        "trail": [
            {"title": _("机构"), "url": reverse("bureaus")},
            {"title": page.bureau.name, "url": reverse("bureau", args=[page.bureau.slug])},
        ],
        **beside(page),
    }


def sheet(page: "ItemPage", request: HttpRequest) -> dict[str, Any]:
    """A guide under the answers of the address: what the page and its printed sheet (一次性告知单) share."""
    personal = Checklist.of(page, request.GET)
    checked = verifying.checked_at(list(page.steps.all()))
    for row in personal.materials:
        row.checked_at = "、".join(checked.get(verifying.same(row.name), []))
    for step in personal.steps:
        step.checked = personal.checked_at(step)
    at, tail = page.address or "-", personal.tail
    places = list(page.places.all())
    return {
        "personal": personal,
        "materials": personal.materials,
        "required": [row for row in personal.materials if row.necessity == choices.Necessity.REQUIRED],
        "steps": personal.steps,
        "places": places,
        "place": places[0] if places else None,
        "bureau": page.bureau,
        "changing": changing(personal.answers, request),
        "share_url": request.build_absolute_uri(reverse("item", args=[at]) + tail),
        "print_url": reverse("checklist", args=[at]) + tail,
        "qr_url": reverse("checklist_qr", args=[at]) + tail,
    }


def whose(page: "ItemPage") -> dict[str, str]:
    """On a county's guide, whose each value is that a county may set: its own area's name, or 市级."""
    if page.city_item_id is None:
        return {}
    own, city = page.bureau.area_name, _("市级")
    return {value: own if value in page.own_values else city for value in choices.Own.values}


def counties_of(page: "ItemPage") -> list["ItemPage"]:
    """The county halls where a city's item is handled too; on a county's guide, the others and the city's."""
    from .models import ItemPage

    city = page.city_item_id or (page.pk if getattr(page, "has_counties", True) else None)
    if city is None:
        return []
    rows = ItemPage.objects.live().filter(Q(city_item=city) | Q(pk=city)).exclude(pk=page.pk)
    return list(rows.select_related("bureau").order_by("bureau__area_code", "bureau__sort_order"))


def begins(page: "ItemPage") -> Span:
    """A guide that is not in force yet changes its page at midnight of that day."""
    if page.effective_from is None or page.effective_from <= timezone.localdate():
        return Span()
    return Span(until=datetime.combine(page.effective_from, time(), ZONE))


def beside(page: "ItemPage") -> dict[str, Any]:
    """Themes that hold the guide, and guides next to it: of the same bureau, those on the same shelf first. One query."""
    from .models import ItemPage, ThemeItem

    if page.pk is None:
        return {"themes": [], "related": []}
    shelf = ItemPage.topics.through.objects
    same = shelf.filter(topic_id__in=shelf.filter(itempage_id=page.pk).values("topic_id")).values("itempage_id")
    holding = Q(pk__in=ThemeItem.objects.filter(item_id=page.pk).values("theme_id"))
    others = ItemPage.objects.filter(bureau_id=page.bureau_id).exclude(status=choices.Status.CANCELLED)
    near = Case(When(holding, then=0), When(pk__in=same, then=1), default=2)
    found = Page.objects.live().filter(holding | Q(pk__in=others.values("pk"))).exclude(pk=page.pk)
    rows = found.annotate(near=near).order_by("near", "title", "pk").values_list("near", "title", "slug")
    seen = list(rows[: THEMES + RELATED])
    links = [(near, {"title": title, "slug": slug}) for near, title, slug in seen]
    return {
        "themes": [link for near, link in links if near == 0],
        "related": [link for near, link in links if near > 0][:RELATED],
    }


def compared(page: "ItemPage") -> dict[str, Any] | None:
    """The promise against the law, where both are counted alike: shares of a hundred, and how much less."""
    law, promise = page.statutory_limit, page.promised_limit
    same_unit = page.statutory_unit == page.promised_unit or promise == 0
    if not law or promise is None or promise > law or not same_unit:
        return None
    return {"share": max(round(promise * 100 / law), 1), "less": round((law - promise) * 100 / law) if promise else 0}


def total_of_steps(page: "ItemPage", steps: "list[Step]") -> int | None:
    """Working days of the steps that apply, together, of parallel ones the longest.

    None where one has no limit or another unit, and where a county promises other days than the city's steps take.
    """
    if page.city_item_id and choices.Own.LIMIT in page.own_values:
        return None
    total, groups = 0, dict[str, int]()
    for step in steps:
        if step.limit is None or step.unit != choices.Unit.WORKDAY:
            return None
        if step.parallel_group:
            groups[step.parallel_group] = max(groups.get(step.parallel_group, 0), step.limit)
        else:
            total += step.limit
    return total + sum(groups.values()) or None
