"""What holds of every date, span and calendar."""

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.clock.calendar import Calendar, Mark
from guidance.clock.due import IMMEDIATE, NATURAL, WORKING, ZONE, Facts, Pause, Span, due, recompute, warn_at

from .conftest import all_years

REAL = all_years()
DAYS = st.dates(date(2005, 1, 1), date(2028, 12, 31))
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2028, 12, 31), timezones=st.just(ZONE))
LENGTHS = st.integers(0, 60)
UNITS = st.sampled_from([WORKING, NATURAL, IMMEDIATE])
PAUSES = st.lists(
    st.builds(lambda day, n, kind: Pause(day, day + timedelta(n), kind), DAYS, st.integers(0, 40), st.just("检验")),
    max_size=3,
)


@st.composite
def calendars(draw):
    """The real one, or one with holidays and make-up days strewn over a few years."""
    if draw(st.booleans()):
        return REAL
    strewn = draw(st.dictionaries(DAYS, st.builds(Mark, st.booleans(), st.just("节")), max_size=40))
    return Calendar(strewn, frozenset(draw(st.sets(st.integers(2005, 2028), max_size=10))))


@given(calendars(), MOMENTS, MOMENTS, LENGTHS, UNITS, PAUSES)
def test_later_never_falls_due_earlier(calendar, a, b, n, unit, pauses):
    first, second = sorted([a, b])
    assert (
        due(calendar, first, Span(n, unit), pauses=pauses).at <= due(calendar, second, Span(n, unit), pauses=pauses).at
    )


@given(calendars(), MOMENTS, LENGTHS, LENGTHS, UNITS, PAUSES)
def test_longer_never_falls_due_earlier(calendar, start, a, b, unit, pauses):
    short, long = sorted([a, b])
    assert (
        due(calendar, start, Span(short, unit), pauses=pauses).at
        <= due(calendar, start, Span(long, unit), pauses=pauses).at
    )


@given(calendars(), MOMENTS, LENGTHS, UNITS, PAUSES)
def test_it_falls_due_on_a_working_day_outside_pauses_at_the_closing_hour(calendar, start, n, unit, pauses):
    at = due(calendar, start, Span(n, unit), time(17, 30), pauses).at
    assert calendar.is_working(at.date())
    assert not any(pause.covers(at.date()) for pause in pauses)
    assert at.time() == time(17, 30)
    assert at.utcoffset() == timedelta(hours=8)


@given(calendars(), DAYS, st.integers(1, 60))
def test_counting_undoes_adding(calendar, day, n):
    forth = calendar.add(day, n).date
    assert calendar.count(day, forth) == n
    assert calendar.count(forth, day) == -n
    if calendar.is_working(day):
        assert calendar.add(forth, -n).date == day


@given(calendars(), MOMENTS, LENGTHS, UNITS, PAUSES)
def test_a_pause_only_lengthens(calendar, start, n, unit, pauses):
    assert due(calendar, start, Span(n, unit), pauses=pauses).at >= due(calendar, start, Span(n, unit)).at


@given(calendars(), MOMENTS, LENGTHS, UNITS, PAUSES)
def test_the_trail_alone_gives_the_same_date(calendar, start, n, unit, pauses):
    found = due(calendar, start, Span(n, unit), pauses=pauses)
    again = recompute(calendar, Facts.of(found.trail))
    assert (again.at, again.provisional, again.trail) == (found.at, found.provisional, found.trail)


@given(MOMENTS, LENGTHS)
def test_provisional_exactly_when_an_unpublished_year_is_reached(start, n):
    found = due(REAL, start, Span(n))
    assert found.provisional == (found.at.year not in REAL.years or start.year not in REAL.years)


@settings(max_examples=50)
@given(calendars(), MOMENTS, st.integers(1, 60), st.integers(1, 5))
def test_a_warning_comes_before(calendar, start, n, before):
    at = due(calendar, start, Span(n)).at
    assert warn_at(calendar, at, before) < at
