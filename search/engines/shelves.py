"""What an engine keeps of a document on each shelf: guides as ranking wants them, queues newest first."""

from dataclasses import dataclass

from search.document import Document
from search.registry import QUEUE

from . import layout, queue


@dataclass(frozen=True)
class Kept:
    """A document as it may be kept, its fields, and its place where that is given by its date."""

    document: Document
    fields: layout.Fields
    fingerprint: str
    place: int | None = None


def kept(document: Document, shelf: str) -> Kept:
    """What to write of a document."""
    if shelf == QUEUE:
        fields = queue.fields(document)
        return Kept(queue.safe(document), fields, queue.fingerprint(document, fields), queue.place(document))
    return Kept(document, layout.fields(document), layout.fingerprint(document))


def fingerprint(document: Document, shelf: str) -> str:
    """Tells whether an index holds a document as it is now."""
    return kept(document, shelf).fingerprint
