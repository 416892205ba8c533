"""Whether the first of the ranked candidates is an answer, perhaps one, or none; and which belong beside it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from . import families, lexicon
from .document import Candidate
from .ranking import LEAST, Asked, Scored, holds, spelled
from .understanding import MATTER, Unit
from .variants import differs

HITS, UNSURE = 0.62, 0.42
"""Shares covered from which the first candidate is an answer, or perhaps one."""
HITS_ANCHORED, UNSURE_ANCHORED, UNSURE_FOREIGN = 0.42, LEAST, 0.6
"""The same where a name holds a weighty word of the query whole; and where something is asked that no hall does."""
ANCHOR, ANCHOR_WEIGHT = 0.75, 0.8
"""How well a name must hold a word, and how much the word must weigh, to anchor the answer."""
MAIN, SPELLED, WEIGHTY = 0.6, 0.78, 0.75
"""An answer is sure if a name holds a main word so well, or all its characters (slips that sound alike too); else only
a part of the word is there: 养老 of 养老院. The main words are those of so much of the weightiest one's weight."""
LED = 0.95
"""How well a name must be meant by an entry that speaks of the action too, to be an answer whatever its own action."""
BESIDE = {"hits": 0.7, "unsure": 0.5}
"""Of what the best candidate covers, how much another must cover to be presented beside it."""
BRACKETS = re.compile(r"[(（][^)）]*[)）]")
"""What names add of one matter: level, place, kind (省级权限, 小学)."""
MANY, ALIKE = 10, 0.97
"""One word that so many different matters fit about as well as the first does is too vague: categories are asked for."""


def verdict(asked: Asked, scored: Sequence[Scored]) -> str:
    """hits, unsure, none or clarify: a poor match is never presented as the answer."""
    if asked.understood.vague or _scattered(asked, scored):
        return "clarify"
    if not scored:
        return "none"
    covered = scored[0].covered
    foreign = any(unit.kind == "outside" and not _holds(scored[0].candidate, unit.text) for _, _, unit in asked.spans)
    held = 0.0 if foreign else _anchored(asked, scored[0].candidate)
    sure, perhaps = (HITS_ANCHORED, UNSURE_ANCHORED) if held >= ANCHOR_WEIGHT else (HITS, UNSURE)
    if covered >= sure and not foreign and _fits(asked, scored[0]):
        return "hits"
    return "unsure" if covered >= (UNSURE_FOREIGN if foreign else perhaps) else "none"


def _fits(asked: Asked, scored: Scored) -> bool:
    """Whether what a candidate covers is what was meant: the action, the words and not their sound, the main one."""
    candidate = scored.candidate
    if (differs(asked.understood, candidate) and not _led(asked, candidate)) or not _read(asked, candidate):
        return False
    return _main(asked, candidate)


def _led(asked: Asked, candidate: Candidate) -> bool:
    """Whether an entry for the words, the action among them, leads straight to one of the names."""
    return any(
        holds(unit, *name)[0] >= LED
        for _, _, unit in asked.spans
        if unit.kind == "phrase" and any(word in unit.text for word in lexicon.actions().said)
        for name in _named(candidate)
    )


def _main(asked: Asked, candidate: Candidate) -> bool:
    """Whether one of the names holds a main word of the query, or what it may mean."""
    spans = [span for span in asked.spans if span[2].kind in MATTER]
    least = WEIGHTY * max(_weight(asked, begin, end) for begin, end, _ in spans)
    main = [(begin, end, _telling(unit)) for begin, end, unit in spans if _weight(asked, begin, end) >= least]
    for name in _named(candidate):
        cover, _ = spelled(asked, *name[:2])
        if any(holds(unit, *name)[0] >= MAIN or min(cover[begin:end]) >= SPELLED for begin, end, unit in main):
            return True
    return False


def _weight(asked: Asked, begin: int, end: int) -> float:
    return sum(place.weight for place in asked.places[begin:end])


def _telling(unit: Unit) -> Unit:
    """A word without those meanings that say an action and no matter: 注销登记 alone is of no company."""
    return replace(unit, readings=tuple(each for each in unit.readings if _matter(each.pieces)))


@lru_cache(maxsize=5_000)
def _matter(pieces: tuple[str, ...]) -> bool:
    """Whether anything is left of a meaning without actions and what names no matter."""
    return bool(_empty().sub("", "".join(pieces)))


@cache
def _empty() -> re.Pattern[str]:
    words = {*families.EMPTY, *lexicon.actions().named}
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def bar(scored: Sequence[Scored], verdict: str) -> float:
    """The share that a candidate must cover to be presented: not far below the best, least so beside a sure answer."""
    best = max((each.covered for each in scored), default=0.0)
    return max(LEAST, best * BESIDE.get(verdict, 0.0))


def _scattered(asked: Asked, scored: Sequence[Scored]) -> bool:
    """Whether the query is one word, the whole name of nothing, that many different matters fit alike."""
    if len(asked.spans) != 1 or len(asked.understood.matter) != 1 or not scored:
        return False
    if scored[0].covered < HITS_ANCHORED or any(
        asked.understood.matter[0].text == name for name in scored[0].candidate.names
    ):
        return False
    alike = [each.candidate.title for each in scored if each.covered >= scored[0].covered * ALIKE]
    return len(alike) >= MANY and len({families.variant(BRACKETS.sub("", title)).stem for title in alike}) >= MANY


def _anchored(asked: Asked, candidate: Candidate) -> float:
    """The weight of the weightiest phrase or word of the query that one of the names holds, or what it means."""
    best = 0.0
    for begin, end, unit in asked.spans:
        if unit.kind not in {"word", "phrase"} or len(unit.text) < 2 or unit.text in lexicon.soft():
            continue
        weight = _weight(asked, begin, end)
        if weight > best and any(holds(unit, *name)[0] >= ANCHOR for name in _named(candidate)):
            best = weight
    return best


def _read(asked: Asked, candidate: Candidate) -> bool:
    """Whether a name holds anything of the query as it is written or meant, and not by its sound alone."""
    if any(place.pair and place.pair in name for place in asked.places for name in candidate.names):
        return True
    telling = [unit for _, _, unit in asked.spans if unit.kind not in {"generic", "action"}]
    return any(holds(unit, *name)[0] for unit in telling for name in _named(candidate))


def _holds(candidate: Candidate, text: str) -> bool:
    return any(text in name for name in candidate.names)


def _named(candidate: Candidate) -> Iterable[tuple[str, str, str]]:
    return zip(candidate.names, candidate.sounds, candidate.initials, strict=True)
