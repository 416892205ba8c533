"""The index is what the database says: in its transactions, after them, and after whatever went wrong."""

import threading
import time
from dataclasses import replace

import pytest
from django.db import connection, transaction

from search import outbox, positions, registry, service
from search.engines.embedded import engine
from search.models import Change, Failure

from .conftest import Shelf


def test_a_change_is_found_at_once(shelf):
    shelf.put("a", "养犬登记")
    assert shelf.keys("养犬") == ["a"]
    shelf.put("a", "烟草专卖")
    assert shelf.keys("养犬") == []
    assert shelf.keys("烟草") == ["a"]
    shelf.drop("a")
    assert shelf.keys("烟草") == []


def test_what_was_deleted_can_come_back(shelf):
    shelf.put("a", "养犬登记")
    shelf.drop("a")
    shelf.put("a", "养犬登记")
    assert shelf.keys("养犬") == ["a"]


def test_a_late_older_version_changes_nothing(shelf):
    shelf.put("a", "养犬登记")
    now = engine.versions("thing", "guides")["a"]
    engine.delete([("thing", "a", now - 1)], "guides")
    assert shelf.keys("养犬") == ["a"]
    engine.delete([("thing", "a", now)], "guides")
    assert shelf.keys("养犬") == []


def test_rolled_back_is_not_in_the_index(shelf):
    if not engine.shared:
        pytest.skip("the index has transactions of its own there")
    with transaction.atomic():
        shelf.put("a", "养犬登记")
        assert shelf.keys("养犬") == ["a"]
        transaction.set_rollback(True)
    assert shelf.keys("养犬") == []
    assert not Change.objects.exists()


def test_later_gathers_each_document_once(shelf):
    with outbox.later():
        for number in range(3):
            shelf.put("a", f"养犬登记{number}")
        shelf.put("b", "烟草专卖")
        assert shelf.keys("养犬") == []
    assert Change.objects.count() == 2
    assert shelf.keys("养犬") == ["a"]


def test_a_document_that_cannot_be_built_does_not_stop_the_change(shelf):
    broken = registry.DocumentType("broken", lambda key: 1 / 0, lambda: ["x"])
    registry.register(broken)
    try:
        outbox.changed("broken", "x")
        failure = Failure.objects.get()
        assert "ZeroDivisionError" in failure.error
        assert outbox.retry() == 0
        assert Failure.objects.get().attempts == 2
        registry.register(registry.DocumentType("broken", lambda key: None, list))
        assert outbox.retry() == 1
        assert not Failure.objects.exists()
    finally:
        registry.unregister("broken")


def test_an_unknown_kind_is_recorded_and_left(db):
    outbox.changed("nobody-knows", "1")
    assert Change.objects.count() == 1
    assert not Failure.objects.exists()


def test_rebuild_and_verify(shelf):
    for number in range(5):
        shelf.put(str(number), f"养犬登记{number}")
    assert service.verify(["thing"]) == []
    engine.run("DELETE FROM search_guides_fts")
    engine.run("DELETE FROM search_guides WHERE \"key\"='1'")
    engine.run("UPDATE search_guides SET fingerprint='x' WHERE \"key\"='2'")
    del shelf.rows["3"]
    assert service.verify(["thing"]) == [
        "embedded: thing 1: missing",
        "embedded: thing 2: stale",
        "embedded: thing 3: left over",
    ]
    assert service.rebuild(["thing"]) == {"thing": 4}
    assert service.verify(["thing"]) == []
    assert set(shelf.keys("养犬登记")) == {"0", "1", "2", "4"}
    assert service.status()[0].documents["thing"] == 4


def test_old_changes_are_pruned(shelf):
    from django.utils import timezone

    shelf.put("a", "养犬登记")
    shelf.put("a", "养犬登记证")
    assert positions.prune(timezone.now()) == 0
    assert not positions.missed()
    assert positions.prune(timezone.now() + positions.KEEP * 2) == 1
    assert positions.missed() != engine.shared
    shelf.rows["a"] = replace(shelf.rows["a"], title="烟草专卖")
    service.rebuild(["thing"])
    assert shelf.keys("烟草") == ["a"]


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_lose_nothing():
    if not engine.shared:
        pytest.skip("there the file has one writer at a time")
    shelf = Shelf()

    def write(writer):
        try:
            for number in range(5):
                with transaction.atomic():
                    shelf.put(f"{writer}-{number}", f"养犬登记第{writer}户{number}")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert set(shelf.keys("养犬登记", limit=50)) == set(shelf.rows)
        assert len(shelf.rows) == 20
    finally:
        registry.unregister("thing")


@pytest.mark.django_db(transaction=True)
def test_a_flushed_database_leaves_nothing_in_the_index():
    assert service.query("养犬登记第1户", kinds=("thing",), include_drafts=True).hits == ()
    assert engine.versions("thing", "guides") == {}


def test_a_document_read_again_has_the_version_of_its_own_newest_change(shelf):
    shelf.put("a", "养犬登记")
    shelf.put("b", "烟草专卖")
    first, second = Change.objects.order_by("pk")
    both = [("thing", "a"), ("thing", "b"), ("thing", "never")]
    assert list(outbox.versions(both).values()) == [first.pk, second.pk, 0]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_rebuild_passes_over_no_transaction_that_ends_after_it(settings):
    settings.SEARCH_AT_ONCE = False
    shelf = Shelf()
    shelf.put("a", "养犬登记")
    begun, may_end = threading.Event(), threading.Event()

    def on_another_host():
        try:
            with transaction.atomic():
                Change.objects.create(kind="thing", key="a", transaction=positions.transaction_id())
                begun.set()
                may_end.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=on_another_host)
    thread.start()
    try:
        assert begun.wait(30)
        shelf.put("b", "烟草专卖")
        service.rebuild()
        shelf.rows["a"] = replace(shelf.rows["a"], title="燃气开户")
    finally:
        may_end.set()
        thread.join()
    try:
        # Another open transaction on the server, of a test beside this one, holds the reading back till it ends.
        for _ in range(3000):
            outbox.follow()
            if shelf.keys("燃气"):
                break
            time.sleep(0.2)
        assert shelf.keys("燃气") == ["a"]
    finally:
        registry.unregister("thing")
