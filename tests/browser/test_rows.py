"""An editor without a mouse moves, deletes and brings back the rows of a guide and the blocks of a form."""

import pytest
from playwright.sync_api import expect

from forms.models import Form
from forms.service import create_from_definition
from items.models import ItemPage
from tests.browser.building import FIELDS, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEPS = "#id_steps-FORMS > [data-inline-panel-child]:not(.deleted)"
NAMES = "(rows) => rows.map((row) => row.querySelector(\"[name^='steps-'][name$='-name']\").value)"
KINDS = {"摊位名称": "text", "经营者": "person_name", "联系手机": "phone", "说明": "long_text", "开业日期": "date"}
FOCUS = "document.activeElement.getAttribute('aria-label') || document.activeElement.tagName"


def focus_is(page, label):
    page.wait_for_function(f"(label) => ({FOCUS}) === label", arg=label)


def says(page, text):
    expect(page.locator("[role=status].w-sr-only")).to_have_text(text)


def open_steps(editor_walk, item):
    editor_walk.go(f"/admin/pages/{item.pk}/edit/")
    editor_walk.page.get_by_role("tab", name="流程").click()
    rows = editor_walk.page.locator(STEPS)
    return rows, lambda: rows.evaluate_all(NAMES)


def open_form(staff, editor, bureau):
    steps = [{"blocks": [{"type": kind, "label": label, "purpose": "办理"} for label, kind in KINDS.items()]}]
    form = create_from_definition("摊位申请表", "stall", bureau, steps, editor)
    return form, staff(editor).go(f"/admin/forms/edit/{form.pk}/")


def order(walk):
    labels = "(rows) => rows.map((row) => row.querySelector(\"[name$='-value-label']\").value)"
    return walk.page.locator(f"{FIELDS}:not([aria-hidden])").evaluate_all(labels)


def stored(form):
    return [block.value["label"] for step in Form.objects.get(pk=form.pk).body for block in step.value["blocks"]]


def test_a_guides_rows_by_keyboard(staff, editor, item):
    walk = staff(editor)
    page = walk.page
    rows, names = open_steps(walk, item)
    one, two, three, *rest = names()
    page.get_by_role("button", name=f"下移：{one}", exact=True).focus()
    for place in (2, 3):
        page.keyboard.press("Enter")
        says(page, f"已移到第 {place} 位")
        focus_is(page, f"下移：{one}")
    assert names() == [two, three, one, *rest]

    for _ in range(2):
        page.get_by_role("button", name=f"上移：{one}", exact=True).press("Enter")
    focus_is(page, f"下移：{one}")
    assert names() == [one, two, three, *rest]

    page.get_by_role("button", name=f"删除：{two}", exact=True).press("Enter")
    focus_is(page, f"部件开关：{three}")
    expect(page.locator(".hall-undo")).to_contain_text(f"已删除“{two}”。")
    expect(rows).to_have_count(2 + len(rest))
    page.get_by_role("button", name=f"下移：{one}", exact=True).press("Enter")
    page.get_by_role("button", name="撤销").press("Enter")
    focus_is(page, f"部件开关：{two}")
    says(page, f"“{two}”已恢复到第 2 位。")
    expect(page.locator(".hall-undo")).to_be_hidden()
    assert names() == [three, two, one, *rest]

    page.get_by_role("button", name=f"删除：{three}", exact=True).press("Enter")
    page.get_by_role("button", name=f"删除：{two}", exact=True).press("Enter")
    focus_is(page, f"部件开关：{one}")
    for _ in range(2):
        page.keyboard.press("Control+z")
    assert names() == [three, two, one, *rest]
    page.get_by_role("button", name=f"删除：{one}", exact=True).press("Enter")
    expect(rows).to_have_count(2 + len(rest))
    walk.look()
    save(walk)
    draft = ItemPage.objects.get(pk=item.pk).get_latest_revision_as_object()
    assert [step.name for step in draft.steps.all()] == [three, two, *rest]


def test_names_follow_and_the_last_row_leaves_the_focus_to_the_plus(staff, editor, item):
    walk = staff(editor)
    page = walk.page
    rows, names = open_steps(walk, item)
    rows.last.locator("[name$='-name']").fill("送达文书")
    page.get_by_role("button", name="删除：送达文书", exact=True).press("Enter")
    page.wait_for_function("document.activeElement.id === 'id_steps-ADD'")
    left = names()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"删除：环节 {len(left) + 1}", exact=True)).to_be_visible()
    rows.last.locator("[name$='-name']").fill(left[0])
    expect(page.get_by_role("button", name=f"删除：{left[0]}（第 1 项）", exact=True)).to_be_visible()
    rows.last.locator("[name$='-name']").press("Control+z")
    expect(page.locator(".hall-undo")).to_be_visible()
    page.get_by_role("button", name="关闭", exact=True).locator("visible=true").press("Enter")
    expect(page.locator(".hall-undo")).to_be_hidden()
    page.wait_for_function("document.activeElement.id === 'id_steps-ADD'")
    assert len(names()) == len(left) + 1, "Ctrl+Z in a text belongs to the text"


def test_a_refused_save_leads_to_the_first_error(staff, editor, item):
    walk = staff(editor)
    page = walk.page
    rows, _names = open_steps(walk, item)
    rows.nth(1).locator("[name$='-name']").fill("")
    page.get_by_role("tab").first.click()
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        page.locator("footer [name=action-submit]").locator("visible=true").first.click()
    walk.look()
    page.wait_for_function("document.activeElement.name === 'steps-1-name'")
    expect(page.locator("[name=steps-1-name]")).to_be_visible()
    expect(page.locator("[role=status].w-sr-only")).to_contain_text("没有保存：")


def test_a_forms_blocks_by_keyboard(staff, editor, bureau):
    form, walk = open_form(staff, editor, bureau)
    page = walk.page
    one, two, three, *rest = order(walk)
    held = (
        page.locator(FIELDS).nth(1).locator("input, textarea, select").evaluate_all("(all) => all.map((e) => e.value)")
    )
    press_down = page.get_by_role("button", name=f"下移：{one}", exact=True)
    press_down.focus()
    for place in (2, 3):
        page.keyboard.press("Enter")
        focus_is(page, f"下移：{one}")
        says(page, f"已移到第 {place} 位")
    assert order(walk) == [two, three, one, *rest]
    for _ in range(2):
        page.get_by_role("button", name=f"上移：{one}", exact=True).press("Enter")
    focus_is(page, f"下移：{one}")

    page.get_by_role("button", name=f"删除：{two}", exact=True).press("Enter")
    focus_is(page, f"部件开关：{three}")
    expect(page.locator(".hall-undo")).to_contain_text(f"已删除“{two}”。")
    page.keyboard.press("Control+z")
    focus_is(page, f"部件开关：{two}")
    assert order(walk) == [one, two, three, *rest]
    now = (
        page.locator(FIELDS).nth(1).locator("input, textarea, select").evaluate_all("(all) => all.map((e) => e.value)")
    )
    assert now == held

    first, second = (page.get_by_role("button", name=f"删除：{name}", exact=True) for name in (one, three))
    second.press("Enter")
    first.press("Enter")
    expect(page.locator("[data-streamfield-child][aria-hidden=true]:visible")).to_have_count(0)
    walk.look()
    page.get_by_role("button", name="撤销").press("Enter")
    focus_is(page, f"部件开关：{one}")
    save(walk)
    assert stored(form) == [one, two, *rest]


def test_a_whole_step_comes_back_with_its_blocks(staff, editor, bureau):
    form, walk = open_form(staff, editor, bureau)
    page = walk.page
    before = order(walk)
    page.get_by_role("button", name=f"删除：{before[0]}", exact=True).press("Enter")
    steps = page.locator("[data-streamfield-child]:has(> input[name^='body-'][name$='-type'][value=step])")
    steps.first.locator("[data-streamfield-action=DELETE]").first.press("Enter")
    expect(steps.first).to_be_hidden()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    focus_is(page, f"部件开关：{before[0]}")
    assert order(walk) == before
    save(walk)
    assert stored(form) == before
