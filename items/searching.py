"""Guides as documents of the search, and when they change."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished, post_page_move

from search import outbox
from search.document import Document
from search.families import family
from search.registry import DocumentType, register

from . import choices

KIND = "item"


ROWS = ("topics", "materials", "steps", "fees", "places", "results")


def build(key: str) -> Document | None:
    """The document of an item; None when it is gone, and for a county's guide: the city's leads there."""
    return build_many([key]).get(key)


def build_many(keys: Sequence[str]) -> dict[str, Document]:
    """The documents of those of the items that are there, by key, in a fixed number of queries."""
    from .models import ItemPage

    rows = ItemPage.objects.of_city().filter(pk__in=keys).select_related("bureau").prefetch_related(*ROWS)
    return {str(page.pk): _document(page) for page in rows}


def _document(page: Any) -> Document:
    """A cancelled item ranks below those in use."""
    return Document(
        key=str(page.pk),
        kind=KIND,
        title=page.title,
        aliases=page.alias_list,
        body=_body(page),
        facets={
            "bureau": page.bureau.name,
            "type": page.kind,
            "audience": list(page.audiences),
            "topic": [topic.name for topic in page.topics.all()],
            "handling": page.handling,
        },
        code=page.code,
        family=family(page.title, page.bureau_id),
        boost=-0.2 if page.status == choices.Status.CANCELLED else 0.0,
        date=page.last_published_at,
        url=page.public_path(),
        live=page.live,
    )


def _body(page: Any) -> dict[str, str]:
    """The texts by the section they answer for."""
    return {
        "summary": page.summary,
        "condition": page.conditions,
        "materials": "；".join(row.name for row in page.materials.all()),
        "process": "；".join(row.name for row in page.steps.all()),
        "deadline": page.promised_text,
        "fee": "；".join(f"{row.name} {row.standard}" for row in page.fees.all())
        if page.charges
        else ("不收费" if page.charges is False else ""),
        "place": "；".join(f"{row.address} {row.window}" for row in page.places.all()),
        "hours": "；".join(row.hours for row in page.places.all()),
        "phone": page.consult_phone,
        "channel": page.get_channels_display(),
        "result": "；".join(row.name for row in page.results.all()),
    }


def keys() -> Iterable[str]:
    """All items, drafts included: a draft's document is found only where drafts are asked for."""
    from .models import ItemPage

    return (str(pk) for pk in ItemPage.objects.of_city().values_list("pk", flat=True).iterator())


def changed(page: Any) -> None:
    """Tell the search that a guide changed in another way than by being published."""
    outbox.changed(KIND, page.pk)


def _changed(sender: type, instance: Any, **kwargs: Any) -> None:
    changed(instance)


def connect() -> None:
    """Tell the search what Wagtail tells of guides; called once, from the app's `ready()`."""
    from .models import ItemPage

    register(DocumentType(KIND, build, keys, label="事项", build_many=build_many))
    for signal in (page_published, page_unpublished, post_page_move, post_delete):
        signal.connect(_changed, sender=ItemPage, dispatch_uid=f"items-search-{id(signal)}")
