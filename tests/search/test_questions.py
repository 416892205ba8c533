"""Everyday questions against the bare names of a city's items: no alias, no text, only the field's words.

The words of the shipped base were written with these questions known, so the floors guard against loss; they say
nothing about questions never seen.
"""

from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

HERE = Path(__file__).parent


@pytest.fixture
def names(shelf):
    book = openpyxl.load_workbook(settings.ROOT / "items/demo/zhengzhou.xlsx", read_only=True)
    for number, row in enumerate(book["事项"].iter_rows(min_row=2, values_only=True)):
        if row[1]:
            shelf.put(str(number), row[1])
    return shelf


def test_questions_find_bare_names(names):
    first = among = sure = 0
    lines = (HERE / "questions.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        query, wanted = line.split("\t")
        answer = names.ask(query, limit=5)
        right = [any(part in hit.title for part in wanted.split("|")) for hit in answer.hits]
        first += right[:1] == [True]
        among += any(right)
        sure += right[:1] == [True] and answer.verdict == "hits"
    assert first / len(lines) >= 0.93
    assert among / len(lines) >= 0.97
    assert sure / first >= 0.9


def test_what_the_hall_does_not_do_is_declined(names):
    lines = (HERE / "out_of_scope.txt").read_text(encoding="utf-8").splitlines()
    declined = sum(names.ask(line).verdict in {"none", "clarify"} for line in lines)
    assert declined / len(lines) >= 0.8
