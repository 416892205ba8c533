"""Files in, files out: headings, cells, outcomes, and the way back."""

import contextlib
import csv
import json

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from wagtail.models import Revision

from accounts.models import Bureau
from items import choices
from items.importing import lines, values
from items.importing.run import Options, import_file
from items.models import ItemPage, ThemePage

from . import factories
from .books import book

HEADINGS = [
    "实施编码",
    "事项名称",
    "日常用语",
    "事项类型",
    "行使层级",
    "经办机构",
    "服务对象",
    "主题分类",
    "办件类型",
    "申报条件",
    "办理形式",
    "网上办理深度",
    "到办事现场次数",
    "到现场原因",
    "法定办结时限",
    "承诺时限",
    "结果名称",
    "结果类型",
    "送达方式",
    "是否收费",
    "办公地址",
    "窗口号",
    "办公时间",
    "咨询电话",
    "投诉电话",
    "可预约",
    "未知的列",
]
ROW = [
    "11410100MB0001", "食品经营许可", "开饭店;办食品证", "行政许可", "市级", "郑州市市场监督管理局", "自然人;企业法人", "市场准入",
    "承诺件", "有固定场所", "窗口;网上", "Ⅲ级", "1", "核验原件", "20(工作日)", "10(工作日)", "食品经营许可证", "证照", "窗口领取;邮寄",
    "否", "郑州市民中心", "A12", "9:00-17:00", "0371-67180000", "0371-67181111", "是", "x",
]  # fmt: skip
MATERIALS = [
    ["实施编码", "材料名称", "材料类型", "来源渠道", "材料形式", "原件份数", "复印件份数", "必要性", "受理标准"],
    [ROW[0], "申请书", "申请表", "自备", "纸质", "1", "", "必要", "填写完整"],
    [ROW[0], "营业执照", "证照", "数据比对", "电子化", "", "", "必要", "在有效期内"],
]
STEPS = [
    ["实施编码", "环节类型", "环节名称", "岗位", "时限", "依据"],
    *[[ROW[0], name, name, "经办人", f"{limit}(工作日)", ""] for _k, name, limit in factories.STEPS],
]
LAW = [["实施编码", "法律名称", "条款号"], [ROW[0], "中华人民共和国食品安全法", "第三十五条"]]
QUESTIONS = [["实施编码", "问题", "答案"], [ROW[0], "多久?", "10 个工作日"]]


@pytest.fixture
def whole(tmp_path):
    return book(tmp_path / "whole.xlsx", 事项=[HEADINGS, ROW], 材料=MATERIALS, 环节=STEPS, 依据=LAW, 常见问题=QUESTIONS)


def run(path, **options):
    return import_file(path, Options(**options))


@pytest.mark.django_db
def test_a_row_becomes_a_guide_with_all_its_rows(whole):
    report = run(whole, publish=True)
    assert report.summary() == {
        "read": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0, "warnings": 1,
    }  # fmt: skip
    assert report.bureaus == ["郑州市市场监督管理局"]
    page = ItemPage.objects.get()
    assert page.live, report.rows
    assert (page.title, page.kind, page.level, page.handling) == ("食品经营许可", "permit", "city", "promise")
    assert page.audiences == ("person", "enterprise")
    assert page.channels == ("window", "web")
    assert page.deliveries == ("pickup", "post")
    assert (page.statutory_limit, page.promised_limit, page.promised_unit) == (20, 10, "workday")
    assert page.alias_list == ["开饭店", "办食品证"]
    assert [(m.name, m.kind, m.form, m.source, m.originals) for m in page.materials.all()] == [
        ("申请书", "form", "paper", "applicant", 1),
        ("营业执照", "proof", "electronic", "data", 0),
    ]
    assert [s.limit for s in page.steps.all()] == [0, 1, 7, 2, 1]
    assert [(p.address, p.window, p.hours) for p in page.places.all()] == [("郑州市民中心", "A12", "9:00-17:00")]
    assert [(r.name, r.kind) for r in page.results.all()] == [("食品经营许可证", "licence")]
    assert [t.name for t in page.topics.all()] == ["市场准入"]
    assert page.address == ROW[0]
    kept = page.latest_revision.content["materials"]
    assert [row["pk"] for row in kept] == list(page.materials.values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_one_change_is_one_revision(whole, tmp_path):
    run(whole, publish=True)
    before = Revision.objects.count()
    assert run(whole, publish=True).summary()["unchanged"] == 1
    assert Revision.objects.count() == before
    changed = [*ROW]
    changed[HEADINGS.index("承诺时限")] = "11(工作日)"
    again = book(tmp_path / "again.xlsx", 事项=[HEADINGS, changed])
    report = run(again)
    assert report.summary()["updated"] == 1
    assert Revision.objects.count() == before + 1
    page = ItemPage.objects.get()
    assert (page.promised_limit, page.has_unpublished_changes, page.steps.count()) == (10, True, 5)
    assert run(again).summary()["unchanged"] == 1
    assert run(again, publish=True).published == 1
    assert ItemPage.objects.get().promised_limit == 11


@pytest.mark.django_db
def test_rows_that_miss_something_come_in_as_drafts(tmp_path):
    path = book(tmp_path / "few.xlsx", Sheet1=[["事项名称", "实施主体"], ["补办证照", "郑州市公安局"]])
    report = run(path, publish=True)
    assert report.summary()["created"] == 1
    page = ItemPage.objects.get()
    assert not page.live
    assert any("承诺办结时限" in problem for problem in report.rows[0]["problems"])
    assert run(path).summary()["unchanged"] == 1


@pytest.mark.django_db
def test_rejected_rows_say_where_and_why_and_the_rest_goes_on(tmp_path):
    rows = [
        ["编码", "事项名称", "实施主体"],
        ["A1", "", "郑州市公安局"],
        ["A2", "没有机构", ""],
        ["有 空格", "甲", "郑州市公安局"],
        ["X" * 65, "乙", "郑州市公安局"],
        ["A3", "好的", "郑州市公安局"],
        ["A3", "同一个编码", "郑州市公安局"],
        ["A4", "长" * 256, "郑州市公安局"],
    ]
    report = run(book(tmp_path / "bad.xlsx", 事项=rows))
    assert (report.counts["read"], report.counts["created"], report.counts["rejected"]) == (7, 1, 6)
    told = {(row["row"], row["column"]) for row in report.rows if row["result"] == "rejected"}
    assert told == {
        (2, "事项名称"),
        (3, "实施主体"),
        (4, "实施编码"),
        (5, "实施编码"),
        (7, "实施编码"),
        (8, "标题"),
    } or {row for row, _column in told} == {2, 3, 4, 5, 7, 8}
    assert all(row["reason"] for row in report.rows if row["result"] == "rejected")
    assert ItemPage.objects.get().title == "好的"


@pytest.mark.django_db
def test_what_cannot_be_understood_warns_and_is_left_out(tmp_path):
    rows = [
        ["事项名称", "实施主体", "事项类型", "承诺办结时限", "服务对象", "到办事现场次数", "是否收费"],
        ["甲", "郑州市公安局", "20", "3个月", "自然人;外星人", "好多", "也许"],
    ]
    report = run(book(tmp_path / "odd.xlsx", 事项=rows))
    page = ItemPage.objects.get()
    assert (page.kind, page.promised_limit, page.visits, page.charges) == ("", None, None, None)
    assert page.audiences == ("person",)
    assert "3个月" in page.limit_note
    assert {note["column"] for note in report.rows[0]["warnings"]} == set(rows[0][2:])


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_three_encodings_with_materials_and_steps_in_cells(tmp_path, encoding):
    path = tmp_path / "list.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["序号", "事项名称", "实施主体", "申报材料", "办事流程", "设定依据"])
        materials = "1.申请书\n2、身份证复印件\n(3)房产证明"
        flow = "申请→受理(1个工作日)→现场核查(5个工作日)→审批→发证"
        writer.writerow(
            ["1", "开办旅馆", "郑州市公安局", materials, flow, "《旅馆业治安管理办法》第四条:开办旅馆,应当…"]
        )
    assert run(path).counts["created"] == 1
    page = ItemPage.objects.get()
    assert [m.name for m in page.materials.all()] == ["申请书", "身份证复印件", "房产证明"]
    assert [s.kind for s in page.steps.all()] == ["receive", "accept", "site_visit", "decide", "deliver"]
    assert [s.limit for s in page.steps.all()] == [None, 1, 5, None, None]
    basis = page.legal_bases.get()
    assert (basis.law, basis.article) == ("旅馆业治安管理办法", "第四条")


@pytest.mark.django_db
def test_jsonl_with_rows_as_lists_of_objects(tmp_path):
    path = tmp_path / "list.jsonl"
    record = {
        "事项名称": "开办旅馆",
        "实施主体": "郑州市公安局",
        "服务对象": ["企业法人"],
        "材料": [{"材料名称": "申请书", "原件份数": 2}],
        "环节": [],
    }
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    assert run(path).counts["created"] == 1
    page = ItemPage.objects.get()
    assert [(m.name, m.originals) for m in page.materials.all()] == [("申请书", 2)]
    assert page.audiences == ("enterprise",)
    assert run(path).counts["unchanged"] == 1


@pytest.mark.django_db
def test_titles_above_the_headings_merged_cells_and_full_width_brackets(tmp_path):
    made = Workbook()
    sheet = made.active
    sheet.title = "2026年清单"
    sheet.append(["郑州市政务服务事项清单"])
    sheet.append([])
    sheet.append(["部门", "事项名称", "承诺时限（必填）", "法定时限"])
    sheet.append(["郑州市公安局", "甲", "5（自然日）", "无"])
    sheet.append([None, "乙", "当场办结", "3个工作日内"])
    sheet.merge_cells("A4:A5")
    made.save(tmp_path / "merged.xlsx")
    report = run(tmp_path / "merged.xlsx")
    assert report.counts["created"] == 2, report.rows
    first, second = ItemPage.objects.order_by("title")
    by_title = {page.title: page for page in (first, second)}
    assert (by_title["甲"].promised_limit, by_title["甲"].promised_unit) == (5, "day")
    assert by_title["甲"].statutory_limit is None
    assert (by_title["乙"].promised_limit, by_title["乙"].statutory_limit) == (0, 3)
    assert {page.bureau.name for page in (first, second)} == {"郑州市公安局"}


@pytest.mark.django_db
def test_same_names_in_one_bureau_are_kept_apart_by_code(tmp_path):
    rows = [
        ["实施编码", "事项名称", "实施主体"],
        ["A1", "变更登记", "郑州市公安局"],
        ["A2", "变更登记", "郑州市公安局"],
    ]
    path = book(tmp_path / "same.xlsx", 事项=rows)
    assert run(path).counts["created"] == 2
    assert run(path).counts["unchanged"] == 2


@pytest.mark.django_db
def test_a_dry_run_leaves_nothing(whole):
    report = run(whole, dry_run=True, publish=True)
    assert report.summary()["created"] == 1
    assert not ItemPage.objects.exists()
    assert not Bureau.objects.exists()


@pytest.mark.django_db
def test_bureaus_and_themes_have_sheets_of_their_own(tmp_path):
    path = book(
        tmp_path / "city.xlsx",
        机构=[
            ["机构名称", "简称", "地址名", "办公地址", "咨询电话", "排序"],
            ["郑州市公安局", "公安局", "gongan", "北二七路 110 号", "0371-69620000", "3"],
        ],
        事项=[["实施编码", "事项名称", "实施主体"], ["A1", "开办旅馆", "郑州市公安局"]],
        一件事=[["主题名称", "地址名", "摘要", "事项编码"], ["我要开旅馆", "hotel", "开旅馆要办的事", "A1;不存在"]],
    )
    report = run(path, publish=True, demo=True)
    bureau = Bureau.objects.get()
    assert (bureau.slug, bureau.short_name, bureau.sort_order, bureau.is_demo) == ("gongan", "公安局", 3, True)
    theme = ThemePage.objects.get()
    assert (theme.slug, theme.live, [row.item.code for row in theme.theme_items.all()]) == ("hotel", True, ["A1"])
    assert report.themes == ["我要开旅馆"]
    assert run(path, publish=True, demo=True).themes == []


@pytest.mark.django_db
def test_export_comes_back_unchanged_for_all(whole, tmp_path):
    from items.importing.exporting import export_file

    run(whole, publish=True)
    place = factories.place("郑州市公安局", "police")
    factories.guide(place, "没有编码的草稿", rows=3, charges=None, statutory_unit="day", promised_limit=0)
    factories.guide(place, "没有编码的草稿", status="paused", summary="=1+1", promised_limit=None)
    target = tmp_path / "all.xlsx"
    assert export_file(target) == 3
    report = run(target)
    assert report.summary() == {
        "read": 3, "created": 0, "updated": 0, "unchanged": 3, "rejected": 0, "warnings": 0,
    }, report.rows  # fmt: skip


@pytest.mark.django_db
def test_the_commands_contract(whole, tmp_path, capsys):
    target = tmp_path / "report.json"
    call_command("import_items", str(whole), "--publish", "--report", str(target))
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert set(json.loads(last)) == {"read", "created", "updated", "unchanged", "rejected", "warnings"}
    assert json.loads(target.read_text())["rows"][0]["result"] == "created"
    call_command("export_items", str(tmp_path / "out.xlsx"))
    assert (tmp_path / "out.xlsx").stat().st_size > 1000


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["missing.xlsx", "broken.xlsx", "wrong.pdf", "broken.jsonl"])
def test_a_file_that_is_none_is_told_in_one_line(tmp_path, name):
    from django.core.management.base import CommandError

    if not name.startswith("missing"):
        (tmp_path / name).write_bytes(b"{not a file")
    with pytest.raises(CommandError):
        call_command("import_items", str(tmp_path / name))


LIMITS = {
    "20\uff08工作日\uff09": (20, "workday"),
    "20(工作日)": (20, "workday"),
    "90(自然日)": (90, "day"),
    "15个工作日": (15, "workday"),
    "7 日": (7, "workday"),
    "5": (5, "workday"),
    "3个工作日内办结": (3, "workday"),
    "0(工作日)": (0, "workday"),
    "即时办结": (0, "workday"),
    "当场办结": (0, "workday"),
    "无": (None, "workday"),
    "": (None, "workday"),
    "—": (None, "workday"),
}


@pytest.mark.parametrize("text", LIMITS)
def test_limits(text):
    found = values.limit(text)
    assert (found.number, found.unit) == LIMITS[text]


@pytest.mark.parametrize("text", ["3个月", "视情况", "20-30(工作日)", "99999(工作日)"])
def test_limits_that_are_none(text):
    with pytest.raises(values.Warn):
        values.limit(text)


@given(st.integers(0, 9999), st.sampled_from(choices.Unit.choices))
def test_limits_come_back_as_written(number, unit):
    from items.importing.columns import limit_cell

    found = values.limit(limit_cell(number, unit[0]))
    assert found.number == number
    assert found.unit == unit[0]


@given(st.text(max_size=40))
def test_no_cell_breaks_a_reader(text):
    for read in (values.limit, values.flag, values.number, values.date):
        with contextlib.suppress(values.Warn):
            read(text)
    values.step_kind(text)
    lines.entries(text)
    lines.step_lines(text)


@pytest.mark.django_db
def test_scenario_questions_come_in_and_go_out_unchanged(whole, tmp_path, health):
    from items.importing.exporting import export_file

    materials = [[*MATERIALS[0], "适用情形"], [*MATERIALS[1], ""], [*MATERIALS[2], "经营场所是＝租赁"]]
    steps = [[*STEPS[0], "适用情形"], *([*row, ""] for row in STEPS[1:])]
    steps[2][-1] = "经营场所是＝租赁/自有"
    questions = [["实施编码", "情形问题", "选项", "说明"], [ROW[0], "经营场所是", "自有；租赁", "看房产证"]]
    path = book(
        tmp_path / "led.xlsx", 事项=[HEADINGS, ROW], 材料=materials, 环节=steps, 依据=LAW, 情形=questions, 常见问题=QUESTIONS
    )  # fmt: skip
    report = run(path, publish=True)
    page = ItemPage.objects.get()
    assert page.live, report.rows
    assert [row.asked.options for row in page.scenario_questions.all()] == [("自有", "租赁")]
    assert [row.applies_when for row in page.materials.all()] == ["", "经营场所是＝租赁"]
    assert page.steps.all()[1].applies_when == "经营场所是＝租赁/自有"
    assert run(path).summary()["unchanged"] == 1
    export_file(tmp_path / "out.xlsx")
    assert run(tmp_path / "out.xlsx").summary() == {
        "read": 1, "created": 0, "updated": 0, "unchanged": 1, "rejected": 0, "warnings": 0,
    }  # fmt: skip


@pytest.fixture
def sharing_guide(health):
    """A guide whose first material is a shared one, and the record."""
    from .test_sharing import make_record, use

    record = make_record(health.bureau, "营业执照副本")
    return use(factories.guide(health, live=True, code="S1"), record, 0), record


def test_a_shared_material_goes_out_by_code_and_comes_back_unchanged(sharing_guide, tmp_path):
    from items.importing.exporting import export_file

    _page, record = sharing_guide
    target = tmp_path / "all.xlsx"
    export_file(target)
    sheet = load_workbook(target)["材料"]
    assert record.code in [cell.value for row in sheet.iter_rows() for cell in row]
    assert run(target).summary()["unchanged"] == 1


def materials_file(path, *rows):
    book = Workbook()
    book.active.title = "事项"
    book.active.append(["实施编码", "事项名称", "实施主体"])
    book.active.append(["S1", "医疗机构执业登记", "郑州市卫生健康委员会"])
    sheet = book.create_sheet("材料")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def newest(page):
    return list(ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object().materials.all())


def test_a_file_that_names_the_record_links_the_row_and_cannot_say_otherwise(sharing_guide, tmp_path):
    page, record = sharing_guide
    rows = [["实施编码", "材料名称", "核发机构", "复印件份数", "共用材料"]]
    rows += [["S1", "执照", "别的单位", "2", "营业执照副本"], ["S1", "身份证", "公安局", "1", "没有的"]]
    path = materials_file(tmp_path / "a.xlsx", *rows)
    report = run(path)
    shared, own = newest(page)
    assert (shared.shared, shared.name, shared.issuer, shared.copies) == (record, record.name, record.issuer, 2)
    assert (own.shared, own.issuer) == (None, "公安局")
    assert "没有可用的共用材料" in str(report.rows)
    assert run(path).summary()["unchanged"] == 1


def test_a_file_that_names_no_record_of_ours_leaves_the_link_and_an_empty_cell_takes_it_off(sharing_guide, tmp_path):
    page, record = sharing_guide
    heading = ["实施编码", "材料名称", "复印件份数", "共用材料"]
    report = run(materials_file(tmp_path / "a.xlsx", heading, ["S1", record.name, "3", "没有的"]))
    assert "没有可用的共用材料" in str(report.rows)
    assert [(row.shared, row.copies) for row in newest(page)] == [(record, 3)]
    run(materials_file(tmp_path / "b.xlsx", heading, ["S1", record.name, "3", ""]))
    assert [(row.shared, row.name) for row in newest(page)] == [(None, record.name)]


def test_a_file_without_the_column_leaves_the_link_and_makes_no_version_twice(sharing_guide, tmp_path):
    page, record = sharing_guide
    rows = [["实施编码", "材料名称", "核发机构", "复印件份数"], ["S1", record.name, "别的单位", "4"]]
    path = materials_file(tmp_path / "b.xlsx", *rows)
    run(path)
    [one] = newest(page)
    assert (one.shared, one.issuer, one.copies) == (record, record.issuer, 4)
    assert run(path).summary()["unchanged"] == 1
