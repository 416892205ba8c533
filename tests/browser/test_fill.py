"""A citizen fills in a form of three steps: on a phone, by keyboard, without JavaScript, and on another device."""

import re

import pytest
from playwright.sync_api import expect

from guidance.applications.filling.models import Draft
from guidance.cases.models import Case
from tests.applications.filling import with_steps
from tests.browser.conftest import SIZES
from tests.browser.test_apply import PDF
from tests.browser.walk import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stepped(item):
    return with_steps(item)


def begin(walk, item):
    return walk.go(item.url).follow("网上申请").titled("申请人")


def as_company(walk):
    """The first two steps."""
    page = walk.page
    page.get_by_label("单位", exact=True).check()
    page.get_by_label("店名").fill("张三面馆")
    walk.press("下一步").titled("经营场所")
    page.get_by_label("地址").fill("大学路 40 号")
    page.get_by_role("group", name="场所 1").get_by_label("否", exact=True).check()
    return walk.press("下一步").titled("内容")


@pytest.mark.parametrize("size", SIZES)
def test_step_by_step_to_the_receipt(citizen, stepped, size):
    walk = begin(citizen(size), stepped)
    page = walk.page
    walk.sees("第 1 步，共 5 步").press("下一步").sees("请选择「申请人类型」。")
    as_company(walk)
    expect(page.get_by_label("执照编号")).to_be_visible()
    page.get_by_label("从业人数").fill("6")
    page.get_by_label("执照编号").fill("X1")
    page.get_by_label("平面图方案").first.set_input_files(PDF)
    walk.press("上一步").titled("经营场所")
    expect(page.get_by_label("地址")).to_have_value("大学路 40 号")
    walk.press("下一步").titled("内容").sees("已上传：营业执照.pdf")
    expect(page.get_by_label("从业人数")).to_have_value("6")
    page.get_by_label("我已阅读并同意以上内容").check()
    walk.press("下一步").titled("联系方式").fill(name="王五", phone="13812345678")
    walk.press("下一步").titled("申请材料").press("下一步").titled("核对并提交")
    walk.sees("张三面馆", "大学路 40 号", "营业执照.pdf", "13812345678")
    change = page.get_by_role("link", name=re.compile("修改.*从业人数"))
    with page.expect_navigation():
        change.click()
    walk.look()
    page.get_by_label("从业人数").fill("7")
    walk.press("保存并返回核对").titled("核对并提交")
    expect(page.locator(".summary > div").filter(has_text="从业人数")).to_contain_text("7")
    number, code = walk.press("提交申请").titled("申请已提交").receipt()
    assert Case.objects.get(number=number).application.answers["staff"] == 7
    assert not Draft.objects.exists()
    citizen(size).look_up(number, code).sees("已收件")


def test_by_keyboard_alone(citizen, stepped):
    walk = begin(citizen((PHONE, True)), stepped)
    page = walk.page
    page.get_by_label("个人", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("张三面馆")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    walk.look()
    walk.titled("内容")
    expect(page.get_by_label("执照编号")).to_be_hidden()
    with page.expect_navigation():
        page.get_by_label("从业人数").press("Enter")
    walk.look()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "answers-staff"
    page.keyboard.type("3")


@pytest.mark.parametrize("size", SIZES)
def test_saved_here_and_resumed_there(citizen, stepped, size):
    walk = as_company(begin(citizen(size), stepped))
    walk.page.get_by_label("平面图方案").first.set_input_files(PDF)
    walk.press("保存并稍后继续").titled("已保存，还没有提交")
    code = walk.page.locator(".receipt__code").inner_text()
    walk.press("发送").sees("请填写手机或邮箱")
    walk.fill(phone="13812345678").press("发送").sees("续填码正在发送")
    walk.misses(code)
    other = citizen((DESK, size[1])).go("/progress/").follow("还没有提交的申请，用续填码继续")
    other.fill(code="AAAA-AAAA-AAAA").press("继续填写").sees("没有找到")
    other.fill(code=code).press("继续填写").titled("内容").sees("已上传：营业执照.pdf")
    other.follow("经营场所").titled("经营场所")
    expect(other.page.get_by_label("地址")).to_have_value("大学路 40 号")
    other.follow("退出或删除这份申请").press("删除").sees("已删除")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("size", SIZES)
def test_an_earlier_case_fills_in(citizen, stepped, size):
    walk = as_company(begin(citizen(size), stepped))
    page = walk.page
    page.get_by_label("从业人数").fill("6")
    page.get_by_label("执照编号").fill("X1")
    page.get_by_label("我已阅读并同意以上内容").check()
    walk.press("下一步").fill(name="王五", phone="13812345678").press("下一步").press("下一步")
    number, code = walk.press("提交申请").receipt()
    again = begin(citizen(size), stepped).follow("用以前办件的内容填入")
    again.fill(number=number, code=code).press("填入").sees("没有您的同意")
    again.page.get_by_label("我同意从这个办件读取").check()
    again.press("填入").titled("申请人").sees("请逐页核对")
    expect(again.page.get_by_label("店名")).to_have_value("张三面馆")
