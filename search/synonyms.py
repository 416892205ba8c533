"""What people say against what the guides say: a shipped base (data/*.tsv) and, over it, the editors' entries."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from .analysis import bigrams, is_all_han, syllables
from .lexicon import Phrases, lines, outside
from .models import Synonym, SynonymKind, split_words

WEIGHT = {SynonymKind.EQUIVALENT: 0.97, SynonymKind.RENAMED: 0.98, SynonymKind.ONE_WAY: 0.95, SynonymKind.EVENT: 0.97}
"""How much a match through an entry of each kind counts against the words themselves."""
STEP = 0.05
"""How much less each further meaning of an entry counts."""
LEAST = 0.6
KIND_OF = {
    "renamed.tsv": SynonymKind.RENAMED,
    "same.tsv": SynonymKind.EQUIVALENT,
    "oneway.tsv": SynonymKind.ONE_WAY,
    "events.tsv": SynonymKind.EVENT,
    "together.tsv": SynonymKind.EVENT,
}
"""The shipped files of entries and the kind each holds."""


@dataclass(frozen=True)
class Reading:
    """A phrase of the guides that may stand for what was said: all its words should be there."""

    pieces: tuple[str, ...]
    weight: float

    @cached_property
    def length(self) -> int:
        """The characters of all pieces."""
        return sum(map(len, self.pieces))

    @cached_property
    def pairs(self) -> tuple[str, ...]:
        """Neighbouring characters of a phrase of four and more; enough of them may stand for it. Else empty."""
        return tuple(bigrams(self.pieces[0])) if len(self.pieces) == 1 and self.length > 3 else ()


@dataclass(frozen=True)
class Entry:
    """One entry, as shipped or as an editor wrote it."""

    kind: str
    said: tuple[str, ...]
    meant: tuple[str, ...]


Table = dict[str, tuple[Reading, ...]]


@dataclass(frozen=True)
class Thesaurus:
    """All entries in force."""

    table: Mapping[str, tuple[Reading, ...]]
    phrases: Phrases
    """Those of two characters and more in one piece; a single one counts only as a word of its own."""

    @cached_property
    def together(self) -> tuple[tuple[tuple[str, ...], tuple[Reading, ...]], ...]:
        """What is said in several words, wherever each of them stands, and what they mean together."""
        return tuple((tuple(said.split()), readings) for said, readings in self.table.items() if " " in said)

    @cached_property
    def claiming(self) -> Phrases:
        """The phrases, and the words of what is asked elsewhere: the longest takes a place of the query."""
        return Phrases((*(word for word in self.table if len(word) > 1 and " " not in word), *outside()))

    @cached_property
    def by_sound(self) -> Mapping[tuple[str, ...], str]:
        """The phrases by their syllables."""
        words = sorted((word for word in self.table if len(word) > 1 and is_all_han(word)), reverse=True)
        return {syllables(word): word for word in words}


@cache
def base() -> tuple[Entry, ...]:
    """The shipped entries. A line: what is said and what is meant, each separated by 、, with a tab between."""
    entries = []
    for name in KIND_OF:
        for line in lines(name):
            said, _, meant = line.partition("\t")
            kind = KIND_OF[name]
            entries.append(Entry(kind, tuple(split_words(said)), tuple(split_words(meant))))
    return tuple(entries)


def _readings(kind: str, meant: Iterable[str]) -> tuple[Reading, ...]:
    top = WEIGHT[SynonymKind(kind)]
    return tuple(
        Reading(tuple(text.split()), max(LEAST, top if kind == SynonymKind.EQUIVALENT else top - STEP * place))
        for place, text in enumerate(meant)
    )


def pairs(entry: Entry) -> Table:
    """What each word said may mean, by one entry."""
    if entry.kind == SynonymKind.EQUIVALENT:
        every = (*entry.said, *entry.meant)
        return {word: _readings(entry.kind, [w for w in every if w != word]) for word in every}
    return {word: _readings(entry.kind, entry.meant) for word in entry.said}


def _merge(table: Table, more: Table) -> None:
    for word, readings in more.items():
        table[word] = (*table.get(word, ()), *readings)


@cache
def _base_table() -> Table:
    table: Table = {}
    for entry in base():
        _merge(table, pairs(entry))
    return table


_lock = threading.Lock()
_kept: tuple[object, Thesaurus] | None = None


def thesaurus() -> Thesaurus:
    """The entries in force now: an editor's change acts on the next query of every process."""
    global _kept
    stamp = Synonym.history.order_by("-history_id").values_list("history_id", "history_date").first()
    kept = _kept
    if kept is None or kept[0] != stamp:
        with _lock:
            kept = _kept = (stamp, _load())
    return kept[1]


def proposed(row: Synonym, *, gone: bool = False) -> Thesaurus:
    """The entries that would be in force with this one saved as it stands here, or deleted."""
    others = list(Synonym.objects.exclude(pk=row.pk).order_by("pk"))
    return _load(others if gone else [*others, row])


def _load(rows: Iterable[Synonym] | None = None) -> Thesaurus:
    table = dict(_base_table())
    own: Table = {}
    for row in Synonym.objects.order_by("pk") if rows is None else rows:
        entry = Entry(row.kind, tuple(split_words(row.said)), tuple(split_words(row.meant)))
        for word in entry.said:
            table.pop(word, None)
        if row.active and (entry.meant or entry.kind == SynonymKind.EQUIVALENT):
            _merge(own, pairs(entry))
    _merge(table, own)
    table = {word: readings for word, readings in table.items() if readings}
    return Thesaurus(table, Phrases(word for word in table if len(word) > 1 and " " not in word))
