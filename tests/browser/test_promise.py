"""容缺受理 from the form to the decision: promised, accepted, handed in, returned, handed in again, taken in, granted."""

import pytest

from accounts.roles import Role
from guidance.applications.promises import jobs
from guidance.applications.promises.models import Deferral, PromiseCheck
from guidance.cases.models import Case
from guidance.cases.states import State
from tests.applications.promising import HEALTH, PLACE, item_of
from tests.browser.test_apply import PDF
from tests.browser.test_steps import act
from tests.browser.walk import DESK, PHONE
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def agree(page, title):
    page.locator(".declaration", has_text=title).locator("xpath=..").get_by_label("我已阅读并同意以上内容").check()


@pytest.mark.parametrize(("width", "javascript"), [(PHONE, True), (DESK, True), (PHONE, False)])
def test_from_the_promise_to_the_decision(citizen, staff, bureau, clerk, width, javascript):
    item = item_of(bureau)
    applicant = citizen((width, javascript)).go(item.url).follow("网上申请").fill(name="李敏", phone="13812345678")
    page = applicant.page
    page.get_by_label(HEALTH, exact=True).last.check()
    page.get_by_label(PLACE, exact=True).last.check()
    applicant.press("提交申请").sees("请阅读承诺书，同意的请勾选")
    agree(page, "自受理之日起")
    agree(page, "以本承诺代替提交")
    number, code = applicant.press("提交申请").titled("申请已提交").receipt()
    case = Case.objects.get(number=number)

    desk = staff(clerk, width).go(f"/admin/cases/{case.pk}/").sees("容缺受理承诺书", "告知承诺书")
    act(desk, "take", "认领") if desk.page.locator("#verb-take summary").count() else desk.press("认领")
    desk.sees("申请人承诺后补：从业人员健康证明。受理就是容缺受理；不同意的，请要求补正。")
    act(desk, "accept", "受理")
    desk.sees("容缺受理告知书", "补交期限")

    applicant.look_up(number, code).sees("还要补交的材料", "按承诺补交下面的材料").follow("现在补交")
    applicant.press("补交承诺后补的材料").sees("请至少上传一份")
    page.get_by_label(HEALTH).first.set_input_files(PDF)
    applicant.press("补交承诺后补的材料").sees("已补交，等待核收：从业人员健康证明")

    desk.go("/admin/cases/?queue=take_in").follow(number)
    act(desk, "take_in", "核收补交材料", choose={"结论": "退回，重新补交"}, 说明="照片看不清。")
    applicant.go(f"/progress/{number}/").sees("已退回，照片看不清。").follow("现在补交")
    page.get_by_label(HEALTH).first.set_input_files(PDF)
    applicant.press("补交承诺后补的材料")
    desk.go(f"/admin/cases/{case.pk}/")
    act(desk, "take_in", "核收补交材料")
    desk.sees("已补齐")

    act(desk, "pass", "完成环节", 意见="符合。")
    form = desk.page.locator("#verb-decide")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_label("准予").first.check()
    act(desk, "decide", "作出决定")
    assert Case.objects.get().state == State.GRANTED
    assert Deferral.objects.get().ended_at

    desk.go("/admin/promises/?show=checks").sees(PLACE).follow(number)
    form = desk.page.locator("#verb-check_promise")
    form.locator("summary").click()
    form.get_by_label("不属实").check()
    act(desk, "check_promise", "核查承诺", 核查情况="现场没有这个场所。")
    assert PromiseCheck.objects.get().result == "untrue"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_supervisor_ends_what_did_not_come(citizen, staff, bureau, clerk, width):
    from django.utils import timezone

    from guidance.cases import actors
    from tests.applications.promising import accepted

    past = timezone.now() - timezone.timedelta(days=30)
    case = accepted(item_of(bureau), actors.staff(clerk), past)
    assert jobs.mind(timezone.now()) == 1
    chief = staff(make_user(Role.SUPERVISOR, bureau=bureau), width)
    chief.go("/admin/promises/").sees("待确认终止").follow(case.number).sees("逾期未补交，提请终止")
    act(chief, "confirm_end", "确认终止（逾期未补交）")
    chief.sees("终止办理告知书")
    applicant = citizen((width, True)).look_up(case.number, case.query_code).sees("终止办理告知书")
    applicant.sees("已终止")
