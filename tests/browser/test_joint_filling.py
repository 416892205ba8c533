"""A theme filled in step by step for somebody else, a paper compared, gone on with elsewhere, sent; axe at zero."""

import pytest
from playwright.sync_api import expect

from guidance.applications.agents import Agent
from guidance.applications.models import CaseMaterial
from tests.applications.filling import PDF
from tests.applications.test_joint_filling import Street
from tests.browser.conftest import SIZES
from tests.comparing.sources import LI, make_source, with_table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAPER = {"name": "委托书.pdf", "mimeType": "application/pdf", "buffer": PDF}


def answer(walk, **values):
    """Fill in questions of the item's form by their keys."""
    for key, text in values.items():
        walk.page.locator(f"main [name=answers-{key}]").fill(text)
    return walk


@pytest.mark.parametrize("size", SIZES)
def test_step_by_step_for_somebody_else(citizen, bureau, size):
    shop = Street(with_table(make_source(bureau), f"{LI},李敏,JY1,长期"))
    walk = citizen(size).go(shop.theme.public_path()).sees("可通过数据比对免交")
    walk.follow("一次性告知单（打印）").sees("可通过数据比对免交（企业登记库）").go(shop.theme.public_path())
    walk.follow("一次申请").press("开始填写").titled("申请人")
    walk.page.get_by_text("替别人办理（代办）").click()
    walk.fill(name="李敏", phone="13812345678", id_number=LI, agent_name="赵六").press("下一步")
    walk.sees("替别人办理要有授权委托书", "请填写代办人手机")
    walk.fill(agent_phone="13900000000").page.locator("[name=agent_paper]").set_input_files(PAPER)

    walk.press("下一步").titled("申请人").sees("第 2 步，共 8 步", "个体工商户登记")
    walk.page.locator("[name=answers-who][value=c1]").check()
    answer(walk, shop="面馆").press("下一步").titled("内容")
    answer(walk, staff="6").press("上一步").titled("申请人")
    expect(walk.page.locator("[name=answers-shop]")).to_have_value("面馆")
    walk.press("下一步").titled("内容")
    expect(walk.page.locator("[name=answers-staff]")).to_have_value("6")
    walk.page.locator("[name=answers-promise]").check()
    walk.press("下一步").titled("负责人")
    expect(walk.page.locator("[name=answers-who]")).to_have_value("李敏")
    walk.press("保存并稍后继续").sees("把续填码发给我，到期前提醒我")
    code = walk.page.locator(".receipt__code").inner_text()
    walk.press("发送").sees("续填码正在发送，到期前三天会再提醒您。").follow("退出或删除这份申请").press("退出")

    other = citizen(size).go("/apply/resume/").fill(code=code).press("继续填写").titled("门店")
    other.press("上一步").titled("负责人")
    expect(other.page.locator("[name=answers-idn]")).to_have_value(LI)
    other.press("下一步").titled("门店")
    other.press("下一步").titled("门头招牌设置").press("下一步").titled("申请材料")
    other.press("同意并查询 ：营业执照").sees("不用提交的材料", "已由“企业登记库”于")
    other.press("下一步").titled("核对并提交").sees("个体工商户登记：内容", "赵六", "委托书.pdf")
    other.page.locator(f"a[href*='item-{shop.registration.pk}-3/?back=check']").first.click()
    answer(other.titled("内容"), staff="9").press("保存并返回核对").titled("核对并提交")
    other.press("提交全部申请").titled("申请已提交")
    assert CaseMaterial.objects.filter(spared_by="data").count() == 2
    assert Agent.objects.count() == 3


@pytest.mark.parametrize("size", SIZES)
def test_an_earlier_case_is_asked_for_on_a_page_of_its_own(citizen, bureau, size):
    shop = Street(make_source(bureau))
    walk = citizen(size).go(shop.theme.public_path()).follow("一次申请").press("开始填写")
    walk.follow("用以前办件的内容填入").press("填入").sees("没有您的同意，不读取以前的内容。")
    walk.fill(number="20260101-00001", code="AAAA2222").page.locator("[name=consent]").check()
    walk.press("填入").sees("没有找到。").follow("一次申请 · 开店").titled("申请人")
