"""Ask and be answered: a citizen's question, the clerk's answer, and the answer on the guide for all."""

import pytest
from playwright.sync_api import expect

from guidance.cases.models import Case
from guidance.cases.states import State
from tests.browser.conftest import SIZES
from tests.browser.walk import DESK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUESTION = "在小区一楼开饭店，需要邻居签字吗？"
ANSWER = "不需要邻居签字。请带营业执照到 3 号窗口办理。"


@pytest.mark.parametrize("size", SIZES)
def test_ask_and_be_answered(citizen, staff, item, clerk, size):
    asker = citizen(size).go(item.url).follow("我要咨询").titled("咨询这个事项")
    asker.fill(question=QUESTION).press("提交咨询")
    summary = asker.page.locator(".error-summary")
    expect(summary).to_contain_text("手机")
    expect(asker.page.locator("[name=question]")).to_have_value(QUESTION)
    asker.fill(phone="13812345678", name="李敏")
    asker.page.get_by_label("同意把我的问题和答复").check()
    number, code = asker.press("提交咨询").titled("咨询已提交").receipt()

    answer(staff(clerk, DESK), number)

    reader = citizen(size).look_up(number, "WRONGONE")
    reader.sees("没有找到")
    reader.look_up(number, code).sees("已答复", ANSWER).misses("13812345678")

    clerks = staff(clerk, DESK).go(f"/admin/cases/{Case.objects.get().pk}/")
    form = clerks.page.locator("#verb-publish")
    clerks.press("公开问答", within=form.locator("form"))
    assert Case.objects.get().state == State.PUBLISHED
    anyone = citizen(size).go(item.url).sees(QUESTION).misses("李敏", "13812345678")
    anyone.page.get_by_text(QUESTION).click()
    anyone.sees(ANSWER)


def answer(clerk, number):
    """Take the question in the inbox and answer it on its page."""
    clerk.go("/admin/cases/?queue=unassigned").follow(number)
    clerk.press("认领", within=clerk.page.locator("#verb-take"))
    form = clerk.page.locator("#verb-answer")
    clerk.press("答复", within=form.locator("form"))
    expect(form.locator(".field__error")).to_be_visible()
    form.get_by_label("答复").fill(ANSWER)
    clerk.press("答复", within=form.locator("form")).sees("“答复”已完成")
