"""Which kinds of documents there are. Upper apps register theirs in `ready()`; this app knows no model of theirs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .document import Document

SHELVES = ("guides", "queue", "leads")
"""Kinds that are compared with each other share a shelf: guides are ranked, queues are newest first; leads (themes and
questions) lead to guides, and stand apart so that their words do not weigh among the guides' names."""
QUEUE, LEADS = SHELVES[1:]


@dataclass(frozen=True)
class DocumentType:
    """One kind of document. `build` reads it afresh (None: gone); `keys` lists all there are, for a rebuild.

    `build_many` reads many at once, those there are by their keys, where that is faster than one after the other.
    """

    kind: str
    build: Callable[[str], Document | None]
    keys: Callable[[], Iterable[str]]
    label: str = ""
    shelf: str = "guides"
    build_many: Callable[[Sequence[str]], Mapping[str, Document]] | None = None

    def read(self, keys: Sequence[str]) -> Mapping[str, Document]:
        """Those of the documents that are there."""
        if self.build_many is not None:
            return self.build_many(keys)
        read = ((key, self.build(key)) for key in keys)
        return {key: document for key, document in read if document is not None}


_types: dict[str, DocumentType] = {}


def register(document_type: DocumentType) -> DocumentType:
    """Add a kind; a second of the same name replaces the first."""
    if document_type.shelf not in SHELVES:
        raise ValueError(f"{document_type.kind}: no shelf named {document_type.shelf}; there are {', '.join(SHELVES)}.")
    _types[document_type.kind] = document_type
    return document_type


def unregister(kind: str) -> None:
    """Forget a kind."""
    _types.pop(kind, None)


def get(kind: str) -> DocumentType | None:
    """The kind of this name, if an installed app has registered it."""
    return _types.get(kind)


def fresh(kind: str, key: str) -> Document | None:
    """A document as it is now, not as an index has it; None if it is gone or not published."""
    document_type = get(kind)
    document = document_type.build(key) if document_type else None
    return document if document and document.live else None


def kinds(shelf: str | None = None) -> list[DocumentType]:
    """All kinds, or those of a shelf, in the order they were registered."""
    return [each for each in _types.values() if shelf is None or each.shelf == shelf]


def names() -> list[str]:
    """The names of all kinds."""
    return sorted(_types)


def shelf_of(kind: str) -> str:
    """The shelf a kind stands on."""
    return _types[kind].shelf if kind in _types else SHELVES[0]
