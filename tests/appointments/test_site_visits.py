"""联合踏勘: one appointment for all bureaus, booked from the case, told in the case, and each bureau's finding on it."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Invalid, NotAllowed, Refused
from guidance.applications.lanes import lanes_of
from guidance.applications.timeline import stages_of
from guidance.appointments.jobs import cancel_visits
from guidance.appointments.models import SiteVisit
from guidance.cases import actors, flow, registry, searching
from guidance.cases.models import Case
from guidance.cases.states import State
from guidance.clock import calendar
from guidance.notices.models import Notice
from tests.applications.joining import Table
from tests.applications.stepping import accepted, clerk_of, do, item_of
from tests.factories import make_bureau, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return Table(2)


def working_day(bureau, ahead=3):
    """Nine o'clock of a working day to come."""
    days, day = calendar.load(bureau.area_code), timezone.localdate()
    while ahead:
        day += timedelta(days=1)
        ahead -= days.is_working(day)
    return timezone.make_aware(datetime.combine(day, time(9)))


def typed(at):
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def plan(case, user, at, come, **data):
    filled = {"time": typed(at), "minutes": "60", "address": "花园路 1 号", "bureaus": [one.pk for one in come], **data}
    do(case, "plan_visit", user, **filled)
    return SiteVisit.objects.order_by("-pk").first()


def everyone(table):
    return [table.lead, *table.others]


def act(visit, verb, user, at, **data):
    case = Case.objects.get(pk=visit.case_id)
    return flow.perform(case, verb, actors.staff(user), data, now=at)


def test_one_appointment_for_all_is_in_the_day_list_of_each_bureau_and_of_no_other(table, client):
    case, at = table.accepted(), working_day(table.lead)
    visit = plan(case, table.owner, at, everyone(table), prepare="请备好平面图")
    assert (visit.case.state, visit.case.bureau, visit.about) == (State.BOOKED, table.lead, case)
    assert visit.case.query_code == case.query_code
    day = reverse("appointments:day") + f"?day={timezone.localtime(at):%Y-%m-%d}"
    for user, sees in (
        (table.owner, True),
        (table.clerks[0], True),
        (table.clerks[1], True),
        (clerk_of(make_bureau()), False),
    ):
        client.force_login(user)
        assert ("花园路 1 号" in client.get(day).content.decode()) is sees
        page = client.get(reverse("cases:inspect", args=[visit.case_id]))
        assert page.status_code == (200 if sees else 404)
    assert set(searching.build(str(visit.case_id)).scope) == {searching.mark(one.pk) for one in everyone(table)}


def test_the_case_and_the_applicant_are_told(table):
    case, at = table.accepted(), working_day(table.lead)
    visit = plan(case, table.clerks[0], at, everyone(table))
    event = Case.objects.get(pk=case.pk).events.last()
    assert (event.verb, event.data["visit"], event.data["when"]) == ("plan_visit", visit.case.number, visit.label)
    note = Notice.objects.filter(kind="visit.set").first()
    assert all(words in note.body for words in (case.number, visit.label, "花园路 1 号", str(table.others[1])))


def test_who_does_not_take_part_sets_none(table):
    with pytest.raises(NotAllowed):
        plan(table.accepted(), clerk_of(make_bureau()), working_day(table.lead), [table.lead])


def test_a_bureau_has_one_visit_at_a_time_unless_all_agreed(table):
    first, second, at = table.accepted(), table.accepted(), working_day(table.lead)
    plan(first, table.owner, at, [table.lead])
    with pytest.raises(Refused, match="重叠") as caught:
        plan(second, table.owner, at + timedelta(minutes=30), [table.lead, table.others[0]])
    assert str(table.lead) in str(caught.value.message)
    assert str(table.others[0]) not in str(caught.value.message)
    plan(second, table.owner, at + timedelta(hours=1), [table.lead])
    plan(second, table.owner, at + timedelta(minutes=30), [table.others[0]])
    plan(second, table.owner, at, [table.lead], together="on")
    assert SiteVisit.objects.count() == 4


def test_not_on_a_day_off(table):
    day = working_day(table.lead)
    days = calendar.load(table.lead.area_code)
    while days.is_working(timezone.localtime(day).date()):
        day += timedelta(days=1)
    with pytest.raises(Refused, match="工作日"):
        plan(table.accepted(), table.owner, day, [table.lead])


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("time", {"time": "2020-01-01T09:00"}),
        ("time", {"time": "明天"}),
        ("time", {"time": "9999-12-31T23:59"}),
        ("bureaus", {"bureaus": []}),
        ("bureaus", {"bureaus": ["999999"]}),
        ("address", {"address": ""}),
        ("minutes", {"minutes": "7"}),
        ("time_2", {"time_2": "2020-01-01T09:00"}),
    ],
)
def test_what_is_filled_in_wrong_is_told_at_its_field(table, field, data):
    case = table.accepted()
    with pytest.raises(Invalid) as caught:
        plan(case, table.owner, working_day(table.lead), [table.lead], **data)
    assert field in caught.value.fields
    assert not SiteVisit.objects.exists()


@pytest.mark.parametrize("hours", [(7, 30), (23, 30), (16, 30), (0, 0)])
def test_within_the_working_hours_of_one_day(table, hours):
    """Closing is at five: an hour from half past four ends after it, one from half past eleven ends tomorrow."""
    case, day = table.accepted(), timezone.localtime(working_day(table.lead))
    at = day.replace(hour=hours[0], minute=hours[1])
    with pytest.raises(Invalid) as caught:
        plan(case, table.owner, at, [table.lead], together="on")
    assert "不在办公时间里。请安排在同一天的08:00至17:00之间" in str(caught.value.fields["time"])
    assert not SiteVisit.objects.exists()


def test_up_to_the_closing_hour(table):
    at = timezone.localtime(working_day(table.lead)).replace(hour=16)
    assert plan(table.accepted(), table.owner, at, [table.lead]).ends_at == at + timedelta(hours=1)


def test_moving_and_cancelling_are_told_to_all_and_kept_in_the_case(table):
    case, at = table.accepted(), working_day(table.lead)
    visit = plan(case, table.owner, at, everyone(table))
    later = at + timedelta(hours=4)
    do(visit.case, "visit_move", table.clerks[1], time=typed(later), minutes="90", reason="图纸没到")
    moved = SiteVisit.objects.get()
    assert (moved.starts_at, moved.length) == (later, timedelta(minutes=90))
    do(visit.case, "visit_cancel", table.owner, reason="改为远程核验")
    assert Case.objects.get(pk=visit.case_id).state == State.OFFICE_CANCELLED
    kinds = list(Case.objects.get(pk=case.pk).events.values_list("verb", flat=True))
    assert kinds[-3:] == ["plan_visit", "visit_moved", "visit_cancelled"]
    assert {"visit.set", "visit.moved", "visit.cancelled"} <= set(Notice.objects.values_list("kind", flat=True))


def test_the_applicant_takes_another_proposed_time(table, client):
    case, at = table.accepted(), working_day(table.lead)
    other = at + timedelta(hours=5)
    visit = plan(case, table.owner, at, everyone(table), time_2=typed(other))
    client.post(reverse("progress"), {"number": case.number, "code": case.query_code})
    page = client.get(reverse("progress-case", args=[case.number])).content.decode()
    assert visit.label in page
    assert str(table.others[1].display_name) in page
    own = client.get(reverse("progress-case", args=[visit.case.number]))
    assert own.status_code == 200
    url = reverse("progress-act", args=[visit.case.number, "visit_choose"])
    assert client.get(url).status_code == 200
    seen = Case.objects.get(pk=visit.case_id).version
    assert client.post(url, {"time": "2020-01-01T09:00:00+08:00", "seen": seen}).status_code == 422
    client.post(url, {"time": timezone.localtime(other).isoformat(), "seen": seen})
    moved = SiteVisit.objects.get()
    assert (moved.starts_at, moved.other_times(timezone.now())) == (other, [at])


def test_another_applicants_case_does_not_open_the_visit(table, client):
    case, at = table.accepted(), working_day(table.lead)
    visit, alone = plan(case, table.owner, at, everyone(table)), table.accepted()
    client.post(reverse("progress"), {"number": alone.number, "code": alone.query_code})
    assert client.get(reverse("progress-case", args=[visit.case.number])).status_code == 302


def test_each_bureau_says_what_it_found_and_who_did_not_come_is_named(table):
    case, at = table.accepted(), working_day(table.lead)
    visit = plan(case, table.owner, at, everyone(table))
    with pytest.raises(Refused, match="还没有到"):
        act(visit, "visit_finding", table.owner, at - timedelta(minutes=1), result="passed")
    act(visit, "visit_finding", table.owner, at, result="passed")
    with pytest.raises(Invalid):
        act(visit, "visit_finding", table.clerks[0], at, result="failed")
    act(visit, "visit_finding", table.clerks[0], at, result="failed", reason="疏散门向内开")
    assert Case.objects.get(pk=visit.case_id).state == State.BOOKED
    left = [part for part in visit.case.visit_parts.all() if part.state == "expected"]
    assert [part.bureau for part in left] == [table.others[1]]
    done = act(visit, "visit_absent", table.owner, at, parts=[left[0].pk], reason="电话无人接听")
    assert done.state == State.DONE
    fresh = Case.objects.get(pk=case.pk)
    said = {
        lane.part.bureau: lane.visits[0][1].words
        for lane in lanes_of(fresh, stages_of(fresh, actors.staff(table.owner)))
    }
    assert said == {table.lead: "合格", table.others[0]: "不合格", table.others[1]: "未到场"}
    assert Case.objects.get(pk=case.pk).events.last().data["absent"] == [str(table.others[1])]


def test_a_bureau_that_was_not_asked_to_come_finds_nothing(table):
    case, at = table.accepted(), working_day(table.lead)
    visit = plan(case, table.owner, at, [table.lead, table.others[0]])
    assert not Case.objects.visible_to(table.clerks[1]).filter(pk=visit.case_id).exists()
    with pytest.raises(NotAllowed):
        act(visit, "visit_finding", table.clerks[1], at, result="passed")


def test_the_applicant_was_not_there(table):
    case, at = table.accepted(), working_day(table.lead)
    visit = plan(case, table.owner, at, everyone(table))
    assert act(visit, "visit_nobody", table.clerks[0], at, reason="9:10 到场，电话不通").state == State.NO_SHOW
    assert plan(case, table.owner, at + timedelta(days=0, hours=2), everyone(table)).case.state == State.BOOKED


def test_when_the_case_ends_nobody_has_to_come(table):
    case, at = table.accepted(), working_day(table.lead)
    visit = plan(case, table.owner, at, everyone(table))
    assert cancel_visits(timezone.now()) == 0
    flow.perform(Case.objects.get(pk=case.pk), "withdraw", actors.citizen())
    assert cancel_visits(timezone.now()) == 1
    assert Case.objects.get(pk=visit.case_id).state == State.OFFICE_CANCELLED


def test_a_case_of_one_bureau_with_a_step_on_site_has_visits_too_and_others_have_none():
    lead = make_bureau()
    owner = clerk_of(lead)
    at = working_day(lead)
    assert plan(accepted(item_of(lead), owner), owner, at, [lead]).case.participations.count() == 0
    with pytest.raises(Refused, match="现场勘查"):
        plan(accepted(make_item(lead), owner), owner, at + timedelta(hours=2), [lead])


def test_the_verbs_of_a_window_are_not_offered_for_a_visit(table):
    visit = plan(table.accepted(), table.owner, working_day(table.lead), everyone(table))
    case = Case.objects.get(pk=visit.case_id)
    names = {offer.verb.name for offer in registry.offers(case, actors.staff(table.owner))}
    assert names.isdisjoint({"arrive", "call", "done", "no_show", "office_move", "office_cancel"})
    assert {"visit_move", "visit_cancel", "visit_finding"} <= names
    assert {offer.verb.name for offer in registry.offers(case, actors.citizen())}.isdisjoint({"move", "cancel"})
    with pytest.raises(Refused):
        do(case, "done", table.owner)
