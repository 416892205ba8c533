"""The order of the candidates, the same for every engine: how much of what was asked a name covers."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from operator import mul

from . import analysis, lexicon, variants
from .document import Candidate
from .synonyms import Reading
from .understanding import MATTER, Understood, Unit

PAIR, SOUND, SOUND_OF_A_WORD, LONE, BODY = 0.95, 0.8, 0.3, 0.55, 0.3
"""What a place of the query counts when a name holds its pair of characters; only the sound of the pair, which says
little if the pair is a word of its own (手机 is no slip for 收集) or the seam of two; only itself; or when only a body holds it."""
NAMED = 0.88
"""The part of a score that the query's being covered makes; the rest is how much of the name was asked for."""
EXACT = 0.3
"""Added where the query is the whole name, and asks for no other action than that of the matter."""
WIDER = 0.85
"""What a word counts that a name holds in another meaning than its likeliest."""
LEAST = 0.25
"""The share covered from which a candidate has to do with the query."""
GENERIC_WEIGHT, ACTION_WEIGHT, OUTSIDE_WEIGHT, SOFT = 0.06, 0.12, 2.0, 0.25
GENERIC_SHARE = 0.1
"""What a character of such a suffix counts within a phrase, beside the others."""
UNKNOWN = 0.5
"""What a word counts that no name holds: people tell more than what a matter is called."""


@dataclass(frozen=True)
class Scored:
    """A candidate with its score and how much of the matter its names cover (0…1)."""

    candidate: Candidate
    score: float
    covered: float


@dataclass(frozen=True)
class Place:
    """One character of the query that counts: its weight, and what may cover it together with its neighbour."""

    weight: float
    char: str
    pair: str
    sound: str
    by_sound: float = SOUND


@dataclass(frozen=True)
class Asked:
    """A query made ready to be compared with many candidates."""

    understood: Understood
    places: tuple[Place, ...]
    spans: tuple[tuple[int, int, Unit], ...]
    weights: tuple[float, ...]
    total: float
    core: str


def prepare(understood: Understood, documents: int, frequency: Mapping[str, int]) -> Asked:
    """Weigh each character of the query by how rare its word is among the names."""
    places: list[Place] = []
    spans: list[tuple[int, int, Unit]] = []
    counted = [u for u in understood.units if u.kind in MATTER or u.kind in {"generic", "action"}]
    for position, unit in enumerate(counted):
        after = counted[position + 1] if position + 1 < len(counted) else None
        joined = (
            after is not None and after.start == unit.end and analysis.is_han(after.text) and after.kind != "generic"
        )
        begin = len(places)
        places += _places(unit, after.text if after and joined else "", _weight(unit, documents, frequency))
        spans.append((begin, len(places), unit))
    weights = tuple(place.weight for place in places)
    return Asked(understood, tuple(places), tuple(spans), weights, sum(weights), understood.core)


def _places(unit: Unit, following: str, weight: float) -> list[Place]:
    if unit.kind == "outside" or not analysis.is_han(unit.text):
        return [Place(weight, "", "", "")]
    text = unit.text + following[:1]
    found = []
    for i, (char, each) in enumerate(zip(unit.text, _weights(unit, weight), strict=True)):
        pair = text[i : i + 2]
        if len(pair) < 2:
            found.append(Place(each, char, "", ""))
            continue
        sounds = analysis.syllables(pair)
        meant = analysis.is_word(pair) or (i + 1 == len(unit.text) and _two_words(unit.text, following))
        sound = f" {' '.join(sounds)} " if len(sounds) == 2 else ""
        found.append(Place(each, char, pair, sound, SOUND_OF_A_WORD if meant else SOUND))
    return found


def _weights(unit: Unit, weight: float) -> list[float]:
    """Of each character of a unit: what most names end with says little within a phrase as well (结婚 more than 登记)."""
    shares = [1.0] * len(unit.text)
    if unit.kind != "generic":
        for suffix in _suffix().finditer(unit.text):
            shares[suffix.start() : suffix.end()] = [GENERIC_SHARE] * (suffix.end() - suffix.start())
    return [weight * share / sum(shares) for share in shares]


def _two_words(left: str, right: str) -> bool:
    """Both are words as they stand: the pair where they meet is no slip."""
    return len(left) > 1 and len(right) > 1 and analysis.is_word(left) and analysis.is_word(right)


def _weight(unit: Unit, documents: int, frequency: Mapping[str, int]) -> float:
    if unit.kind == "generic":
        return GENERIC_WEIGHT
    if unit.kind == "action":
        return ACTION_WEIGHT
    if unit.kind == "outside":
        return OUTSIDE_WEIGHT
    names = [unit.text, *(piece for reading in unit.readings[:2] for piece in reading.pieces)]
    held = max(frequency.get(name, 0) for name in names)
    rare = max(0.15, math.log((1 + documents) / (1 + held)) / math.log(2 + documents))
    if unit.text in lexicon.soft():
        return SOFT * rare
    if unit.kind == "phrase":
        return rare * min(2.5, 1.0 + 0.35 * len(unit.text))
    known = 1.0 if held or not analysis.is_han(unit.text) else UNKNOWN
    return known * rare * min(2.0, 0.6 * len(unit.text) if analysis.is_han(unit.text) else 1.2)


def rank(asked: Asked, candidates: Iterable[Candidate]) -> list[Scored]:
    """Best first; equal ones by the shorter title, then by key, so that every engine's order is the same."""
    scored = [one for one in (_score(asked, candidate) for candidate in candidates) if one.covered > 0]
    return sorted(scored, key=_place)


def _place(scored: Scored) -> tuple[float, int, str, str]:
    return -round(scored.score, 6), len(scored.candidate.title), scored.candidate.kind, scored.candidate.key


def lifted(scored: Sequence[Scored], boosts: Mapping[tuple[str, str], float]) -> Sequence[Scored]:
    """The order once more, with what visitors opened lifted; what hardly fits stays where it is."""
    if not boosts:
        return scored
    raised = [
        replace(each, score=each.score + boosts.get((each.candidate.kind, each.candidate.key), 0.0))
        if each.covered >= LEAST
        else each
        for each in scored
    ]
    return sorted(raised, key=_place)


def _score(asked: Asked, candidate: Candidate) -> Scored:
    best, covered = 0.0, 0.0
    union: list[float] = []
    action = variants.worth(asked.understood, candidate)
    exact = 0.0 if action == variants.DIFFERS else EXACT
    action += variants.unasked_look_up(asked.understood, candidate)
    for name, sound, letters in zip(candidate.names, candidate.sounds, candidate.initials, strict=True):
        cover, matched = _cover(asked, name, sound, letters)
        union = list(map(max, union, cover)) if union else cover
        share = _share(asked, cover)
        score = share * (NAMED + (1 - NAMED) * _precision(matched, name)) + (
            exact if name == asked.core or name == asked.understood.text else 0
        )
        if score > best:
            best, covered = score, share
    if len(candidate.digest) > 2:
        union = [max(value, BODY * _in_body(asked, i, candidate.digest)) for i, value in enumerate(union)]
    together = _share(asked, union)
    best = max(best, 0.85 * together) if together > covered else best
    return Scored(candidate, best + candidate.boost + action, max(covered, together))


def _share(asked: Asked, cover: Sequence[float]) -> float:
    return sum(map(mul, asked.weights, cover)) / asked.total if asked.total else 0.0


def _cover(asked: Asked, name: str, sound: str, letters: str) -> tuple[list[float], set[str]]:
    """For each place of the query how well the name covers it, and the pieces of the name that were matched."""
    cover, matched = spelled(asked, name, sound)
    for begin, end, unit in asked.spans:
        value, piece = holds(unit, name, sound, letters)
        if value:
            matched.update(piece)
            cover[begin:end] = [max(value, old) for old in cover[begin:end]]
    return cover, matched


def spelled(asked: Asked, name: str, sound: str) -> tuple[list[float], set[str]]:
    """The same by the characters alone, whatever they may mean."""
    cover = [0.0] * len(asked.places)
    matched: set[str] = set()
    for i, place in enumerate(asked.places):
        if not place.pair:
            if place.char and place.char in name:
                cover[i] = max(cover[i], LONE)
            continue
        value = PAIR if place.pair in name else place.by_sound if place.sound and place.sound in sound else 0.0
        if value:
            matched.add(place.pair)
            cover[i] = max(cover[i], value)
            if i + 1 < len(cover):
                cover[i + 1] = max(cover[i + 1], value)
        elif place.char in name:
            cover[i] = max(cover[i], LONE * 0.5)
    return cover, matched


def holds(unit: Unit, name: str, sound: str, letters: str) -> tuple[float, tuple[str, ...]]:
    """How well a name holds a unit: itself, what it may mean, or how it sounds."""
    if unit.kind in {"latin", "digits"}:
        return _latin(unit, name, sound, letters)
    if unit.text in name:
        return (WIDER if _wider(unit, name) else 1.0 if len(unit.text) > 1 else LONE + 0.2), (unit.text,)
    best: float = 0.0
    pieces: tuple[str, ...] = ()
    if not unit.readings or unit.traces.isdisjoint(_traces(name)):
        return best, pieces
    for reading in unit.readings:
        if reading.weight <= best:
            continue
        value = _reading(reading, name)
        if value > best:
            best, pieces = value, reading.pieces
    return best, pieces


def _wider(unit: Unit, name: str) -> bool:
    """Whether a word stands for a longer one that holds it, and the name has but the word: 执照 is said of 营业执照."""
    likeliest = unit.readings[0].pieces[0] if unit.readings else ""
    return len(likeliest) > len(unit.text) + 1 and unit.text in likeliest and likeliest not in name


@lru_cache(maxsize=2_000)
def _traces(name: str) -> frozenset[str]:
    """Its characters, and its neighbouring ones by twos."""
    return frozenset((*name, *analysis.neighbours(name)))


def _reading(reading: Reading, name: str) -> float:
    """All pieces in the name: full; of several pieces each missing one takes its share and a half."""
    there = 0
    for piece in reading.pieces:
        if piece in name:
            there += len(piece)
    if there == reading.length:
        return reading.weight
    partial = reading.weight * 0.6 * there / reading.length
    if reading.pairs:
        share = sum([pair in name for pair in reading.pairs]) / len(reading.pairs)
        partial = max(partial, reading.weight * 0.85 * share if share >= 0.5 else 0.0)
    return partial


def _latin(unit: Unit, name: str, sound: str, letters: str) -> tuple[float, tuple[str, ...]]:
    if re.search(rf"(?<![a-z0-9]){re.escape(unit.text)}(?![a-z0-9])", name):
        return 1.0, (unit.text,)
    if unit.spelled:
        if f" {' '.join(unit.spelled)} " in sound:
            return 0.95, ("字" * len(unit.spelled),)
        pairs = [f" {a} {b} " for a, b in zip(unit.spelled, unit.spelled[1:], strict=False)]
        share = sum(pair in sound for pair in pairs) / len(pairs) if pairs else 0.0
        if share >= 0.5:
            return 0.85 * share, ("字" * round(share * len(unit.spelled)),)
    if unit.kind == "latin" and len(unit.text) >= 2 and unit.text in letters:
        return (0.95 if letters.startswith(unit.text) else 0.85), ("字" * len(unit.text),)
    return 0.0, ()


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, lexicon.generic()), key=len, reverse=True)))


@lru_cache(maxsize=50_000)
def _informative_length(name: str) -> int:
    return max(1, len(_suffix().sub("", name).replace(" ", "")))


def _precision(matched: Iterable[str], name: str) -> float:
    """What share of the name's informative characters was asked for."""
    lengths = {char for piece in matched for char in piece if not piece.startswith("字")}
    counted = len(lengths) + sum(len(piece) for piece in matched if piece.startswith("字"))
    return min(1.0, counted / _informative_length(name))


def _in_body(asked: Asked, index: int, digest: str) -> float:
    place = asked.places[index]
    return 1.0 if place.pair and place.pair in digest else 0.0
