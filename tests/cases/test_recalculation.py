"""A change of the working-day table moves open cases, each with an event; ended and paused ones stay."""

from datetime import date

import pytest

from guidance.cases import actors, flow
from guidance.clock import flow as clock
from guidance.clock.models import Day
from guidance.consultations.flow import Question, ask
from tests.factories import at, make_bureau

pytestmark = pytest.mark.django_db
MONDAY = at("2026-11-23 10:00")


def opened(bureau):
    return ask(Question("问", bureau, flow.Applicant(phone="13812345678")), actors.citizen(), key=None, now=MONDAY).case


def test_a_new_holiday_moves_an_open_case_and_says_so():
    case, ended = opened(make_bureau()), opened(make_bureau())
    flow.perform(ended, "withdraw", actors.citizen(), now=MONDAY)
    moved = clock.save_day(Day(date=date(2026, 11, 25), is_working=False, name="临时放假"), "市政府通知")
    assert moved == 1
    case.refresh_from_db()
    assert case.due_at == at("2026-11-27 17:00")
    event = case.events.last()
    assert (event.verb, event.actor_kind) == ("recalculate", "system")
    assert event.data["due_was"].startswith("2026-11-26")
    ended.refresh_from_db()
    assert ended.due_at == at("2026-11-26 17:00")


def test_a_change_beyond_the_case_moves_nothing():
    case = opened(make_bureau())
    assert clock.save_day(Day(date=date(2026, 12, 25), is_working=False, name="放假"), "通知") == 0
    case.refresh_from_db()
    assert case.version == 1


def test_a_year_not_published_yet_is_provisional_and_never_crashes():
    bureau = make_bureau()
    case = ask(
        Question("问", bureau, flow.Applicant(phone="13812345678")),
        actors.citizen(),
        key=None,
        now=at("2026-12-31 10:00"),
    ).case
    assert case.due_provisional
    assert case.due_at.year == 2027
