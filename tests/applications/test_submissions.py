"""What was filled in on a form, as a table: across versions, masked, scoped, to take away."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role, assign
from forms import service
from guidance.applications.submit import Submission, submit
from guidance.cases import actors
from guidance.cases.models import AccessLog
from tests.cases.staff import PEOPLE, new_key
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
NAME = {"type": "person_name", "key": "f1", "label": "负责人", "purpose": "核对", "personal": True}


def steps(*blocks):
    return [{"title": "", "blocks": [*blocks]}]


def text(key, label):
    return {"type": "text", "key": key, "label": label}


class Hall:
    """A bureau with an item whose form has two versions, and an application on each."""

    def __init__(self):
        self.bureau = make_bureau()
        self.clerk = make_user(Role.CLERK, bureau=self.bureau)
        self.item = make_item(self.bureau)
        self.form = service.create_from_definition(
            "开店申请", new_key()[:8], self.bureau, steps(NAME, text("f2", "店名")), None
        )
        self.first = self.apply({"f1": "李小敏", "f2": "=1+1"})
        self.form = service.create_from_definition(
            "开店申请", self.form.code, self.bureau, steps(NAME, text("f2", "店铺名称"), text("f3", "面积")), None
        )
        self.second = self.apply({"f1": "王芳", "f2": "芳芳面馆", "f3": "30"})

    def apply(self, answers):
        version = service.latest(self.form)
        submission = Submission(self.item, version, service.clean(version, answers), PEOPLE)
        return submit(submission, actors.citizen(), key=new_key()).case

    @property
    def url(self):
        return reverse("form-submissions", args=[self.form.pk])


@pytest.fixture
def hall():
    return Hall()


@pytest.fixture
def signed_in(client, hall):
    client.force_login(hall.clerk)
    return client


def table(response):
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_a_renamed_question_keeps_its_column_and_a_new_one_says_its_version(signed_in, hall):
    heading, newest, oldest = table(signed_in.get(hall.url + "?export=csv"))
    assert heading[5:] == ["负责人", "店铺名称", "面积（仅第 2 版）"]
    assert newest[0] == hall.second.number
    assert newest[4:] == ["2", "王*", "芳芳面馆", "30"]
    assert oldest[4:] == ["1", "李*敏", "'=1+1", ""]


def test_one_version_alone_has_its_own_words(signed_in, hall):
    heading, *rows = table(signed_in.get(f"{hall.url}?version={hall.first.application.form_version.pk}&export=csv"))
    assert heading[5:] == ["负责人", "店名"]
    assert [row[0] for row in rows] == [hall.first.number]


def workbook(response):
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def test_the_workbook_holds_no_formula(signed_in, hall):
    rows = list(workbook(signed_in.get(hall.url + "?export=xlsx")).active.iter_rows())
    assert (rows[2][6].value, rows[2][6].quotePrefix) == ("=1+1", True)
    assert rows[1][1].value.microsecond == 0
    assert {cell.data_type for row in rows for cell in row if cell.value is not None} == {"s", "n", "d"}
    assert AccessLog.objects.filter(user=hall.clerk, what="export").exists()


@pytest.mark.parametrize("wrong", ["state=x", "version=999", "submitted_at_from=abc"])
def test_a_wrong_filter_shows_and_exports_nothing(signed_in, hall, wrong):
    page = signed_in.get(f"{hall.url}?{wrong}")
    assert page.status_code == 200
    assert "筛选条件不对" in page.content.decode()
    assert hall.first.number not in page.content.decode()
    refused = signed_in.get(f"{hall.url}?export=csv&{wrong}")
    assert refused.status_code == 422
    assert "没有导出" in refused.content.decode()
    assert not AccessLog.objects.filter(what="export").exists()


COUNTED = [
    {"type": "number", "key": "f1", "label": "面积", "places": 2, "unit": "平方米"},
    {"type": "money", "key": "f2", "label": "租金", "min": "-100"},
    {"type": "integer", "key": "f3", "label": "人数", "unit": "人"},
    {"type": "date", "key": "f4", "label": "开业日"},
    {"type": "integer", "key": "f5", "label": "年龄", "personal": True, "purpose": "核对"},
    {
        "type": "group", "key": "g1", "label": "人员/设备", "row_title": "人员", "min": 1, "max": 9,
        "blocks": [text("n1", "姓名"), {"type": "number", "key": "n2", "label": "工时", "unit": "小时", "places": 1}],
    },
]  # fmt: skip


@pytest.fixture
def counted(hall):
    hall.form = service.create_from_definition("数", new_key()[:8], hall.bureau, steps(*COUNTED), None)
    hall.apply(
        {"f1": 12.5, "f2": "-20.50", "f3": 3, "f4": "2026-03-01", "f5": 40,
         "g1": [{"n1": "=A1", "n2": 1.5}, {"n1": "乙", "n2": 2}]}
    )  # fmt: skip
    return hall


def test_numbers_money_and_dates_are_such_and_a_group_has_a_sheet(signed_in, counted):
    book = workbook(signed_in.get(counted.url + "?export=xlsx"))
    main, people = book.worksheets
    heads, line = list(main.iter_rows(min_col=6, values_only=True))
    assert heads == ("面积（平方米）", "租金（元）", "人数（人）", "开业日", "年龄")
    assert line == (12.5, -20.5, 3, datetime.datetime(2026, 3, 1), "***")
    assert isinstance(main.cell(2, 2).value, datetime.datetime)
    assert people.title == "1 人员 设备"
    assert [row[1:] for row in people.iter_rows(values_only=True)] == [
        ("第几项", "人员/设备：姓名", "人员/设备：工时（小时）"), (1, "=A1", 1.5), (2, "乙", 2),
    ]  # fmt: skip


def test_the_csv_has_plain_numbers_and_numbered_rows(signed_in, counted):
    _heading, line = table(signed_in.get(counted.url + "?export=csv"))
    assert line[5:] == ["12.5", "-20.50", "3", "2026-03-01", "***", "1. =A1；2. 乙", "1. 1.5；2. 2"]


def test_only_the_states_of_applications_are_offered(signed_in, hall):
    page = signed_in.get(hall.url).content.decode()
    assert "已受理" in page
    assert "爽约" not in page


def test_the_page_shows_them_masked_and_leads_to_the_case(signed_in, hall):
    page = signed_in.get(hall.url).content.decode()
    assert "芳芳面馆" in page
    assert "李*敏" in page
    assert "李小敏" not in page
    assert reverse("cases:inspect", args=[hall.second.pk]) in page
    assert "没有符合条件的填报" in signed_in.get(hall.url + "?state=closed").content.decode()


def test_another_bureau_sees_none_of_them(client, hall):
    other = make_bureau()
    client.force_login(make_user(Role.CLERK, bureau=other))
    page = client.get(hall.url).content.decode()
    assert "还没有人填报" in page
    assert "芳芳面馆" not in page
    assert len(table(client.get(hall.url + "?export=csv"))) == 1


def test_an_editor_is_told_who_may_read_them_and_offered_no_link(client, hall):
    client.force_login(make_user(Role.EDITOR, bureau=hall.bureau))
    answer = client.get(hall.url)
    assert answer.status_code == 403
    assert "只给收件机构的经办和督查看" in answer.content.decode()
    assert "面馆" not in answer.content.decode()
    assert hall.url not in client.get(reverse("forms_admin:edit", args=[hall.form.pk])).content.decode()
    client.force_login(make_user(Role.EDITOR, bureau=make_bureau()))
    assert client.get(hall.url).status_code == 404
    client.force_login(make_user(Role.REVIEWER, bureau=hall.bureau))
    assert client.get(hall.url).status_code == 302


def test_who_has_both_roles_comes_from_the_forms_page(client, hall):
    both = make_user(Role.EDITOR, bureau=hall.bureau)
    assign(both, [Role.EDITOR, Role.CLERK])
    client.force_login(both)
    assert hall.url in client.get(reverse("forms_admin:edit", args=[hall.form.pk])).content.decode()
    assert reverse("forms_admin:index") in client.get(hall.url).content.decode()


def test_a_clerk_is_offered_no_way_to_the_forms(signed_in, hall):
    assert f'href="{reverse("forms_admin:index")}"' not in signed_in.get(hall.url).content.decode()


@pytest.mark.parametrize(
    "query", ["p=abc", "version=abc", "version=999999", "submitted_at_from=x", "state=x", "export=pdf"]
)
def test_a_wrong_address_is_no_error(signed_in, hall, query):
    assert signed_in.get(f"{hall.url}?{query}").status_code == 200
