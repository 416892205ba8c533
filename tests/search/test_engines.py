"""The contract of the engines: the same hits in the same order, filters, scope, versions; and a cluster that fails.

The cluster's half runs where HALL_TEST_SEARCH_URL names one, and is skipped elsewhere.
"""

import os
import time
from pathlib import Path

import pytest
from django.utils import timezone

from search import outbox, service
from search.engines import cluster as which
from search.engines.elastic import REST, ElasticEngine
from search.engines.embedded import engine as embedded
from search.models import Follower

URL = os.environ.get("HALL_TEST_SEARCH_URL", "")
needs_cluster = pytest.mark.skipif(not URL, reason="HALL_TEST_SEARCH_URL names no cluster")
QUESTIONS = Path(__file__).with_name("questions.tsv").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def far(shelf, settings, monkeypatch):
    """A real cluster with indexes of its own, fed from the outbox."""
    settings.SEARCH_PREFIX = "hall-test"
    engine = ElasticEngine(URL)
    engine.wipe()
    engine.install()
    monkeypatch.setattr(which, "_engine", lambda addresses: engine)
    yield engine
    engine.breaker.worked()
    engine.wipe()


@pytest.fixture
def use(settings, far):
    """`use(True)`: the cluster answers; `use(False)`: the embedded index does."""

    def choose(cluster):
        settings.SEARCH_URL = URL if cluster else ""

    return choose


def fed(far, use):
    use(True)
    outbox.feed()
    far.refresh()


@needs_cluster
def test_both_engines_answer_alike(city, far, use):
    fed(far, use)
    same_first = overlap = counted = 0
    for line in QUESTIONS:
        query = line.split("\t")[0]
        use(True)
        there = city.ask(query, limit=5)
        use(False)
        here = city.ask(query, limit=5)
        assert (there.engine, here.engine) == ("elastic", "embedded")
        assert there.section == here.section
        if not here.hits:
            assert there.hits == ()
            continue
        a, b = [hit.key for hit in there.hits], [hit.key for hit in here.hits]
        counted += 1
        same_first += a[:1] == b[:1]
        overlap += len(set(a) & set(b)) / max(len(a), len(b))
    assert same_first / counted >= 0.99
    assert overlap / counted >= 0.95


@needs_cluster
def test_filters_scope_drafts_and_snippets(shelf, far, use):
    shelf.put("a", "养犬登记甲", facets={"bureau": "公安"}, body={"fee": "每年 100 元"})
    shelf.put("b", "养犬登记乙", facets={"bureau": "农业"}, scope=["bureau-1"])
    shelf.put("c", "养犬登记丙", live=False)
    fed(far, use)
    assert set(shelf.keys("养犬登记")) == {"a"}
    assert set(shelf.keys("养犬登记", scope=["bureau-1"])) == {"a", "b"}
    assert set(shelf.keys("养犬登记", scope=[service.EVERYTHING], include_drafts=True)) == {"a", "b", "c"}
    assert shelf.keys("养犬登记", filters={"bureau": "农业"}) == []
    answer = shelf.ask("养犬登记多少钱")
    assert answer.hits[0].snippet == "每年 100 元"
    assert answer.facets["bureau"] == [("公安", 1)]


@needs_cluster
def test_versions_and_tombstones(shelf, far, use):
    shelf.put("a", "养犬登记")
    old = far_version = 0
    fed(far, use)
    far_version = far.versions("thing", "guides")["a"]
    shelf.drop("a")
    fed(far, use)
    assert shelf.keys("养犬登记") == []
    far.index([(shelf_document(shelf), far_version + old)], "guides")
    far.refresh()
    assert far.versions("thing", "guides") == {}


def shelf_document(shelf):
    from search.document import Document

    return Document(key="a", kind=shelf.kind, title="养犬登记")


@needs_cluster
def test_rebuild_and_verify_take_in_the_cluster(shelf, far, use):
    use(True)
    shelf.put("a", "养犬登记")
    shelf.put("b", "烟草专卖")
    assert [line for line in service.verify(["thing"]) if line.startswith("elastic")] == [
        "elastic: thing a: missing",
        "elastic: thing b: missing",
    ]
    service.rebuild(["thing"])
    assert service.verify(["thing"]) == []
    assert [health.up for health in service.status()] == [True, True]


@needs_cluster
def test_a_cluster_that_missed_pruned_changes_is_filled_again(shelf, far, use):
    use(True)
    shelf.put("a", "养犬登记")
    shelf.put("b", "烟草专卖")
    Follower.objects.create(name="elastic")
    outbox.prune(timezone.now() + outbox.KEEP * 2)
    assert outbox.missed()
    service.rebuild()
    assert not outbox.missed()
    assert shelf.keys("养犬登记") == ["a"]


def test_a_dead_cluster_is_answered_for(city, settings):
    settings.SEARCH_URL = "http://127.0.0.1:9"
    started = time.monotonic()
    answer = city.ask("养狗")
    assert time.monotonic() - started < 1.3 + 1
    assert (answer.engine, answer.hits[0].key) == ("embedded", "yq")
    started = time.monotonic()
    city.ask("养狗")
    assert time.monotonic() - started < 1
    health = service.status()[1]
    assert not health.up
    which.cluster().breaker.worked()


def test_the_breaker_rests_and_tries_again(monkeypatch):
    engine = ElasticEngine("http://127.0.0.1:9")
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    assert not engine.breaker.open
    engine.breaker.failed()
    assert engine.breaker.open
    now[0] += REST + 0.1
    assert not engine.breaker.open


def test_the_embedded_engine_survives_its_own_closing(shelf):
    shelf.put("a", "养犬登记")
    embedded.close()
    assert shelf.keys("养犬登记") == ["a"]
