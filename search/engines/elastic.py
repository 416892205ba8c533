"""Elasticsearch 8 or 9 through `elasticsearch.dsl`: core field types, no plugin, no script."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import orjson
from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, JsonSerializer, TransportError, helpers
from elasticsearch.dsl import Search

from search import document as documents_of
from search.document import Candidate
from search.registry import SHELVES

from . import EngineDownError, Found, Health, Wanted, entry, layout
from .breaker import Breaker
from .choosing import Chosen, choose, in_names
from .queue import Asked
from .shelves import QUEUE

PATIENCE = 1.0
"""Seconds the cluster may take to answer a reader; the client's own default of ten would hang a page."""
PATIENCE_EACH = 0.6
"""The same for one node where there are others: a second one is asked then."""
BULK_PATIENCE = 30.0
"""Seconds for what no reader waits for: many documents at once, a new index."""
DOWN = frozenset({429, 500, 502, 503, 504})
"""Answers after which the cluster is left alone for a while."""
NOT_THERE, NEWER_THERE = 404, 409


class QuickSerializer(JsonSerializer):
    """Reads the answers, which are large, with orjson. What is sent goes the client's own way: it takes any text."""

    def json_loads(self, data: bytes) -> Any:
        return orjson.loads(data)


class ElasticEngine:
    """A cluster; each method raises EngineDownError when it does not answer in time."""

    name = "elastic"

    def __init__(self, addresses: str) -> None:
        self.addresses = [address.strip() for address in addresses.split(",") if address.strip()]
        self.breaker = Breaker(self._try)

    @cached_property
    def client(self) -> Elasticsearch:
        """One client for all threads of the process. No retry on a single node, one on another node of a cluster."""
        several = len(self.addresses) > 1
        return Elasticsearch(
            self.addresses,
            request_timeout=PATIENCE_EACH if several else PATIENCE,
            retry_on_timeout=several,
            max_retries=int(several),
            serializer=QuickSerializer(),
        )

    @cached_property
    def patient(self) -> Elasticsearch:
        """The same client for what no reader waits for."""
        return self.client.options(request_timeout=BULK_PATIENCE)

    def alias(self, shelf: str) -> str:
        """The name under which a shelf is read and written: no hall of another layout uses it."""
        return f"{settings.SEARCH_PREFIX}-{shelf}-v{layout.VERSION.replace('.', '-')}"

    def _try(self) -> None:
        self.client.search(index=f"{self.alias(SHELVES[0])}*", size=0, terminate_after=1)

    def ask(self, call: Any, *args: Any, **options: Any) -> Any:
        """Call the client. Raises EngineDownError for whatever goes wrong, at once while the breaker is open."""
        if self.breaker.open:
            raise EngineDownError("The cluster failed a moment ago.")
        try:
            answer = call(*args, **options)
        except TransportError as error:
            self.breaker.failed()
            raise EngineDownError(str(error)) from error
        except ApiError as error:
            if error.status_code in DOWN:
                self.breaker.failed()
            raise EngineDownError(str(error)) from error
        self.breaker.worked()
        return answer

    def ready(self) -> bool:
        """Whether an index of this layout has been filled; until then the embedded one answers."""
        return all(self.ask(self.client.indices.exists_alias, name=self.alias(shelf)) for shelf in SHELVES)

    def refresh(self) -> None:
        """Let what was written be found now."""
        for shelf in SHELVES:
            self.ask(self.patient.indices.refresh, index=self.alias(shelf))

    # -- writing -----------------------------------------------------------------------------------------------

    def index(self, documents: Iterable[tuple[documents_of.Document, int]], shelf: str) -> dict[tuple[str, str], str]:
        """Keep each document unless a newer version is there; the errors by (kind, key)."""
        return self._bulk([(d.kind, d.key, version, entry.source(d, shelf)) for d, version in documents], shelf)

    def delete(self, gone: Iterable[tuple[str, str, int]], shelf: str) -> dict[tuple[str, str], str]:
        """Leave tombstones unless a newer version is there; the errors by (kind, key)."""
        return self._bulk([(kind, key, version, entry.tombstone(kind, key)) for kind, key, version in gone], shelf)

    def _bulk(self, entries: Sequence[tuple[str, str, int, dict[str, Any]]], shelf: str) -> dict[tuple[str, str], str]:
        actions = [
            {
                "_index": self.alias(shelf),
                "_id": f"{kind}:{key}",
                "_source": source,
                "version": max(0, version),
                "version_type": "external_gte",
            }
            for kind, key, version, source in entries
        ]
        if not actions:
            return {}
        # One document alone is sent while a person waits for the page that changed it.
        client = self.patient if len(actions) > 1 else self.client
        _, failed = self.ask(helpers.bulk, client, actions, raise_on_error=False, require_alias=True)
        errors = {}
        for failure in failed:
            told = next(iter(failure.values()))
            if told.get("status") == NOT_THERE:
                raise EngineDownError("The cluster has no index of this layout: search_index rebuild makes it.")
            if told.get("status") != NEWER_THERE:
                kind, _, key = str(told["_id"]).partition(":")
                errors[(kind, key)] = json.dumps(told.get("error"), ensure_ascii=False)[:500]
        return errors

    # -- reading -----------------------------------------------------------------------------------------------

    def frequencies(self, tokens: Sequence[str], shelf: str) -> tuple[int, Mapping[str, int]]:
        """How many documents there are, and for each token how many hold it in a name."""
        documents, counts = self._counts(tokens, shelf)
        return documents, in_names(counts)

    def _counts(self, tokens: Sequence[str], shelf: str) -> tuple[int, dict[str, dict[str, int]]]:
        text = " ".join(tokens)
        told = self.ask(
            self.client.termvectors,
            index=self.alias(shelf),
            doc=dict.fromkeys(entry.TOKENS, text),
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
        held = {token: max(by.values()) for token, by in counts.items()}
        chosen = choose(wanted, documents, held)
        if wanted.anything:
            return Found(self._candidates(wanted, chosen), documents, {})
        if not chosen or not wanted.kinds:
            return Found([], documents, in_names(counts))
        found = self._candidates(wanted, chosen) if chosen else []
        if not found and (better := choose(wanted, documents, held | self._held_now(chosen, wanted.shelf))) != chosen:
            found = self._candidates(wanted, better) if better else []
        return Found(found, documents, in_names(counts))

    def _candidates(self, wanted: Wanted, chosen: Chosen) -> list[Candidate]:
        """The answer as it came: `elasticsearch.dsl` would make an object of each of its hits."""
        body = entry.search(wanted, chosen).to_dict()
        answer = self.ask(self.client.search, index=self.alias(wanted.shelf), body=body)
        return [entry.candidate(hit["_source"]) for hit in answer["hits"]["hits"]]

    def _held_now(self, chosen: Chosen, shelf: str) -> dict[str, int]:
        """How many documents hold each token, exactly: the cluster's own counts keep what is gone until it merges."""
        tokens = dict.fromkeys([*chosen.tokens, *chosen.sounds])
        told = self.ask(entry.count(tokens, self.alias(shelf), self.client).execute)
        return {token: int(bucket["doc_count"]) for token, bucket in told.aggregations.held.buckets.to_dict().items()}

    def newest(self, asked: Asked) -> list[str]:
        """Sorted by their places."""
        if asked.hopeless:
            return []
        found = self.ask(entry.newest(asked, self.alias(QUEUE), self.client).execute)
        return [hit.meta.id.partition(":")[2] for hit in found.hits]

    def bodies(self, keys: Sequence[tuple[str, str]], shelf: str) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """The body sections of the given documents."""
        if not keys:
            return {}
        ids = [f"{kind}:{key}" for kind, key in keys]
        told = self.ask(self.client.mget, index=self.alias(shelf), ids=ids, source_includes=["kind", "key", "texts"])
        found = [row["_source"] for row in told["docs"] if row.get("found")]
        return {(row["kind"], row["key"]): json.loads(row.get("texts") or "{}") for row in found}

    def versions(self, kind: str, shelf: str) -> Mapping[str, int]:
        """Every key of a kind that is there, with its version."""
        query = {"bool": {"filter": [{"term": {"kind": kind}}, {"term": {"gone": False}}]}}
        rows = self.ask(
            lambda: list(
                helpers.scan(
                    self.patient,
                    index=self.alias(shelf),
                    query={"query": query, "version": True, "_source": ["key"]},
                )
            )
        )
        return {row["_source"]["key"]: int(row["_version"]) for row in rows}

    def fingerprints(self, kind: str, keys: Sequence[str], shelf: str) -> Mapping[str, str]:
        """What was indexed of these documents, by key; those that are not there are left out."""
        if not keys:
            return {}
        told = self.ask(
            self.patient.mget,
            index=self.alias(shelf),
            ids=[f"{kind}:{key}" for key in keys],
            source_includes=["key", "gone", "fingerprint"],
        )
        found = [row["_source"] for row in told["docs"] if row.get("found")]
        return {row["key"]: str(row.get("fingerprint", "")) for row in found if not row.get("gone")}

    def health(self) -> Health:
        """How the cluster is and what it holds."""
        try:
            state = self.ask(self.client.cluster.health)
            counts: dict[str, int] = {}
            for shelf in SHELVES:
                search = Search(using=self.client, index=self.alias(shelf)).filter("term", gone=False)[:0]
                search.aggs.bucket("kinds", "terms", field="kind", size=100)
                for bucket in self.ask(search.execute).aggregations.kinds.buckets:
                    counts[bucket.key] = bucket.doc_count
            detail = f"{state['status']}, {state['number_of_nodes']} nodes"
            return Health(self.name, True, counts, layout.VERSION, detail)
        except EngineDownError as error:
            return Health(self.name, False, {}, detail=str(error)[:200])
