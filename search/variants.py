"""Which variant of a matter was asked for (新办 变更 延续 补办 注销, or a look-up), and what that is worth in the order."""

from functools import lru_cache

from . import lexicon
from .document import Candidate
from .understanding import Understood

FITS, DIFFERS, UNASKED, ABSENT = 0.15, -0.2, -0.08, -0.03
LOOK_UP, LOOKED_UP, LOOK_UP_UNASKED = ("查询", "查阅", "咨询", "档案"), frozenset("查问咨档"), -0.08
"""What names of look-ups hold, what a query for one does, and what is taken from one that was not asked for: who marries
wants no archive of marriages."""


@lru_cache(maxsize=50_000)
def named_actions(name: str) -> frozenset[str]:
    """The actions a name speaks of."""
    return frozenset(a for word, found in lexicon.actions().named.items() if word in name for a in found)


@lru_cache(maxsize=50_000)
def _said_actions(alias: str) -> frozenset[str]:
    """The actions that everyday words speak of."""
    said = lexicon.actions().said
    return named_actions(alias).union(*(found for word, found in said.items() if word in alias))


def worth(understood: Understood, candidate: Candidate) -> float:
    """The variant of the action asked for goes first; without one, the new application does."""
    wanted, has = understood.actions, named_actions(candidate.names[0])
    if wanted & has:
        return FITS
    if wanted and has and all(wanted.isdisjoint(_said_actions(name)) for name in candidate.names[1:]):
        return DIFFERS
    if wanted:
        return 0.0 if "new" in wanted else ABSENT
    return UNASKED if has and "new" not in has else 0.0


def unasked_look_up(understood: Understood, candidate: Candidate) -> float:
    """What is taken from a look-up that was not asked for."""
    unasked = LOOKED_UP.isdisjoint(understood.text) and any(word in candidate.names[0] for word in LOOK_UP)
    return LOOK_UP_UNASKED if unasked else 0.0


def differs(understood: Understood, candidate: Candidate) -> bool:
    """Whether another action was asked for than the one that the candidate's name speaks of."""
    return worth(understood, candidate) == DIFFERS
