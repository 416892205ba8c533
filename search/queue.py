"""Queues as other apps use them: which documents hold the words, newest first, and where in them the words stand.

An index may be a moment behind the database: whoever shows what is found here asks the database for it once more.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from accounts.masks import mask_text

from . import outbox
from .analysis import normal
from .document import Part
from .engines import EVERYTHING, Engine, EngineDownError
from .engines.cluster import cluster
from .engines.embedded import engine as embedded
from .engines.queue import MOST, Asked, groups, words
from .engines.shelves import QUEUE
from .numbers import numbers_in, spelled

__all__ = ["EVERYTHING", "MOST", "EngineDownError", "Line", "find"]
log = logging.getLogger(__name__)
AROUND = 20
"""Characters shown before the words in an excerpt."""
EXCERPT = 60


@dataclass(frozen=True)
class Line:
    """What a question to a queue found.

    `keys` newest first, at most `MOST`; `full` if there may be more. `fallback` if the embedded index stood in for a
    cluster that does not answer.
    """

    text: str
    kind: str
    keys: list[str]
    engine: Engine = field(repr=False)
    fallback: bool = False

    @property
    def full(self) -> bool:
        """Whether older ones were left out."""
        return len(self.keys) >= MOST

    @cached_property
    def words(self) -> list[str]:
        """The pieces of the question, the longest first."""
        return words(self.text)

    @cached_property
    def numbers(self) -> set[str]:
        """The whole numbers in the question."""
        return set(numbers_in(normal(self.text)))

    def holds(self, text: str) -> bool:
        """Whether a text has a word of the question in it, or is a number asked for whole."""
        plain = normal(text)
        return any(word in plain for word in self.words) or spelled(text) in self.numbers

    def covers(self, text: str) -> bool:
        """Whether a text has every word of the question in it."""
        plain = normal(text)
        return not self.numbers and all(word in plain for word in self.words)

    def marked(self, text: str) -> tuple[Part, ...]:
        """A text in parts, those marked that the question holds."""
        plain = normal(text)
        if len(plain) != len(text):
            return (Part(text, False),)
        spans = [False] * len(text)
        for word in self.words:
            at = plain.find(word)
            while at >= 0:
                spans[at : at + len(word)] = [True] * len(word)
                at = plain.find(word, at + len(word))
        return _parts(text, spans)

    def excerpts(self, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
        """For each key whose body holds a piece of the question: the section, and the text around it, numbers masked."""
        try:
            bodies = self.engine.bodies([(self.kind, key) for key in keys], QUEUE)
        except Exception as error:
            log.warning("search: no excerpts: %s", error)
            return {}
        found = ((key, self._excerpt(bodies.get((self.kind, key), {}))) for key in keys)
        return {key: excerpt for key, excerpt in found if excerpt}

    def _excerpt(self, body: Mapping[str, str]) -> tuple[str, str] | None:
        for word in self.words:
            for section, text in body.items():
                if (at := normal(text).find(word)) >= 0:
                    start = max(0, at - AROUND)
                    piece = mask_text(text)[start : start + EXCERPT].strip()
                    return section, f"{'…' if start else ''}{piece}{'…' if start + EXCERPT < len(text) else ''}"
        return None


def _parts(text: str, marked: Sequence[bool]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for char, mark in zip(text, marked, strict=True):
        if parts and parts[-1].marked == mark:
            parts[-1] = Part(parts[-1].text + char, mark)
        else:
            parts.append(Part(char, mark))
    return tuple(parts)


def find(text: str, kind: str, scope: Sequence[str], filters: Mapping[str, Sequence[str]] | None = None) -> Line:
    """The documents of a kind, within scope and facets, that hold every word, newest first.

    Raises EngineDownError if no index can answer, also while this host's is not filled yet.
    """
    asked = Asked(kind=kind, groups=groups(text), scope=tuple(scope), filters=filters or {})
    far = cluster()
    if far is not None:
        try:
            return Line(text, kind, far.newest(asked), far)
        except EngineDownError as error:
            log.warning("search: the cluster is down, the embedded index answers: %s", error)
    try:
        outbox.follow()
        if embedded.about("whole") != "1":
            raise EngineDownError("The index is not filled yet.")
        return Line(text, kind, embedded.newest(asked), embedded, fallback=far is not None)
    except EngineDownError:
        raise
    except Exception as error:
        raise EngineDownError(str(error)) from error
