"""The window's own screens: the day's list, closing slots with people in them, lifting a suspension."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Invalid, NotAllowed
from accounts.roles import Role
from guidance.appointments import closing
from guidance.appointments.models import Slot, Window
from guidance.cases import actors
from guidance.cases.models import Case
from guidance.cases.states import State
from guidance.notices.models import Notice
from tests.cases.staff import appointment, window
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return make_bureau()


@pytest.fixture
def item(bureau):
    return make_item(bureau)


@pytest.fixture
def clerk(bureau):
    return make_user(Role.CLERK, bureau=bureau)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def opened(bureau, now):
    return window(bureau, now)


def slots_url(opened):
    return reverse("windows:slots", args=[opened.pk])


def test_closing_a_slot_cancels_and_tells_everyone_in_it(desk, item, opened, now, clerk):
    slot = opened.slots.first()
    cases = [appointment(item, slot, now, phone=f"1380000000{n}") for n in range(2)]
    response = desk.post(
        slots_url(opened), {"do": "close", "slot": [slot.pk], "reason": "停电，请改日再约。"}, follow=True
    )
    assert "取消并通知 2 人" in response.content.decode()
    slot.refresh_from_db()
    assert slot.closed
    assert slot.booked == 0
    assert slot.close_reason == "停电，请改日再约。"
    assert slot.history.first().history_user == clerk
    for case in cases:
        case.refresh_from_db()
        assert case.state == State.OFFICE_CANCELLED
        assert Notice.objects.filter(case_number=case.number, body__contains="停电").count() == 1


def test_closing_may_move_people_to_the_nearest_free_slot(desk, item, opened, now):
    slot = opened.slots.first()
    case = appointment(item, slot, now)
    desk.post(slots_url(opened), {"do": "close", "slot": [slot.pk], "reason": "检修", "move": "1"})
    case.refresh_from_db()
    assert case.state == State.MOVED
    successor = case.booking.moved_to
    assert successor.state == State.BOOKED
    assert not successor.booking.slot.closed


def test_a_reason_is_needed_and_what_was_picked_stays(desk, item, opened, now):
    slot = opened.slots.first()
    case = appointment(item, slot, now)
    response = desk.post(slots_url(opened), {"do": "close", "slot": [slot.pk], "reason": " "})
    assert response.status_code == 422
    assert "请填写关闭原因" in response.content.decode()
    assert f'value="{slot.pk}" checked' in response.content.decode()
    case.refresh_from_db()
    assert case.state == State.BOOKED
    assert not Slot.objects.get(pk=slot.pk).closed


def test_a_closed_slot_opens_again(desk, opened):
    slot = opened.slots.first()
    desk.post(slots_url(opened), {"do": "close", "slot": [slot.pk], "reason": "误操作"})
    desk.post(slots_url(opened), {"do": "open", "slot": [slot.pk]})
    slot.refresh_from_db()
    assert not slot.closed
    assert slot.history.count() == 3


def test_closing_twice_cancels_once(item, opened, now, clerk):
    slot, actor = opened.slots.first(), actors.staff(clerk)
    appointment(item, slot, now)
    first = closing.close_slots([slot], "停电", actor)
    again = closing.close_slots([slot], "停电", actor)
    assert (first.slots, len(first.cancelled)) == (1, 1)
    assert (again.slots, len(again.cancelled)) == (0, 0)


def test_a_day_is_closed_whole_and_only_by_the_own_desk(item, opened, now, clerk):
    day = timezone.localtime(opened.slots.first().starts_at).date()
    with pytest.raises(NotAllowed):
        closing.close_day(opened, day, "放假", actors.staff(make_user(Role.CLERK, bureau=make_bureau())))
    with pytest.raises(Invalid):
        closing.close_day(opened, day, "", actors.staff(clerk))
    closing.close_day(opened, day, "放假", actors.staff(clerk))
    assert not Slot.objects.filter(window=opened, closed=False).on(day).exists()
    assert Slot.objects.filter(window=opened, closed=False).exists()


def test_the_days_list_offers_what_the_counter_needs(desk, item, opened, now):
    slot = opened.slots.first()
    case = appointment(item, slot, now)
    slot.refresh_from_db()
    slot.starts_at, slot.ends_at = now - timedelta(minutes=5), now + timedelta(minutes=55)
    slot.save()
    url = reverse("appointments:day")
    page = desk.get(url).content.decode()
    assert case.number in page
    assert "王*" in page
    assert "签到" in page
    assert "13812345678" not in page
    response = desk.post(
        reverse("cases:verb", args=[case.pk, "arrive"]), {"seen": case.version, "next": url}, follow=True
    )
    page = response.content.decode()
    assert response.redirect_chain[-1][0] == url
    assert "Y001" in page
    assert "叫号" in page
    stale = desk.post(reverse("cases:verb", args=[case.pk, "done"]), {"seen": case.version, "next": url}, follow=True)
    assert "已有变化" in stale.content.decode()
    case.refresh_from_db()
    assert case.state == State.ARRIVED


def test_an_empty_day_and_a_bent_one_are_pages(desk):
    assert "这一天没有预约" in desk.get(reverse("appointments:day"), {"day": "2001-01-01"}).content.decode()
    for query in ("day=2026-02-30", "day=x", "window=x", "window=99999999999999999999"):
        assert desk.get(f"{reverse('appointments:day')}?{query}").status_code == 200


def test_a_suspension_is_lifted_with_a_reason(desk, item, opened, now, clerk):
    case = appointment(item, opened.slots.first(), now)
    booker = case.booking.booker
    booker.blocked_until = now + timedelta(days=30)
    booker.save()
    assert "暂停网上预约" in desk.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    url = reverse("appointments:lift", args=[case.pk])
    desk.post(url, {"reason": ""})
    booker.refresh_from_db()
    assert booker.blocked_until is not None
    desk.post(url, {"reason": "住院，有证明"})
    booker.refresh_from_db()
    assert booker.blocked_until is None
    assert booker.history.first().history_change_reason == "住院，有证明"
    assert booker.history.first().history_user == clerk


def test_windows_must_make_sense(client, bureau):
    client.force_login(make_user(Role.SUPERVISOR, bureau=bureau))
    data = {"bureau": bureau.pk, "name": "3 号", "place": "一楼", "minutes": 60, "capacity": 4, "active": "on"}
    hours = {"morning_from": "12:00", "morning_to": "09:00"}
    assert client.post(reverse("windows:add"), {**data, **hours}).status_code == 200
    assert not bureau.windows.exists()
    client.post(reverse("windows:add"), {**data, "morning_from": "09:00", "morning_to": "12:00"})
    assert bureau.windows.get().name == "3 号"
    assert Case.objects.count() == 0


@pytest.mark.parametrize(("role", "shown"), [(Role.CLERK, True), (Role.SUPERVISOR, True), (Role.EDITOR, False)])
def test_the_days_list_is_in_the_menu_of_who_works_with_it(client, role, shown):
    client.force_login(make_user(role, bureau=make_bureau()))
    assert (reverse("appointments:day") in client.get(reverse("wagtailadmin_home")).content.decode()) is shown


def test_a_whole_day_is_closed_with_one_tick(desk, opened):
    first = opened.slots.filter(starts_at__gt=timezone.now()).first()
    day = timezone.localtime(first.starts_at).date()
    of_day = [slot.pk for slot in opened.slots.all() if timezone.localtime(slot.starts_at).date() == day]
    desk.post(slots_url(opened), {"do": "close", "day": [day.isoformat(), "昨天"], "reason": "检修"})
    assert {slot.pk for slot in opened.slots.filter(closed=True)} == set(of_day)
    refused = desk.post(slots_url(opened), {"do": "close", "day": ["not a day"], "reason": "检修"})
    assert refused.context["problem"]


def test_the_list_of_windows_costs_the_same_for_5_and_20(client):
    client.force_login(make_user(Role.SUPERVISOR))
    costs = []
    for more in (5, 15):
        for index in range(more):
            Window.objects.create(bureau=make_bureau(), name=f"{more}-{index} 号", place="大厅")
        client.get(reverse("windows:index"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("windows:index")).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= 20
