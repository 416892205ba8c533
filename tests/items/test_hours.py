"""办理时间: understood where plain, left alone where not; open or not, and for how long that holds."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.clock.calendar import Calendar, Mark
from items import hours
from tests.factories import at

WEEK = hours.MONDAY_TO_FRIDAY
NINE_TO_FIVE = ((time(9), time(17)),)
SPLIT = ((time(9), time(12)), (time(13), time(17)))
DAYS = Calendar({date(2026, 2, 17): Mark(False, "春节"), date(2026, 2, 14): Mark(True, "调休")}, frozenset({2026}))


@pytest.mark.parametrize(
    ("text", "working", "ranges"),
    [
        ("工作日 9:00-17:00", True, NINE_TO_FIVE),
        ("周一至周五 09:00—12:00，13:00—17:00（法定节假日除外）", True, SPLIT),
        ("法定工作日：上午9:00-12:00，下午13:00-17:00", True, SPLIT),
        ("星期一到星期五 9：00～17：00", True, NINE_TO_FIVE),
        ("每天 9:00-17:00", False, NINE_TO_FIVE),
        ("周一至周日 9:00-17:00", False, NINE_TO_FIVE),
        ("工作日9点至17点", True, NINE_TO_FIVE),
    ],
)
def test_plain_hours_are_understood(text, working, ranges):
    found = hours.parse(text)
    assert (found.working_days, found.ranges) == (working, ranges)


@pytest.mark.parametrize(
    "text",
    [
        "", "9:00-17:00", "工作日", "夏季 9:00-12:00，冬季 9:00-11:30", "工作日 9:00-17:00，周六 9:00-12:00",
        "工作日 9:00-17:00，中午不休息", "下午 1:30-5:30（工作日）", "工作日 17:00-9:00", "工作日 9:00-13:00，12:00-17:00",
        "周一至周六 9:00-17:00（法定节假日除外）", "工作日 25:00-26:00", "以窗口公告为准",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_alone(text):
    assert hours.parse(text) is None


@given(st.text(max_size=60))
def test_any_text_is_taken(text):
    hours.parse(text)


@pytest.mark.parametrize(
    ("moment", "is_open", "until", "words"),
    [
        ("2026-02-11 10:00", True, "2026-02-11 12:00", "现在开放，12:00 结束"),
        ("2026-02-11 12:00", False, "2026-02-11 13:00", "今天 13:00"),
        ("2026-02-11 08:00", False, "2026-02-11 09:00", "今天 09:00"),
        ("2026-02-11 17:00", False, "2026-02-12 00:00", "明天 09:00"),
        ("2026-02-14 10:00", True, "2026-02-14 12:00", "现在开放"),
        ("2026-02-15 10:00", False, "2026-02-16 00:00", "明天 09:00"),
        ("2026-02-16 18:00", False, "2026-02-17 00:00", "2026-02-18 09:00"),
        ("2026-02-17 10:00", False, "2026-02-18 00:00", "明天 09:00"),
    ],
)
def test_open_now_or_when(moment, is_open, until, words):
    found = hours.now_open(hours.parse("周一至周五 9:00-12:00，13:00-17:00"), DAYS, at(moment))
    assert (found.open, found.span.until) == (is_open, at(until))
    assert words in found.words
    assert found.span.since <= at(moment) < found.span.until


def test_the_page_says_it_where_it_knows(client, db):
    from items.models import Place
    from tests.items import factories

    bureau = factories.place()
    page = factories.guide(bureau, live=True)
    assert "opening" not in client.get(page.url).content.decode()
    draft = page.get_latest_revision_as_object()
    draft.places = [Place(address="大厅", hours="每天 0:00-23:59")]
    draft.save_revision().publish()
    shown = client.get(page.url).content.decode()
    assert "现在开放" in shown or "现在休息" in shown
