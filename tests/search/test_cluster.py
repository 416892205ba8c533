"""What a cluster alone has: indexes filled beside the one that answers, the feed, and who answers until then."""

import pytest
from django.utils import timezone

from search import outbox, positions, service, upkeep
from search.engines import EngineDownError, generations
from search.engines.embedded import engine as embedded
from search.models import Change, Failure, Follower
from search.registry import SHELVES

pytestmark = pytest.mark.elasticsearch


def indexes(far):
    return sorted(generations._all(far))


def test_a_rebuild_leaves_one_index_for_each_shelf_and_no_query_waits(shelf, far, feed, monkeypatch):
    for number in range(10):
        shelf.put(str(number), f"养犬登记{number}")
    feed()
    shelf.engine = "elastic"
    before, answers = indexes(far), []
    publish = generations.publish

    def written_meanwhile(filling):
        answers.append(len(shelf.keys("养犬登记")))
        shelf.put("late", "养犬登记迟")
        shelf.drop("3")
        publish(filling)
        shelf.put("later", "养犬登记更迟")
        answers.append(len(shelf.keys("养犬登记")))

    monkeypatch.setattr(upkeep.generations, "publish", written_meanwhile)
    assert service.rebuild()["thing"] == 10
    assert answers == [10, 10]
    assert set(shelf.keys("养犬登记")) == {*"012456789", "late", "later"}
    assert service.verify(["thing"]) == []
    after = indexes(far)
    assert len(after) == len(before) == len(SHELVES)
    assert not set(after) & set(before)


def test_a_rebuild_that_fails_leaves_nothing_and_changes_nothing(shelf, far, feed, monkeypatch):
    shelf.put("a", "养犬登记")
    feed()
    before = indexes(far)
    monkeypatch.setattr(upkeep.outbox, "replay", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        service.rebuild()
    assert indexes(far) == before
    assert shelf.keys("养犬登记") == ["a"]


def test_of_two_rebuilds_at_once_the_later_goes_on(far):
    def begin_while_another_does():
        with generations.fresh(far) as first:
            with generations.fresh(far) as second:
                made.extend(second.made.values())
                generations.publish(second)
            generations.publish(first)

    made = []
    with pytest.raises(EngineDownError, match="Another rebuild"):
        begin_while_another_does()
    assert indexes(far) == sorted(made)


def test_the_rebuild_keeps_the_tombstones_of_what_went_lately(shelf, far, feed):
    from search.document import Document

    shelf.put("a", "养犬登记")
    feed()
    version = far.versions("thing", "guides")["a"]
    shelf.drop("a")
    service.rebuild()
    far.index([(Document(key="a", kind="thing", title="养犬登记"), version)], "guides")
    far.refresh()
    assert far.versions("thing", "guides") == {}


def test_until_the_cluster_is_filled_the_embedded_index_answers(shelf, far, feed):
    generations.wipe(far)
    shelf.put("a", "养犬登记")
    shelf.engine = "embedded"
    feed_nothing(far, feed)
    assert shelf.keys("养犬登记") == ["a"]
    assert upkeep.outdated()
    assert not service.status()[1].up
    with pytest.raises(EngineDownError, match="rebuild"):
        far.delete([("thing", "a", 1)], "guides")
    assert indexes(far) == []
    service.rebuild(["thing"])
    shelf.engine = "elastic"
    assert shelf.keys("养犬登记") == ["a"]
    assert service.status()[1].up


def feed_nothing(far, feed):
    with pytest.raises(EngineDownError):
        feed()
    assert not Follower.objects.filter(name=far.name).exists()


def test_a_hall_whose_prefix_begins_alike_keeps_its_indexes(far, settings):
    ours = settings.SEARCH_PREFIX
    settings.SEARCH_PREFIX = f"{ours}-guides"
    try:
        with generations.fresh(far) as filling:
            generations.publish(filling)
        theirs = indexes(far)
        settings.SEARCH_PREFIX = ours
        generations.wipe(far)
        settings.SEARCH_PREFIX = f"{ours}-guides"
        assert indexes(far) == theirs
    finally:
        settings.SEARCH_PREFIX = f"{ours}-guides"
        generations.wipe(far)
        settings.SEARCH_PREFIX = ours


def test_a_cluster_that_missed_pruned_changes_is_filled_again(shelf, far, feed):
    shelf.put("a", "养犬登记")
    shelf.put("b", "烟草专卖")
    feed()
    Follower.objects.filter(name=far.name).update(change=0, transaction=0)
    positions.prune(timezone.now() + positions.KEEP * 2)
    assert positions.missed()
    service.rebuild()
    assert not positions.missed()
    assert shelf.keys("养犬登记") == ["a"]


def test_the_feed_goes_on_where_another_has_put_it_back(shelf, far, feed, monkeypatch):
    shelf.put("a", "养犬登记")
    feed()
    start = Follower.objects.get(name=far.name).change
    shelf.put("b", "烟草专卖")
    send = outbox.send

    def put_back_meanwhile(*args):
        Follower.objects.filter(name=far.name).update(change=start - 1)
        return send(*args)

    monkeypatch.setattr(outbox, "send", put_back_meanwhile)
    outbox.feed()
    assert Follower.objects.get(name=far.name).change == start - 1
    monkeypatch.undo()


@pytest.mark.django_db(transaction=True)
def test_a_change_reaches_the_cluster_right_after_its_commit(shelf, far, feed):
    feed()
    shelf.put("a", "养犬登记")
    far.refresh()
    shelf.engine = "elastic"
    assert shelf.keys("养犬登记") == ["a"]
    assert not Failure.objects.exists()
    assert Change.objects.count() == 1
    assert embedded.versions("thing", "guides").keys() == {"a"}
