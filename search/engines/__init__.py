"""The engines: what each can do, and which is in use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from search.document import Candidate, Document

if TYPE_CHECKING:
    from .queue import Asked

EVERYTHING = "*"
"""As scope: documents of every scope. Only for jobs and tests."""


class EngineDownError(Exception):
    """The engine cannot answer now."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What ranking asks an engine for: documents that hold any of the tokens, within kinds, facets and scope.

    `tokens` are looked for in names and bodies, `sounds` among the pinyin of names. `scope` None: public only.
    With `anything`, whatever they hold, by kind and key.
    """

    shelf: str
    kinds: tuple[str, ...]
    tokens: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    scope: tuple[str, ...] | None = None
    include_drafts: bool = False
    anything: bool = False
    limit: int = 200


@dataclass(frozen=True)
class Found:
    """Candidates, best first by the engine's own measure; how many documents there are, and how many hold a token."""

    candidates: list[Candidate]
    documents: int
    frequency: Mapping[str, int]


@dataclass(frozen=True)
class Health:
    """How an index is: whether it answers, what it holds, how far behind it is."""

    name: str
    up: bool
    documents: Mapping[str, int]
    generation: str = ""
    detail: str = ""


class Engine(Protocol):
    """One search engine. Tombstones keep a late write from bringing back what was deleted."""

    name: str

    def index(self, documents: Iterable[tuple[Document, int]], shelf: str) -> dict[tuple[str, str], str]:
        """Keep (document, version) pairs unless a newer version is there; the errors by (kind, key)."""

    def delete(self, gone: Iterable[tuple[str, str, int]], shelf: str) -> dict[tuple[str, str], str]:
        """Leave tombstones of (kind, key, version) unless a newer version is there; the errors by (kind, key)."""

    def find(self, wanted: Wanted) -> Found:
        """Up to `limit` candidates. Raises EngineDownError."""

    def newest(self, asked: "Asked") -> list[str]:
        """Of a queue the keys that fit, newest first, up to its limit. Raises EngineDownError."""

    def frequencies(self, tokens: Sequence[str], shelf: str) -> tuple[int, Mapping[str, int]]:
        """How many documents there are, and for each token how many hold it."""

    def bodies(self, keys: Sequence[tuple[str, str]], shelf: str) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """The body sections of the given (kind, key)."""

    def versions(self, kind: str, shelf: str) -> Mapping[str, int]:
        """Every key of a kind that is there and not a tombstone, with its version."""

    def health(self) -> Health:
        """How it is; never raises."""

    def fingerprints(self, kind: str, keys: Sequence[str], shelf: str) -> Mapping[str, str]:
        """What was indexed of these documents, by key; those that are not there are left out."""
