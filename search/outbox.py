"""Keep the index true: every change of a document is a row in the transaction of the change, delivered from there."""

import logging
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from . import positions, registry
from .document import Document
from .engines import Engine, EngineDownError, layout
from .engines.cluster import cluster
from .engines.embedded import engine as embedded
from .models import Change, Failure, Follower
from .registry import DocumentType

log = logging.getLogger(__name__)
BATCH = 500
"""How many failures are tried again in one go."""
ORIGIN = "origin"
_later: ContextVar[dict[tuple[str, str], None] | None] = ContextVar("search_later", default=None)


def changed(kind: str, key: str | int) -> None:
    """Say that a document may have changed, been made or gone. Call it in the transaction, after the writes.

    Where the index lives in the hall's database it is up to date when this returns; else after the commit.
    """
    pending = _later.get()
    if pending is not None:
        pending[(kind, str(key))] = None
        return
    _record(kind, str(key))


@contextmanager
def later() -> Iterator[None]:
    """Gather the changes of a block and record each document once at its end, in the transaction around it."""
    if _later.get() is not None:
        yield
        return
    pending: dict[tuple[str, str], None] = {}
    token = _later.set(pending)
    try:
        yield
    finally:
        _later.reset(token)
    for kind, key in pending:
        _record(kind, key)


def _record(kind: str, key: str) -> None:
    change = Change.objects.create(kind=kind, key=key, transaction=positions.transaction_id())
    at_once = getattr(settings, "SEARCH_AT_ONCE", False) and not embedded.shared
    if at_once:
        adopt()
    if embedded.shared or at_once:
        deliver(embedded, kind, key, change.pk)
    else:
        transaction.on_commit(lambda: deliver(embedded, kind, key, change.pk), robust=True)
    if cluster() is not None:
        transaction.on_commit(lambda: _send_soon(kind, key), robust=True)


def _send_soon(kind: str, key: str) -> None:
    """Right after the commit, if the cluster answers; else the worker's next round brings it."""
    far = cluster()
    if far is None or far.breaker.open:
        return
    try:
        send(far, [(kind, key)])
    except EngineDownError as error:
        log.warning("search: %s %s reaches the cluster later: %s", kind, key, error)


def deliver(engine: Engine, kind: str, key: str, version: int) -> bool:
    """Read one document afresh and hand it to an engine; a failure is kept and tried again by the worker."""
    document_type = registry.get(kind)
    if document_type is None:
        return True
    try:
        with transaction.atomic():
            if errors := _hand(engine, document_type, {key: document_type.build(key)}, {(kind, key): version}):
                raise RuntimeError(next(iter(errors.values())))
            Failure.objects.filter(engine=engine.name, kind=kind, key=key).delete()
    except Exception as error:
        log.exception("search: %s %s was not indexed by %s", kind, key, engine.name)
        _failed(engine, kind, key, repr(error))
        return False
    return True


def deliver_many(engine: Engine, document_type: DocumentType, keys: Sequence[str]) -> None:
    """Read many documents of a kind at once and hand them to an engine; if that fails, one by one."""
    kind = document_type.kind
    wanted = versions((kind, key) for key in keys)
    try:
        with transaction.atomic():
            found = document_type.read(keys)
            if errors := _hand(engine, document_type, {key: found.get(key) for key in keys}, wanted):
                raise RuntimeError(next(iter(errors.values())))
            Failure.objects.filter(engine=engine.name, kind=kind, key__in=keys).delete()
    except Exception as error:
        log.warning("search: %s %s are indexed one by one: %s", len(keys), kind, error)
        for (_, key), version in wanted.items():
            deliver(engine, kind, key, version)


Keys = Iterable[tuple[str, str]]
Errors = Mapping[tuple[str, str], str]


def _hand(
    engine: Engine,
    document_type: DocumentType,
    read: Mapping[str, Document | None],
    versions: Mapping[tuple[str, str], int],
) -> Errors:
    """Give an engine what was read of one kind: documents, and tombstones of what is gone; what it refused."""
    kind, shelf = document_type.kind, document_type.shelf
    there = [(document, versions[kind, key]) for key, document in read.items() if document is not None]
    gone = [(kind, key, versions[kind, key]) for key, document in read.items() if document is None]
    return (engine.index(there, shelf) if there else {}) | (engine.delete(gone, shelf) if gone else {})


def versions(documents: Keys) -> dict[tuple[str, str], int]:
    """The versions to write documents with that are read after this call: of each, its newest change to be seen.

    Not the newest change of all: a transaction that has not ended yet may hold an older one of this very document,
    and what it says would then come too late.
    """
    pruned = Follower.objects.filter(name=positions.PRUNED).first()
    found = dict.fromkeys(documents, pruned.change if pruned else 0)
    by_kind: dict[str, list[str]] = {}
    for kind, key in found:
        by_kind.setdefault(kind, []).append(key)
    for kind, keys in by_kind.items():
        newest = Change.objects.filter(kind=kind, key__in=keys).values_list("key").annotate(last=Max("pk"))
        found |= {(kind, key): max(last, found[(kind, key)]) for key, last in newest}
    return found


def retry() -> int:
    """Try again what could not be indexed; how many succeeded."""
    waiting: dict[tuple[str, str], list[str]] = {}
    for failure in Failure.objects.order_by("at")[:BATCH]:
        waiting.setdefault((failure.engine, failure.kind), []).append(failure.key)
    far, done = cluster(), 0
    for (name, kind), keys in waiting.items():
        engine: Engine | None = embedded if name == embedded.name else far
        document_type = registry.get(kind)
        if engine is None or document_type is None or (engine is far and far.breaker.open):
            continue
        deliver_many(engine, document_type, keys)
        done += len(keys) - Failure.objects.filter(engine=name, kind=kind, key__in=keys).count()
    return done


def follow() -> int:
    """Bring the embedded file of this host up to the changes; how many documents were read. Nothing to do on SQLite."""
    if embedded.shared:
        return 0
    adopt()
    done = 0
    while changes := positions.unread(positions.own()):
        with embedded.writing():
            newest = versions(_documents(changes))
            for (kind, key), version in newest.items():
                deliver(embedded, kind, key, version)
            embedded.note("position", f"{changes[-1][1]}:{changes[-1][0]}")
        done += len(newest)
    return done


def feed() -> int:
    """Bring the cluster up to the changes, in batches; how many documents. The position moves only when it answered."""
    far = cluster()
    done = 0
    try:
        if far is None or not far.ready():
            return 0
        row, _ = Follower.objects.get_or_create(name=far.name)
        place = (row.transaction, row.change)
        while changes := positions.unread(place):
            done += send(far, _documents(changes))
            here, place = place, (changes[-1][1], changes[-1][0])
            # Whoever rebuilds may have put the position back meanwhile; then that one holds.
            mine = Follower.objects.filter(name=far.name, transaction=here[0], change=here[1])
            if not mine.update(transaction=place[0], change=place[1], seen_at=timezone.now()):
                break
    except EngineDownError as error:
        log.warning("search: the cluster is fed later: %s", error)
    return done


def replay(engine: Engine, place: positions.Place) -> positions.Place:
    """Send what changed after a position; the position then. Raises EngineDownError."""
    while changes := positions.unread(place):
        send(engine, _documents(changes))
        place = (changes[-1][1], changes[-1][0])
    return place


def _documents(changes: list[positions.Read]) -> Keys:
    return dict.fromkeys((kind, key) for _, _, kind, key in changes)


def send(engine: Engine, documents: Keys) -> int:
    """Read documents afresh and send them, a kind at a time; what fails by itself is kept as a failure."""
    wanted = versions(documents)
    for kind in dict.fromkeys(kind for kind, _ in wanted):
        document_type = registry.get(kind)
        if document_type is None:
            continue
        read = _read(engine, document_type, [key for each, key in wanted if each == kind])
        for (_, key), told in _hand(engine, document_type, read, wanted).items():
            _failed(engine, kind, key, told)
    return len(wanted)


def _read(engine: Engine, document_type: DocumentType, keys: Sequence[str]) -> Mapping[str, Document | None]:
    """Documents by key, None for what is gone; one that cannot be read is kept as a failure of the engine."""
    try:
        with transaction.atomic():
            found = document_type.read(keys)
        return {key: found.get(key) for key in keys}
    except Exception as error:
        log.warning("search: %s %s are read one by one: %s", len(keys), document_type.kind, error)
    read: dict[str, Document | None] = {}
    for key in keys:
        try:
            with transaction.atomic():
                read[key] = document_type.build(key)
        except Exception as error:
            _failed(engine, document_type.kind, key, repr(error))
    return read


def _failed(engine: Engine, kind: str, key: str, error: str) -> None:
    failure, made = Failure.objects.get_or_create(
        engine=engine.name, kind=kind, key=key, defaults={"error": error[:500]}
    )
    if not made:
        failure.error, failure.attempts = error[:500], failure.attempts + 1
        failure.save()


def install() -> None:
    """After migrate: an origin for a new database, and the tables of an index that lives in it."""
    Follower.objects.get_or_create(name=ORIGIN, defaults={"change": secrets.randbits(62)})
    if embedded.shared:
        embedded.install()
        adopt()


def empty() -> None:
    """Empty the index of this database: whoever empties the database by other means than verbs calls it."""
    embedded.wipe()
    row = Follower.objects.filter(name=ORIGIN).first()
    embedded.note(ORIGIN, str(row.change) if row else "")
    embedded.note("layout", layout.VERSION)
    embedded.note("whole", "" if Change.objects.exists() else "1")


def adopt() -> bool:
    """Empty the index if it belongs to another database or another layout; True if it must be filled again.

    A database that was flushed or restored has another origin than the index was filled from: the versions in it
    mean nothing then.
    """
    row = Follower.objects.filter(name=ORIGIN).first()
    origin = str(row.change) if row else ""
    if (embedded.about(ORIGIN), embedded.about("layout")) == (origin, layout.VERSION):
        return False
    empty()
    return embedded.about("whole") != "1"
