"""A place kept for some minutes: held, confirmed, or free again by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from guidance.appointments import jobs, slots
from guidance.appointments.closing import close_slots
from guidance.appointments.flow import Request, book
from guidance.appointments.holding import HOLD, hold
from guidance.appointments.models import Slot, Window
from guidance.cases import actors, flow
from guidance.cases.models import Case
from guidance.cases.states import State
from guidance.notices.models import Notice
from tests.cases.staff import new_key
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
NOW = at("2026-11-23 10:00")
WHO = {"name": "王五", "phone": "13812345678"}


@pytest.fixture
def item():
    return make_item(make_bureau())


@pytest.fixture
def slot(item):
    window = Window.objects.create(bureau=item.bureau, name="3 号窗口", place="政务大厅", capacity=1)
    slots.ensure(window, slots.horizon(window, NOW))
    return slots.free_for(item, NOW).first()


def booked_places(slot):
    return Slot.objects.get(pk=slot.pk).booked


def test_a_held_place_is_nobody_elses_and_becomes_an_appointment(item, slot):
    case = hold(item, slot, actors.citizen(), key="h1", now=NOW).case
    assert (case.state, case.due_at, booked_places(slot)) == (State.HELD, NOW + HOLD, 1)
    assert not Notice.objects.exists()
    with pytest.raises(Refused) as refusal:
        book(Request(item, slot, flow.Applicant(**WHO)), actors.citizen(), key=None, now=NOW)
    assert refusal.value.code == "slot-full"
    case = flow.perform(case, "confirm", actors.citizen(), WHO, now=NOW + timedelta(minutes=9))
    assert (case.state, case.applicant_phone, case.due_at) == (State.BOOKED, "13812345678", slot.ends_at)
    assert case.booking.booker is not None
    assert (booked_places(slot), Notice.objects.get().kind) == (1, "appointment.booked")


def test_the_same_hold_twice_is_one_place(item, slot):
    first, second = (hold(item, slot, actors.citizen(), key="h1", now=NOW) for _ in range(2))
    assert (first.case, second.created, booked_places(slot)) == (second.case, False, 1)


def test_a_hold_that_nobody_confirms_is_free_again_once(item, slot):
    case = hold(item, slot, actors.citizen(), key=None, now=NOW).case
    assert jobs.release_held(NOW + timedelta(minutes=9)) == 0
    assert jobs.release_held(NOW + HOLD) == 1
    assert jobs.release_held(NOW + HOLD) == 0
    case.refresh_from_db()
    assert (case.state, booked_places(slot)) == (State.LAPSED, 0)
    assert case.events.last().verb == "expire"


def test_who_confirms_too_late_is_refused_though_no_worker_has_run(item, slot):
    case = hold(item, slot, actors.citizen(), key=None, now=NOW).case
    with pytest.raises(flow.Stale) as refusal:
        flow.perform(case, "confirm", actors.citizen(), WHO, seen=1, now=NOW + HOLD)
    assert [event.verb for event in refusal.value.events] == ["expire"]
    assert booked_places(slot) == 0


def test_the_rules_for_one_person_are_asked_when_there_is_one(item, slot):
    other = slots.free_for(item, NOW)[1]
    book(Request(item, other, flow.Applicant(**WHO)), actors.citizen(), key=None, now=NOW)
    case = hold(item, slot, actors.citizen(), key=None, now=NOW).case
    with pytest.raises(Refused) as refusal:
        flow.perform(case, "confirm", actors.citizen(), WHO, now=NOW)
    assert refusal.value.code == "booked-already"
    case.refresh_from_db()
    assert (case.state, case.applicant_phone) == (State.HELD, "")


def test_closing_the_slot_ends_what_is_held_in_it(item, slot):
    from accounts.roles import Role

    case = hold(item, slot, actors.citizen(), key=None, now=NOW).case
    chief = actors.staff(make_user(Role.SUPERVISOR, bureau=item.bureau))
    report = close_slots([slot], "停电", chief, move=True, now=NOW)
    case.refresh_from_db()
    assert (case.state, report.left) == (State.OFFICE_CANCELLED, [])


def test_a_window_of_another_bureau_takes_neither_hold_nor_booking(slot):
    stranger = make_item(make_bureau())
    for attempt in (
        lambda: hold(stranger, slot, actors.citizen(), key=None, now=NOW),
        lambda: book(Request(stranger, slot, flow.Applicant(**WHO)), actors.citizen(), key=None, now=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "other-window"
    assert booked_places(slot) == 0


def page_of(item, **fields):
    """A slot of today's horizon, the page, and what the form carries."""
    window = Window.objects.create(bureau=item.bureau, name="1 号", place="大厅", capacity=1)
    slots.ensure(window, slots.horizon(window, timezone.now()))
    free = list(slots.free_for(item, timezone.now()))
    return reverse("book", args=[item.address]), free, {"item": item.address, "key": new_key(), **WHO, **fields}


def test_the_page_keeps_the_place_while_a_phone_is_put_right(client, item):
    url, free, form = page_of(item)
    wrong = client.post(url, {**form, "slot": free[3].pk, "phone": "12"})
    case = Case.objects.get()
    assert (wrong.status_code, case.state, booked_places(free[3])) == (422, State.HELD, 1)
    assert "为您保留到" in wrong.content.decode()
    assert f'value="{free[3].pk}" checked' in wrong.content.decode()
    for _twice in range(2):
        right = client.post(url, {**form, "slot": free[3].pk})
        assert right["Location"] == reverse("receipt", args=[case.number])
    case.refresh_from_db()
    assert (case.state, Case.objects.count(), booked_places(free[3])) == (State.BOOKED, 1, 1)


def test_choosing_another_slot_lets_the_first_one_go(client, item):
    url, free, form = page_of(item)
    client.post(url, {**form, "slot": free[3].pk, "phone": ""})
    client.post(url, {**form, "slot": free[5].pk, "phone": ""})
    assert (booked_places(free[3]), booked_places(free[5])) == (0, 1)
    assert client.post(url, {**form, "slot": free[9].pk}).status_code == 302
    assert [booked_places(free[n]) for n in (3, 5, 9)] == [0, 0, 1]


def test_a_form_without_a_slot_or_a_key_keeps_nothing(client, item):
    url, free, form = page_of(item, phone="")
    assert client.post(url, form).status_code == 422
    assert client.post(url, {**form, "slot": free[0].pk, "key": "bent"}).status_code == 422
    assert not Case.objects.exists()


def test_other_systems_hold_and_confirm_in_two_calls(client, item):
    _url, free, _form = page_of(item)
    headers = {"content_type": "application/json", "headers": {"Idempotency-Key": "hold-key-1"}}
    held = client.post("/api/holds", {"item": item.address, "slot": free[0].pk}, **headers)
    assert (held.status_code, held.json()["state"]) == (201, "held")
    assert held.json()["due_at"]
    address = f"/api/cases/{held.json()['number']}/confirm"
    code = {"X-Query-Code": held.json()["code"]}
    bad = client.post(address, {"data": {"name": "王五"}}, content_type="application/json", headers=code)
    assert (bad.status_code, [row["pointer"] for row in bad.json()["errors"]]) == (422, ["/phone"])
    good = client.post(address, {"data": WHO}, content_type="application/json", headers=code)
    assert good.json()["state"] == "booked"
