"""The contract of queues, on every engine: all words, newest first, within facets and scope, no whole number kept."""

import datetime as dt
from dataclasses import replace

import pytest

from search import queue, registry, service
from search.document import Document
from search.engines.cluster import cluster
from search.engines.embedded import engine as embedded
from search.engines.queue import SECOND, Asked, groups, place
from search.queue import EVERYTHING
from search.registry import DocumentType
from tests.search import hostile

ALL = [EVERYTHING]
MOBILE, IDENTITY, PASSPORT = "13812345678", "41010519491231002X", "E12345678"


@pytest.fixture
def line(shelf, settle):
    """A queue of things; `line.put(key, title, day=…)`, `line.find(words)` once it has settled."""
    registry.register(DocumentType("thing", shelf.rows.get, lambda: list(shelf.rows), shelf="queue"))

    class Line:
        rows = shelf.rows

        def put(self, key, title, day=1, scope=("bureau-1",), **fields):
            date = dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC)
            shelf.put(key, title, scope=scope, **{"date": date, **fields})

        def find(self, words, scope=ALL, **filters):
            found = queue.find(words, "thing", scope, filters)
            assert found.engine.name == shelf.engine
            assert not found.fallback
            return found

        def keys(self, words, scope=ALL, **filters):
            return self.find(words, scope, **filters).keys

    made = Line()
    made.drop, made.settle = shelf.drop, settle
    return made


def kept():
    """Everything the engine that answers keeps, as text."""
    far = cluster()
    if far:
        hits = far.client.search(index=far.alias("queue"), size=100)["hits"]["hits"]
        return repr([hit["_source"] for hit in hits])
    tables = ("search_queue", "search_queue_fts", "search_queue_fts_content")
    return repr([embedded.rows(f"SELECT * FROM {table}") for table in tables])


def test_every_word_is_held_and_the_newest_comes_first(line):
    line.put("1", "夜市摆摊许可", day=3, body={"question": "要营业执照吗"})
    line.put("2", "夜市摆摊", day=5)
    line.put("3", "夜市停业", day=4)
    line.settle()
    assert line.keys("夜市") == ["2", "3", "1"]
    assert line.keys("夜市 摆摊") == ["2", "1"]
    assert line.keys("夜市营业执照") == []
    assert line.keys("夜市 营业执照") == ["1"]
    assert line.keys("停") == ["3"]
    assert line.keys("月球") == line.keys("！？") == line.keys("") == []


def test_documents_of_one_second_stand_by_their_keys(line):
    for key in ("9", "10", "8"):
        line.put(key, "夜市摆摊")
    line.settle()
    assert line.keys("夜市") == ["10", "9", "8"]


def test_only_so_many_are_found_and_they_are_the_newest(line):
    for day in (2, 9, 4, 7):
        line.put(str(day), "夜市摆摊", day=day)
    line.settle()
    asked = Asked(kind="thing", groups=groups("夜市"), scope=(EVERYTHING,), limit=2)
    engine = cluster() or embedded
    assert engine.newest(asked) == ["9", "7"]
    assert engine.newest(replace(asked, limit=0)) == []
    assert engine.newest(replace(asked, kind="other")) == []


def test_a_changed_document_keeps_its_place(line):
    for day in (1, 2, 3):
        line.put(str(day), "夜市摆摊", day=day)
    line.put("1", "夜市摆摊，改过", day=1)
    line.settle()
    assert line.keys("夜市") == ["3", "2", "1"]
    line.put("1", "夜市摆摊", day=9)
    line.settle()
    assert line.keys("夜市") == ["1", "3", "2"]


def test_filters_are_any_of_the_values_and_all_of_the_facets(line):
    for number in range(6):
        line.put(
            str(number),
            "夜市摆摊",
            day=number + 1,
            facets={"state": "open" if number % 2 else "closed", "owner": ["", "7"][number > 3]},
        )
    line.settle()
    assert line.keys("夜市", state=["open"]) == ["5", "3", "1"]
    assert line.keys("夜市", state=["open", "closed"], owner=["7"]) == ["5", "4"]
    assert line.keys("夜市", state=["gone"]) == line.keys("夜市", state=[]) == []


def test_scope_is_in_the_question_and_a_moved_document_leaves_at_once(line):
    line.put("1", "夜市摆摊")
    line.put("2", "夜市摆摊", scope=["bureau-2"], day=2)
    line.put("nobody", "夜市摆摊", scope=[])
    line.settle()
    assert line.keys("夜市", ["bureau-1"]) == ["1"]
    assert line.keys("夜市", ["bureau-1", "bureau-2"]) == ["2", "1"]
    assert line.keys("夜市", []) == line.keys("夜市", ["bureau-3"]) == []
    line.put("1", "夜市摆摊", scope=["bureau-2"])
    line.settle()
    assert line.keys("夜市", ["bureau-1"]) == []
    assert line.keys("夜市", ["bureau-2"]) == ["2", "1"]
    assert line.keys("夜市") == ["2", "nobody", "1"]


def test_what_is_gone_stays_gone_and_comes_back_to_its_place(line):
    line.put("1", "夜市摆摊", day=1)
    line.put("2", "夜市摆摊", day=2)
    line.settle()
    row = line.rows["1"]
    line.drop("1")
    line.settle()
    assert line.keys("夜市") == ["2"]
    line.put("1", "夜市摆摊", date=row.date)
    line.settle()
    assert line.keys("夜市") == ["2", "1"]


@pytest.mark.parametrize("written", [
    MOBILE, "138 1234 5678", "138-1234-5678", "１３８１２３４５６７８", "+8613812345678", "86 138 1234 5678",
])  # fmt: skip
def test_a_phone_is_found_whole_and_by_its_last_four_and_never_kept(line, written):
    line.put("1", "夜市摆摊", numbers=[MOBILE])
    line.put("2", f"请打 {written}", day=2, body={"question": f"我的电话{written}，谢谢"})
    line.put("3", "夜市摆摊", numbers=["13987654321"])
    line.settle()
    for words in (MOBILE, written, "5678", "138 1234 5678"):
        assert line.keys(words) == ["2", "1"], words
    assert line.keys("电话") == ["2"]
    assert line.keys("1381234") == line.keys("12345678") == []
    everything = kept()
    assert MOBILE not in everything
    assert "12345678" not in everything.replace(" ", "").replace("-", "")


@pytest.mark.parametrize("written", [IDENTITY, IDENTITY.lower(), "410105 19491231 002X", "410105194912310028"])
def test_an_identity_is_found_whole_and_by_its_last_four_and_never_kept(line, written):
    line.put("1", "夜市摆摊", numbers=[written])
    line.put("2", f"身份证{written}", day=2, body={"message": f"号码是{written}，{MOBILE}。"})
    line.settle()
    assert line.keys(written) == line.keys(written[-4:]) == ["2", "1"]
    assert line.keys(MOBILE) == ["2"]
    assert line.keys("19491231") == []
    everything = kept().replace(" ", "").lower()
    for part in ("410105", "19491231", "1949123100"):
        assert part not in everything


def test_a_passport_of_the_document_is_hidden_in_its_texts(line):
    line.put("1", "夜市摆摊", numbers=[PASSPORT], body={"message": f"护照{PASSPORT}，已附。"})
    line.settle()
    assert line.keys(PASSPORT) == line.keys("e12345678") == line.keys("5678") == line.keys("护照") == ["1"]
    assert "12345678" not in kept()


def test_mail_addresses_are_masked(line):
    line.put("1", "夜市摆摊", body={"message": "请回复 zhang.san@example.cn"})
    line.settle()
    assert "zhang" not in kept()


def test_a_document_s_own_number_is_found_as_people_write_it(line):
    line.put("1", "夜市摆摊", code="20260301-00012")
    line.settle()
    for words in ("20260301-00012", "2026030100012", "20260301 00012", "00012", "２０２６０３０１－０００１２"):
        assert line.keys(words) == ["1"], words


def test_two_numbers_side_by_side_are_two(line):
    line.put("1", "夜市摆摊", body={"message": f"{MOBILE} 13987654321"})
    line.settle()
    assert line.keys(MOBILE) == line.keys("13987654321") == line.keys(f"{MOBILE} 13987654321") == ["1"]


def test_marks_and_excerpts_hold_no_whole_number(line):
    line.put(
        "1", "夜市摆摊", body={"question": f"{'很长的话。' * 20}我的电话{MOBILE}，请问夜市几点开门？", "other": "摆摊"}
    )
    line.settle()
    found = line.find("几点")
    section, text = found.excerpts(["1", "nothing"])["1"]
    assert section == "question"
    assert text.startswith("…")
    assert "****5678" in text
    assert [(part.text, part.marked) for part in found.marked("夜市几点开")] == [
        ("夜市", False), ("几点", True), ("开", False),
    ]  # fmt: skip
    assert found.excerpts([]) == {}


def test_hostile_queries_are_answered(line):
    line.put("1", "夜市摆摊")
    line.settle()
    for words in hostile.queries(1000):
        found = line.find(words, ["bureau-1"])
        found.marked(words[:50])
        found.excerpts(found.keys)
    for words in hostile.FIXED:
        assert line.keys("夜市", [words]) == line.keys("夜市", state=[words]) == []


def test_rebuild_heals_and_verify_tells(line):
    for key in ("1", "2"):
        line.put(key, "夜市摆摊", numbers=[MOBILE])
    line.settle()
    line.rows["1"] = replace(line.rows["1"], numbers=[])
    del line.rows["2"]
    line.rows["3"] = Document(key="3", kind="thing", title="夜市")
    name = (cluster() or embedded).name
    told = [each for each in service.verify(["thing"]) if each.startswith(name)]
    assert told == [f"{name}: thing 1: stale", f"{name}: thing 3: missing", f"{name}: thing 2: left over"]
    for kinds in (["thing"], None):
        service.rebuild(kinds)
        assert service.verify(["thing"]) == []
        assert line.keys("夜市") == ["1", "3"]
        assert line.keys(MOBILE) == []


@pytest.mark.elasticsearch
def test_the_embedded_index_stands_in_for_a_cluster_that_fails(line, far, feed, shelf, monkeypatch):
    line.put("1", "夜市摆摊")
    feed()
    far.breaker.failed()
    found = queue.find("夜市", "thing", ALL)
    assert (found.engine.name, found.fallback, found.keys) == ("embedded", True, ["1"])


@pytest.mark.django_db
def test_no_index_to_ask_is_said(monkeypatch):
    def broken(asked):
        raise OSError("disk")

    monkeypatch.setattr(embedded, "newest", broken)
    with pytest.raises(queue.EngineDownError):
        queue.find("夜市", "thing", ALL)


@pytest.mark.django_db
def test_an_index_that_is_not_filled_yet_does_not_answer():
    embedded.note("whole", "")
    with pytest.raises(queue.EngineDownError):
        queue.find("夜市", "thing", ALL)


def test_a_place_follows_the_date_and_fits_a_row_id():
    def at(year, key="1"):
        return place(Document(key=key, kind="thing", title="", date=dt.datetime(year, 1, 1, tzinfo=dt.UTC)))

    assert 0 < at(1980) < at(2026) < at(2200) < 2**63
    assert at(2026, "2") - at(2026, "1") == 1
    assert at(2026, "any") // SECOND == at(2026) // SECOND
    assert place(Document(key="1", kind="thing", title="")) == 1
