"""The shipped knowledge of the field: how citizens speak. Data files beside this module; editors' entries come on top."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .analysis import normal, syllables


def lines(name: str) -> Iterator[str]:
    """The lines of a data file without comments and empty ones."""
    for line in files("search").joinpath("data", name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _words(parts: Iterable[str]) -> frozenset[str]:
    return frozenset(normal(word) for part in parts for word in part.split())


@cache
def fillers() -> frozenset[str]:
    """What people say around the matter itself."""
    return _words(lines("fillers.txt"))


@cache
def generic() -> frozenset[str]:
    """Words that most items' names end with."""
    return _words(lines("generic.txt"))


@cache
def soft() -> frozenset[str]:
    """Words that say who, where or when, seldom which matter."""
    return _words(lines("soft.txt"))


@cache
def outside() -> frozenset[str]:
    """What people ask elsewhere: words that no hall's matter is meant by, unless a name holds them."""
    return _words(lines("outside.txt"))


@cache
def sections() -> Mapping[str, str]:
    """Words that ask for a section of the guide, each to its section."""
    rows = (line.split("\t") for line in lines("sections.tsv"))
    return {normal(word): section for section, *words in rows for word in words}


@dataclass(frozen=True)
class Actions:
    """Words of the citizens and words of the names, each to its actions (new change renew replace cancel)."""

    said: Mapping[str, frozenset[str]]
    named: Mapping[str, frozenset[str]]


@cache
def actions() -> Actions:
    """The five actions that make variants of one matter."""
    said: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for line in lines("actions.tsv"):
        action, spoken, written = line.split("\t")
        for words, table in ((spoken, said), (written, named)):
            for word in words.split():
                table.setdefault(normal(word), set()).add(action)
    return Actions({w: frozenset(a) for w, a in said.items()}, {w: frozenset(a) for w, a in named.items()})


@cache
def around_by_sound() -> Mapping[tuple[str, ...], str]:
    """What is said around the matter, by its syllables: for queries in pinyin."""
    words = (*fillers(), *sections(), *actions().said, *generic())
    return {syllables(word): word for word in sorted(words, key=len) if len(word) > 1}


class Phrases:
    """Find which of many phrases occur in a text, longest first at each place."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._all = frozenset(p for p in phrases if p)
        self._lengths = sorted({len(p) for p in self._all}, reverse=True)

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._all

    def at(self, text: str, start: int) -> str:
        """The longest phrase that begins here, or ""."""
        for length in self._lengths:
            piece = text[start : start + length]
            if len(piece) == length and piece in self._all:
                return piece
        return ""

    def everywhere(self, text: str) -> Iterator[tuple[int, str]]:
        """Every phrase at every place, nested ones too."""
        for start in range(len(text)):
            for length in self._lengths:
                piece = text[start : start + length]
                if len(piece) == length and piece in self._all:
                    yield start, piece
