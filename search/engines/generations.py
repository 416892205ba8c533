"""A whole new index beside the one that answers, taken into use at a stroke: `fresh`, fill it, `publish`."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings

from search.registry import SHELVES

from . import EngineDownError
from .elastic import ElasticEngine
from .entry import Entry


class Filling(ElasticEngine):
    """The same cluster, writing to indexes that nobody reads yet."""

    def __init__(self, live: ElasticEngine) -> None:
        super().__init__(",".join(live.addresses))
        self.live, self.breaker, self.client = live, live.breaker, live.client
        stamp = time.time_ns() // 1_000_000
        self.made = {shelf: f"{live.alias(shelf)}-{stamp}" for shelf in SHELVES}

    def alias(self, shelf: str) -> str:
        """Under which it is filled."""
        return f"{self.live.alias(shelf)}-next"


@contextmanager
def fresh(live: ElasticEngine) -> Iterator[Filling]:
    """Empty indexes to fill. They are gone again if this fails, as is what an earlier try has left."""
    filling = Filling(live)
    _drop(live, [name for name, aliases in _all(live).items() if not aliases or _is_next(aliases)])
    try:
        for shelf, name in filling.made.items():
            made = Entry._index.clone(name=name)
            made.aliases(**{filling.alias(shelf): {}})
            live.ask(made.create, using=live.patient)
        yield filling
    except BaseException:
        with suppress(EngineDownError):
            _drop(live, [name for name in _all(live) if name in filling.made.values()])
        raise


def publish(filling: Filling) -> None:
    """From now on these indexes are read and written; those before go, of other layouts too."""
    live, there = filling.live, _all(filling.live)
    if not set(filling.made.values()) <= there.keys():
        raise EngineDownError("Another rebuild has begun meanwhile; that one goes on.")
    actions = []
    for shelf, name in filling.made.items():
        holders = [each for each, aliases in there.items() if live.alias(shelf) in aliases]
        actions += [{"remove": {"index": each, "alias": live.alias(shelf)}} for each in holders]
        actions.append({"add": {"index": name, "alias": live.alias(shelf)}})
        actions.append({"remove": {"index": name, "alias": filling.alias(shelf)}})
    live.ask(live.patient.indices.update_aliases, actions=actions)
    _drop(live, [name for name in there if name not in filling.made.values()])


def wipe(live: ElasticEngine) -> None:
    """Drop every index of this hall."""
    _drop(live, list(_all(live)))


def _is_next(aliases: set[str]) -> bool:
    return any(alias.endswith("-next") for alias in aliases)


def _drop(live: ElasticEngine, names: list[str]) -> None:
    for name in names:
        live.ask(live.patient.indices.delete, index=name, ignore_unavailable=True)


def _all(live: ElasticEngine) -> dict[str, set[str]]:
    """The indexes of this hall with their aliases; never those of a hall whose prefix begins alike."""
    found: dict[str, set[str]] = {}
    for shelf in SHELVES:
        stem = f"{settings.SEARCH_PREFIX}-{shelf}-"
        told = live.ask(live.patient.indices.get_alias, index=f"{stem}*", allow_no_indices=True)
        ours = re.compile(re.escape(stem) + r"v?[0-9-]+")
        found |= {name: set(facts["aliases"]) for name, facts in told.items() if ours.fullmatch(name)}
    return found
