"""Published questions as documents of the search: their public words only, gone as soon as they are withdrawn."""

from collections.abc import Iterable

from django.urls import reverse

from guidance.cases.models import Case
from items.leads import ASKED
from search import outbox
from search.document import Document
from search.registry import LEADS, DocumentType, register

from .models import Consultation


def build(key: str) -> Document | None:
    """A published question; None for any other. By its date: a verb sets it before the case's state follows."""
    rows = Consultation.objects.filter(published_at__isnull=False).select_related("case__bureau", "case__item")
    row = rows.filter(pk=int(key)).first()
    if row is None:
        return None
    item = row.case.item if row.case.item and row.case.item.live else None
    facets = {"item": item.title, "guide": item.public_path()} if item else {}
    return Document(
        key=key,
        kind=ASKED,
        title=row.public_question,
        body={"answer": row.public_answer},
        facets={**facets, "bureau": row.case.bureau.name},
        date=row.published_at,
        url=reverse("question", args=[row.case.number]),
    )


def keys() -> Iterable[str]:
    """All published questions."""
    return (str(pk) for pk in Consultation.objects.published().values_list("pk", flat=True).iterator())


def changed(case: Case) -> None:
    """A question was published or withdrawn; in the verb's transaction."""
    outbox.changed(ASKED, case.pk)


def install() -> None:
    """Called once, from the app's `ready()`."""
    register(DocumentType(ASKED, build, keys, label="公开的问答", shelf=LEADS))
