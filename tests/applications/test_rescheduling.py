"""A change of the working-day table moves steps under way and opinions that are owed, by each bureau's own days."""

import datetime as dt

import pytest
import time_machine

from guidance.applications.deadlines import why_answer_by, why_opinion
from guidance.applications.opinions import Opinion
from guidance.cases.models import Case
from guidance.clock import calendar
from guidance.clock import flow as clock
from guidance.clock.models import Day
from guidance.notices.models import Notice
from tests.factories import at, make_bureau

from .joining import Table, joint_item
from .stepping import accepted, clerk_of, do, opened, step_of

pytestmark = pytest.mark.django_db
THURSDAY = "2026-11-05 10:00"
FRIDAY = dt.date(2026, 11, 6)


@pytest.fixture(autouse=True)
def _one_morning():
    with time_machine.travel(at(THURSDAY), tick=False):
        yield


def test_a_common_holiday_moves_the_steps_with_the_case():
    table = Table(2)
    case = table.accepted()
    was = step_of(case, table.step(0)).due_at
    assert was == at("2026-11-17 17:00")
    clock.save_day(Day(date=FRIDAY, is_working=False, name="临时放假"), "通知")
    assert step_of(case, table.step(0)).due_at == at("2026-11-18 17:00")
    case.refresh_from_db()
    assert case.events.filter(verb="recalculate").count() == 1
    assert step_of(case, table.step(0)).history.first().history_change_reason == "工作日调整，期限重算"


def test_a_countys_holiday_moves_its_own_steps_alone_and_the_applicant_is_not_troubled():
    lead, county, other = make_bureau(), make_bureau(area_code="410181"), make_bureau()
    case = accepted(joint_item(lead, [county, other]), clerk_of(lead))
    due, told = case.due_at, Notice.objects.count()
    assert clock.save_day(Day(date=FRIDAY, area_code="410181", is_working=False, name="庙会"), "通知") == 1
    case.refresh_from_db()
    assert case.due_at == due
    assert step_of(case, "规划审查").due_at == at("2026-11-18 17:00")
    assert step_of(case, "消防审查").due_at == at("2026-11-17 17:00")
    assert Notice.objects.count() == told


def test_an_opinion_is_owed_by_the_asked_bureaus_days_and_an_answered_one_stays():
    table, asked, quick = Table(1), make_bureau(), make_bureau()
    case = table.accepted()
    for bureau in (asked, quick):
        do(case, "ask_opinion", table.owner, bureau=bureau.pk, reason="？", days=3)
    answer = Opinion.objects.get(bureau=quick)
    do(case, "answer_opinion", clerk_of(quick), opinion=answer.pk, conclusion="agree", reason="好")
    clock.save_day(Day(date=FRIDAY, is_working=False, name="临时放假"), "通知")
    assert Opinion.objects.get(bureau=asked).due_at == at("2026-11-11 17:00")
    why = why_opinion(Opinion.objects.get(bureau=asked), calendar.load_all())
    assert why.startswith("2026-11-05 征求意见，从次日起算 3 个工作日")
    assert why.endswith("应在 2026-11-11 17:00 前回复。")
    assert Opinion.objects.get(bureau=quick).due_at == at("2026-11-10 17:00")


def test_an_opinion_from_before_its_days_were_kept_stays_where_it_is():
    table = Table(1)
    case = table.accepted()
    do(case, "ask_opinion", table.owner, bureau=make_bureau().pk, reason="？", days=3)
    row = Opinion.objects.get()
    row.days = None
    row.save()
    clock.save_day(Day(date=FRIDAY, is_working=False, name="临时放假"), "通知")
    assert Opinion.objects.get().due_at == row.due_at


def test_the_days_to_answer_a_supplement_move_and_show_their_sum():
    table = Table(1)
    case = opened(table.item)
    do(case, "take", table.owner)
    do(case, "correct", table.owner, reason="缺图纸", days=5, materials=[])
    assert case.application.__class__.objects.get(pk=case.pk).supplement_due == at("2026-11-12 17:00")
    assert clock.save_day(Day(date=FRIDAY, is_working=False, name="临时放假"), "通知") == 1
    fresh = Case.objects.get(pk=case.pk)
    assert fresh.application.supplement_due == at("2026-11-13 17:00")
    assert fresh.application.history.first().history_change_reason == "工作日调整，期限重算"
    assert fresh.events.get(verb="recalculate").data["supplement_due"] == "2026-11-13T17:00:00+08:00"
    assert Notice.objects.filter(kind="case.supplement_moved").exists()
    assert "临时放假" in why_answer_by(fresh)
    assert "应在 2026-11-13 17:00 前提交补正材料。" in why_answer_by(fresh)
    assert clock.save_day(Day(date=dt.date(2026, 12, 4), is_working=False, name="以后的"), "通知") == 0
