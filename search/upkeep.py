"""Rebuild an index, and check it against the documents themselves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import Max

from . import outbox, registry
from .engines import layout
from .engines.embedded import engine as embedded
from .models import Change
from .registry import DocumentType

BATCH = 100
Progress = Callable[[str, int], None]


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(keys)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _chosen(kinds: Sequence[str] | None) -> list[DocumentType]:
    return [each for each in registry.kinds() if kinds is None or each.kind in kinds]


def rebuild(kinds: Sequence[str] | None = None, progress: Progress | None = None) -> dict[str, int]:
    """Read every document afresh, batch by batch, each in one transaction; then drop what is no longer there."""
    outbox.adopt()
    newest = Change.objects.order_by("-transaction", "-pk").first()
    done = {each.kind: _rebuild(each, progress) for each in _chosen(kinds)}
    if kinds is None:
        if newest is not None:
            embedded.note("position", f"{newest.transaction}:{newest.pk}")
        embedded.note("whole", "1")
    return done


def outdated() -> bool:
    """Whether the index must be rebuilt: made for another database or layout, never filled, or too far behind."""
    outbox.adopt()
    return embedded.about("whole") != "1" or outbox.missed()


def _rebuild(each: DocumentType, progress: Progress | None) -> int:
    seen: set[str] = set()
    for batch in _batches(_keys(each)):
        with embedded.writing():
            version = _now()
            for key in batch:
                outbox.deliver(embedded, each.kind, key, version)
        seen.update(batch)
        if progress:
            progress(each.kind, len(seen))
    for key in embedded.versions(each.kind, each.shelf).keys() - seen:
        with embedded.writing():
            outbox.deliver(embedded, each.kind, key, _now())
    return len(seen)


def _keys(each: DocumentType) -> Iterator[str]:
    every = each.keys
    return (str(key) for key in every())


def _now() -> int:
    return Change.objects.aggregate(last=Max("pk"))["last"] or 0


def verify(kinds: Sequence[str] | None = None) -> list[str]:
    """What differs, in words: documents missing, left over or stale."""
    outbox.follow()
    found: list[str] = []
    for each in _chosen(kinds):
        there, wanted = embedded.versions(each.kind, each.shelf), set()
        for key in _keys(each):
            document = each.build(str(key))
            if document is None:
                continue
            wanted.add(str(key))
            if str(key) not in there:
                found.append(f"{each.kind} {key}: missing")
            elif embedded.fingerprint(each.kind, str(key), each.shelf) != layout.fingerprint(document):
                found.append(f"{each.kind} {key}: stale")
        found += [f"{each.kind} {key}: left over" for key in sorted(there.keys() - wanted)]
    return found
