import os
from types import SimpleNamespace

import pytest

from search import outbox, registry, service
from search.document import Document
from search.engines import cluster as which
from search.engines import elastic, generations
from search.engines.elastic import ElasticEngine
from search.registry import DocumentType
from tests import elasticsearch
from tests.conftest import IN_CI, NO_CLUSTER

from .corpus import ITEMS


class Shelf:
    """Documents in memory, with the verbs an app would have."""

    def __init__(self, kind="thing"):
        self.kind = kind
        self.rows = {}
        self.engine = None
        """Which engine must answer; None: any."""
        self.type = registry.register(DocumentType(kind, self.rows.get, lambda: list(self.rows), label=kind))

    def put(self, key, title, **fields):
        self.rows[key] = Document(key=key, kind=self.kind, title=title, **fields)
        outbox.changed(self.kind, key)

    def drop(self, key):
        del self.rows[key]
        outbox.changed(self.kind, key)

    def ask(self, text, **options):
        answer = service.query(text, kinds=(self.kind,), **options)
        assert self.engine is None or answer.engine in {self.engine, ""}
        return answer

    def keys(self, text, **options):
        return [hit.key for hit in self.ask(text, **options).hits]


@pytest.fixture
def shelf(db):
    """An empty shelf of things."""
    made = Shelf()
    yield made
    registry.unregister("thing")


@pytest.fixture
def city(shelf):
    """A shelf with some seventy typical matters."""
    for line in ITEMS.strip().splitlines():
        key, title, *aliases = line.split("\t")
        shelf.put(
            key,
            title,
            aliases=aliases[0].split("、") if aliases else (),
            body={"summary": f"办理{title}。", "materials": "申请表、身份证明", "fee": "不收费"},
            facets={"theme": "经营" if "经营" in title else "生活"},
            url=f"/items/{key}/",
        )
    return shelf


@pytest.fixture(scope="session")
def node():
    """A cluster for the whole run: the one that HALL_TEST_SEARCH_URL names, else a node of our own."""
    if url := os.environ.get("HALL_TEST_SEARCH_URL"):
        yield SimpleNamespace(url=url, nodes=[])
        return
    try:
        parts = elasticsearch.find()
    except elasticsearch.Missing as error:
        (pytest.fail if IN_CI else pytest.skip)(f"{NO_CLUSTER}. {error}")
    with elasticsearch.server(parts) as cluster:
        yield cluster


@pytest.fixture
def far(shelf, node, settings, monkeypatch):
    """The engine of the cluster, with empty indexes of its own and patience for a busy machine."""
    settings.SEARCH_PREFIX = f"hall-test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    monkeypatch.setattr(elastic, "PATIENCE", 30.0)
    engine = ElasticEngine(node.url)
    generations.wipe(engine)
    with generations.fresh(engine) as filling:
        generations.publish(filling)
    monkeypatch.setattr(which, "_engine", lambda addresses: engine)
    yield engine
    engine.breaker.worked()
    generations.wipe(engine)


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def settle(request, shelf, settings):
    """The contract's engines, one after the other. `settle()` lets what was written be found in this one."""
    settings.SEARCH_URL = ""
    shelf.engine = request.param
    if request.param == "embedded":
        return lambda: None
    return request.getfixturevalue("feed")


@pytest.fixture
def feed(far, settings):
    """`feed()` brings the cluster up to what was written, and lets it answer."""

    def run():
        settings.SEARCH_URL = "http://far"
        outbox.feed()
        far.refresh()

    return run
