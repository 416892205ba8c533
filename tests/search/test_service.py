"""Filters, facets, scope, drafts, paging, hostile queries and the cost of a query."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import service


def test_filters_and_facets(shelf):
    for number in range(6):
        shelf.put(
            str(number),
            f"养犬登记第{number}类",
            facets={"bureau": "公安" if number % 2 else "农业", "for": ["个人", "企业"] if number == 0 else "个人"},
        )
    answer = shelf.ask("养犬登记")
    assert answer.total == 6
    assert dict(answer.facets["bureau"]) == {"公安": 3, "农业": 3}
    assert dict(answer.facets["for"]) == {"个人": 6, "企业": 1}
    assert {hit.key for hit in shelf.ask("养犬登记", filters={"bureau": "公安"}).hits} == {"1", "3", "5"}
    assert {hit.key for hit in shelf.ask("养犬登记", filters={"bureau": ["公安", "农业"], "for": "企业"}).hits} == {"0"}
    assert shelf.ask("养犬登记", filters={"bureau": "没有"}).hits == ()


def test_scope(shelf):
    shelf.put("public", "养犬登记甲")
    shelf.put("one", "养犬登记乙", scope=["bureau-1"])
    shelf.put("two", "养犬登记丙", scope=["bureau-2"])
    assert set(shelf.keys("养犬登记")) == {"public"}
    assert set(shelf.keys("养犬登记", scope=["bureau-1"])) == {"public", "one"}
    assert set(shelf.keys("养犬登记", scope=[])) == {"public"}
    assert set(shelf.keys("养犬登记", scope=[service.EVERYTHING])) == {"public", "one", "two"}
    shelf.put("one", "养犬登记乙", scope=["bureau-2"])
    assert set(shelf.keys("养犬登记", scope=["bureau-1"])) == {"public"}


def test_drafts_are_found_only_when_asked_for(shelf):
    shelf.put("a", "养犬登记", live=False)
    assert shelf.keys("养犬登记") == []
    assert shelf.keys("养犬登记", include_drafts=True) == ["a"]


def test_kinds_do_not_mix(shelf):
    shelf.put("a", "养犬登记")
    assert service.query("养犬登记", kinds=("other",)).hits == ()
    assert service.query("养犬登记", kinds=()).hits == ()


def test_paging_gives_each_hit_once(shelf):
    for number in range(30):
        shelf.put(f"{number:02}", f"养犬登记第{number}类")
    pages = [shelf.keys("养犬登记", limit=10, offset=offset) for offset in (0, 10, 20, 30)]
    assert [len(page) for page in pages] == [10, 10, 10, 0]
    assert len({key for page in pages for key in page}) == 30


@pytest.mark.parametrize("count", [5, 50])
def test_a_query_costs_the_same_for_few_and_many(shelf, count):
    for number in range(count):
        shelf.put(str(number), f"养犬登记第{number}类", body={"fee": "免费"})
    shelf.ask("养犬登记")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert len(shelf.ask("养犬登记", limit=50).hits) == count
    assert len(few) <= 4


HOSTILE = [
    '"',
    "'",
    '食品"经营',
    "'; DROP TABLE search_guides; --",
    "a OR b AND NOT c",
    "title:食品 NEAR(经营, 3)",
    "食品* ^经营 -许可 +证",
    "({[<>]})\\/|~!@#$%^&*=?",
    "🐶🐱证👨‍👩‍👧",
    "\x00\x01\x1f\x7f食品",
    "\ud800",
    "食品" * 5000,
    "a" * 10_000,
    "1" * 10_000,
    " " * 10_000,
    "%s %d {0} {{x}} ${y} <script>alert(1)</script>",
    "\u202e证可许",
    "ﷺ" * 600,
    "-",
    "''''",
    "s_public",
    "f_x OR marks:s_public",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_are_answered(city, query):
    answer = city.ask(query, filters={query: query, 'a"b': ['"', "'"]})
    assert answer.hits == ()
    assert city.ask(query, scope=[query, '"'], include_drafts=True).verdict in {"hits", "unsure", "none", "clarify"}
    service.suggest(query, kinds=("thing",))


def test_a_thousand_random_queries_are_answered(city):
    chance = random.Random(7)
    pool = "食品经营许可证办理abcxyz019 \"'()*:^-+~&|\\/\x00\t\n🐶證"
    for _ in range(1000):
        query = "".join(chance.choice(pool) for _ in range(chance.randint(0, 40)))
        assert city.ask(query).verdict in {"hits", "unsure", "none", "clarify"}


def test_suggestions(city):
    assert service.suggest("食品经", kinds=("thing",))[0].title == "食品经营许可(新办)"
    assert service.suggest("shipin", kinds=("thing",))[0].title.startswith("食品")
    assert service.suggest("月球", kinds=("thing",)) == []
    assert len(service.suggest("登记", limit=3, kinds=("thing",))) <= 3
