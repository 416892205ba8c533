"""Rebuild an index, and check it against the documents themselves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from . import outbox, positions, registry
from .engines import Engine, EngineDownError, generations
from .engines.cluster import cluster
from .engines.elastic import ElasticEngine
from .engines.embedded import engine as embedded
from .engines.shelves import fingerprint
from .models import Change, Follower
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
    past, newest = positions.head()
    done = {each.kind: _rebuild(each, progress) for each in _chosen(kinds)}
    if kinds is None:
        embedded.note("position", f"{past}:{newest}")
        embedded.note("whole", "1")
    if far := cluster():
        if kinds is None or not far.ready():
            _renew(far, progress)
        else:
            for each in _chosen(kinds):
                _fill(far, each, progress)
                outbox.send(far, ((each.kind, key) for key in _left_over(far, each)))
            far.refresh()
    return done


def _renew(far: ElasticEngine, progress: Progress | None) -> None:
    """Fill an index beside the one that answers, let it catch up with what changed meanwhile, and take it into use."""
    place = positions.head()
    with generations.fresh(far) as filling:
        for each in registry.kinds():
            _fill(filling, each, progress)
        place = outbox.replay(filling, place)
        filling.refresh()
        generations.publish(filling)
    # What was written to the old index while names were exchanged comes again.
    place = outbox.replay(far, place)
    Follower.objects.update_or_create(name=far.name, defaults={"transaction": place[0], "change": place[1]})
    far.refresh()


def _fill(engine: ElasticEngine, each: DocumentType, progress: Progress | None) -> None:
    """Send every document of a kind, and tombstones for what went lately: a late write may not bring it back."""
    seen: set[str] = set()
    for batch in _batches(_keys(each)):
        outbox.send(engine, [(each.kind, key) for key in batch])
        seen.update(batch)
        if progress:
            progress(f"{engine.name} {each.kind}", len(seen))
    changed = Change.objects.filter(kind=each.kind).values_list("key", flat=True).distinct()
    for batch in _batches(key for key in changed if key not in seen):
        outbox.send(engine, [(each.kind, key) for key in batch])


def _left_over(engine: Engine, each: DocumentType) -> list[str]:
    wanted = set(_keys(each))
    return [key for key in engine.versions(each.kind, each.shelf) if key not in wanted]


def outdated() -> bool:
    """Whether the index must be rebuilt: made for another database or layout, never filled, or too far behind."""
    outbox.adopt()
    return embedded.about("whole") != "1" or positions.missed() or _unfilled()


def _unfilled() -> bool:
    """Whether there is a cluster that answers and has no index of this layout."""
    far = cluster()
    try:
        return far is not None and not far.ready()
    except EngineDownError:
        return False


def _rebuild(each: DocumentType, progress: Progress | None) -> int:
    seen: set[str] = set()
    for batch in _batches(_keys(each)):
        with embedded.writing():
            outbox.deliver_many(embedded, each, batch)
        seen.update(batch)
        if progress:
            progress(each.kind, len(seen))
    for batch in _batches(_left_over(embedded, each)):
        with embedded.writing():
            outbox.deliver_many(embedded, each, batch)
    return len(seen)


def _keys(each: DocumentType) -> Iterator[str]:
    every = each.keys
    return (str(key) for key in every())


def verify(kinds: Sequence[str] | None = None, progress: Progress | None = None) -> list[str]:
    """What differs, in words: documents missing, left over or stale. Raises EngineDownError."""
    outbox.follow()
    far = cluster()
    engines: list[Engine] = [embedded, *([far] if far else [])]
    return [line for engine in engines for each in _chosen(kinds) for line in _differences(engine, each, progress)]


def _differences(engine: Engine, each: DocumentType, progress: Progress | None) -> list[str]:
    found: list[str] = []
    name = f"{engine.name}: {each.kind}"
    there, wanted, done = engine.versions(each.kind, each.shelf), set(), 0
    for batch in _batches(_keys(each)):
        kept = engine.fingerprints(each.kind, batch, each.shelf)
        for key, document in each.read(batch).items():
            wanted.add(key)
            if key not in there:
                found.append(f"{name} {key}: missing")
            elif kept.get(key) != fingerprint(document, each.shelf):
                found.append(f"{name} {key}: stale")
        done += len(batch)
        if progress:
            progress(f"verify {engine.name} {each.kind}", done)
    return found + [f"{name} {key}: left over" for key in sorted(there.keys() - wanted)]
