"""A clerk clears the inbox; a supervisor sees who is late."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from guidance.applications.submit import Submission, submit
from guidance.appointments.flow import Request, book
from guidance.cases import actors, flow
from guidance.cases.flow import Applicant
from guidance.cases.models import Case
from guidance.cases.states import State
from guidance.consultations.flow import Question, ask
from guidance.supervision.reminders import remind
from tests.browser.walk import DESK, PHONE
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PERSON = Applicant(name="李敏", phone="13812345678")


def application(item, now=None):
    return submit(Submission(item, None, {}, PERSON), actors.citizen(), key=None, now=now).case


def question(item, now=None):
    asked = Question("营业时间有限制吗？", item.bureau, PERSON, item)
    return ask(asked, actors.citizen(), key=None, now=now).case


def do(clerk, verb, button, **values):
    """Fill a verb's form on the case page and send it."""
    form = clerk.page.locator(f"#verb-{verb}")
    summary = form.locator("summary")
    if summary.count() and form.get_attribute("open") is None:
        summary.click()
    for label, value in values.items():
        form.get_by_label(label).first.fill(value)
    clerk.press(button, within=form).sees(f"“{button}”已完成")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_clerk_clears_the_inbox(staff, citizen, item, clerk, width):
    case, asked = application(item), question(item)
    desk = staff(clerk, width).go("/admin/").sees("今天的工作")
    desk.go("/admin/cases/?queue=unassigned").sees(case.number, asked.number)
    desk.go("/admin/cases/?kind=application").sees(case.number).misses(asked.number)
    desk.go("/admin/cases/?q=nothing-like-it").sees("没有符合条件的件")
    desk.go("/admin/cases/?queue=unassigned")
    for row in (case, asked):
        desk.page.get_by_role("row").filter(has_text=row.number).get_by_role("checkbox").check()
    desk.press("认领", within=desk.page.locator("#bulk")).sees("2 件已完成")
    desk.go("/admin/cases/?queue=mine").follow(case.number).sees("现在不能做的操作和原因")

    form = desk.page.locator("#verb-correct")
    form.locator("summary").click()
    form.get_by_label("营业执照").check()
    do(desk, "correct", "要求补正", 需要补正的全部内容="请补交营业执照副本。")
    person = citizen((PHONE, True)).look_up(case.number, case.query_code).sees("待补正", "请补交营业执照副本。")
    person.follow("提交补正材料").fill(body="已补交。").page.locator("main [name=rest][value=all]").check()
    person.press("提交补正材料").sees("已收件")

    desk.go(f"/admin/cases/{case.pk}/").sees("已补交。")
    do(desk, "accept", "受理")
    do(desk, "pass", "完成环节", 意见="符合条件。")
    form = desk.page.locator("#verb-decide")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_label("准予").first.check()
    do(desk, "decide", "作出决定", 证照或文书编号="豫A-001")
    desk.page.locator("#verb-close").get_by_label("送达方式").select_option(label="窗口领取")
    do(desk, "close", "送达并办结", 送达说明="李敏领取")
    person.go(f"/progress/{case.number}/").sees("已办结").misses("符合条件。")

    desk.go(f"/admin/cases/{asked.pk}/")
    do(desk, "answer", "答复", 答复="没有限制。")
    desk.go("/admin/cases/?queue=mine").sees("您手上没有在办的件。")
    assert set(Case.objects.values_list("state", flat=True)) == {State.CLOSED, State.ANSWERED}


def test_a_stale_page_is_refused_and_the_draft_kept(staff, item, clerk):
    asked = question(item)
    flow.perform(asked, "take", actors.staff(clerk))
    one, two = staff(clerk), staff(clerk)
    one.go(f"/admin/cases/{asked.pk}/")
    two.go(f"/admin/cases/{asked.pk}/")
    do(one, "note", "内部备注", 备注="已电话核实。")
    form = two.page.locator("#verb-answer")
    form.get_by_label("答复", exact=True).fill("没有限制，可以通宵营业。")
    two.press("答复", within=form).sees("内部备注")
    expect(two.page.locator("#refused")).to_be_visible()
    expect(two.page.locator("#verb-answer").get_by_label("答复", exact=True)).to_have_value("没有限制，可以通宵营业。")
    assert Case.objects.get().state == State.WORKING
    two.press("答复", within=two.page.locator("#verb-answer")).sees("“答复”已完成")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_supervisor_sees_who_is_late(staff, item, clerk, bureau, width):
    long_ago = timezone.now() - timedelta(days=40)
    other = make_user(Role.CLERK, bureau=bureau)
    late = question(item, long_ago)
    flow.perform(late, "take", actors.staff(clerk), now=long_ago)
    fresh = question(item)
    remind(timezone.now())
    chief = (
        staff(make_user(Role.SUPERVISOR, bureau=bureau), width).go("/admin/").go("/admin/supervision/").titled("督查")
    )
    chief.sees(bureau.name, str(clerk), late.number)
    row = chief.page.locator("section[aria-labelledby=clerk-h] tr").filter(has_text=str(clerk))
    chief.follow("1", within=row).sees(late.number).misses(fresh.number)
    chief.follow(late.number)
    form = chief.page.locator("#verb-assign")
    form.locator("summary").click()
    options = form.locator("select[name=owner] option")
    expect(options).to_contain_text(["请选择", str(other)])
    assert str(clerk) not in options.all_inner_texts()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_supervisor_closes_a_window_and_everybody_is_seen_to(staff, item, window, bureau, width):
    slot = window.slots.order_by("starts_at").first()
    case = book(Request(item, slot, PERSON), actors.citizen(), key=None).case
    chief = staff(make_user(Role.SUPERVISOR, bureau=bureau), width).go("/admin/windows/").follow("时段")
    page = chief.page
    page.locator(f"input[name=slot][value='{slot.pk}']").check()
    chief.press("关闭时段").sees("请填写关闭原因。")
    page.get_by_label("关闭原因").fill("系统检修，请改约其他时段。")
    page.get_by_label("先试着改到最近的空闲时段").check()
    chief.press("关闭时段").sees("改期 1 人", "已关闭：系统检修")
    case.refresh_from_db()
    assert case.state == State.MOVED
    chief.go(f"/admin/cases/{case.pk}/").sees("已改期")
    other = case.booking.moved_to
    chief.go(f"/admin/appointments/?day={other.booking.slot.starts_at:%Y-%m-%d}").sees(other.number)
    chief.go(f"/admin/cases/{other.pk}/")
    do(chief, "office_cancel", "单位取消", 取消原因="停电，请另约。")
    chief.go("/admin/desk-rules/")
