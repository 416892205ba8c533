"""What the cluster keeps of a document, declared with `elasticsearch.dsl`, and how it is asked for."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Boolean, Document, Keyword, Long, Q, Search, Text

from search import document as documents_of
from search.document import Candidate

from . import EVERYTHING, Wanted, layout
from .choosing import Chosen
from .queue import Asked
from .shelves import kept

BOOSTS = {"title": 10, "alias": 8, "body": 1}
SOUND_BOOST = 3
TOKENS = ("title", "alias", "sound", "body")
"""The fields that hold tokens."""
GIVEN_BACK = ["kind", "key", "name", "url", "live", "digest", "data"]


class Entry(Document):
    """Tokens are made in Python, so whitespace is all the analysis there is."""

    kind = Keyword()
    key = Keyword()
    live = Boolean()
    gone = Boolean()
    marks = Keyword()
    place = Long()
    title = Text(analyzer="whitespace", norms=True)
    alias = Text(analyzer="whitespace", norms=True)
    sound = Text(analyzer="whitespace", norms=True)
    body = Text(analyzer="whitespace", norms=True)
    name = Keyword(index=False, doc_values=False)
    url = Keyword(index=False, doc_values=False)
    fingerprint = Keyword(index=False, doc_values=False)
    digest = Keyword(index=False, doc_values=False)
    data = Keyword(index=False, doc_values=False)
    texts = Keyword(index=False, doc_values=False)

    class Index:
        """One shard: a city's guides fit, and counts of words are then exact."""

        name = "hall"
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-2"}


def search(wanted: Wanted, chosen: Chosen) -> Search:
    """The candidates, with the filters that hold in every engine."""
    text, sound = " ".join(chosen.tokens), " ".join(chosen.sounds)
    should = [Q("match", **{name: {"query": text, "boost": boost}}) for name, boost in BOOSTS.items() if text]
    if sound:
        should.append(Q("match", sound={"query": sound, "boost": SOUND_BOOST}))
    limits = [Q("terms", kind=list(wanted.kinds)), Q("term", gone=False)]
    if not wanted.include_drafts:
        limits.append(Q("term", live=True))
    for name, values in wanted.filters.items():
        if values:
            limits.append(Q("terms", marks=[layout.mark(name, value) for value in values]))
    if wanted.scope is None:
        limits.append(Q("term", marks=layout.PUBLIC))
    elif EVERYTHING not in wanted.scope:
        limits.append(Q("terms", marks=[layout.PUBLIC, *(layout.scope_mark(each) for each in wanted.scope)]))
    if wanted.anything:
        found = Search().query(Q("bool", filter=limits)).sort("kind", "key")
    else:
        found = Search().query(Q("bool", should=should, filter=limits, minimum_should_match=1))
    found = found.source(GIVEN_BACK)
    return found.extra(size=wanted.limit, track_total_hits=False)


def count(tokens: Iterable[str], index: str, client: Elasticsearch) -> Search:
    """How many documents hold each token anywhere."""
    asked = Search(using=client, index=index).filter("term", gone=False)[:0]
    each = {token: Q("multi_match", query=token, fields=list(TOKENS)) for token in tokens}
    asked.aggs.bucket("held", "filters", filters=each)
    return asked


def newest(asked: Asked, index: str, client: Elasticsearch) -> Search:
    """A queue: filters alone, so that nothing is scored."""
    limits = [Q("term", kind=asked.kind), Q("term", gone=False)]
    limits += [Q("terms", body=list(group)) for group in asked.groups]
    limits += [Q("terms", marks=group) for group in asked.marks]
    found = Search(using=client, index=index).query(Q("bool", filter=limits)).source(False)
    return found.sort({"place": "desc"}, {"key": "desc"}).extra(size=asked.limit, track_total_hits=False)


def source(document: documents_of.Document, shelf: str) -> dict[str, Any]:
    """A document as the cluster keeps it."""
    made = kept(document, shelf)
    document, fields = made.document, made.fields
    entry = Entry(
        kind=document.kind,
        key=document.key,
        live=document.live,
        gone=False,
        marks=fields.marks.split(),
        place=made.place,
        title=fields.title,
        alias=fields.alias,
        sound=fields.sound,
        body=fields.body,
        name=document.title,
        url=document.url,
        fingerprint=made.fingerprint,
        digest=fields.digest,
        data=json.dumps(fields.data, ensure_ascii=False),
        texts=json.dumps(dict(document.body), ensure_ascii=False),
    )
    return dict(entry.to_dict(skip_empty=False))


def tombstone(kind: str, key: str) -> dict[str, Any]:
    """What stays of a document that is gone."""
    return {"kind": kind, "key": key, "live": False, "gone": True, "marks": []}


def candidate(kept: Mapping[str, Any]) -> Candidate:
    """The other way: what the cluster gave back."""
    return layout.candidate(
        kept["kind"], kept["key"], kept["name"], kept["url"], kept["live"], kept["digest"], kept["data"]
    )
