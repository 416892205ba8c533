"""A cluster that is dead, hangs, refuses or takes half: readers are answered, and afterwards nothing is lost.

No absolute times on a shared machine: what counts is the time-out that was set, and that nobody asks a second time.
"""

import random
import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from hall.settings import env
from search import outbox, positions, service
from search.document import Document
from search.engines import EngineDownError, breaker, elastic
from search.engines import cluster as which
from search.engines.elastic import ElasticEngine
from search.models import Failure

from . import faults


@pytest.fixture
def proxy(far, settings, monkeypatch):
    """A proxy before the node, and the hall's engine set up with it."""
    with faults.before(far.addresses[0]) as proxy:
        engine = ElasticEngine(proxy.url)
        monkeypatch.setattr(which, "_engine", lambda addresses: engine)
        proxy.engine = engine
        yield proxy


def impatient(engine, seconds=0.3):
    """Let the engine wait no longer than this, for readers and for the worker."""
    engine.__dict__.pop("patient", None)
    engine.client = engine.client.options(request_timeout=seconds)
    engine.patient = engine.client


def patient(engine):
    """As it was set up."""
    engine.__dict__.pop("patient", None)
    engine.__dict__.pop("client", None)


def recovered(engine, monkeypatch):
    """As after the rest: the cluster is asked again, by a thread of its own, until it has answered."""
    with monkeypatch.context() as rested:
        rested.setattr(breaker, "REST", 0.0)
        engine.breaker.failed()
        until = time.monotonic() + 60
        while engine.breaker.open and time.monotonic() < until:
            time.sleep(0.02)
    assert not engine.breaker.open


@pytest.mark.elasticsearch
@pytest.mark.parametrize("mode", ["hang", 429, 503])
def test_a_failing_cluster_is_asked_once_and_answered_for(shelf, proxy, feed, mode):
    shelf.put("a", "养犬登记")
    feed()
    impatient(proxy.engine)
    proxy.mode, shelf.engine = mode, "embedded"
    asked = proxy.seen
    assert shelf.keys("养犬登记") == ["a"]
    assert proxy.seen == asked + 1
    for _ in range(5):
        assert shelf.keys("养犬登记") == ["a"]
        service.suggest("养犬", kinds=("thing",))
    assert not service.status()[1].up
    assert outbox.feed() == 0
    assert proxy.seen == asked + 1


@pytest.mark.elasticsearch
def test_a_cluster_that_answers_again_is_used_again(shelf, proxy, feed, monkeypatch):
    shelf.put("a", "养犬登记")
    feed()
    proxy.mode, shelf.engine = 503, "embedded"
    assert shelf.keys("养犬登记") == ["a"]
    proxy.mode, shelf.engine = "", "elastic"
    recovered(proxy.engine, monkeypatch)
    assert shelf.keys("养犬登记") == ["a"]


@pytest.mark.elasticsearch
def test_what_half_a_bulk_refused_is_kept_and_sent_again(shelf, proxy, feed):
    proxy.mode = "half"
    for number in range(10):
        shelf.put(str(number), f"养犬登记{number}")
    feed()
    assert Failure.objects.filter(engine="elastic").count() == 5
    assert len(proxy.engine.versions("thing", "guides")) == 5
    proxy.mode = ""
    assert outbox.retry() == 5
    proxy.engine.refresh()
    assert len(proxy.engine.versions("thing", "guides")) == 10
    assert not Failure.objects.exists()


@pytest.mark.elasticsearch
def test_a_page_that_changes_something_does_not_wait_as_long_as_the_worker(proxy, monkeypatch):
    monkeypatch.setattr(elastic, "PATIENCE", 0.2)
    monkeypatch.setattr(elastic, "BULK_PATIENCE", 300.0)
    proxy.mode = "hang"
    with pytest.raises(EngineDownError, match="timed out"):
        proxy.engine.index([(Document(key="a", kind="thing", title="养犬登记"), 1)], "guides")


@pytest.mark.elasticsearch
def test_nothing_is_lost_stale_or_resurrected_after_every_fault(shelf, proxy, feed, monkeypatch):
    """Writes go on while the cluster fails in every way in turn and the worker is killed between two batches."""
    feed()
    impatient(proxy.engine)
    monkeypatch.setattr(positions, "BATCH", 7)
    chance, send, gone = random.Random(5), outbox.send, set()

    def killed_at_times(engine, documents):
        if chance.random() < 0.2:
            raise KeyboardInterrupt
        done = send(engine, documents)
        if chance.random() < 0.2:
            raise KeyboardInterrupt
        return done

    for turn, mode in enumerate(["", "hang", "half", 429, "", 503, "half", "hang", "half", ""]):
        proxy.mode = mode
        proxy.engine.breaker.worked()
        for _ in range(12):
            key = str(chance.randrange(40))
            if key in shelf.rows and chance.random() < 0.4:
                shelf.drop(key)
                gone.add(key)
            else:
                shelf.put(key, f"养犬登记{key}改{turn}")
                gone.discard(key)
        with monkeypatch.context() as killing:
            killing.setattr(outbox, "send", killed_at_times)
            try:
                outbox.feed()
                outbox.retry()
            except KeyboardInterrupt:
                pass
    proxy.mode = ""
    caught_up(shelf, proxy.engine, gone)


def caught_up(shelf, engine, gone):
    """After a few rounds of the worker: lost 0, stale 0, resurrected 0."""
    patient(engine)
    engine.breaker.worked()
    for _ in range(20):
        if not outbox.feed() + outbox.retry():
            break
    engine.refresh()
    there = engine.versions("thing", "guides").keys()
    assert shelf.rows.keys() - there == set(), "lost"
    assert gone & there == set(), "resurrected"
    assert service.verify(["thing"]) == []
    assert not Failure.objects.exists()
    assert positions.behind() == 0


@pytest.mark.elasticsearch
def test_a_killed_node_comes_back_and_catches_up(shelf, node, far, feed):
    if not node.nodes:
        pytest.skip("the node that HALL_TEST_SEARCH_URL names is not ours to kill")
    for number in range(20):
        shelf.put(str(number), f"养犬登记{number}")
    feed()
    node.nodes[0].kill()
    try:
        shelf.engine = "embedded"
        assert len(shelf.keys("养犬登记", limit=50)) == 20
        for number in range(10):
            shelf.put(str(number), f"养犬登记新{number}")
        for number in range(10, 15):
            shelf.drop(str(number))
        assert outbox.feed() == 0
        assert outbox.retry() == 0
        assert positions.behind() == 15
        assert len(shelf.keys("养犬登记", limit=50)) == 15
    finally:
        node.start(node.nodes[0])
    caught_up(shelf, far, {str(number) for number in range(10, 15)})
    shelf.engine = "elastic"
    assert len(shelf.keys("养犬登记", limit=50)) == 15


def test_a_dead_cluster_is_answered_for(city, settings):
    settings.SEARCH_URL = "http://127.0.0.1:9"
    city.engine = "embedded"
    assert city.keys("养狗")[0] == "yq"
    assert which.cluster().breaker.open
    assert not service.status()[1].up
    which.cluster().breaker.worked()


def test_of_several_nodes_a_second_is_asked_and_no_more():
    alone, several = ElasticEngine("http://127.0.0.1:9"), ElasticEngine("http://127.0.0.1:9, http://127.0.0.1:19")
    assert (alone.client._max_retries, several.client._max_retries) == (0, 1)
    assert (alone.client._request_timeout, several.client._request_timeout) == (1.0, 0.6)
    with pytest.raises(EngineDownError):
        several.ready()


def test_the_breaker_rests_then_asks_by_itself_and_lets_nobody_wait(monkeypatch):
    now, asked = [100.0], []
    monkeypatch.setattr(breaker.time, "monotonic", lambda: now[0])
    answers = [1 / 3, ConnectionError()]

    def ask():
        asked.append(now[0])
        answer = answers.pop()
        if isinstance(answer, Exception):
            raise answer

    made = breaker.Breaker(ask)
    assert not made.open
    made.failed()
    assert made.open
    assert asked == []
    for done in (1, 2):
        now[0] += breaker.REST + 0.1
        assert made.open
        while len(asked) < done or made._asking.locked():
            pass
        assert made.open is (done == 1)
    assert len(asked) == 2


@pytest.mark.parametrize("wrong", ["es1:9200", "http://es1", "http://es1:9200,es2", "http://:9200", "http://es1:port"])
def test_an_address_that_cannot_be_one_is_refused_at_the_start(monkeypatch, wrong):
    monkeypatch.setenv("SEARCH_URL", wrong)
    with pytest.raises(ImproperlyConfigured, match="SEARCH_URL takes addresses"):
        env.addresses("SEARCH_URL")
    monkeypatch.setenv("SEARCH_URL", "http://es1:9200, https://user:secret@es2:443")
    assert env.addresses("SEARCH_URL").startswith("http://es1:9200,")
