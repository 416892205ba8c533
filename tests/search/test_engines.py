"""The contract of the engines: each behaves alike. An engine is added by a name in `settle`'s parameters."""

from dataclasses import replace

import openpyxl
import pytest
from django.conf import settings as hall

from search import service
from search.document import Document
from search.engines import choosing, layout
from search.engines.cluster import cluster
from search.engines.embedded import engine as embedded

from . import hostile
from .corpus import ITEMS
from .test_questions import HERE


def engine():
    """The one that answers."""
    return cluster() or embedded


def test_filters_and_facets(shelf, settle):
    for number in range(6):
        shelf.put(
            str(number),
            f"养犬登记第{number}类",
            facets={"bureau": "公安" if number % 2 else "农业", "for": ["个人", "企业"] if number == 0 else "个人"},
        )
    settle()
    answer = shelf.ask("养犬登记")
    assert answer.total == 6
    assert dict(answer.facets["bureau"]) == {"公安": 3, "农业": 3}
    assert dict(answer.facets["for"]) == {"个人": 6, "企业": 1}
    assert {hit.key for hit in shelf.ask("养犬登记", filters={"bureau": "公安"}).hits} == {"1", "3", "5"}
    assert {hit.key for hit in shelf.ask("养犬登记", filters={"bureau": ["公安", "农业"], "for": "企业"}).hits} == {"0"}
    assert shelf.ask("养犬登记", filters={"bureau": "没有"}).hits == ()


def test_scope(shelf, settle):
    shelf.put("public", "养犬登记甲")
    shelf.put("one", "养犬登记乙", scope=["bureau-1"])
    shelf.put("two", "养犬登记丙", scope=["bureau-2"])
    settle()
    assert set(shelf.keys("养犬登记")) == {"public"}
    assert set(shelf.keys("养犬登记", scope=["bureau-1"])) == {"public", "one"}
    assert set(shelf.keys("养犬登记", scope=[])) == {"public"}
    assert set(shelf.keys("养犬登记", scope=[service.EVERYTHING])) == {"public", "one", "two"}
    shelf.put("one", "养犬登记乙", scope=["bureau-2"])
    settle()
    assert set(shelf.keys("养犬登记", scope=["bureau-1"])) == {"public"}


def test_drafts_are_found_only_when_asked_for(shelf, settle):
    shelf.put("a", "养犬登记", live=False)
    settle()
    assert shelf.keys("养犬登记") == []
    assert shelf.keys("养犬登记", include_drafts=True) == ["a"]


def test_kinds_do_not_mix(shelf, settle):
    shelf.put("a", "养犬登记")
    settle()
    assert service.query("养犬登记", kinds=("other",)).hits == ()
    assert service.query("养犬登记", kinds=()).hits == ()


def test_paging_gives_each_hit_once(shelf, settle):
    for number in range(30):
        shelf.put(f"{number:02}", f"养犬登记第{number}类")
    settle()
    pages = [shelf.keys("养犬登记", limit=10, offset=offset) for offset in (0, 10, 20, 30)]
    assert [len(page) for page in pages] == [10, 10, 10, 0]
    assert len({key for page in pages for key in page}) == 30


def test_a_section_asked_for_is_the_snippet_and_the_words_are_marked(shelf, settle):
    shelf.put("a", "养犬登记", body={"summary": "家养犬只须登记。", "fee": "每年 100 元"})
    settle()
    hit = shelf.ask("养犬登记多少钱").hits[0]
    assert hit.snippet == "每年 100 元"
    assert [(part.text, part.marked) for part in hit.highlight] == [("养犬登记", True)]
    assert "家养犬只" in shelf.ask("家养犬只").hits[0].snippet


def test_a_moved_document_leaves_its_old_place(shelf, settle):
    shelf.put("a", "养犬登记", facets={"bureau": "公安"}, scope=["bureau-1"])
    settle()
    shelf.put("a", "烟草专卖", facets={"bureau": "烟草"}, scope=["bureau-2"])
    settle()
    assert shelf.keys("养犬登记", scope=[service.EVERYTHING]) == []
    assert shelf.keys("烟草专卖", scope=["bureau-1"]) == []
    assert shelf.keys("烟草专卖", scope=["bureau-2"], filters={"bureau": "公安"}) == []
    answer = shelf.ask("烟草专卖", scope=["bureau-2"], filters={"bureau": "烟草"})
    assert ([hit.key for hit in answer.hits], answer.facets) == (["a"], {"bureau": [("烟草", 1)]})


def test_what_is_gone_stays_gone_and_may_come_back(shelf, settle):
    shelf.put("a", "养犬登记")
    settle()
    before = engine().versions("thing", "guides")["a"]
    shelf.drop("a")
    settle()
    assert shelf.keys("养犬登记") == []
    late = Document(key="a", kind="thing", title="养犬登记")
    assert engine().index([(late, before)], "guides") == {}
    settle()
    assert engine().versions("thing", "guides") == {}
    assert engine().fingerprints("thing", ["a"], "guides") == {}
    assert shelf.keys("养犬登记") == []
    shelf.put("a", "养犬登记")
    settle()
    assert shelf.keys("养犬登记") == ["a"]


def test_a_late_older_version_changes_nothing_and_the_same_one_does(shelf, settle):
    shelf.put("a", "养犬登记")
    settle()
    now = engine().versions("thing", "guides")["a"]
    engine().delete([("thing", "a", now - 1)], "guides")
    settle()
    assert shelf.keys("养犬登记") == ["a"]
    engine().delete([("thing", "a", now)], "guides")
    settle()
    assert shelf.keys("养犬登记") == []


def test_words_of_what_is_gone_hide_nothing(shelf, settle, monkeypatch):
    """Above FEW documents the common words are left out where a rare one is held; the rare one's document has gone."""
    monkeypatch.setattr(choosing, "FEW", 3)
    for number in range(8):
        shelf.put(str(number), f"养犬登记第{number}类")
    shelf.put("rare", "养犬登记麒麟")
    settle()
    assert shelf.keys("养犬登记麒麟") == ["rare"]
    shelf.drop("rare")
    settle()
    assert set(shelf.keys("养犬登记麒麟")) == set(shelf.rows)


def test_bodies_and_fingerprints_are_given_back(shelf, settle):
    shelf.put("a", "养犬登记", body={"fee": "免费", "place": "“二楼”\n3 号窗口"})
    settle()
    assert engine().bodies([("thing", "a"), ("thing", "nothing")], "guides") == {("thing", "a"): shelf.rows["a"].body}
    kept = engine().fingerprints("thing", ["a", "nothing"], "guides")
    assert kept == {"a": layout.fingerprint(shelf.rows["a"])}
    assert engine().fingerprints("thing", [], "guides") == {}


def test_a_very_long_document_is_taken(shelf, settle):
    text = "养犬须知：" + "一二三四五六七八九十犬猫" * 20_000 + "a" * 40_000
    shelf.put("a", "养犬登记", body={"process": text}, aliases=["狗" * 3000], url="/x/?" + "u" * 40_000)
    settle()
    assert shelf.keys("养犬登记") == ["a"]
    assert engine().bodies([("thing", "a")], "guides")["thing", "a"]["process"] == text


def test_rebuild_heals_and_verify_tells(shelf, settle):
    for number in range(5):
        shelf.put(str(number), f"养犬登记{number}")
    settle()
    name = engine().name
    shelf.rows["1"] = replace(shelf.rows["1"], title="烟草专卖")
    shelf.rows["new"] = Document(key="new", kind="thing", title="养犬登记新")
    del shelf.rows["3"]
    told = [line for line in service.verify(["thing"]) if line.startswith(name)]
    assert told == [f"{name}: thing 1: stale", f"{name}: thing new: missing", f"{name}: thing 3: left over"]
    for kinds in (["thing"], None):
        service.rebuild(kinds)
        assert service.verify(["thing"]) == []
        assert set(shelf.keys("养犬登记")) == {"0", "2", "4", "new"}
        assert shelf.keys("烟草专卖") == ["1"]
    health = service.status()[-1]
    assert (health.name, health.up, health.documents["thing"]) == (name, True, 5)


def test_a_thousand_hostile_queries_are_answered(city, settle):
    settle()
    for query in hostile.queries(1000):
        assert city.ask(query).verdict in {"hits", "unsure", "none", "clarify"}


def test_hostile_filters_and_scopes_find_nothing(city, settle):
    settle()
    for query in hostile.FIXED:
        assert city.ask(query, filters={query: query, 'a"b': ['"', "'"]}).hits == ()
        assert city.ask(query, scope=[query, '"'], include_drafts=True).verdict in {"hits", "unsure", "none", "clarify"}
        service.suggest(query, kinds=("thing",))


def test_suggestions(city, settle):
    settle()
    assert service.suggest("食品经", kinds=("thing",))[0].title == "食品经营许可(新办)"
    assert service.suggest("shipin", kinds=("thing",))[0].title.startswith("食品")
    assert all(service.suggest(part, kinds=("thing",)) for part in ("shipinj", "shipinjingy"))
    assert "普通护照签发" in [hit.title for hit in service.suggest("pt", kinds=("thing",))]
    assert service.suggest("月球", kinds=("thing",)) == []
    assert len(service.suggest("登记", limit=3, kinds=("thing",))) <= 3


@pytest.fixture
def large(city):
    """The small city and the names of the demo's items."""
    book = openpyxl.load_workbook(hall.ROOT / "items/demo/zhengzhou.xlsx", read_only=True)
    for number, row in enumerate(book["事项"].iter_rows(min_row=2, values_only=True)):
        if row[1]:
            body = {"summary": f"办理{row[1]}。", "fee": "不收费"}
            city.put(f"zz-{number}", row[1], body=body, facets={"bureau": str(row[2])})
    return city


def asked():
    """Everyday questions, what the hall does not do, names and aliases."""
    lines = (HERE / "questions.tsv").read_text(encoding="utf-8").splitlines()
    yield from (line.split("\t")[0] for line in lines)
    yield from (HERE / "out_of_scope.txt").read_text(encoding="utf-8").splitlines()
    for line in ITEMS.strip().splitlines():
        yield from line.replace("、", "\t").split("\t")[1:]


@pytest.mark.elasticsearch
def test_both_engines_answer_alike(large, feed, settings):
    feed()
    told = []
    for query in asked():
        large.engine, settings.SEARCH_URL = "elastic", "http://far"
        there = large.ask(query, limit=5)
        large.engine, settings.SEARCH_URL = "embedded", ""
        told.append((query, there, large.ask(query, limit=5)))
    keys = [([hit.key for hit in there.hits], [hit.key for hit in here.hits]) for _, there, here in told]
    differ = [
        (query, there, here) for query, there, here in told if replace(there, engine="") != replace(here, engine="")
    ]
    print(f"{len(differ)} of {len(told)} answers differ: {[query for query, *_ in differ]}")
    assert sum(a[:1] == b[:1] for a, b in keys) / len(keys) >= 0.99
    assert sum(len(set(a) & set(b)) / max(len(a), len(b), 1) if a or b else 1 for a, b in keys) / len(keys) >= 0.95
    assert len(differ) / len(told) <= 0.05
