"""Fewer papers as people see it: compared online, taken over at the counter, promised with a supplement; axe at zero."""

import pytest

from accounts.roles import Role
from forms.service import create_from_definition
from guidance.cases.models import Case
from items.models import ItemPage
from tests.applications.filling import PDF
from tests.applications.promising import HEALTH, item_of
from tests.applications.test_spared import WHO
from tests.browser.test_promise import agree
from tests.browser.test_steps import act
from tests.browser.walk import DESK, PHONE
from tests.comparing.sources import LI, make_source, with_table
from tests.factories import make_item, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCAN = {"name": "申请书.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture
def compared(bureau):
    """An item whose 营业执照 is compared with a register."""
    page = make_item(bureau, "食品经营许可", publish=False)
    rows = list(page.materials.all())
    rows[1].data_source = with_table(make_source(bureau), f"{LI},李敏,JY1,长期")
    page.materials = rows
    steps = [{"title": "申请人", "blocks": WHO}]
    page.form = create_from_definition("表", "compared", bureau, steps, None)
    page.save_revision().publish()
    return ItemPage.objects.get(pk=page.pk)


def fill(walk):
    for label, text in (("姓名", "李敏"), ("身份证号", LI)):
        walk.page.get_by_label(label, exact=True).first.fill(text)
    walk.page.locator("main").get_by_label("手机", exact=True).first.fill("13812345678")
    return walk


@pytest.mark.parametrize(("width", "javascript"), [(PHONE, True), (DESK, True), (PHONE, False)])
def test_compared_online_then_taken_over_at_the_counter(citizen, staff, bureau, compared, width, javascript):
    walk = citizen((width, javascript)).go(compared.url).sees("可通过数据比对免交")
    walk.go(compared.url + "checklist/").sees("可通过数据比对免交（企业登记库）").go(compared.url).follow("网上申请")
    fill(walk).page.get_by_label("食品经营许可申请书").set_input_files(SCAN)
    walk.press("同意并查询 ：营业执照").sees("不用提交的材料", "已由“企业登记库”于")
    number, code = walk.press("提交申请").titled("申请已提交").receipt()
    walk.look_up(number, code).sees("免交：已由“企业登记库”于")

    desk = staff(make_user(Role.DATA_ENTRY, bureau=bureau), width).go(f"/admin/counter/{compared.address}/")
    desk.page.get_by_text("申请人以前办过：取用").click()
    desk.press("取用").sees("没有申请人的同意，不读取以前的内容。")
    desk.page.get_by_label("编号", exact=True).fill(number)
    desk.page.get_by_label("查询码", exact=True).fill(code)
    desk.page.get_by_label("申请人在场").check()
    desk.press("取用").sees(f"已取用办件 {number} 的内容", "取来的材料：食品经营许可申请书", "先问过申请人")
    desk.press("同意并查询 ：营业执照").sees("已由“企业登记库”于")
    desk.press("提交并打印凭证").titled("收件凭证").sees("已由“企业登记库”于")
    made = Case.objects.exclude(number=number).get()
    assert [row.spared_by for row in made.materials.all()] == ["earlier", "data"]


@pytest.mark.parametrize(("width", "javascript"), [(PHONE, True), (DESK, True), (PHONE, False)])
def test_promised_with_the_answer_to_a_supplement_notice(citizen, staff, bureau, clerk, width, javascript):
    item = item_of(bureau)
    walk = citizen((width, javascript)).go(item.url).follow("网上申请").fill(name="李敏", phone="13812345678")
    number, code = walk.press("提交申请").titled("申请已提交").receipt()
    case = Case.objects.get(number=number)
    desk = staff(clerk, width).go(f"/admin/cases/{case.pk}/")
    act(desk, "take", "认领") if desk.page.locator("#verb-take summary").count() else desk.press("认领")
    form = desk.page.locator("#verb-correct")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for box in form.get_by_role("checkbox").all():
        box.set_checked(box.locator("xpath=..").inner_text().strip() == HEALTH)
    form.get_by_label("需要补正的全部内容").fill("请补健康证明。")
    desk.press("要求补正", within=form)

    walk.look_up(number, code).follow("提交补正材料").sees("暂时交不了的材料（容缺受理）", "自受理之日起5个工作日内")
    walk.page.get_by_label("其他文件").first.set_input_files(SCAN)
    walk.page.locator("main [name=rest][value=all]").check()
    walk.press("提交补正材料").sees("暂时交不了的，在下面承诺以后补交。")
    walk.page.get_by_label(HEALTH, exact=True).last.check()
    walk.press("提交补正材料").sees("请阅读承诺书，同意的请勾选")
    agree(walk.page, "自受理之日起")
    walk.press("提交补正材料").sees("承诺后补", "容缺受理承诺书")

    desk.go(f"/admin/cases/{case.pk}/").sees("申请人承诺后补：从业人员健康证明。")
    act(desk, "accept", "受理")
    desk.sees("容缺受理告知书", "补交期限")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_source_is_set_up_and_tried_without_code(staff, bureau, width):
    walk = staff(make_user(Role.SUPERVISOR, bureau=bureau), width).go("/admin/data-sources/new/")
    page = walk.page
    page.locator("[name=name]").fill("健康证登记表")
    page.locator("[name=about]").fill("是否有健康证")
    walk.press("创建").sees("上传表格", "还没有表格")
    table = f"身份证号,姓名,有效期至\n{LI},李敏,2099-12-31\n".encode()
    page.locator("[name=file]").set_input_files({"name": "表.csv", "mimeType": "text/csv", "buffer": table})
    walk.press("上传并查看").sees("预览：还没有启用", "读到 1 行")
    walk.press("启用这份表格").sees("已启用“表.csv”，共 1 行")
    walk.follow("试查")
    page.locator("[name=number]").fill(LI)
    page.locator("[name=name]").fill("李敏")
    walk.press("试查").sees("相符")
