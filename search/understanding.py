"""What a query asks: its informative words, what they may mean, the action and the section of the guide wanted."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from . import analysis, lexicon
from .lexicon import Phrases
from .synonyms import Reading, Thesaurus

LONGEST = 100
"""Characters of a query that are read: a question, not a letter."""
MATTER = frozenset({"word", "phrase", "latin", "digits", "outside"})
"""The kinds of unit that say which item is meant, or that none is."""
_GIVING_UP = re.compile(r"不(?:想|要|打算|再)?(?:开|做|干|经营)[^不，。,.]{0,8}了")
"""Somebody gives up what stands between: 不想开饭店了."""
_LATIN = re.compile(r"[a-z]+")
_SPELLED_APART = re.compile(r"[a-z]{1,6}(?: [a-z]{1,6})+")
_BLANK_IN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class Unit:
    """A piece of the query, at [start, end) of its text.

    kind: word (informative), generic, action, section, filler, phrase (claimed by a synonym), latin, digits, outside
    (what people ask elsewhere).
    """

    start: int
    end: int
    text: str
    kind: str
    readings: tuple[Reading, ...] = ()
    spelled: tuple[str, ...] = ()
    """Latin letters read as pinyin syllables, where they can be."""

    @cached_property
    def traces(self) -> frozenset[str]:
        """A name that holds none of these holds nothing of what the unit may mean."""
        pieces = [piece for reading in self.readings for piece in reading.pieces]
        return frozenset(trace for piece in pieces for trace in (analysis.neighbours(piece) or [piece]))


@dataclass(frozen=True)
class Understood:
    """A query, taken apart."""

    text: str
    units: tuple[Unit, ...]
    actions: frozenset[str] = frozenset()
    section: str = ""
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def matter(self) -> tuple[Unit, ...]:
        """The units that say which item is meant."""
        return tuple(unit for unit in self.units if unit.kind in MATTER)

    @property
    def foreign(self) -> bool:
        """Something is asked that no hall does."""
        return any(unit.kind == "outside" for unit in self.units)

    @property
    def vague(self) -> bool:
        """Nothing says which item is meant."""
        return not self.matter

    @property
    def core(self) -> str:
        """The query without what is said around the matter."""
        kept = [unit.text for unit in self.units if unit.kind not in {"filler", "section"}]
        return "".join(kept)


def tidy(query: str) -> str:
    """The query normalised, blanks between Chinese characters dropped, cut at the longest length read."""
    return _BLANK_IN_HAN.sub("", analysis.normal(query, longest=LONGEST * 4))[:LONGEST].strip()


def understand(query: str, thesaurus: Thesaurus) -> Understood:
    """Take a query apart. What is spelled in pinyin and known by its sound is read as the characters."""
    text = _SPELLED_APART.sub(_joined, tidy(query))
    text = _BLANK_IN_HAN.sub("", _LATIN.sub(lambda found: _from_pinyin(found.group(), thesaurus), text))
    taken: list[Unit | None] = [None] * len(text)
    _claim(text, taken, thesaurus.claiming, lambda piece: "phrase" if piece in thesaurus.table else "outside")
    said = lexicon.actions().said
    actions = {action for start, word in _long(said).everywhere(text) for action in said[word]}
    _claim(text, taken, _long(said), lambda _: "action")
    if _GIVING_UP.search(text):
        actions.add("cancel")
    section = _section(text, taken)
    _claim(text, taken, _long(lexicon.fillers()), lambda _: "filler")
    units = _with_readings(text, taken, thesaurus)
    for start, run in _rest(text, taken):
        for unit in _cut(start, run, thesaurus):
            units.append(unit)
            if unit.kind == "action":
                actions |= said[unit.text]
    units.sort(key=lambda unit: unit.start)
    return Understood(text, _together(text, units, thesaurus), frozenset(actions), section)


def _together(text: str, units: list[Unit], thesaurus: Thesaurus) -> tuple[Unit, ...]:
    """Words that mean something together: each unit they stand in may mean it too, before what it means alone."""
    for pieces, readings in thesaurus.together:
        if not all(piece in text for piece in pieces):
            continue
        spans = [(at, at + len(piece)) for piece in pieces for at in (text.find(piece),)]
        for i, unit in enumerate(units):
            if unit.kind in {"word", "phrase"} and any(unit.start < end and start < unit.end for start, end in spans):
                units[i] = replace(unit, kind="phrase", readings=(*readings, *unit.readings))
    return tuple(units)


def _joined(found: re.Match[str]) -> str:
    """Syllables typed apart are one word: gao ling jin tie → gaolingjintie."""
    parts = found.group().split(" ")
    return "".join(parts) if all(len(analysis.spell(part)) == 1 for part in parts) else found.group()


def _from_pinyin(letters: str, thesaurus: Thesaurus) -> str:
    """kaifandian → 开饭店; letters that are no known words stay letters."""
    spelled = analysis.spell(letters) if len(letters) > 3 else ()
    if len(spelled) < 2:
        return letters
    known = {**lexicon.around_by_sound(), **thesaurus.by_sound}
    text, at = "", 0
    while at < len(spelled):
        end = next((e for e in range(min(len(spelled), at + 8), at + 1, -1) if spelled[at:e] in known), 0)
        if not end:
            return letters
        text, at = text + known[spelled[at:end]], end
    return text


PARTICLES = frozenset("了的吗呢吧过着不没想")
"""Two characters with one of these are everyday grammar (坏了), never a slip for a phrase that sounds alike (怀了)."""


def corrected(query: str, thesaurus: Thesaurus) -> str:
    """The query with what merely sounds like a known phrase written as it; "" if nothing does. 开反店 → 开饭店."""
    text = tidy(query)
    inside = _inside_words(text)
    for length in range(min(8, len(text)), 1, -1):
        for start in range(len(text) - length + 1):
            if start in inside or start + length in inside:
                continue
            piece = text[start : start + length]
            if length == 2 and PARTICLES.intersection(piece):
                continue
            word = thesaurus.by_sound.get(analysis.syllables(piece)) if analysis.is_all_han(piece) else None
            if word and word != piece and len(word) == length and not analysis.is_word(piece):
                return text[:start] + word + text[start + length :]
    return ""


def _inside_words(text: str) -> set[int]:
    """The places in a text where a word is cut in two: what begins or ends there was not meant as a word."""
    inside: set[int] = set()
    at = 0
    for run in analysis.runs(text):
        at = text.index(run, at)
        for word in analysis.cut(run):
            inside |= set(range(at + 1, at + len(word))) if analysis.is_word(word) else set()
            at += len(word)
    return inside


_phrases: dict[int, Phrases] = {}


def _long(words: object) -> Phrases:
    """The words of two characters and more of a table that never changes; kept."""
    kept = _phrases.get(id(words))
    if kept is None:
        kept = _phrases[id(words)] = Phrases(word for word in words if len(word) > 1)  # type: ignore[attr-defined]
    return kept


def _claim(text: str, taken: list[Unit | None], phrases: Phrases, kind: Callable[[str], str]) -> None:
    """Mark the free places of the text where a phrase stands, the longest that has room first at each place."""
    start = 0
    while start < len(text):
        end = next((place for place in range(start, len(text)) if taken[place]), len(text))
        piece = phrases.at(text[:end], start)
        if piece and _whole(text, start, piece):
            unit = Unit(start, start + len(piece), piece, kind(piece))
            taken[start : unit.end] = [unit] * len(piece)
            start = unit.end
        else:
            start += 1


def _whole(text: str, start: int, piece: str) -> bool:
    """A phrase of Latin letters or digits must not stand inside a longer word."""
    before, after = text[start - 1 : start], text[start + len(piece) : start + len(piece) + 1]
    return not (
        (piece[0].isascii() and before.isascii() and before.isalnum())
        or (piece[-1].isascii() and after.isascii() and after.isalnum())
    )


def _section(text: str, taken: list[Unit | None]) -> str:
    table = lexicon.sections()
    _claim(text, taken, _long(table), lambda _: "section")
    asked = [unit for unit in taken if unit and unit.kind == "section"]
    longest = max(asked, key=lambda unit: len(unit.text), default=None)
    return table[longest.text] if longest else ""


def _with_readings(text: str, taken: list[Unit | None], thesaurus: Thesaurus) -> list[Unit]:
    """The claimed units; phrases with their own readings and, counting less, those of the phrases inside them."""
    units = []
    for unit in dict.fromkeys(each for each in taken if each):
        if unit.kind != "phrase":
            units.append(unit)
            continue
        readings = list(thesaurus.table[unit.text])
        for _, inner in thesaurus.phrases.everywhere(unit.text):
            if inner != unit.text:
                share = 0.9 * len(inner) / len(unit.text)
                readings += [Reading(r.pieces, r.weight * share) for r in thesaurus.table[inner]]
        units.append(Unit(unit.start, unit.end, unit.text, "phrase", tuple(readings[:24])))
    return units


def _rest(text: str, taken: list[Unit | None]) -> list[tuple[int, str]]:
    """The runs of one script among the places nobody claimed."""
    masked = "".join(" " if unit else char for char, unit in zip(text, taken, strict=True))
    found, at = [], 0
    for run in analysis.runs(masked):
        at = masked.index(run, at)
        found.append((at, run))
        at += len(run)
    return found


def _cut(start: int, run: str, thesaurus: Thesaurus) -> list[Unit]:
    if not analysis.is_han(run):
        digits = run.isdigit()
        return [
            Unit(
                start,
                start + len(run),
                run,
                "digits" if digits else "latin",
                spelled=() if digits else analysis.spell(run),
            )
        ]
    units = []
    for word in analysis.cut(run):
        kind = _kind(word)
        readings = thesaurus.table.get(word, ()) if kind == "word" and len(word) == 1 else ()
        units.append(Unit(start, start + len(word), word, "phrase" if readings else kind, readings))
        start += len(word)
    return units


def _kind(word: str) -> str:
    if word in lexicon.actions().said:
        return "action"
    if word in lexicon.fillers():
        return "filler"
    return "generic" if word in lexicon.generic() else "word"
