"""Which tokens of a query are worth looking for: the same choice for every engine."""

from collections.abc import Mapping
from dataclasses import dataclass

from . import Wanted

COMMON = 0.2
"""Tokens in more than this share of the documents find nothing that rarer ones do not, and cost most of the time."""
FEW = 200
"""Below this many documents no token is left out."""


@dataclass(frozen=True)
class Chosen:
    """Tokens to look for in names and bodies, and among the sounds of names."""

    tokens: list[str]
    sounds: list[str]

    def __bool__(self) -> bool:
        return bool(self.tokens or self.sounds)


def choose(wanted: Wanted, documents: int, held: Mapping[str, int]) -> Chosen:
    """Leave out what no document holds and what nearly all do; `held`: how many documents hold a token anywhere."""
    bar = documents * COMMON if documents > FEW else documents
    tokens = [t for t in wanted.tokens if 0 < held.get(t, 0) <= bar]
    tokens = tokens or sorted((t for t in wanted.tokens if held.get(t)), key=lambda t: held[t])[:2]
    return Chosen(tokens, [t for t in wanted.sounds if 0 < held.get(t, 0) <= bar])


def in_names(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """From the counts by token and field: how many documents hold each token in their title or in an alias."""
    return {token: max(by.get("title", 0), by.get("alias", 0)) for token, by in counts.items()}
