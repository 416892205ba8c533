"""A joint site visit: set by the lead, on every bureau's list of the day and on the applicant's page, found upon, told."""

import pytest

from guidance.appointments.models import SiteVisit
from guidance.cases.models import Case
from tests.applications.joining import Table
from tests.appointments.test_site_visits import act as found
from tests.appointments.test_site_visits import plan, typed, working_day
from tests.browser.walk import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_one_appointment_for_all(staff, citizen, width):
    table = Table(2)
    case, at = table.accepted(), working_day(table.lead)
    lead = staff(table.owner, width).go(f"/admin/cases/{case.pk}/")
    lead.page.locator("#verb-plan_visit summary").click()
    form = lead.page.locator("#verb-plan_visit")
    form.locator("[name=time]").fill(typed(at))
    form.locator("[name=time_2]").fill(typed(at.replace(hour=14)))
    form.locator("[name=address]").fill("花园路 1 号")
    form.locator("[name=prepare]").fill("平面图、消防通道钥匙")
    lead.press("安排现场踏勘", within=form).sees("“安排现场踏勘”已完成", "花园路 1 号", "未登记")
    visit = SiteVisit.objects.get()
    staff(table.clerks[0], width).go(f"/admin/appointments/?day={typed(at)[:10]}").sees("现场踏勘", "花园路 1 号")
    visitor = citizen((width, True)).look_up(case.number, case.query_code)
    visitor.sees(visit.label, "平面图、消防通道钥匙", table.others[1].display_name)
    visitor.follow("看这次踏勘，改到备选时间").sees(visit.label).follow("换一个时间")
    visitor.page.locator("[name=time]").first.check()
    visitor.press("换一个时间").sees("“换一个时间”已完成")
    moved = SiteVisit.objects.get()
    assert moved.starts_at != visit.starts_at
    found(moved, "visit_finding", table.owner, moved.starts_at, result="passed")
    found(moved, "visit_finding", table.clerks[0], moved.starts_at, result="failed", reason="疏散门向内开")
    last = moved.case.visit_parts.get(bureau=table.others[1])
    found(moved, "visit_absent", table.owner, moved.starts_at, parts=[last.pk])
    lead.go(f"/admin/cases/{visit.case_id}/").sees("合格", "不合格", "未到场", "疏散门向内开")
    lead.go(f"/admin/cases/{case.pk}/").sees("未到场")
    visitor.look_up(case.number, case.query_code).sees("疏散门向内开", "未到场")
    assert Case.objects.get(pk=visit.case_id).state == "done"


def test_a_visit_without_javascript(citizen):
    table = Table(1)
    case, at = table.accepted(), working_day(table.lead)
    plan(case, table.owner, at, [table.lead, *table.others], time_2=typed(at.replace(hour=14)))
    visitor = citizen((PHONE, False)).look_up(case.number, case.query_code).follow("看这次踏勘，改到备选时间")
    visitor.follow("换一个时间").press("换一个时间").sees("请选择一个时间")
