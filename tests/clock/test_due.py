"""Due dates beyond the vectors: closing hour, days off, natural days, pauses, and the words that explain them."""

import json
from datetime import UTC, date, datetime, time

import pytest

from guidance.clock.calendar import Calendar, Mark
from guidance.clock.due import (
    IMMEDIATE,
    NATURAL,
    Facts,
    Pause,
    Span,
    due,
    effective_day,
    explain,
    recompute,
    remaining,
    warn_at,
    working_days_between,
)

from .conftest import at


@pytest.mark.parametrize(
    ("moment", "day0"),
    [
        (at("2026-02-09", 9), "2026-02-09"),
        (at("2026-02-09", 17), "2026-02-09"),
        (at("2026-02-09", 17, 1), "2026-02-10"),
        (at("2026-02-14", 16), "2026-02-14"),
        (at("2026-02-14", 18), "2026-02-24"),
        (at("2026-02-17", 9), "2026-02-24"),
        (datetime(2026, 2, 8, 17, 0, tzinfo=UTC), "2026-02-09"),
        (datetime(2026, 2, 9, 9, 30, tzinfo=UTC), "2026-02-10"),
    ],
)
def test_day_zero(calendar, moment, day0):
    assert effective_day(calendar, moment).isoformat() == day0


def test_the_closing_hour_is_the_bureaus(calendar):
    found = due(calendar, at("2026-02-09", 17, 20), Span(5), time(17, 30))
    assert found.at == at("2026-02-14", 17, 30)


def test_a_naive_moment_is_refused(calendar):
    with pytest.raises(ValueError, match="aware"):
        due(calendar, datetime(2026, 2, 9), Span(5))


@pytest.mark.parametrize("wrong", [(-1, "working"), (3, "weeks")])
def test_a_wrong_span_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011
        Span(*wrong)


def test_immediate_is_due_on_day_zero(calendar):
    assert due(calendar, at("2026-02-09"), Span(0, IMMEDIATE)).at == at("2026-02-09", 17)
    assert due(calendar, at("2026-02-17"), Span(0, IMMEDIATE)).at == at("2026-02-24", 17)


def test_natural_days_count_every_day_and_end_on_a_working_one(calendar):
    assert due(calendar, at("2026-03-02"), Span(30, NATURAL)).at == at("2026-04-01", 17)
    found = due(calendar, at("2026-02-09"), Span(8, NATURAL))
    assert found.at == at("2026-02-24", 17)
    assert "期限末日 2026-02-17 不是工作日，顺延到下一个工作日" in explain(found.trail, "办结")


def test_an_extension_counts_working_days_whatever_the_promise_is_counted_in(calendar):
    promise, extended = due(calendar, at("2026-03-02"), Span(30, NATURAL)), Span(30, NATURAL, extension=10)
    found = due(calendar, at("2026-03-02"), extended)
    assert promise.at == at("2026-04-01", 17)
    assert found.at == at("2026-04-16", 17)
    assert "经批准延长 10 个工作日" in explain(found.trail, "办结")
    assert "2026-04-04 至 2026-04-06 清明放假不计" in explain(found.trail, "办结")
    assert recompute(calendar, Facts.of(json.loads(json.dumps(found.trail)))) == found
    assert due(calendar, at("2026-03-02"), Span(10, extension=5)).at == due(calendar, at("2026-03-02"), Span(15)).at


def test_a_trail_written_before_there_were_extensions_is_still_read(calendar):
    found = due(calendar, at("2026-03-02"), Span(10))
    older = {name: value for name, value in found.trail.items() if name != "extension"}
    assert recompute(calendar, Facts.of(older)).at == found.at


def test_a_pause_is_not_counted(calendar):
    pause = Pause(date(2026, 3, 4), date(2026, 3, 9), "现场勘验")
    without, paused = due(calendar, at("2026-03-02"), Span(5)), due(calendar, at("2026-03-02"), Span(5), pauses=[pause])
    assert (without.at, paused.at) == (at("2026-03-09", 17), at("2026-03-12", 17))
    assert "2026-03-04 起现场勘验，2026-03-09 恢复，期间不计入期限" in explain(paused.trail, "办结")
    assert not paused.paused


def test_a_weekend_day_that_was_worked_within_a_pause_is_not_said_to_count(calendar):
    pause = Pause(date(2026, 2, 13), date(2026, 2, 28), "专家评审")
    found = due(calendar, at("2026-02-09"), Span(5), pauses=[pause])
    assert "2026-02-14" not in explain(found.trail, "办结")
    assert "2026-02-28（周六）调休上班计入" in explain(found.trail, "办结")


def test_overlapping_pauses_count_once(calendar):
    pauses = [Pause(date(2026, 3, 4), date(2026, 3, 9)), Pause(date(2026, 3, 5), date(2026, 3, 9))]
    assert due(calendar, at("2026-03-02"), Span(5), pauses=pauses).at == at("2026-03-12", 17)


def test_a_pause_of_one_day_resumed_at_once_changes_nothing(calendar):
    pause = Pause(date(2026, 3, 4), date(2026, 3, 4))
    assert due(calendar, at("2026-03-02"), Span(5), pauses=[pause]).at == due(calendar, at("2026-03-02"), Span(5)).at


def test_an_open_pause_says_that_the_clock_stands_still(calendar):
    open_end = due(calendar, at("2026-03-02"), Span(5), pauses=[Pause(date(2026, 3, 4), kind="听证")])
    assert open_end.paused
    assert "恢复后重新计算" in explain(open_end.trail, "办结")
    expected = Pause(date(2026, 3, 4), kind="听证", expected=date(2026, 3, 9))
    assert due(calendar, at("2026-03-02"), Span(5), pauses=[expected]).at == at("2026-03-12", 17)


def test_the_trail_is_json_and_gives_the_same_date_again(calendar):
    pause = Pause(date(2026, 2, 10), date(2026, 2, 12), "检验")
    found = due(calendar, at("2026-02-09"), Span(20), time(17, 30), [pause])
    trail = json.loads(json.dumps(found.trail))
    assert recompute(calendar, Facts.of(trail)) == found


def test_a_published_year_moves_the_date_and_ends_the_doubt(calendar):
    before = due(calendar, at("2026-11-23"), Span(45))
    spring = {date(2027, 1, day): Mark(False, "某节") for day in (25, 26)}
    known = Calendar({**calendar.days, date(2027, 1, 1): Mark(False, "元旦"), **spring}, calendar.years | {2027})
    after = recompute(known, Facts.of(before.trail))
    assert before.provisional
    assert not after.provisional
    assert (before.at, after.at) == (at("2027-01-26", 17), at("2027-01-28", 17))


@pytest.mark.parametrize(
    ("start", "n", "text"),
    [
        (
            at("2026-02-09"),
            5,
            "2026-02-09 收到，从次日起算 5 个工作日；2026-02-14（周六）调休上班计入。应在 2026-02-14 17:00 前办结。",
        ),
        (
            at("2026-02-17"),
            5,
            "2026-02-17（非工作日）收到，视为 2026-02-24 收到，从次日起算 5 个工作日；"
            "其中 2026-02-17 至 2026-02-23 春节放假不计；2026-02-28（周六）调休上班计入。应在 2026-03-02 17:00 前办结。",
        ),
        (
            at("2026-03-02", 18),
            1,
            "2026-03-02 18:00（下班后）收到，视为 2026-03-03 收到，从次日起算 1 个工作日。应在 2026-03-04 17:00 前办结。",
        ),
        (
            at("2026-09-18"),
            5,
            "2026-09-18 收到，从次日起算 5 个工作日；2026-09-20（周日）调休上班计入。应在 2026-09-24 17:00 前办结。",
        ),
    ],
)
def test_the_words(calendar, start, n, text):
    trail = due(calendar, start, Span(n)).trail
    assert explain(trail, "办结") == text
    assert explain(trail, "送达") == text.replace("办结", "送达")


def test_holidays_that_meet_are_one_range(calendar):
    found = due(calendar, at("2025-09-30"), Span(5))
    assert found.trail["holidays"] == [{"from": "2025-10-01", "to": "2025-10-08", "names": ["国庆节", "中秋"]}]


def test_what_remains(calendar):
    end = at("2026-02-14", 17)
    assert remaining(calendar, at("2026-02-09"), end) == 5
    assert remaining(calendar, at("2026-02-14", 9), end) == 0
    assert remaining(calendar, at("2026-02-14", 18), end) == -1
    assert remaining(calendar, at("2026-02-20"), end) == -1
    assert remaining(calendar, at("2026-02-25"), end) == -2
    assert working_days_between(calendar, at("2026-02-09"), end) == 5


def test_the_warning_comes_working_days_before(calendar):
    assert warn_at(calendar, at("2026-02-24", 17), 1) == at("2026-02-14", 17)
    assert warn_at(calendar, at("2026-02-24", 17), 0) == at("2026-02-24", 17)
