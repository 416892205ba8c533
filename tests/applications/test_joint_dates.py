"""The handbook's worked sum of a joint case's dates (docs/joint.md) is what the clock computes for 2026."""

from datetime import date, time
from pathlib import Path

import pytest

from guidance.clock import calendar
from guidance.clock.due import Pause, Span, Unit, due, local
from tests.factories import at

EXPERTS = (Pause(date(2026, 3, 16), date(2026, 3, 25), "专家评审"),)
HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "joint.md"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begun", "span", "pauses", "said"),
    [
        ("2026-02-13 18:20", Span(5), (), "2026-02-28 17:00"),
        ("2026-02-16 10:00", Span(5), (), "2026-03-02 17:00"),
        ("2026-03-05 10:00", Span(5), (), "2026-03-12 17:00"),
        ("2026-03-05 10:00", Span(15), (), "2026-03-26 17:00"),
        ("2026-03-09 15:00", Span(15), (), "2026-03-30 17:00"),
        ("2026-03-09 15:00", Span(15), EXPERTS, "2026-04-09 17:00"),
        ("2026-03-09 15:00", Span(15, extension=10), EXPERTS, "2026-04-23 17:00"),
        ("2026-04-21 11:00", Span(10), (), "2026-05-08 17:00"),
        ("2026-03-09 15:00", Span(26, Unit.NATURAL), (), "2026-04-07 17:00"),
    ],
)
def test_the_handbooks_sum_is_what_the_clock_says(begun, span, pauses, said):
    found = local(due(calendar.load(""), at(begun), span, time(17), pauses).at)
    assert f"{found:%Y-%m-%d %H:%M}" == said
    assert said in HANDBOOK.read_text()
