"""What can be found, and what an answer looks like: one shape for a document, one for a hit, one for an answer."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Facets = Mapping[str, "str | Sequence[str]"]
SECTIONS = ("condition", "materials", "process", "deadline", "fee", "place", "hours", "phone", "channel")
"""The sections of a guide that a question may ask for; a document names its body texts by these where they fit."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One thing that can be found, as its app describes it. The app builds it; the engines keep it.

    `scope` empty: for everybody; else only readers who hold one of these marks find it (as "bureau-12").
    `live` False: a draft, found only with `include_drafts`. `boost` moves a document between near equals
    (-0.2 … 0.2); legal texts and the like take a negative one. `family` joins the variants of one matter.
    """

    key: str
    kind: str
    title: str
    aliases: Sequence[str] = ()
    body: Mapping[str, str] = field(default_factory=dict)
    facets: Facets = field(default_factory=dict)
    scope: Sequence[str] = ()
    boost: float = 0.0
    family: str = ""
    code: str = ""
    """The number people and programs know it by; told with the hit, and found when typed."""
    date: dt.datetime | None = None
    url: str = ""
    live: bool = True
    numbers: Sequence[str] = ()
    """Of a queue: a person's numbers, found when typed whole or by their last four; an index holds keyed hashes."""


@dataclass(frozen=True)
class Candidate:
    """A document as an engine gives it back: what ranking needs, already analysed."""

    key: str
    kind: str
    title: str
    url: str
    live: bool
    facets: dict[str, list[str]]
    family: str
    code: str
    boost: float
    names: tuple[str, ...]
    """Title first, then aliases, normalised."""
    sounds: tuple[str, ...]
    """For each name its syllables between blanks: " ying ye zi zao "."""
    initials: tuple[str, ...]
    digest: str
    """The words of the body between blanks."""
    date: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of a text shown with marks; templates put the marked ones into <mark>."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Hit:
    """One line of an answer. `score` is between 0 and about 1.5 and may be compared within one answer only."""

    key: str
    kind: str
    title: str
    url: str
    score: float
    highlight: tuple[Part, ...] = ()
    facets: Mapping[str, list[str]] = field(default_factory=dict)
    snippet: str = ""
    """The text of the section asked for, or of the one where the words stand; shortened; may be empty."""
    family: str = ""
    code: str = ""
    live: bool = True
    variants: tuple["Hit", ...] = ()
    """The others of its family, where an answer is asked for by family."""

    def as_json(self) -> dict[str, Any]:
        """Its code (its key where it has none), title and score, for programs."""
        return {"key": self.code or self.key, "title": self.title, "score": round(self.score, 4)}


@dataclass(frozen=True)
class Answer:
    """What a query found.

    verdict: `hits` the first is very likely what was meant; `unsure` perhaps; `none` nothing fits;
    `clarify` the words are too general to choose. `section` is the part of the guide asked for, or "".
    `total` counts the hits that fit, at most 200, `rest` those that hold little of the words; `notes` says in words how
    the query was understood.
    """

    query: str
    verdict: str
    section: str = ""
    hits: tuple[Hit, ...] = ()
    total: int = 0
    rest: int = 0
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    corrected: str = ""
    engine: str = ""
    fallback: bool = False
    """The embedded index stood in for a cluster that does not answer."""

    @property
    def shown(self) -> tuple[Hit, ...]:
        """The hits a page may present: none where nothing fits."""
        return () if self.verdict == "none" else self.hits

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "query": self.query,
            "verdict": self.verdict,
            "section": self.section,
            "hits": [hit.as_json() for hit in self.hits],
        }
