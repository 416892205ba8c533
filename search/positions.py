"""How far an index has read the changes, and which are old enough to go."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Q, QuerySet

from .engines.cluster import cluster
from .engines.embedded import engine as embedded
from .models import Change, Follower

Place = tuple[int, int]
"""A transaction and a change of it."""
Read = tuple[int, int, str, str]
"""A change: id, transaction, kind and key of the document."""
BATCH = 500
"""How many changes are read in one go."""
KEEP = timedelta(days=7)
"""How long changes are kept: a host that was away for longer rebuilds its index."""
PRUNED = "pruned"
"""The follower whose position is that of the newest change deleted."""


def transaction_id() -> int:
    """What a change is marked with."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        return int(cursor.fetchone()[0])


def _horizon() -> int:
    """PostgreSQL: every transaction below this one has ended; else 1, above the 0 all rows carry."""
    if connection.vendor != "postgresql":
        return 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_snapshot_xmin(txid_current_snapshot())")
        return int(cursor.fetchone()[0])


def behind() -> int:
    """How many changes this host's index, or the cluster, has not read yet: of the two the one that is further behind."""
    far = cluster()
    fed = Follower.objects.filter(name=far.name).first() if far else None
    unfed = after((fed.transaction, fed.change)).count() if fed else 0
    return max(unfed, 0 if embedded.shared else after(own()).count())


def own() -> Place:
    """How far this host's index has read."""
    past, _, pk = embedded.about("position", "0:0").partition(":")
    return int(past), int(pk)


def after(place: Place) -> QuerySet[Change]:
    """Every change after a position."""
    past, pk = place
    later = Q(transaction__gt=past) | Q(transaction=past, pk__gt=pk)
    return Change.objects.filter(later).order_by("transaction", "pk")


def unread(place: Place) -> list[Read]:
    """The next changes after a position, of transactions that cannot be overtaken any more."""
    rows = after(place).filter(transaction__lt=_horizon())
    return list(rows.values_list("pk", "transaction", "kind", "key")[:BATCH])


def head() -> Place:
    """The position up to which every change has been committed: what is read after this call holds them all."""
    settled = Change.objects.filter(transaction__lt=_horizon()).order_by("-transaction", "-pk").first()
    rows = [settled, Follower.objects.filter(name=PRUNED).first()]
    places = [(r.transaction, r.pk if isinstance(r, Change) else r.change) for r in rows if r is not None]
    return max(places, default=(0, 0))


def missed() -> bool:
    """Whether changes were deleted that this host's index, or the cluster, had not read."""
    pruned = Follower.objects.filter(name=PRUNED).first()
    if pruned is None:
        return False
    edge = (pruned.transaction, pruned.change)
    far = cluster()
    fed = Follower.objects.filter(name=far.name).first() if far else None
    return (not embedded.shared and own() < edge) or (fed is not None and (fed.transaction, fed.change) < edge)


def prune(now: datetime) -> int:
    """Delete changes old enough that every host has read them; a host away for longer rebuilds. How many.

    The newest stays, however old: versions go on from it.
    """
    old = Change.objects.filter(at__lt=now - KEEP).exclude(pk=Change.objects.aggregate(last=Max("pk"))["last"])
    newest = old.order_by("-transaction", "-pk").first()
    if newest is None:
        return 0
    row, _ = Follower.objects.get_or_create(name=PRUNED)
    row.transaction, row.change = newest.transaction, newest.pk
    row.save()
    return old.delete()[0]
