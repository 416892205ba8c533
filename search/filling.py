"""The nearest documents below those that fit, for programs that want a full list: never an answer, and never on a page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from . import analysis, priors
from .document import Answer, Candidate, Hit
from .engines import Wanted

BELOW, STEP = 0.5, 0.001
"""The first one filled in has half of the last one's score that fits, or a step less where that is none; each further
one is a step lower: scores only fall."""
NEAR = ("topic", "bureau")
"""Facets by which documents are near to the first hit."""
Find = Callable[[Wanted], list[Candidate]]


def fill(answer: Answer, wanted: Wanted, at_least: int, find: Find) -> Answer:
    """The answer with at least so many hits where there are that many documents; its verdict stays."""
    hits = list(answer.hits)
    seen = {(hit.kind, hit.key) for hit in hits}
    last = hits[-1].score if hits else 0.0
    score = last * BELOW if last > 0 else last - STEP
    for near in _nearer(answer, wanted):
        if len(hits) >= at_least:
            break
        found = find(near)
        for candidate in _popular_first(found) if near.anything and near.filters == wanted.filters else found:
            if len(hits) < at_least and (candidate.kind, candidate.key) not in seen:
                seen.add((candidate.kind, candidate.key))
                hits.append(_hit(candidate, score))
                score -= STEP
    return replace(answer, hits=tuple(hits))


def _nearer(answer: Answer, wanted: Wanted) -> Iterator[Wanted]:
    """Whom to ask for, nearest first: the same words, the first hit's, its topic's, its bureau's, anything."""
    yield wanted
    anything = replace(wanted, tokens=(), sounds=(), anything=True)
    if answer.hits:
        first = answer.hits[0]
        yield replace(wanted, tokens=tuple(analysis.name_tokens(analysis.normal(first.title))), sounds=())
        for name in NEAR:
            if values := first.facets.get(name):
                yield replace(anything, filters=_with(wanted.filters, name, values))
    yield anything


def _with(filters: Mapping[str, object], name: str, values: list[str]) -> dict[str, tuple[str, ...]]:
    return {**filters, name: tuple(values)}  # type: ignore[dict-item]


def _popular_first(candidates: list[Candidate]) -> list[Candidate]:
    often = priors.popularity()
    return sorted(candidates, key=lambda each: -often.get((each.kind, each.key), 0))


def _hit(candidate: Candidate, score: float) -> Hit:
    return Hit(
        key=candidate.key,
        kind=candidate.kind,
        title=candidate.title,
        url=candidate.url,
        score=score,
        facets=candidate.facets,
        family=candidate.family,
        code=candidate.code,
        live=candidate.live,
    )
