"""Elasticsearch 8 or 9 through `elasticsearch.dsl`: core field types, no plugin, no script."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from elastic_transport import ConnectionError as NodeUnreachable
from elasticsearch import ApiError, Elasticsearch, TransportError, helpers
from elasticsearch.dsl import Boolean, Document, Keyword, Q, Search, Text

from search import document as documents_of
from search.document import Candidate
from search.registry import SHELVES

from . import EVERYTHING, EngineDownError, Found, Health, Wanted, layout
from .choosing import Chosen, choose

PATIENCE = 1.0
"""Seconds a node may take; the client's own default of ten would hang a page."""
REST = 5.0
"""Seconds after a failure in which the cluster is not asked again."""
BULK_PATIENCE = 30.0
BOOSTS = {"title": 10, "alias": 8, "body": 1}
SOUND_BOOST = 3
FIELDS = ("title", "alias", "sound", "body")
GIVEN_BACK = ["kind", "key", "name", "url", "live", "digest", "data"]


class Entry(Document):
    """What the cluster keeps of a document. Tokens are made in Python, so whitespace is all the analysis there is."""

    kind = Keyword()
    key = Keyword()
    live = Boolean()
    gone = Boolean()
    marks = Keyword()
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


class Breaker:
    """Remembers that the cluster failed, so that not every page waits for it."""

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def open(self) -> bool:
        """Whether the cluster is left alone now."""
        return time.monotonic() < self._until

    def failed(self) -> None:
        """Leave it alone for a while."""
        self._until = time.monotonic() + REST

    def worked(self) -> None:
        """It answers again."""
        self._until = 0.0


class ElasticEngine:
    """A cluster; each method raises EngineDownError when it does not answer in time."""

    name = "elastic"

    def __init__(self, addresses: str) -> None:
        self.addresses = [address.strip() for address in addresses.split(",") if address.strip()]
        self.breaker = Breaker()

    @cached_property
    def client(self) -> Elasticsearch:
        """One client for all threads of the process."""
        return Elasticsearch(
            self.addresses,
            request_timeout=PATIENCE,
            retry_on_timeout=False,
            max_retries=1 if len(self.addresses) > 1 else 0,
        )

    def alias(self, shelf: str) -> str:
        """The name under which a shelf is read and written."""
        return f"{settings.SEARCH_PREFIX}-{shelf}"

    def _ask(self, call: Any, *args: Any, **options: Any) -> Any:
        if self.breaker.open:
            raise EngineDownError("The cluster failed a moment ago.")
        try:
            answer = call(*args, **options)
        except (TransportError, NodeUnreachable) as error:
            self.breaker.failed()
            raise EngineDownError(str(error)) from error
        except ApiError as error:
            if error.status_code in {429, 500, 502, 503, 504}:
                self.breaker.failed()
                raise EngineDownError(str(error)) from error
            raise
        self.breaker.worked()
        return answer

    # -- tables ------------------------------------------------------------------------------------------------

    def install(self) -> None:
        """Make the index of each shelf for this layout, and point its alias there; older layouts' indexes go."""
        for shelf in SHELVES:
            name, alias = f"{self.alias(shelf)}-{layout.VERSION.replace('.', '-')}", self.alias(shelf)
            if self._ask(self.client.indices.exists, index=name):
                continue
            index = Entry._index.clone(name=name)
            self._ask(index.create, using=self.client)
            old = self._ask(self.client.indices.get, index=f"{alias}-*", ignore_unavailable=True)
            actions = [{"remove_index": {"index": each}} for each in old if each != name]
            self._ask(self.client.indices.update_aliases, actions=[*actions, {"add": {"index": name, "alias": alias}}])

    def wipe(self) -> None:
        """Drop the indexes of this hall."""
        for shelf in SHELVES:
            found = self._ask(self.client.indices.get, index=f"{self.alias(shelf)}-*", ignore_unavailable=True)
            for name in found:
                self._ask(self.client.indices.delete, index=name)

    def refresh(self) -> None:
        """Let what was written be found now."""
        for shelf in SHELVES:
            self._ask(self.client.indices.refresh, index=self.alias(shelf))

    # -- writing -----------------------------------------------------------------------------------------------

    def index(self, documents: Iterable[tuple[documents_of.Document, int]], shelf: str) -> dict[tuple[str, str], str]:
        """Keep each document unless a newer version is there; the errors by (kind, key)."""
        return self._bulk([(d.kind, d.key, version, _source(d)) for d, version in documents], shelf)

    def delete(self, kind: str, key: str, version: int, shelf: str) -> None:
        """Leave a tombstone."""
        source = {"kind": kind, "key": key, "live": False, "gone": True, "marks": []}
        if errors := self._bulk([(kind, key, version, source)], shelf):
            raise EngineDownError(next(iter(errors.values())))

    def _bulk(self, entries: Sequence[tuple[str, str, int, dict[str, Any]]], shelf: str) -> dict[tuple[str, str], str]:
        actions = [
            {
                "_index": self.alias(shelf),
                "_id": f"{kind}:{key}",
                "_source": source,
                "version": max(1, version),
                "version_type": "external_gte",
            }
            for kind, key, version, source in entries
        ]
        if not actions:
            return {}
        client = self.client.options(request_timeout=BULK_PATIENCE)
        _, failed = self._ask(helpers.bulk, client, actions, raise_on_error=False, raise_on_exception=True)
        errors = {}
        for failure in failed:
            told = next(iter(failure.values()))
            if told.get("status") != 409:
                kind, _, key = str(told["_id"]).partition(":")
                errors[(kind, key)] = json.dumps(told.get("error"), ensure_ascii=False)[:500]
        return errors

    # -- reading -----------------------------------------------------------------------------------------------

    def frequencies(self, tokens: Sequence[str], shelf: str) -> tuple[int, Mapping[str, int]]:
        """How many documents there are, and for each token how many hold it in a name."""
        documents, counts = self._counts(tokens, shelf)
        return documents, _in_names(counts)

    def _counts(self, tokens: Sequence[str], shelf: str) -> tuple[int, dict[str, dict[str, int]]]:
        text = " ".join(tokens)
        told = self._ask(
            self.client.termvectors,
            index=self.alias(shelf),
            doc=dict.fromkeys(FIELDS, text),
            term_statistics=True,
            field_statistics=True,
            positions=False,
            offsets=False,
        )
        vectors = told["term_vectors"]
        documents = max((v["field_statistics"]["doc_count"] for v in vectors.values()), default=0)
        counts: dict[str, dict[str, int]] = {}
        for name, vector in vectors.items():
            for term, facts in vector["terms"].items():
                if held := facts.get("doc_freq", 0):
                    counts.setdefault(term, {})[name] = held
        return max(0, documents), counts

    def find(self, wanted: Wanted) -> Found:
        """Candidates by the cluster's own score."""
        documents, counts = self._counts((*wanted.tokens, *wanted.sounds), wanted.shelf)
        chosen = choose(wanted, documents, {token: max(by.values()) for token, by in counts.items()})
        if not chosen or not wanted.kinds:
            return Found([], documents, _in_names(counts))
        search = _search(wanted, chosen).index(self.alias(wanted.shelf)).using(self.client)
        hits = self._ask(search.execute).hits
        return Found([_candidate(hit.to_dict()) for hit in hits], documents, _in_names(counts))

    def bodies(self, keys: Sequence[tuple[str, str]], shelf: str) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """The body sections of the given documents."""
        if not keys:
            return {}
        ids = [f"{kind}:{key}" for kind, key in keys]
        told = self._ask(self.client.mget, index=self.alias(shelf), ids=ids, source_includes=["kind", "key", "texts"])
        found = [row["_source"] for row in told["docs"] if row.get("found")]
        return {(row["kind"], row["key"]): json.loads(row.get("texts") or "{}") for row in found}

    def versions(self, kind: str, shelf: str) -> Mapping[str, int]:
        """Every key of a kind that is there, with its version."""
        query = {"bool": {"filter": [{"term": {"kind": kind}}, {"term": {"gone": False}}]}}
        rows = self._ask(
            lambda: list(
                helpers.scan(
                    self.client.options(request_timeout=BULK_PATIENCE),
                    index=self.alias(shelf),
                    query={"query": query, "version": True, "_source": ["key"]},
                )
            )
        )
        return {row["_source"]["key"]: int(row["_version"]) for row in rows}

    def fingerprint(self, kind: str, key: str, shelf: str) -> str:
        """What was indexed of a document; "" if it is not there."""
        told = self._ask(self.client.mget, index=self.alias(shelf), ids=[f"{kind}:{key}"])["docs"][0]
        return str(told["_source"].get("fingerprint", "")) if told.get("found") else ""

    def health(self) -> Health:
        """How the cluster is and what it holds."""
        try:
            state = self._ask(self.client.cluster.health)
            counts: dict[str, int] = {}
            for shelf in SHELVES:
                search = Search(using=self.client, index=self.alias(shelf)).filter("term", gone=False)[:0]
                search.aggs.bucket("kinds", "terms", field="kind", size=100)
                for bucket in self._ask(search.execute).aggregations.kinds.buckets:
                    counts[bucket.key] = bucket.doc_count
            detail = f"{state['status']}, {state['number_of_nodes']} nodes"
            return Health(self.name, True, counts, layout.VERSION, detail)
        except (EngineDownError, ApiError) as error:
            return Health(self.name, False, {}, detail=str(error)[:200])


def _search(wanted: Wanted, chosen: Chosen) -> Search:
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
    query = Q("bool", should=should, filter=limits, minimum_should_match=1)
    return Search().query(query).source(GIVEN_BACK).extra(size=wanted.limit, track_total_hits=False)


def _source(document: documents_of.Document) -> dict[str, Any]:
    kept = layout.fields(document)
    entry = Entry(
        kind=document.kind,
        key=document.key,
        live=document.live,
        gone=False,
        marks=kept.marks.split(),
        title=kept.title,
        alias=kept.alias,
        sound=kept.sound,
        body=kept.body,
        name=document.title,
        url=document.url,
        fingerprint=layout.fingerprint(document),
        digest=kept.digest,
        data=json.dumps(kept.data, ensure_ascii=False),
        texts=json.dumps(dict(document.body), ensure_ascii=False),
    )
    return dict(entry.to_dict(skip_empty=False))


def _in_names(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {token: max(by.get("title", 0), by.get("alias", 0)) for token, by in counts.items()}


def _candidate(kept: Mapping[str, Any]) -> Candidate:
    return layout.candidate(
        kept["kind"], kept["key"], kept["name"], kept["url"], kept["live"], kept["digest"], kept["data"]
    )
