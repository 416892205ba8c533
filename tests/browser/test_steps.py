"""The steps of a case in the admin: taken from a pool, passed, sent back, met again, decided; a deputy; an opinion."""

import pytest
from django.utils import timezone

from guidance.cases.models import Absence, Case
from guidance.cases.states import State
from tests.applications.stepping import accepted, clerk_of, do, item_of, states
from tests.browser.walk import DESK, PHONE
from tests.factories import make_bureau

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def act(walk, verb, button, choose=None, **values):
    """Fill a verb's form on the case page and send it."""
    form = walk.page.locator(f"#verb-{verb}")
    summary = form.locator("summary")
    if summary.count() and form.get_attribute("open") is None:
        summary.click()
    for label, value in (choose or {}).items():
        form.get_by_label(label, exact=True).select_option(label=value)
    for label, value in values.items():
        form.get_by_label(label).first.fill(value)
    walk.press(button, within=form).sees(f"“{button}”已完成")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_case_goes_through_a_pool_a_group_and_back_to_the_decision(staff, bureau, width):
    owner, reviewer = clerk_of(bureau), clerk_of(bureau, "审查岗")
    case = accepted(item_of(bureau, title="食品经营许可"), owner)
    desk = staff(reviewer, width).go("/admin/").sees("待认领环节").go("/admin/cases/?queue=pool").follow(case.number)
    desk.sees("待认领", "并联组 甲", "2 个环节同时办理")
    act(desk, "take_step", "认领环节")
    act(desk, "pass", "完成环节", 意见="材料齐全。")
    act(desk, "take_step", "认领环节", {"环节": "复核"})
    lead = staff(owner, width).go("/admin/cases/?queue=steps").follow(case.number)
    act(lead, "pass", "完成环节", 意见="场所属实。")
    desk.go(f"/admin/cases/{case.pk}/")
    act(desk, "return_step", "退回环节", {"退回到": "初审"}, 退回理由="面积与图纸不符。")
    desk.sees("第 2 次办理", "退回理由：面积与图纸不符。")
    act(desk, "pass", "完成环节", 意见="已更正。")
    act(desk, "pass", "完成环节", 意见="复核无误。")
    assert states(case)["决定"] == "active"
    lead.go(f"/admin/cases/{case.pk}/")
    form = lead.page.locator("#verb-decide")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_label("准予").first.check()
    act(lead, "decide", "作出决定", 证照或文书编号="豫A-001")
    assert Case.objects.get().state == State.GRANTED


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_deputy_takes_over_while_a_clerk_is_away(staff, bureau, width):
    owner, deputy = clerk_of(bureau), clerk_of(bureau)
    case = accepted(item_of(bureau), owner)
    away = staff(owner, width).go("/admin/absences/new/")
    away.page.get_by_label("代办人").select_option(label=str(deputy))
    today = timezone.localdate().isoformat()
    for name in ("first_day", "last_day"):
        away.page.locator(f"input[name={name}]").fill(today)
        away.page.keyboard.press("Escape")
    away.page.get_by_role("button", name="创建").first.click()
    away.page.wait_for_url("**/admin/absences/")
    away.look()
    assert Absence.objects.get().deputy == deputy
    desk = staff(deputy, width).go("/admin/cases/?queue=steps").follow(case.number).sees(f"由{deputy}代办")
    act(desk, "pass", "完成环节", 意见="齐全。")
    desk.sees(f"{deputy}（代{owner}）")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_another_bureau_gives_its_opinion(staff, bureau, width):
    owner, health = clerk_of(bureau), make_bureau("市卫健委")
    doctor = clerk_of(health)
    case = accepted(item_of(bureau, title="食品经营许可"), owner)
    lead = staff(owner, width).go(f"/admin/cases/{case.pk}/")
    act(lead, "ask_opinion", "征求意见", {"征求哪个机构": "市卫健委"}, 征求什么意见="选址可以吗？")
    asked = staff(doctor, width).go("/admin/opinions/").follow("食品经营许可").sees("选址可以吗？").misses("李敏")
    asked.page.get_by_label("同意", exact=True).check()
    asked.press("回复意见").sees("请填写").fill(reason="可以。").press("回复意见").sees("意见已回复")
    lead.go(f"/admin/cases/{case.pk}/").sees("可以。", "同意")
    do(case, "note", owner, body="已收到意见")
