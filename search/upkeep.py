"""Rebuild an index, and check it against the documents themselves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from . import outbox, registry
from .engines import Engine, layout
from .engines.cluster import cluster
from .engines.elastic import ElasticEngine
from .engines.embedded import engine as embedded
from .models import Follower
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
    past, newest = outbox.head()
    done = {each.kind: _rebuild(each, progress) for each in _chosen(kinds)}
    if kinds is None:
        embedded.note("position", f"{past}:{newest}")
        embedded.note("whole", "1")
    if far := cluster():
        far.install()
        for each in _chosen(kinds):
            _refill(far, each, progress)
        if kinds is None:
            Follower.objects.update_or_create(name=far.name, defaults={"transaction": past, "change": newest})
    return done


def _refill(far: ElasticEngine, each: DocumentType, progress: Progress | None) -> None:
    """The same for the cluster: what is there is written again, what is gone becomes a tombstone."""
    seen: set[str] = set()
    for batch in _batches(_keys(each)):
        version = outbox.newest_version()
        outbox.send(far, {(each.kind, key): version for key in batch})
        seen.update(batch)
        if progress:
            progress(f"{far.name} {each.kind}", len(seen))
    far.refresh()
    for key in far.versions(each.kind, each.shelf).keys() - seen:
        outbox.send(far, {(each.kind, key): outbox.newest_version()})
    far.refresh()


def outdated() -> bool:
    """Whether the index must be rebuilt: made for another database or layout, never filled, or too far behind."""
    outbox.adopt()
    return embedded.about("whole") != "1" or outbox.missed()


def _rebuild(each: DocumentType, progress: Progress | None) -> int:
    seen: set[str] = set()
    for batch in _batches(_keys(each)):
        with embedded.writing():
            version = outbox.newest_version()
            for key in batch:
                outbox.deliver(embedded, each.kind, key, version)
        seen.update(batch)
        if progress:
            progress(each.kind, len(seen))
    for key in embedded.versions(each.kind, each.shelf).keys() - seen:
        with embedded.writing():
            outbox.deliver(embedded, each.kind, key, outbox.newest_version())
    return len(seen)


def _keys(each: DocumentType) -> Iterator[str]:
    every = each.keys
    return (str(key) for key in every())


def verify(kinds: Sequence[str] | None = None) -> list[str]:
    """What differs, in words: documents missing, left over or stale."""
    outbox.follow()
    far = cluster()
    engines: list[Engine] = [embedded, *([far] if far else [])]
    return [line for engine in engines for each in _chosen(kinds) for line in _differences(engine, each)]


def _differences(engine: Engine, each: DocumentType) -> list[str]:
    found: list[str] = []
    name = f"{engine.name}: {each.kind}"
    there, wanted = engine.versions(each.kind, each.shelf), set()
    for key in _keys(each):
        document = each.build(key)
        if document is None:
            continue
        wanted.add(key)
        if key not in there:
            found.append(f"{name} {key}: missing")
        elif engine.fingerprint(each.kind, key, each.shelf) != layout.fingerprint(document):
            found.append(f"{name} {key}: stale")
    return found + [f"{name} {key}: left over" for key in sorted(there.keys() - wanted)]
