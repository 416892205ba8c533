"""The screens of quality at both widths: reports, the self-check, the editor with its problems, the comparison."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from items import jobs
from items.models import ItemPage
from items.models.quality import SelfCheck
from tests.browser.walk import DESK, PHONE
from tests.factories import make_item, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def unready(bureau):
    return make_item(bureau, "没写好的事项", publish=False, promised_limit=None)


@pytest.fixture
def scored(item, unready):
    """A good and a bad guide, each with its score."""
    for page in (item, unready):
        ItemPage.objects.get(pk=page.pk).save_revision(clean=False)
    return unready


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_reports_and_self_check(width, staff, editor, scored):
    walk = staff(editor, width)
    walk.go("/admin/reports/quality/").sees("没写好的事项")
    walk.go("/admin/reports/quality/?standing=failing").sees("没写好的事项")
    walk.go("/admin/reports/quality/bureaus/").sees("平均总分")
    walk.go("/admin/reports/selfcheck/").sees("还没有自查过")
    walk.press("现在自查")
    walk.sees("自查已排队")
    SelfCheck.objects.update(state="waiting")
    jobs.self_check(timezone.now())
    # The page looks for the end by itself; opening it again meanwhile would cross its own reload.
    expect(walk.page.get_by_text("最近一次自查").first).to_be_visible(timeout=30_000)
    walk.look()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_problem_leads_to_its_field_on_another_tab(width, staff, editor, scored):
    walk = staff(editor, width)
    walk.go(f"/admin/pages/{scored.pk}/edit/").sees("质量检查")
    page = walk.page
    field = page.locator("#id_promised_limit")
    expect(field).to_be_hidden()
    page.get_by_role("link", name="承诺办结时限：发布前必须填写。").click()
    expect(field).to_be_visible()
    expect(field).to_be_focused()
    walk.look()


def test_a_step_ticks_its_materials_from_the_list(staff, editor, item):
    walk = staff(editor, DESK)
    walk.go(f"/admin/pages/{item.pk}/edit/")
    page = walk.page
    page.get_by_role("tab", name="流程").click()
    box = page.locator("#id_steps-2-checks")
    page.locator("#inline_child_steps-2 .hall-checks > summary").click()
    page.locator("#inline_child_steps-2 .hall-checks").get_by_label("营业执照").check()
    expect(box).to_have_value("营业执照")
    walk.look()


def test_comparison_is_readable_at_both_widths(staff, editor, item):
    draft = item.get_latest_revision_as_object()
    draft.handling, draft.conditions = "immediate", "在本市有固定的经营场所。"
    draft.save_revision(user=make_user(Role.EDITOR, bureau=item.bureau), clean=False)
    for width in (PHONE, DESK):
        walk = staff(editor, width)
        walk.go(f"/admin/pages/{item.pk}/revisions/compare/live...latest/").sees("承诺件", "即办件")
