"""An editor builds a form and puts it on a guide; citizens apply with it."""

import pytest
from playwright.sync_api import expect

from forms import definition
from forms.models import Form
from forms.service import create_from_definition
from guidance.cases.models import Case
from items.models import ItemPage
from tests.browser.building import FIELDS, add_field, choose_action, drag, handle, order, save
from tests.browser.conftest import SIZES
from tests.browser.walk import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PDF = {
    "name": "营业执照.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
}
STEPS = [
    {
        "title": "",
        "blocks": [
            {"type": "person_name", "label": "姓名", "required": True, "purpose": "核对申请人身份"},
            {"type": "phone", "label": "手机号", "required": True, "purpose": "通知办理进度"},
            {
                "type": "single_choice",
                "label": "领取方式",
                "required": True,
                "choices": [{"label": "窗口领取"}, {"label": "邮寄"}],
            },
            {"type": "file", "label": "营业执照", "required": True},
            {"type": "declaration", "label": "承诺", "required": True, "text": "以上内容属实。", "version": "1"},
        ],
    }
]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_build_preview_publish_attach_and_apply(staff, citizen, item, editor, width):
    builder = staff(editor, width).go("/admin/forms/").go("/admin/forms/new/").fill(title="食品经营许可申请表")
    add_field(builder, "姓名", "经营者姓名", purpose="核对申请人身份")
    add_field(builder, "手机号", "联系手机", purpose="通知办理进度")
    add_field(builder, "单选", "领取方式", paste="窗口领取\n邮寄")
    add_field(builder, "文件", "营业执照")
    save(builder)
    choose_action(builder, "保存并预览")
    builder.sees("这是预览").press("试提交")
    expect(builder.page.locator(".error-summary")).to_contain_text("请填写「联系手机」")
    builder.follow("回到编辑")
    choose_action(builder, "保存并发布")
    builder.press("发布", within=builder.page.locator("form:has(a.button-secondary)")).sees("第 1 版已发布")
    assert Form.objects.get().versions.get().number == 1

    attach(builder, item, "食品经营许可申请表")
    draft = ItemPage.objects.get(pk=item.pk).get_latest_revision_as_object()
    assert draft.form == Form.objects.get()
    draft.get_latest_revision().publish()

    applicant = citizen().go(item.url).follow("网上申请")
    page = applicant.page
    page.get_by_label("经营者姓名").fill("王五")
    page.get_by_label("联系手机").fill("13812345678")
    page.get_by_label("邮寄", exact=True).check()
    page.get_by_label("营业执照").first.set_input_files(PDF)
    number, _code = applicant.press("提交申请").titled("申请已提交").receipt()
    case = Case.objects.get(number=number)
    assert (case.applicant_name, case.applicant_phone) == ("王五", "13812345678")


def attach(editor, item, title):
    """Choose the form on the guide's page, in Wagtail's own chooser, and save the draft."""
    editor.go(f"/admin/pages/{item.pk}/edit/")
    page = editor.page
    page.get_by_role("tab", name="时限与方式").click()
    page.get_by_role("button", name="选择表单").click()
    page.locator(".modal").get_by_role("link", name=title).click()
    expect(page.locator(".modal")).to_have_count(0)
    save(editor)


def test_fields_are_put_in_order_with_the_mouse_and_with_the_keyboard(staff, citizen, item, editor):
    builder = staff(editor).go("/admin/forms/new/").fill(title="排序的申请表")
    for number, label in enumerate(("甲项", "乙项", "丙项", "丁项")):
        add_field(builder, "多行文字" if number == 1 else "单行文字", label)
    save(builder)
    keys = keys_of(Form.objects.get())
    assert order(builder) == ["甲项", "乙项", "丙项", "丁项"]

    drag(builder, "丁项", onto="甲项")
    assert order(builder) == ["丁项", "甲项", "乙项", "丙项"]
    drag(builder, "甲项", onto="丙项")
    assert order(builder) == ["丁项", "乙项", "丙项", "甲项"]
    handle(builder, "丙项", "MOVE_UP").focus()
    builder.page.keyboard.press("Enter")
    expect(builder.page.locator(FIELDS).nth(1).locator("[name$='-value-label']")).to_have_value("丙项")
    handle(builder, "丁项", "MOVE_DOWN").focus()
    builder.page.keyboard.press("Space")
    wanted = ["丙项", "丁项", "乙项", "甲项"]
    expect(builder.page.locator(FIELDS).first.locator("[name$='-value-label']")).to_have_value("丙项")
    assert order(builder) == wanted

    save(builder)
    assert order(builder) == wanted
    form = Form.objects.get()
    assert list(keys_of(form)) == wanted
    assert keys_of(form) == keys
    choose_action(builder, "保存并预览")
    assert questions(builder) == wanted
    builder.follow("回到编辑")
    choose_action(builder, "保存并发布")
    builder.press("发布", within=builder.page.locator("form:has(a.button-secondary)")).sees("第 1 版已发布")
    item.form = form
    item.save_revision().publish()
    assert questions(citizen().go(f"/items/{item.address}/apply/")) == wanted


def keys_of(form):
    """Question and number of each field, in order: the number must stay whatever the order."""
    return {spec.label: spec.key for spec in definition.specs(definition.of(form))}


def questions(walk):
    """The form's own questions as a citizen reads them, from above."""
    names = "[name^='answers-']:is(input, textarea):not([type=hidden])"
    return [
        one.evaluate("(e) => e.labels[0].innerText.trim().split(/[（(\\s]/)[0]")
        for one in walk.page.locator(names).all()
    ]


@pytest.mark.parametrize("size", SIZES)
def test_apply_and_nothing_is_typed_twice(citizen, item, editor, size):
    item.form = create_from_definition("申请表", "general", item.bureau, STEPS, editor)
    item.save_revision().publish()
    applicant = citizen(size).go(ItemPage.objects.get(pk=item.pk).url).follow("网上申请").titled("网上申请")
    page = applicant.page
    page.locator("main").get_by_role("textbox", name="姓名", exact=True).fill("王五")
    page.get_by_label("邮寄", exact=True).check()
    page.get_by_label("营业执照").first.set_input_files(PDF)
    applicant.press("提交申请")
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("请填写「手机号」")
    for link in summary.locator("a").all():
        expect(page.locator(link.get_attribute("href"))).to_have_count(1)
    expect(page.locator("main").get_by_role("textbox", name="姓名", exact=True)).to_have_value("王五")
    expect(page.get_by_label("邮寄", exact=True)).to_be_checked()
    applicant.sees("已上传：营业执照.pdf")
    page.get_by_role("textbox", name="手机号", exact=True).fill("13812345678")
    page.get_by_label("我已阅读并同意以上内容").check()
    number, code = applicant.press("提交申请").titled("申请已提交").receipt()
    case = Case.objects.get(number=number)
    assert case.attachments.get().name == "营业执照.pdf"
    assert citizen(size).look_up(number, code).sees("已收件", "办理环节", "食品经营许可申请书")


def test_a_page_left_open_is_asked_again_when_the_form_changes(citizen, item, editor):
    form = create_from_definition("申请表", "general", item.bureau, STEPS[:1], editor)
    item.form = form
    item.save_revision().publish()
    applicant = citizen().go(f"/items/{item.address}/apply/")
    applicant.page.locator("main").get_by_role("textbox", name="姓名", exact=True).fill("王五")
    applicant.page.locator("[name=form_version]").evaluate("(input) => { input.value = 'older'; }")
    applicant.press("提交申请")
    expect(applicant.page.locator("main").get_by_role("textbox", name="姓名", exact=True)).to_have_value("王五")
    assert not Case.objects.exists()
