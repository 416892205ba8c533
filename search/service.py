"""The search as other apps use it: ask, suggest, rebuild, verify."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from . import analysis, families, filling, lexicon, outbox, priors, ranking, registry, verdicts
from .document import Answer, Candidate, Hit, Part
from .engines import EVERYTHING, Engine, EngineDownError, Found, Health, Wanted
from .engines.cluster import cluster
from .engines.embedded import engine as embedded
from .synonyms import Thesaurus, thesaurus
from .understanding import Understood, corrected, understand

__all__ = ["EVERYTHING", "Answer", "Hit", "query", "rebuild", "status", "suggest", "verify"]
log = logging.getLogger(__name__)
SNIPPET = 120
TOKENS = 120
"""Tokens of one query handed to an engine."""
Filters = Mapping[str, str | Sequence[str]]


def query(
    text: str,
    kinds: Sequence[str] = ("item",),
    filters: Filters | None = None,
    scope: Sequence[str] | None = None,
    limit: int = 20,
    offset: int = 0,
    include_drafts: bool = False,
    at_least: int = 0,
    by_family: bool = False,
    only_fitting: bool = False,
    known: Thesaurus | None = None,
) -> Answer:
    """Find documents. `filters` by facet (any of the values given); `scope` the reader's marks, None: the public.

    Never raises for what was typed. With the verdict `none` the hits are the nearest there are, not an answer.
    `at_least` so many hits are given from the first on, whatever they have to do with the words. `by_family`: each
    family once, the others as `hit.variants`; offset, limit and total then count families. `only_fitting`: leave out
    what holds little of the words, and tell how many as `rest`. `known`: other synonyms than those in force.
    """
    known = known or thesaurus()
    ask = partial(
        _answer,
        kinds=tuple(kinds),
        filters=filters or {},
        scope=scope,
        include_drafts=include_drafts,
        at_least=at_least,
        by_family=by_family,
        only_fitting=only_fitting,
    )
    understood = understand(text, known)
    if limit < 1 or not (understood.text or at_least):
        return Answer(text, "clarify")
    page = slice(offset, offset + limit)
    answer = ask(text, understood, page)
    if understood.foreign or answer.verdict not in {"none", "unsure"}:
        return answer
    if better := corrected(text, known):
        second = ask(text, understand(better, known), page)
        if RANK[second.verdict] > RANK[answer.verdict]:
            return replace(second, corrected=better)
    return answer


RANK = {"none": 0, "clarify": 1, "unsure": 2, "hits": 3}
"""Which of two verdicts on spellings of one query is kept."""


def _answer(
    text: str,
    understood: Understood,
    page: slice,
    *,
    kinds: tuple[str, ...],
    filters: Filters,
    scope: Sequence[str] | None,
    include_drafts: bool,
    at_least: int,
    by_family: bool,
    only_fitting: bool,
) -> Answer:
    wanted = _wanted(understood, kinds, filters, scope, include_drafts)
    engine, found = _find(wanted)
    asked = ranking.prepare(understood, found.documents, found.frequency)
    scored = ranking.rank(asked, found.candidates)
    # Decided before clicks are looked at: they move what fits, and never make an answer of what does not.
    verdict = verdicts.verdict(asked, scored)
    bar = verdicts.bar(scored, verdict)
    scored = list(ranking.lifted(scored, priors.boosts(text) if scored else {}))
    groups = families.grouped(scored) if by_family else [(each,) for each in scored]
    fitting = [group for group in groups if any(each.covered >= bar for each in group)] or groups
    hits = tuple(_group_hit(each, understood) for each in (fitting if only_fitting else groups)[page])
    answer = Answer(
        query=text,
        verdict=verdict,
        section=understood.section,
        hits=_with_snippets(engine, hits, understood, wanted.shelf),
        total=len(fitting),
        rest=len(groups) - len(fitting),
        facets=_facets([[each.candidate for each in group] for group in fitting]),
        engine=engine.name,
        fallback=engine is embedded and cluster() is not None,
    )
    if len(answer.hits) < at_least:
        return filling.fill(answer, wanted, at_least, lambda near: _find(near)[1].candidates)
    return answer


def _group_hit(group: Sequence[ranking.Scored], understood: Understood) -> Hit:
    first, *others = (_hit(each, understood) for each in group)
    return replace(first, variants=tuple(others))


def _find(wanted: Wanted) -> tuple[Engine, Found]:
    far = cluster()
    if far is not None:
        try:
            return far, far.find(wanted)
        except EngineDownError as error:
            _tell(error)
    _catch_up()
    return embedded, embedded.find(wanted)


TELL_EVERY = 60.0
"""Seconds between two lines of the log about a cluster that stays down: each query would write one."""
_last_told = -TELL_EVERY


def _tell(error: EngineDownError) -> None:
    global _last_told
    if time.monotonic() - _last_told >= TELL_EVERY:
        _last_told = time.monotonic()
        log.warning("search: the cluster is down, the embedded index answers: %s", error)


LOOK_EVERY = 1.0
"""How long, in seconds, this host's file may stay behind the changes before a query looks for new ones."""
_last_look = 0.0


def _catch_up() -> None:
    """Beside PostgreSQL: let this host's file follow the changes, at most once in `LOOK_EVERY`."""
    global _last_look
    if embedded.shared or time.monotonic() - _last_look < LOOK_EVERY:
        return
    _last_look = time.monotonic()
    outbox.follow()


def _wanted(
    understood: Understood, kinds: tuple[str, ...], filters: Filters, scope: Sequence[str] | None, include_drafts: bool
) -> Wanted:
    tokens: dict[str, None] = {}
    sounds: dict[str, None] = {}
    unasked = frozenset[str]() if understood.vague else lexicon.generic()
    for unit in understood.units:
        if unit.kind in {"filler", "section"} or (unit.kind == "generic" and not understood.vague):
            continue
        for text in (unit.text, *(piece for reading in unit.readings for piece in reading.pieces)):
            tokens |= dict.fromkeys(t for t in analysis.words(text) + analysis.bigrams(text) if t not in unasked)
        sounds |= dict.fromkeys(analysis.pair_tokens(unit.spelled))
        if unit.kind == "latin":
            sounds |= dict.fromkeys(analysis.initial_tokens(unit.text))
    run = "".join(unit.text for unit in understood.units if unit.kind in {"word", "phrase", "generic", "action"})
    tokens |= dict.fromkeys(t for t in analysis.bigrams(run) if not understood.vague)
    sounds |= dict.fromkeys(analysis.pair_tokens(analysis.syllables(run)))
    if understood.vague:
        tokens |= dict.fromkeys(w for w, a in lexicon.actions().named.items() if a & understood.actions)
    listed = {name: (values,) if isinstance(values, str) else tuple(values) for name, values in filters.items()}
    return Wanted(
        shelf=registry.shelf_of(kinds[0]) if kinds else registry.SHELVES[0],
        kinds=kinds,
        tokens=tuple(tokens)[:TOKENS],
        sounds=tuple(sounds)[:TOKENS],
        filters=listed,
        scope=None if scope is None else tuple(scope),
        include_drafts=include_drafts,
    )


def _hit(scored: ranking.Scored, understood: Understood) -> Hit:
    found = scored.candidate
    return Hit(
        key=found.key,
        kind=found.kind,
        title=found.title,
        url=found.url,
        score=scored.score,
        highlight=highlight(found.title, understood),
        facets=found.facets,
        family=found.family,
        code=found.code,
        live=found.live,
    )


def highlight(title: str, understood: Understood) -> tuple[Part, ...]:
    """The title in parts, those marked that the query, or what it may mean, speaks of."""
    plain = analysis.normal(title)
    if len(plain) != len(title):
        return (Part(title, False),)
    marked = [False] * len(title)
    for unit in understood.matter:
        for piece in (unit.text, *(piece for reading in unit.readings for piece in reading.pieces)):
            start = plain.find(piece) if len(piece) > 1 else -1
            if start >= 0:
                marked[start : start + len(piece)] = [True] * len(piece)
    parts: list[Part] = []
    for char, mark in zip(title, marked, strict=True):
        if parts and parts[-1].marked == mark:
            parts[-1] = Part(parts[-1].text + char, mark)
        else:
            parts.append(Part(char, mark))
    return tuple(parts)


def _with_snippets(engine: Engine, hits: tuple[Hit, ...], understood: Understood, shelf: str) -> tuple[Hit, ...]:
    try:
        bodies = engine.bodies([(hit.kind, hit.key) for hit in hits], shelf)
    except EngineDownError:
        return hits
    return tuple(replace(hit, snippet=_snippet(bodies.get((hit.kind, hit.key), {}), understood)) for hit in hits)


def _snippet(body: Mapping[str, str], understood: Understood) -> str:
    if understood.section and (text := body.get(understood.section)):
        return _shorten(text, 0)
    for text in body.values():
        plain = text.lower()
        for unit in understood.matter:
            if len(unit.text) > 1 and (at := plain.find(unit.text)) >= 0:
                return _shorten(text, at)
    return _shorten(body.get("summary", ""), 0)


def _shorten(text: str, at: int) -> str:
    start = max(0, at - SNIPPET // 3)
    piece = " ".join(text[start : start + SNIPPET].split())
    return f"{'…' if start else ''}{piece}{'…' if start + SNIPPET < len(text) else ''}"


def _facets(groups: Sequence[Sequence[Candidate]]) -> dict[str, list[tuple[str, int]]]:
    """How many of the hits have each value; those shown as one card count once."""
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for group in groups:
        for name, value in {(n, value) for each in group for n, values in each.facets.items() for value in values}:
            counts[name][value] += 1
    return {name: sorted(c.items(), key=lambda pair: (-pair[1], pair[0])) for name, c in counts.items()}


def warm() -> None:
    """Read the words that every query needs, so that the first one of a process does not wait for it.

    Of the database the editors' entries only; no index and no cluster is asked.
    """
    known = thesaurus()
    understand("yubei", known)
    corrected("预备", known)


def suggest(prefix: str, limit: int = 8, kinds: Sequence[str] = ("item",)) -> list[Hit]:
    """The likeliest titles for what has been typed so far, one of each family; public, live documents only."""
    # Amid a syllable of pinyin (shipinj) what was spelled whole so far (shipin) goes on suggesting.
    for text in filter(None, (prefix, analysis.spelled_part(prefix))):
        answer = query(text, kinds=kinds, limit=limit, by_family=True, only_fitting=True)
        if answer.verdict != "none":
            return [hit for hit in answer.hits if hit.score > 0]
    return []


def rebuild(kinds: Sequence[str] | None = None, progress: Callable[[str, int], None] | None = None) -> dict[str, int]:
    """Read every document afresh and drop what is no longer there; how many of each kind. Searches go on meanwhile."""
    from . import upkeep

    return upkeep.rebuild(kinds, progress)


def verify(kinds: Sequence[str] | None = None, progress: Callable[[str, int], None] | None = None) -> list[str]:
    """What differs between the index and the documents, in words; empty if nothing does. Raises EngineDownError."""
    from . import upkeep

    return upkeep.verify(kinds, progress)


def status() -> Sequence[Health]:
    """How each index is."""
    far = cluster()
    return [embedded.health(), *([far.health()] if far else [])]
