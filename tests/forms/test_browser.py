"""An editor builds a form in a real browser; the form as citizens see it, narrow and wide, without JavaScript."""

import pytest

from forms import definition, service
from forms.models import Form
from forms.service import create_from_library

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, name):
    page.goto("/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", "pw")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")


def test_build_check_publish(page_at, editor):
    page = page_at(1280)
    sign_in(page, "editor")
    page.goto("/admin/forms/new/")
    page.fill("[name=title]", "摊位申请表")
    page.locator("button.c-sf-add-button").nth(2).click()
    page.get_by_role("option", name="手机号").click()
    page.locator("footer button[type=submit]").first.click()
    page.wait_for_url("**/admin/forms/edit/*/")
    publish(page)
    page.wait_for_url("**?check=1")
    assert page.get_by_text("字段没有问题文字").count() == 2
    page.locator("[name$='-value-label']").fill("联系手机")
    page.locator("[name$='-value-purpose']").fill("通知办理进度")
    publish(page)
    page.wait_for_url("**/publish/*/")
    page.get_by_role("button", name="发布").click()
    page.wait_for_url("**/edit/*/")
    assert page.get_by_text("第 1 版已发布").is_visible()
    assert Form.objects.get().versions.get().number == 1


def publish(page):
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    page.get_by_role("button", name="保存并发布").click()


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (360, True), (1280, True)])
def test_a_form_is_usable_and_accessible(page_at, axe, editor, bureau, width, javascript):
    form = create_from_library("food", "food", bureau, editor)
    page = page_at(width, javascript=javascript)
    sign_in(page, "editor")
    page.goto(f"/admin/forms/preview/{form.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if javascript else True
    page.get_by_label("经营者名称").fill("老王饭店")
    page.get_by_role("button", name="试提交").click()
    summary = page.locator(".error-summary")
    assert "请填写「统一社会信用代码」" in summary.inner_text()
    assert page.get_by_label("经营者名称").input_value() == "老王饭店"
    for link in summary.locator("a").all():
        assert page.locator(link.get_attribute("href")).count() == 1
    if javascript:
        axe(page)


STEPS = [
    {"title": "一", "blocks": [{"type": "text", "key": "f1", "label": "名称", "required": True}]},
    {
        "title": "二",
        "blocks": [
            {
                "type": "text",
                "key": "f2",
                "label": "说明",
                "show": {"op": "filled", "args": [{"field": "gone", "type": "text"}]},
            },
            {
                "type": "group",
                "key": "g1",
                "label": "场所",
                "blocks": [{"type": "phone", "key": "f3", "label": "手机"}],
            },
        ],
    },
]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_problem_leads_to_its_input_and_is_mended_at_one_click(page_at, editor, bureau, width):
    form = Form(title="表", code="faulty", bureau=bureau)
    form.body = Form._meta.get_field("body").to_python(definition.to_body(STEPS))
    form.save()
    page = page_at(width)
    sign_in(page, "editor")
    page.goto(f"/admin/forms/edit/{form.pk}/?check=1")
    page.get_by_role("link", name="第 2 步「手机」").click()
    assert page.evaluate("document.activeElement.name") == "body-1-value-blocks-1-value-blocks-0-value-purpose"
    assert page.evaluate("document.activeElement.checkVisibility()")
    page.get_by_role("link", name="第 2 步「说明」").click()
    assert page.evaluate("document.activeElement.closest('.rule-condition, [data-contentpath=subject]') !== null")
    assert page.evaluate("document.activeElement.checkVisibility()")
    page.get_by_role("button", name="删除这一条条件").click()
    page.get_by_text("已改好：第 2 步「说明」：删除这一条条件").wait_for()
    page.get_by_role("button", name="写上常用的收集目的").click()
    page.get_by_text("检查通过，可以发布。").wait_for()
    page.get_by_role("link", name="撤销").click()
    page.get_by_role("button", name="恢复").click()
    page.wait_for_url("**/edit/*/")
    form.refresh_from_db()
    assert [problem.code for problem in service.problems(form)] == ["purpose"]
