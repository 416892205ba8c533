"""The vectors of the field: dates counted by hand from the State Council's arrangements."""

from datetime import date

import pytest

from guidance.clock.due import Span, due, explain

from .conftest import at


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-02-09", 5, "2026-02-14"),
        ("2026-02-09", 20, "2026-03-13"),
        ("2026-02-09", 45, "2026-04-20"),
        ("2026-02-17", 5, "2026-03-02"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-18", 20, "2026-10-22"),
        ("2026-11-23", 20, "2026-12-21"),
        ("2007-07-09", 20, "2007-08-06"),
    ],
)
def test_a_vector(calendar, start, n, expected):
    found = due(calendar, at(start), Span(n))
    assert found.at.isoformat() == f"{expected}T17:00:00+08:00"
    assert not found.provisional


def test_an_unpublished_year_is_provisional_and_never_crashes(calendar):
    found = due(calendar, at("2026-11-23"), Span(45))
    assert found.provisional
    assert found.at.date() == date(2027, 1, 26)
    assert "暂定" in explain(found.trail, "办结")
