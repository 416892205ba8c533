"""An editor takes a list into the hall: uploads it, looks at the preview, confirms, reads what became of each line."""

import pytest
from django.utils import timezone
from openpyxl import Workbook

from accounts.roles import Role
from items.importing import runs
from items.models import ItemPage
from tests.browser.walk import DESK, PHONE
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def listing(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["郑州市公安局权责清单"])
    sheet.append(["序号", "事项名称", "承诺时限", "申请材料", "古怪的列"])
    sheet.append([1, "开办旅馆", "5(工作日)", "1.申请书 2.身份证", "x"])
    sheet.append([2, None, "5(工作日)", "申请书", ""])
    sheet.append([3, "刻制公章", "三个月", "申请书", ""])
    book.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_list_is_taken_in(staff, item, listing, width, tmp_path):
    person = make_user(Role.EDITOR, Role.LEGAL, username="city")
    walk = staff(person, width).go("/admin/imports/")
    walk.page.locator("main [name=file]").set_input_files(listing)
    walk.press("上传并预览").sees("正在预览")
    runs.work(timezone.now())
    walk.page.wait_for_selector("text=预览：还没有写入")
    walk.look()
    walk.sees("郑州市公安局", "古怪的列", "没有事项名称", "看不懂的时限")
    walk.page.locator("summary", has_text="告诉大厅这些表头是什么").click()
    walk.look()
    walk.follow("退回1").sees("没有事项名称")
    walk.press("确认导入为草稿").sees("正在导入")
    runs.work(timezone.now())
    walk.page.wait_for_selector("text=导入结果")
    walk.look()
    walk.sees("新建 2 个")
    assert set(ItemPage.objects.filter(bureau__name="郑州市公安局").values_list("title", "live")) == {
        ("开办旅馆", False),
        ("刻制公章", False),
    }
    walk.go("/admin/imports/").sees("list.xlsx")
    walk.go("/admin/import_profiles/new/")
