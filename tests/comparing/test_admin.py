"""Data sources in the admin: set up, upload with a preview, errors by row and column, tried out; by whom."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from guidance.comparing import tables
from guidance.comparing.models import DataSource, SourceRow, SourceTable
from tests.comparing.sources import HEAD, LI, make_source, with_table
from tests.factories import make_bureau, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return make_source(make_bureau("市场监管局"))


@pytest.fixture
def desk(client, source):
    client.force_login(make_user(Role.SUPERVISOR, bureau=source.bureau))
    return client


def upload(client, source, data, name="名单.csv"):
    file = SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())
    return client.post(reverse("data_sources:table", args=[source.pk]), {"file": file})


def workbook(*rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_uploaded_looked_at_and_put_in_place(desk, source):
    page = upload(
        desk, source, f"{HEAD},住址\n{LI},李敏,JY1,长期,某路\n11010519491231002x,王五,,2020/1/31,"
    ).content.decode()
    for words in (
        "读到 2 行",
        "其中 1 行已过有效期",
        "没有用到的列：住址",
        "4101**********0020",
        "李*",
        "长期",
        "2020-01-31",
    ):
        assert words in page
    assert LI not in page
    source.refresh_from_db()
    assert source.table is None, "nothing is asked of it before"
    new = SourceTable.objects.get()
    answer = desk.post(reverse("data_sources:table", args=[source.pk]), {"table": new.pk}, follow=True)
    assert "已启用“名单.csv”，共 2 行" in answer.content.decode()
    source.refresh_from_db()
    assert source.table == new
    assert source.history.first().history_change_reason == "启用表格 名单.csv（2 行）"
    assert "2 行" in desk.get(reverse("data_sources:index")).content.decode()


def test_the_next_table_takes_the_place_of_the_one_before(desk, source):
    with_table(source, f"{LI},李敏,JY1,")
    old = source.table
    upload(desk, source, f"{HEAD}\n{LI},李敏,JY2,")
    desk.post(reverse("data_sources:table", args=[source.pk]), {"table": SourceTable.objects.first().pk})
    assert [row.reference for row in SourceRow.objects.all()] == ["JY2"]
    assert SourceTable.objects.filter(pk=old.pk).exists(), "who uploaded what is kept"
    gone = desk.post(reverse("data_sources:table", args=[source.pk]), {"table": old.pk}, follow=True)
    assert "已经不在了" in gone.content.decode()


def test_every_problem_is_told_with_row_and_column_and_nothing_is_kept(desk, source):
    data = workbook(
        ["某局在册名单"], ["身份证号", "姓名", "证照编号", "有效期至"],
        ["410105194912310021", "李敏", "A", None], [LI, None, "B", None], [LI, "李敏", "C", "明年"], [410105194912310020, "李敏", "", ""],
        [None, None, None, None], [None, "王五", "", ""],
    )  # fmt: skip
    page = upload(desk, source, data, "名单.xlsx").content.decode()
    for words in (
        "有 5 处不对", "第 3 行“身份证号”：身份证号码的校验位或出生日期不对", "第 4 行“姓名”：没有姓名",
        "第 5 行“有效期至”：“明年”不是日期", "第 6 行“身份证号”：号码在表格里成了数字", "第 8 行“身份证号”：没有号码",
    ):  # fmt: skip
        assert words in page
    assert not SourceTable.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        ("姓名\n李敏", "a.csv", "没有找到表头"), (f"身份证号\n{LI}", "a.csv", "没有这些列：姓名"), (HEAD, "a.csv", "没有数据"),
        (b"PK\x03\x04nonsense", "a.xlsx", "不是能读的 xlsx"), (b"\xff\xfe\xff\xff", "a.csv", "编码"), ("x", "a.xls", "只收 .xlsx 和 .csv"),
        ("", "a.csv", "空"), ("\x00", "a.csv", "表头"), ("a" * 200_000, "a.csv", ""), (workbook(), "a.xlsx", "表头"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(desk, source, data, name, words):
    answer = upload(desk, source, data, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not SourceTable.objects.exists()


def test_gb18030_and_more_than_fifty_problems(desk, source):
    lines = "\n".join(f"坏号{n},李敏" for n in range(60))
    page = upload(desk, source, f"公民身份号码,姓名\n{lines}".encode("gb18030")).content.decode()
    assert "有 60 处不对" in page
    assert "另有 10 处没有列出" in page


def test_a_table_that_nobody_put_in_place_goes_after_a_day(desk, source):
    upload(desk, source, f"{HEAD}\n{LI},李敏,JY1,")
    assert tables.remove_abandoned() == 0
    assert tables.remove_abandoned(timezone.now() + timedelta(days=2)) == 1
    assert not SourceRow.objects.exists()
    with_table(source, f"{LI},李敏,JY1,")
    assert tables.remove_abandoned(timezone.now() + timedelta(days=2)) == 0


def test_tried_out(desk, source):
    url = reverse("data_sources:try", args=[source.pk])
    assert "故障 · 还没有上传表格" in desk.post(url, {"number": LI, "name": "李敏"}).content.decode()
    with_table(source, f"{LI},李敏,JY1,")
    assert "相符 · 证照编号：JY1" in desk.post(url, {"number": LI, "name": "李敏"}).content.decode()
    assert "不相符" in desk.post(url, {"number": LI, "name": "王五"}).content.decode()
    assert "要核对姓名" in desk.post(url, {"number": LI}).content.decode()
    assert desk.post(url, {}).status_code == 422


FIELDS = {
    "name": "企业库", "about": "是否有效", "kind": "http", "identity": "credit_code", "check_name": "on", "active": "on", "timeout": "3",
    "url": "https://example.com/x", "number_key": "code", "name_key": "name", "answer_path": "data.ok", "yes_words": "1", "no_words": "0",
    "secret_header": "Authorization",
}  # fmt: skip


def test_a_service_is_set_up_without_code(desk, source):
    answer = desk.post(reverse("data_sources:add"), {**FIELDS, "bureau": source.bureau.pk}, follow=True)
    assert answer.status_code == 200
    made = DataSource.objects.get(name="企业库")
    assert made.history.first().history_user is not None
    assert "试查" in desk.get(reverse("data_sources:edit", args=[made.pk])).content.decode()
    assert desk.get(reverse("data_sources:table", args=[made.pk])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("url", "http://example.com/", "https://"), ("url", "", "数据接口要填"), ("timeout", "60", "5"), ("answer_path", "a..b", "点分开"),
        ("secret_name", "NONE", "HALL_DATA_SECRET_NONE"), ("secret_header", "X:\r\nY", "请求头"), ("yes_words", "", "数据接口要填"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_said_at_its_field(desk, source, field, value, words):
    answer = desk.post(reverse("data_sources:add"), {**FIELDS, "bureau": source.bureau.pk, field: value})
    assert words in str(answer.context["form"].errors[field])
    assert not DataSource.objects.filter(name="企业库").exists()


def test_only_supervisors_and_only_of_their_bureau(client, source):
    client.force_login(make_user(Role.CLERK, Role.EDITOR, bureau=source.bureau))
    for name in ("table", "try", "edit"):
        assert client.get(reverse(f"data_sources:{name}", args=[source.pk])).status_code == 302
    stranger = make_user(Role.SUPERVISOR, bureau=make_bureau())
    client.force_login(stranger)
    assert source.name not in client.get(reverse("data_sources:index")).content.decode()
    assert upload(client, source, f"{HEAD}\n{LI},李敏,JY1,").status_code == 404
    form = client.get(reverse("data_sources:add")).context["form"]
    assert list(form.fields["bureau"].queryset) == [stranger.bureau]
