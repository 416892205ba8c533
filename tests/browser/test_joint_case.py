"""A theme applied for as one: from its page to one page of progress, and what the lead bureau sees of it."""

import pytest
from playwright.sync_api import expect

from guidance.applications.bundles.models import JointCase
from guidance.cases.models import Case
from guidance.cases.states import State
from tests.applications.test_joint_cases import Restaurant
from tests.browser.conftest import SIZES
from tests.browser.walk import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", SIZES)
def test_apply_once_for_all(citizen, staff, bureau, size, tmp_path):
    shop = Restaurant()
    plan = tmp_path / "房本.pdf"
    plan.write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    visitor = citizen(size).go(shop.theme.public_path()).follow("一次申请").sees("在“个体工商户登记”办成以后开始")
    visitor.press("开始填写").titled("申请人").press("下一步")
    expect(visitor.page.locator(".error-summary")).to_be_visible()
    visitor.fill(name="李敏", phone="13812345678", address="花园路 1 号").press("下一步")
    visitor.titled("个体工商户登记")
    expect(visitor.page.locator("[name=answers-who]")).to_have_value("李敏")
    visitor.page.locator("[name=answers-shop]").fill("香满园")
    visitor.press("下一步").titled("食品经营许可")
    expect(visitor.page.locator("[name=answers-shop]")).to_have_value("香满园")
    visitor.press("保存并稍后继续").sees("已保存，还没有提交", "到期前提醒我")
    code = visitor.page.locator(".receipt__code").inner_text()

    other = citizen(size).go("/apply/resume/").fill(code=code).press("继续填写").titled("申请材料")
    other.sees("“营业执照”不用传")
    other.page.locator("input[type=file]").first.set_input_files(plan)
    other.press("下一步").titled("核对并提交").sees("香满园", "房本.pdf")
    other.press("提交全部申请").titled("申请已提交")
    number, query = other.receipt()
    other.follow("查看进度").sees("等“个体工商户登记”办成后开始", "→ 食品经营许可（受理", "场所证明")
    assert {case.state for case in Case.objects.all()} == {State.RECEIVED, State.WAITING}
    shop.grant(shop.registration, shop.clerks[0])
    back = citizen(size).look_up(number, query).titled("开餐馆").sees("准予")
    assert shop.case(shop.licence).state == State.RECEIVED
    back.follow("撤回全部申请").press("撤回").sees("已撤回还没有决定的申请")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_lead_sees_the_whole(client, staff, bureau, width):
    shop = Restaurant()
    joint = shop.sent(client)
    late = shop.case(shop.sign)
    late.due_at = late.submitted_at.replace(year=late.submitted_at.year - 1)
    late.save()
    lead = staff(shop.clerks[0], width).go("/admin/joint-cases/").sees("1 件超期")
    lead.follow(f"{joint.number} 开餐馆").sees("→ 食品经营许可（受理", "门头招牌设置", "超期")
    assert JointCase.objects.count() == 1
