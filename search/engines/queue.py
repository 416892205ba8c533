"""Queues: lists newest first that hold every word asked for. Nothing in them is public, and nothing is ranked."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.crypto import salted_hmac

from search import numbers
from search.analysis import is_han, normal
from search.document import Document

from . import EVERYTHING, layout

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇]+|[a-z0-9]+")
MOST_WORDS = 24
"""Tokens of one query that are looked for."""
LONGEST = 100
"""Characters of one token: what lies beyond tells no words apart, and a cluster would cut it."""
MOST = 10_000
"""Documents one question finds at most, the newest: what a cluster gives in one answer, and more than anybody reads."""
SECOND = 1 << 16
"""Places in one second: documents of one second stand by their keys."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Documents of a kind that hold, of each group of tokens, any one; within facets (any of the values) and scope."""

    kind: str
    groups: tuple[tuple[str, ...], ...]
    scope: tuple[str, ...]
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    limit: int = MOST

    @property
    def marks(self) -> list[list[str]]:
        """The groups of marks of which a document must hold one each."""
        groups = [[layout.mark(name, value) for value in values] for name, values in self.filters.items()]
        if EVERYTHING not in self.scope:
            groups.append([layout.scope_mark(each) for each in self.scope])
        return groups

    @property
    def hopeless(self) -> bool:
        """Whether nothing can be found: no word, no scope, or a filter without a value."""
        return not self.groups or self.limit < 1 or not all(self.marks)


def place(document: Document) -> int:
    """Where a document stands in its queue; a newer one has a greater place, and a changed one keeps its own."""
    moment = max(0, int(document.date.timestamp())) if document.date else 0
    within = int(document.key) if document.key.isdecimal() else zlib.crc32(document.key.encode())
    return moment * SECOND + within % SECOND


def safe(document: Document) -> Document:
    """The document as an index may keep it: no whole number of a person in any text."""
    texts = {name: numbers.hidden(text, document.numbers)[0] for name, text in document.body.items()}
    return replace(document, title=numbers.hidden(document.title, document.numbers)[0], body=texts)


def fields(document: Document) -> layout.Fields:
    """Analyse a document: of each text its neighbouring characters by twos and its words; of names also each character."""
    found: dict[str, None] = {}
    names, texts = [document.title, *document.aliases], list(document.body.values())
    for text in [*names, *texts]:
        plain, hidden = numbers.hidden(text, document.numbers)
        found |= dict.fromkeys([*_tokens(plain), *hidden])
    found |= dict.fromkeys(char for name in names for char in normal(name) if is_han(char))
    for number in document.numbers:
        found |= dict.fromkeys(numbers.tokens(number))
    if document.code:
        found |= dict.fromkeys([f"n_{numbers.spelled(document.code)}", *_tokens(normal(document.code))])
    facets = layout.facet_values(document.facets)
    marks = [layout.mark(name, value) for name, values in facets.items() for value in values]
    marks += [layout.scope_mark(each) for each in document.scope]
    return layout.Fields("", "", "", " ".join(found), " ".join(marks), "", {})


def fingerprint(document: Document, kept: layout.Fields) -> str:
    """Tells whether an index holds a document as it is now. Keyed, since it is made of what may be guessed."""
    text = "\n".join([kept.body, kept.marks, str(place(document)), *safe(document).body.values()])
    return salted_hmac("search.queue", text, algorithm="sha256").hexdigest()[:24]


def groups(text: str) -> tuple[tuple[str, ...], ...]:
    """What a document must hold to be found by a query; () if nothing in it can be looked for."""
    plain = normal(text[:200])
    found: list[tuple[str, ...]] = [(numbers.whole(each), f"n_{each}") for each in _asked_numbers(plain)]
    for run in _RUN.findall(numbers.without(plain)):
        if is_han(run):
            found += [(token,) for token in _pairs(run)]
        else:
            found.append((run[:LONGEST], *_as_number(run)))
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def words(text: str) -> list[str]:
    """The pieces of a query to be marked where they stand, the longest first."""
    return sorted(set(_RUN.findall(numbers.without(normal(text[:200])))), key=len, reverse=True)


def match(asked: Asked) -> str:
    """The FTS5 expression. Tokens hold letters, digits and "_" only: none can escape."""
    parts = [f"(body : ({_either(group)}))" for group in asked.groups]
    return " AND ".join([*parts, *(f"(marks : ({_either(group)}))" for group in asked.marks)])


def _either(tokens: Iterable[str]) -> str:
    return " OR ".join(f'"{token}"' for token in tokens)


def _tokens(plain: str) -> list[str]:
    return [token for run in _RUN.findall(plain) for token in (_pairs(run) if is_han(run) else [run[:LONGEST]])]


def _pairs(run: str) -> list[str]:
    """Each two neighbouring characters; a lone one stands for itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _asked_numbers(plain: str) -> list[str]:
    """The long numbers of a query. Two side by side are two; digits parted by blanks are one."""
    found = list(numbers.numbers_in(plain))
    inner = [number for number in found if any(number != other and number in other for other in found)]
    return inner or found


def _as_number(run: str) -> list[str]:
    """What a word may be besides a word: the last four of a number, a whole one, a document's own."""
    if not any(char.isdigit() for char in run):
        return []
    last = [numbers.tail(run)] if len(run) == numbers.TAIL else []
    return [*last, *([numbers.whole(run), f"n_{run}"] if len(run) > numbers.TAIL else [])]
