"""What of a document goes into which field of an index: the same for every engine."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from search import analysis
from search.document import Candidate, Document

VERSION = f"3.{analysis.VERSION}"
"""Of the layout and the analysis; an index of another version is rebuilt."""
PUBLIC = "s_public"
LIVE = "s_live"
DIGEST = 400
"""Words of the body that ranking looks at."""


def mark(name: str, value: str) -> str:
    """The token that stands for a facet's value."""
    return f"f_{_plain(name)}_{_hash(value)}"


def scope_mark(value: str) -> str:
    """The token that stands for a scope."""
    return f"s_{_plain(value)}_{_hash(value)}"


def kind_mark(kind: str) -> str:
    """The token that stands for a kind of document."""
    return f"k_{_plain(kind)}_{_hash(kind)}"


def shown_mark(kind: str) -> str:
    """The token of a document of this kind that everybody finds: not a draft, and of no scope."""
    return f"p_{_plain(kind)}_{_hash(kind)}"


def _hash(value: str) -> str:
    return hashlib.blake2b(value.encode(errors="replace"), digest_size=6).hexdigest()


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isalnum())


def facet_values(facets: Mapping[str, str | Sequence[str]]) -> dict[str, list[str]]:
    """Facets with each value as a list, without empty ones."""
    listed = {name: [value] if isinstance(value, str) else [str(v) for v in value] for name, value in facets.items()}
    return {name: [v for v in values if v] for name, values in listed.items()}


@dataclass(frozen=True)
class Fields:
    """A document as fields of tokens joined by blanks, and what is kept to be given back."""

    title: str
    alias: str
    sound: str
    body: str
    marks: str
    digest: str
    data: dict[str, Any]


def fields(document: Document) -> Fields:
    """Analyse a document."""
    names = [analysis.normal(document.title), *(analysis.normal(a) for a in document.aliases)]
    names = list(dict.fromkeys(n for n in names if n)) or [""]
    facets = facet_values(document.facets)
    words = analysis.words(analysis.normal("\n".join([*document.body.values(), document.code])))
    marks = [mark(name, value) for name, values in facets.items() for value in values]
    marks += [scope_mark(each) for each in document.scope] or [PUBLIC]
    return Fields(
        title=_name_tokens(names[:1]),
        alias=_name_tokens(names[1:]),
        sound=" ".join(token for name in names for token in analysis.sound_tokens(name)),
        body=" ".join(words),
        marks=" ".join(marks),
        digest=f" {' '.join(list(dict.fromkeys(w for w in words if len(w) > 1))[:DIGEST])} ",
        data={
            "facets": facets,
            "family": document.family,
            "code": document.code,
            "boost": document.boost,
            "names": names,
            "sounds": [f" {' '.join(analysis.syllables(name))} " for name in names],
            "initials": [analysis.initials(name) for name in names],
            "date": document.date.isoformat() if document.date else "",
            "scope": sorted(document.scope),
        },
    )


def fingerprint(document: Document) -> str:
    """Tells whether an index holds a document as it is now."""
    parts = [document.title, document.url, document.live, sorted(document.body.items()), fields(document).data]
    return hashlib.blake2b(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode(), digest_size=12).hexdigest()


def _name_tokens(names: Sequence[str]) -> str:
    return " ".join(token for name in names for token in dict.fromkeys(analysis.name_tokens(name)))


def candidate(
    kind: str, key: str, title: str, url: str, live: bool, digest: str, data: str | dict[str, Any]
) -> Candidate:
    """The other way: what an engine kept, as ranking wants it."""
    kept: dict[str, Any] = orjson.loads(data) if isinstance(data, str) else data
    return Candidate(
        key=key,
        kind=kind,
        title=title,
        url=url,
        live=live,
        facets=kept["facets"],
        family=kept["family"],
        code=kept["code"],
        boost=kept["boost"],
        names=tuple(kept["names"]),
        sounds=tuple(kept["sounds"]),
        initials=tuple(kept["initials"]),
        digest=digest,
        date=kept["date"],
    )
