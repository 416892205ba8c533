"""Booking: places, rules, moving and what happens at the window."""

from datetime import timedelta

import pytest

from accounts.errors import NotAllowed, Refused
from accounts.roles import Role
from guidance.appointments import slots
from guidance.appointments.flow import Request, book, lift_block
from guidance.appointments.models import Booker, Booking, Slot, Window
from guidance.cases import actors, flow
from guidance.cases.models import Case, DeskRules
from guidance.cases.states import State
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
NOW = at("2026-11-23 10:00")


@pytest.fixture
def item():
    return make_item(make_bureau())


@pytest.fixture
def window(item):
    row = Window.objects.create(bureau=item.bureau, name="3 号窗口", place="政务大厅", capacity=2)
    slots.ensure(row, slots.horizon(row, NOW))
    return row


@pytest.fixture
def clerk(item):
    return actors.staff(make_user(Role.CLERK, bureau=item.bureau))


def booked(item, slot, phone="13812345678", now=NOW, key=None):
    request = Request(item, slot, flow.Applicant(name="王五", phone=phone))
    return book(request, actors.citizen(), key=key, now=now).case


def test_slots_are_made_for_the_five_working_days_ahead_and_only_once(window):
    days = slots.horizon(window, NOW)
    assert [day.isoformat() for day in days] == ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"]
    assert Slot.objects.count() == 5 * 7
    assert slots.ensure(window, days) == 0


def test_a_booking_takes_a_place_and_the_last_one_is_told_what_is_free(item, window):
    slot = slots.free_for(item, NOW).first()
    booked(item, slot)
    booked(item, slot, phone="13812345679")
    with pytest.raises(Refused) as refusal:
        booked(item, slot, phone="13812345670")
    assert refusal.value.code == "slot-full"
    offers = refusal.value.extra["next_free"]
    assert len(offers) == slots.OFFERED
    assert slot.pk not in [row["id"] for row in offers]
    slot.refresh_from_db()
    assert slot.booked == 2
    assert Case.objects.count() == 2


def test_once_per_item_and_day_and_three_a_day(item, window):
    first, second, third, fourth = slots.free_for(item, NOW)[:4]
    booked(item, first)
    with pytest.raises(Refused) as refusal:
        booked(item, second)
    assert refusal.value.code == "booked-already"
    others = [make_item(item.bureau) for _ in range(3)]
    booked(others[0], second)
    booked(others[1], third)
    with pytest.raises(Refused) as refusal:
        booked(others[2], fourth)
    assert refusal.value.code == "too-many-a-day"


def test_outside_the_horizon_is_refused(item, window):
    slot = slots.free_for(item, NOW).first()
    with pytest.raises(Refused) as refusal:
        booked(item, slot, now=NOW - timedelta(days=9))
    assert refusal.value.code == "outside-horizon"
    assert Booking.objects.count() == 0
    slot.refresh_from_db()
    assert slot.booked == 0


def test_cancelling_gives_the_place_back_until_two_hours_before(item, window):
    slot = slots.free_for(item, NOW).first()
    case = booked(item, slot)
    with pytest.raises(Refused, match="2"):
        flow.perform(case, "cancel", actors.citizen(), now=slot.starts_at - timedelta(minutes=119))
    flow.perform(case, "cancel", actors.citizen(), now=slot.starts_at - timedelta(minutes=121))
    case.refresh_from_db()
    slot.refresh_from_db()
    assert (case.state, slot.booked) == (State.CANCELLED, 0)


def test_moving_makes_a_new_appointment_under_the_same_code(item, window):
    first, other = slots.free_for(item, NOW)[0], slots.free_for(item, NOW)[10]
    case = booked(item, first)
    flow.perform(case, "move", actors.citizen(), {"slot": other.pk}, now=NOW)
    case.refresh_from_db()
    fresh = case.booking.moved_to
    assert (case.state, fresh.state) == (State.MOVED, State.BOOKED)
    assert fresh.query_code == case.query_code
    assert fresh.number != case.number
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.booked, other.booked) == (0, 1)


def test_moving_to_a_full_slot_changes_nothing(item, window):
    first, other = slots.free_for(item, NOW)[0], slots.free_for(item, NOW)[10]
    case = booked(item, first)
    for phone in ("13900000001", "13900000002"):
        booked(item, other, phone=phone)
    with pytest.raises(Refused):
        flow.perform(case, "move", actors.citizen(), {"slot": other.pk}, now=NOW)
    case.refresh_from_db()
    first.refresh_from_db()
    assert (case.state, first.booked, case.version) == (State.BOOKED, 1, 1)


def test_two_no_shows_block_and_a_clerk_lifts_it_with_a_reason(item, window, clerk):
    for index in (0, 7):
        slot = slots.free_for(item, NOW)[index]
        case = booked(item, slot)
        with pytest.raises(Refused):
            flow.perform(case, "no_show", clerk, now=slot.starts_at - timedelta(minutes=1))
        flow.perform(case, "no_show", clerk, now=slot.ends_at)
    later = slots.free_for(item, NOW)[20]
    with pytest.raises(Refused) as refusal:
        booked(item, later, now=at("2026-11-25 20:00"))
    assert refusal.value.code == "blocked"
    lift_block(Booker.objects.get(), "本人说明情况", clerk, now=at("2026-11-25 20:00"))
    assert Booker.objects.get().history.first().history_change_reason == "本人说明情况"
    assert booked(item, later, now=at("2026-11-25 20:00")).state == State.BOOKED


def test_the_window_works_through_the_day(item, window, clerk):
    slot = slots.free_for(item, NOW).first()
    case = booked(item, slot)
    with pytest.raises(Refused):
        flow.perform(case, "arrive", clerk, now=NOW)
    flow.perform(case, "arrive", clerk, now=slot.starts_at - timedelta(minutes=5))
    flow.perform(case, "call", clerk, now=slot.starts_at)
    flow.perform(case, "done", clerk, now=slot.starts_at)
    case.refresh_from_db()
    assert (case.state, case.booking.ticket) == (State.DONE, "Y001")
    with pytest.raises(NotAllowed):
        flow.perform(case, "cancel", clerk)


def test_a_bureaus_own_rules_apply(item, window):
    DeskRules.objects.create(bureau=item.bureau, book_ahead_max=2)
    assert len(slots.horizon(window, NOW)) == 2
    assert {slot.starts_at.date().day for slot in slots.free_for(item, NOW)} == {24, 25}
