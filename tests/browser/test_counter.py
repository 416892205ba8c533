"""The counter, as who sits there sees it: an item by what people say, the form, scans that are dropped, the receipt."""

import pytest

from accounts.roles import Role
from guidance.cases.models import Case
from tests.applications.filling import PDF, with_steps
from tests.browser.walk import DESK, PHONE
from tests.factories import make_item, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DROP = """([names, selector]) => {
    const held = new DataTransfer();
    const body = "%PDF-1.4\\n1 0 obj<<>>endobj\\ntrailer<<>>\\n%%EOF\\n";
    names.forEach((name) => held.items.add(new File([body], name, { type: "application/pdf" })));
    document.querySelector(selector).dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: held }));
}"""


@pytest.fixture
def paper(bureau):
    """An item of a form with several steps; it is not done online."""
    return with_steps(make_item(bureau, "旅馆业特种行业许可", apply_online=False))


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_paper_application_is_entered_and_its_receipt_printed(staff, bureau, paper, width):
    walk = staff(make_user(Role.DATA_ENTRY, bureau=bureau), width)
    walk.go("/admin/counter/").sees("旅馆业特种行业许可")
    walk.page.get_by_label("办什么事项").fill("开旅馆")
    walk.press("查找")
    walk.follow("旅馆业特种行业许可")
    page = walk.page
    first, second = [row.name for row in paper.materials.all()]
    page.evaluate(DROP, [[f"扫描-{first}.pdf", "不知道是什么.pdf"], "[data-drop-all]"])
    walk.sees("没有对上材料的文件：不知道是什么.pdf")
    walk.press("提交并打印凭证").sees("请填写「店名」。")
    walk.sees(f"已上传：扫描-{first}.pdf")
    page.get_by_label("个人").check()
    page.get_by_label("店名").fill("如家旅店")
    page.get_by_label("从业人数").fill("6")
    page.get_by_label("我已阅读并同意以上内容").check()
    page.get_by_label("申请人姓名或单位名称").fill("王五")
    page.locator("main").get_by_label("手机", exact=True).fill("13812345678")
    page.get_by_text("替别人办理（代办）").click()
    page.get_by_label("代办人姓名").fill("赵六")
    page.get_by_label("代办人手机").fill("13900001111")
    scan = {"name": "委托书.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("授权委托书").first.set_input_files(scan)
    walk.press("提交并打印凭证").titled("收件凭证")
    case = Case.objects.get()
    walk.sees(case.number, case.query_code, "已收材料", "还没有交的材料", second)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert case.application.answers["shop"] == "如家旅店"
    walk.go("/admin/counter/").sees(case.number)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_desk_sees_who_came_for_the_applicant(staff, bureau, paper, width, client):
    typist = make_user(Role.DATA_ENTRY, bureau=bureau)
    walk = staff(typist, width)
    walk.go(f"/admin/counter/{paper.address}/")
    walk.page.get_by_text("替别人办理（代办）").click()
    walk.page.get_by_label("代办人姓名").fill("赵六")
    walk.press("提交并打印凭证").sees("替别人办理要有授权委托书，请扫描或拍照后上传。")
    assert walk.page.get_by_label("代办人姓名").is_visible()
