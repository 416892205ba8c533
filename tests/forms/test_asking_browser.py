"""Conditions and rows in a real browser: with script without a page load, without script by the server."""

import pytest

from forms.service import create_from_definition

from .asking import STEPS
from .test_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def preview(page_at, editor, bureau):
    form = create_from_definition("表", "asking", bureau, STEPS, editor)

    def open_at(width, javascript):
        page = page_at(width, javascript=javascript)
        sign_in(page, "editor")
        page.goto(f"/admin/forms/preview/{form.pk}/")
        return page

    return open_at


@pytest.mark.parametrize("width", [360, 1280])
def test_parts_come_and_go_with_the_answers(preview, axe, width):
    page = preview(width, True)
    code = page.get_by_label("单位编号")
    assert not code.is_visible()
    page.get_by_label("单位", exact=True).check()
    assert code.is_visible()
    assert page.evaluate("document.activeElement.value") == "c2"
    page.get_by_text("按您的回答，增加了：单位编号、经营场所").wait_for(state="attached")
    assert not page.locator(".field__optional").first.is_visible()
    rows = page.get_by_role("group", name="场所 1")
    rows.get_by_label("是", exact=True).check()
    rows.get_by_label("出租人").fill("王五")
    page.get_by_role("button", name="添加场所").click()
    assert page.evaluate("document.activeElement.textContent") == "场所 2"
    second = page.get_by_role("group", name="场所 2")
    assert not second.get_by_label("出租人").is_visible()
    rows.get_by_label("面积").fill("150.25")
    second.get_by_label("面积").fill("49.75")
    assert not page.get_by_label("消防方案").is_visible()
    second.get_by_label("面积").fill("49.76")
    assert page.get_by_label("消防方案").is_visible()
    axe(page)
    page.get_by_role("button", name="删除场所 1").click()
    assert page.get_by_role("group", name="场所 1").get_by_label("面积").input_value() == "49.76"
    assert not page.get_by_label("消防方案").is_visible()
    page.get_by_role("button", name="试提交").click()
    links = page.locator(".error-summary a")
    assert [link.inner_text() for link in links.all()] == [
        "请填写「单位编号」。", "请填写「备注」。", "场所 1：请填写「地址」。", "场所 1：请选择「是否租用」。",
    ]  # fmt: skip
    for link in links.all():
        assert page.locator(link.get_attribute("href")).count() == 1
    axe(page)
    page.get_by_label("个人").check()
    page.get_by_role("button", name="试提交").click()
    assert page.get_by_text("填写无误").is_visible()


def test_without_script_the_server_asks_again_and_buttons_work(preview):
    page = preview(360, False)
    assert not page.get_by_label("单位编号").is_visible()
    page.get_by_label("单位", exact=True).check()
    page.get_by_label("备注").fill("无")
    page.get_by_label("备注").press("Enter")
    assert page.get_by_label("单位编号").is_visible()
    page.get_by_label("单位编号").fill("X1")
    page.get_by_label("地址").fill("大学路 40 号")
    page.get_by_role("button", name="添加场所").click()
    assert page.locator(".error-summary").count() == 0
    assert page.get_by_role("group", name="场所 1").get_by_label("地址").input_value() == "大学路 40 号"
    second = page.get_by_role("group", name="场所 2")
    second.get_by_label("地址").fill("花园路 1 号")
    page.get_by_role("button", name="删除场所 1").click()
    assert page.get_by_role("group", name="场所 1").get_by_label("地址").input_value() == "花园路 1 号"
    assert "#" in page.url
    page.get_by_label("单位编号").fill("")
    page.get_by_role("button", name="试提交").click()
    summary = page.locator(".error-summary")
    assert "#" not in page.url
    assert summary.bounding_box()["y"] >= 0, "the page opens where it says what is wrong"
    assert page.evaluate("window.scrollY") <= summary.bounding_box()["y"]
    page.get_by_label("单位编号").fill("X1")
    page.get_by_label("否", exact=True).check()
    page.get_by_role("button", name="试提交").click()
    page.get_by_text("填写无误").wait_for()


REASON = {"type": "text", "key": "why", "label": "钱多的理由", "show": {"op": "ge", "args": [
    {"field": "sum", "type": "number"}, {"number": "1000"}]}}  # fmt: skip


def test_the_page_reads_what_is_typed_as_the_server_does(page_at, editor, bureau, axe):
    blocks = [{"type": "money", "key": "sum", "label": "金额", "required": True}, REASON]
    blocks += [{"type": "date_range", "key": "days", "label": "期间", "required": True}]
    form = create_from_definition("表", "typed", bureau, [{"blocks": blocks}], editor)
    page = page_at(360, javascript=True)
    sign_in(page, "editor")
    page.goto(f"/admin/forms/preview/{form.pk}/")
    for typed, shown in {"1,000": True, "¥1,000.00": True, "１０００元": True, "1000.005": False, "1e3": False}.items():
        page.get_by_label("金额").fill(typed)
        assert page.get_by_label("钱多的理由").is_visible() == shown, typed
        with page.expect_navigation():
            page.get_by_role("button", name="试提交").click()
        refused = [line.inner_text() for line in page.locator(".error-summary a").all()]
        assert any("金额" in line for line in refused) != shown, refused
        assert page.get_by_label("钱多的理由").is_visible() == shown, typed
    assert {box.get_attribute("type") for box in page.locator("[name^=answers-days]").all()} == {"date"}
    axe(page)
