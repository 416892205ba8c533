"""What a query costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.mark.parametrize("count", [5, 50])
def test_a_query_costs_the_same_for_few_and_many(shelf, count):
    for number in range(count):
        shelf.put(str(number), f"养犬登记第{number}类", body={"fee": "免费"})
    shelf.ask("养犬登记")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert len(shelf.ask("养犬登记", limit=50).hits) == count
    assert len(few) <= 5


@pytest.mark.parametrize(("asked", "verdict"), [("食品经营许可证怎么注销", "unsure"), ("食品经营许可证怎么办", "hits")])
def test_another_action_than_was_asked_for_is_no_sure_answer(shelf, asked, verdict):
    shelf.put("1", "食品经营许可新办")
    answer = shelf.ask(asked)
    assert answer.verdict == verdict
    assert [hit.key for hit in answer.hits] == ["1"]
