"""An editor publishes a guide without coding; two others approve it; citizens read it."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from items.models import BureauPage, ItemPage
from tests.browser.walk import DESK, PHONE
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "小餐饮经营登记"
MISSING = "发布前必须填写"


def sign_in(walk, username):
    walk.go("/admin/login/")
    walk.page.locator("[name=username]").fill(username)
    walk.page.locator("[name=password]").fill("secret")
    with walk.page.expect_navigation():
        walk.page.locator("button[type=submit]").click()
    walk.look()
    return walk


def footer(walk, name):
    """Press an action of Wagtail's page editor, behind its arrow if need be."""
    page = walk.page
    action = page.locator(f"footer [name={name}]")
    if not action.locator("visible=true").count():
        page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        action.locator("visible=true").first.click()
    walk.look()


@pytest.mark.parametrize("staff_width", [PHONE, DESK])
def test_an_editor_publishes_a_guide(staff, citizen, bureau, editor, staff_width):
    walk = sign_in(staff(make_user(), staff_width), "editor")
    shelf = BureauPage.objects.get(bureau=bureau)
    walk.go(f"/admin/pages/{shelf.pk}/add_subpage/").sees("选一个模板开始")
    page = walk.page
    with page.expect_navigation():
        page.locator("a[href='?starter=permit']").click()
    walk.look()
    page.locator("#id_title").press_sequentially(TITLE, delay=50)
    footer(walk, "action-submit")
    page.get_by_role("tab", name="条件与依据").click()
    expect(page.locator("[id$='conditions-errors']")).to_contain_text(MISSING)
    expect(page.locator("#id_title")).to_have_value(TITLE)
    page.locator("#id_conditions").fill("在本市有固定经营场所。")
    page.locator("#id_legal_bases-ADD").click()
    page.locator("#id_legal_bases-0-law").fill("中华人民共和国食品安全法")
    page.locator("#id_legal_bases-0-article").fill("第三十六条")
    page.get_by_role("tab", name="办什么").click()
    page.get_by_label("自然人").check()
    footer(walk, "action-submit")
    draft = ItemPage.objects.get(title=TITLE)
    assert (draft.live, draft.bureau, draft.current_workflow_task.name) == (False, bureau, "业务审核")

    approve(staff(make_user(Role.REVIEWER, bureau=bureau), staff_width), draft)
    assert not ItemPage.objects.get(pk=draft.pk).live
    approve(staff(make_user(Role.LEGAL), staff_width), draft)
    assert ItemPage.objects.get(pk=draft.pk).live
    for width in (PHONE, DESK):
        reader = citizen((width, True)).go(draft.url).titled(TITLE)
        reader.sees("10 个工作日", "不收费", "中原西路 233 号", "在本市有固定经营场所。", "版本 1")


def approve(walk, draft):
    """A reviewer finds it on the dashboard, reads it and approves."""
    walk.go("/admin/").sees(TITLE)
    walk.go(f"/admin/pages/{draft.pk}/edit/")
    page = walk.page
    approving = page.locator("footer [data-workflow-action-name=approve]")
    if not approving.locator("visible=true").count():
        page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        approving.locator("visible=true").first.click()
    walk.look()
