"""An editor writes questions and conditions; a citizen answers, shares, prints and applies with the answers."""

import re

import pytest
from playwright.sync_api import expect

from guidance.cases.models import Case
from items.models import ItemPage, ScenarioQuestion, ThemeIndexPage, ThemeItem, ThemePage
from items.models.rows import Material
from tests.browser.conftest import SIZES
from tests.browser.walk import DESK, PHONE
from tests.factories import make_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def lead(item):
    """Give a guide two questions and two conditional materials, and publish it."""
    page = item.get_latest_revision().as_object()
    page.scenario_questions = [
        ScenarioQuestion(text="经营场所是", options="自有\n租赁", help="看房产证。", sort_order=0),
        ScenarioQuestion(text="谁来办理", options="本人\n委托他人", sort_order=1),
    ]
    page.materials = [
        *page.materials.all(),
        Material(name="房屋租赁合同", copies=1, standard="在租期内", applies_when="经营场所是＝租赁", sort_order=8),
        Material(name="授权委托书", originals=1, standard="写明事项", applies_when="谁来办理＝委托他人", sort_order=9),
    ]
    page.save_revision(clean=False).publish()
    return ItemPage.objects.get(pk=page.pk)


def follow(walk, link):
    """Follow a link whose name has a part for screen readers alone."""
    with walk.page.expect_navigation():
        link.click()
    walk.look()
    return walk


def test_an_editor_writes_questions_and_picks_conditions(staff, citizen, item, editor):
    walk = staff(editor).go(f"/admin/pages/{item.pk}/edit/")
    page = walk.page
    page.get_by_role("tab", name="材料").click()
    page.locator("#id_scenario_questions-ADD").click()
    page.locator("#id_scenario_questions-0-text").fill("经营场所是")
    page.locator("#id_scenario_questions-0-options").fill("自有\n租赁\n借用")
    condition = page.locator("#id_materials-1-applies_when")
    condition.focus()
    panel = page.locator(".condition-panel")
    panel.get_by_label("租赁").check()
    panel.get_by_label("借用").check()
    expect(condition).to_have_value("经营场所是＝租赁/借用")
    panel.get_by_label("租赁").uncheck()
    expect(condition).to_have_value("经营场所是＝借用")
    condition.fill("经营场所是: 租赁；另有说明")
    expect(panel.get_by_label("租赁")).to_be_checked()
    panel.get_by_label("自有").check()
    expect(condition).to_have_value("经营场所是＝自有/租赁；另有说明")
    condition.fill("经营场所是＝租赁")
    walk.look()
    with page.expect_navigation():
        page.locator("footer button[type=submit]:visible").first.click()
    walk.look()
    draft = ItemPage.objects.get(pk=item.pk).get_latest_revision().as_object()
    assert [row.asked.options for row in draft.scenario_questions.all()] == [("自有", "租赁", "借用")]
    assert draft.materials.all()[1].applies_when == "经营场所是＝租赁"
    draft.get_latest_revision().publish()
    citizen((PHONE, True)).go(item.url).sees("回答几个问题", "经营场所是")


@pytest.mark.parametrize("size", SIZES)
def test_a_citizen_answers_shares_prints_and_applies(citizen, item, size):
    item = lead(item)
    walk = citizen(size).go(item.url).sees("房屋租赁合同", "授权委托书")
    page = walk.page
    page.get_by_label("自有", exact=True).check()
    page.get_by_label("委托他人", exact=True).check()
    walk.press("看我的清单")
    expect(page.locator(".checklist")).not_to_contain_text("房屋租赁合同")
    expect(page.locator(".checklist")).to_contain_text("授权委托书")
    page.get_by_text("为什么不要").click()
    walk.sees("您选了“经营场所是：自有”")
    shared = page.locator("#share-url").input_value()
    friend = citizen(size).go(shared).sees("按您的情形")
    expect(friend.page.locator(".checklist")).not_to_contain_text("房屋租赁合同")
    follow(walk, page.get_by_role("link", name=re.compile("改.*谁来办理")))
    expect(page.get_by_label("委托他人", exact=True)).to_be_checked()
    page.get_by_label("本人", exact=True).check()
    walk.press("看我的清单")
    expect(page.locator(".checklist")).not_to_contain_text("授权委托书")
    number, code = apply(walk)
    case = Case.objects.get(number=number)
    assert [row.name for row in case.materials.all()] == ["食品经营许可申请书", "营业执照"]
    citizen(size).look_up(number, code).sees("您的情形", "不用的材料")


def apply(walk):
    walk.follow("带着回答去申请").sees("您的情形")
    page = walk.page
    expect(page.locator("main form")).not_to_contain_text("房屋租赁合同")
    page.get_by_label("申请人姓名或单位名称").fill("王五")
    page.locator("main [name=phone]").fill("13812345678")
    return walk.press("提交申请").titled("申请已提交").receipt()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_sheet_is_one_page_of_a4(citizen, item, width):
    walk = (
        citizen((width, True)).go(f"{lead(item).url}?q1=1&q2=2").follow("一次性告知单（打印）").titled("食品经营许可")
    )
    page = walk.page
    expect(page.locator(".sheet__code img")).to_have_js_property("complete", True)
    assert page.locator(".sheet__code img").evaluate("(image) => image.naturalWidth") > 0
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


def test_a_copy_button_says_that_it_copied(citizen, item):
    walk = citizen((DESK, True)).go(f"{lead(item).url}?q1=1")
    walk.page.get_by_role("button", name="复制").click()
    walk.sees("已复制")


@pytest.mark.parametrize("size", SIZES)
def test_a_theme_asks_once_for_all_its_items(citizen, item, bureau, size):
    one, two = lead(item), lead(make_item(bureau, "小餐饮登记"))
    theme = ThemePage(title="开餐馆", slug="kai-canguan", live=True)
    theme.theme_items = [ThemeItem(item=one, sort_order=0), ThemeItem(item=two, sort_order=1)]
    ThemeIndexPage.objects.get().add_child(instance=theme)
    walk = citizen(size).go("/themes/kai-canguan/")
    page = walk.page
    expect(page.locator("fieldset.scenario__question")).to_have_count(2)
    page.get_by_label("自有", exact=True).check()
    walk.press("看我的清单")
    expect(page.locator(".checklist")).not_to_contain_text("房屋租赁合同")
    expect(page.locator(".lane")).to_have_count(2)
    follow(walk, page.get_by_role("link", name=re.compile("申请这一项.*小餐饮登记"))).sees("您的情形")
