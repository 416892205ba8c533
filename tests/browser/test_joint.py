"""A joint case of five bureaus in the admin: one supplement merged from all, lanes, a disagreement that the lead meets."""

import pytest

from guidance.cases import actors, flow
from guidance.cases.models import Case
from guidance.cases.states import State
from tests.applications.joining import Table
from tests.applications.stepping import do, opened
from tests.browser.test_steps import act
from tests.browser.walk import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_five_bureaus_one_supplement_one_decision(staff, width):
    table = Table(4)
    case = opened(table.item)
    do(case, "take", table.owner)
    address = f"/admin/cases/{case.pk}/"
    expert = staff(table.clerks[0], width).go(address).sees("联合审批进度", "牵头", "还没有提出")
    act(expert, "state_missing", "提出要补正的材料", 需要补正的内容="平面图缺尺寸。")
    other = staff(table.clerks[1], width).go(address)
    act(other, "state_missing", "提出要补正的材料", 需要补正的内容="缺疏散说明。")
    lead = staff(table.owner, width).go(address).sees("平面图缺尺寸。", "缺疏散说明。")
    lead.page.locator("#verb-correct summary").click()
    lead.sees("补正只能告知一次")
    text = lead.page.locator("#verb-correct textarea").input_value()
    assert text.splitlines() == [f"{table.others[0]}：平面图缺尺寸。", f"{table.others[1]}：缺疏散说明。"]
    lead.press("要求补正", within=lead.page.locator("#verb-correct")).sees("“要求补正”已完成")
    flow.perform(case, "supplement", actors.citizen(), {"body": "已补齐", "rest": "all"})
    do(case, "accept", table.owner)
    expert.go("/admin/cases/?queue=pool").follow(case.number)
    act(expert, "take_step", "认领环节")
    act(expert, "disagree", "不同意", 不同意的理由="间距不足。")
    for n in (1, 2, 3):
        table.passes(case, n)
    lead.go(address).sees("不同意", "间距不足。")
    form = lead.page.locator("#verb-decide")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_label("准予").first.check()
    act(lead, "decide", "作出决定", 怎样处理不同意见="复测合规，不采纳。")
    assert Case.objects.get().state == State.GRANTED


def test_of_two_browsers_on_one_case_the_second_is_told_what_changed_and_keeps_its_words(staff):
    table = Table(2)
    case = table.accepted()
    for n, clerk in enumerate(table.clerks):
        do(case, "take_step", clerk, step=table.step(n))
    first, second = (staff(clerk, DESK).go(f"/admin/cases/{case.pk}/") for clerk in table.clerks)
    act(first, "pass", "完成环节", 意见="符合。")
    form = second.page.locator("#verb-disagree")
    form.locator("summary").click()
    form.get_by_label("不同意的理由").first.fill("间距不足。")
    second.press("不同意", within=form).sees("该件已有变化", "完成环节")
    assert Case.objects.get().events.filter(verb="disagree").count() == 0
    form = second.page.locator("#verb-disagree")
    assert form.get_by_label("不同意的理由").first.input_value() == "间距不足。"
    second.press("不同意", within=form).sees("“不同意”已完成")
