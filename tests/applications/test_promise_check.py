"""告知承诺: the paper is not asked for, the promise is checked after the decision, and what is not so is told."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.roles import Role
from guidance.applications.models import lacking
from guidance.applications.promises import jobs
from guidance.applications.promises.models import PromiseCheck
from guidance.cases import actors, flow
from guidance.cases.models import DeskRules
from guidance.clock import calendar
from guidance.clock import flow as clock
from guidance.clock.due import Span, due
from guidance.clock.models import Day
from guidance.notices.models import Notice
from tests.factories import at, make_bureau, make_user

from .promising import MONDAY, item_of, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    bureau = make_bureau()
    DeskRules.objects.create(bureau=bureau, escalation_email="desk@example.org")
    return bureau


@pytest.fixture
def clerk(bureau):
    return actors.staff(make_user(Role.CLERK, bureau=bureau))


def decided(bureau, clerk, decision="granted", **orders):
    item = item_of(bureau, check_days=10)
    case = flow.perform(opened(item, **(orders or {"later": (), "instead": (3,)})), "take", clerk, now=MONDAY)
    flow.perform(case, "accept", clerk, now=MONDAY)
    flow.perform(case, "pass", clerk, {"step": case.steps.get(name="审查").pk, "reason": "符合"}, now=MONDAY)
    return flow.perform(case, "decide", clerk, {"decision": decision, "reason": "理由"}, now=MONDAY)


def check(case, clerk, result="true", reason="现场看过", now=MONDAY):
    return flow.perform(case, "check_promise", clerk, {"result": result, "reason": reason}, now=now)


def test_a_paper_replaced_by_a_promise_is_not_lacking(bureau):
    case = opened(item_of(bureau), later=(2,), instead=(3,))
    assert lacking(case) == ["申请书"]


def test_a_decision_that_grants_sets_the_check_due_and_history_alone_tells_when(bureau, clerk):
    case = decided(bureau, clerk)
    row, event = PromiseCheck.objects.get(), case.events.last()
    again = due(calendar.load(""), event.at, Span(event.data["promise_check"]["days"]), bureau.closing_time)
    assert row.due_at == again.at == at("2026-03-16 17:00")


@pytest.mark.parametrize("how", [{"decision": "denied"}, {"later": (), "instead": ()}])
def test_nothing_is_checked_where_nothing_rests_on_a_promise(bureau, clerk, how):
    decided(bureau, clerk, **how)
    assert not PromiseCheck.objects.exists()


def test_the_result_is_recorded_once_also_after_the_end(bureau, clerk):
    case = flow.perform(
        decided(bureau, clerk), "close", clerk, {"delivery": "pickup", "reason": "李敏领取"}, now=MONDAY
    )
    with pytest.raises(Invalid):
        check(case, clerk, reason="")
    case = check(case, clerk)
    row = PromiseCheck.objects.get()
    assert (row.result, row.finding, row.checked_by, case.state) == ("true", "现场看过", clerk.user, "closed")
    assert not case.events.last().public
    with pytest.raises(Refused):
        check(case, clerk)
    assert not Notice.objects.filter(kind="staff.promise_untrue").exists()


def test_what_is_not_so_is_told_to_the_desk_and_revokes_nothing(bureau, clerk):
    case = check(decided(bureau, clerk), clerk, "untrue", "没有这个场所")
    assert case.state == "granted"
    assert Notice.objects.filter(kind="staff.promise_untrue", recipient="desk@example.org").count() == 1
    assert list(PromiseCheck.objects.untrue()) == [case.promise_check]


def test_other_bureaus_check_nothing(bureau, clerk):
    case = decided(bureau, clerk)
    with pytest.raises(NotAllowed):
        check(case, actors.staff(make_user(Role.CLERK, bureau=make_bureau())))


def test_the_desk_is_reminded_once(bureau, clerk):
    decided(bureau, clerk)
    soon = at("2026-03-16 10:00")
    assert (jobs.mind(MONDAY), jobs.mind(soon), jobs.mind(soon)) == (0, 1, 0)
    assert Notice.objects.filter(kind="staff.check_soon").count() == 1


def test_the_list_shows_what_is_overdue_first_and_then_the_results(client, bureau, clerk):
    late, done = decided(bureau, clerk), decided(bureau, clerk)
    check(done, clerk, "untrue", "没有")
    client.force_login(clerk.user)
    page = client.get(reverse("promises") + "?show=checks").content.decode()
    assert page.index(late.number) < page.index(done.number)
    assert "不属实" in page
    assert "hall-due--late" in page
    assert "承诺核查" in client.get(reverse("cases:inspect", args=[late.pk])).content.decode()


def test_a_changed_calendar_moves_the_check(bureau, clerk):
    case = decided(bureau, clerk)
    clock.save_day(Day(date=date(2026, 3, 5), is_working=False, name="临时放假"), "市政府通知")
    assert PromiseCheck.objects.get().due_at == at("2026-03-17 17:00")
    assert case.events.filter(verb="recalculate_check").count() == 1
