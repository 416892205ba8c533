"""Programs get at least ten documents where there are so many; pages and verdicts do not change by it."""

import pytest

from search import service

HARD = [
    "养犬登记",
    "qwertyuiop",
    "今天天气怎么样",
    "多少钱",
    "",
    "火箭登记证办理",
    "狗证",
    "iphone 多少钱",
    "\U0001f600",
]


@pytest.mark.parametrize("text", HARD)
def test_ten_whatever_was_asked(city, text):
    plain, full = city.ask(text, limit=10), city.ask(text, limit=10, at_least=10)
    assert full.verdict == plain.verdict
    assert full.hits[: len(plain.hits)] == plain.hits, "what fits stays first"
    assert len(full.hits) == 10
    assert len({hit.key for hit in full.hits}) == 10
    scores = [hit.score for hit in full.hits]
    assert scores == sorted(scores, reverse=True)
    assert full.total == plain.total


def test_as_many_as_there_are(shelf):
    for key in "abc":
        shelf.put(key, f"养犬登记{key}")
    assert len(shelf.ask("护照", at_least=10).hits) == 3


def test_near_ones_come_before_others(shelf):
    shelf.put("a-far", "护照签发", facets={"bureau": "公安局"})
    shelf.put("near", "畜禽屠宰检疫", facets={"bureau": "农业局"})
    shelf.put("z", "养犬登记", facets={"bureau": "农业局"})
    assert [hit.key for hit in shelf.ask("狗证", at_least=10).hits] == ["z", "near", "a-far"]


def test_drafts_and_others_papers_are_not_filled_in(shelf):
    shelf.put("a", "养犬登记")
    shelf.put("draft", "护照签发", live=False)
    shelf.put("hidden", "迁户口", scope=["bureau-1"])
    assert [hit.key for hit in shelf.ask("养犬", at_least=10).hits] == ["a"]
    assert len(shelf.ask("养犬", at_least=10, include_drafts=True).hits) == 2
    assert len(shelf.ask("养犬", at_least=10, scope=[service.EVERYTHING], include_drafts=True).hits) == 3


def test_every_engine_fills_up_alike(settle, city):
    settle()
    full = city.ask("养犬登记", limit=10, at_least=10)
    assert full.hits[0].key == "yq"
    assert len({hit.key for hit in full.hits}) == 10
    within = city.ask("怎么成为宇航员", limit=10, at_least=10, filters={"theme": "经营"})
    assert [hit.facets["theme"] for hit in within.hits] == [["经营"]] * len(within.hits)
    assert len(within.hits) == min(10, sum("经营" in row.title for row in city.rows.values()))
