"""Columns that are numbered or unknown, and limits that a spreadsheet made text of."""

import pytest

from items.importing.headings import table
from items.importing.parsing import known_headings, understand
from items.importing.reading import Grid

POLICE = "郑州市公安局"


def sheet(name, *rows):
    return table(Grid(name, [list(row) for row in rows]), known_headings())


def one_row(heads, cells):
    return understand([sheet("事项", ["事项名称", "实施主体", *heads], ["甲", POLICE, *cells])])


def unread(found):
    return [note.column for note in found.notes if note.reason.endswith("不认识的表头，没有读取。")]


LIMITS = {
    "5.0": (5, "workday"), "5.0工作日": (5, "workday"), "５": (5, "workday"), "5．0": (5, "workday"), "30日（自然日）": (30, "day"),
    "１０．０（自然日）": (10, "day"), "当日": (0, "workday"), "不计时限": (None, "workday"),
}  # fmt: skip


@pytest.mark.parametrize("cell", LIMITS)
def test_limits_as_spreadsheets_make_text_of_them(cell):
    fields = one_row(["承诺时限"], [cell]).items[0].fields
    assert (fields["promised_limit"], fields["promised_unit"], fields.get("limit_note", "")) == (*LIMITS[cell], "")


def test_a_limit_of_text_takes_the_unit_of_its_column():
    fields = one_row(["承诺时限", "承诺时限单位"], ["5.0", "自然日"]).items[0].fields
    assert (fields["promised_limit"], fields["promised_unit"]) == (5, "day")


@pytest.mark.parametrize(("cell", "statutory", "promised", "note"), [
    ("法定20日，承诺5日", 20, 5, ""), ("法定时限20个工作日/承诺时限5个工作日", 20, 5, ""), ("法定时限：无；承诺时限：当场办结", None, 0, ""),
    ("承诺5日，法定20日", 20, 5, ""), ("法定3个月，承诺5日", None, 5, "法定办结时限:3个月"), ("法定20日，承诺3个月", 20, None, "承诺办结时限:3个月"),
])  # fmt: skip
def test_two_limits_in_one_cell(cell, statutory, promised, note):
    one = one_row(["办理时限"], [cell]).items[0]
    assert (one.fields["statutory_limit"], one.fields["promised_limit"]) == (statutory, promised)
    assert (one.fields.get("limit_note", ""), bool(one.notes)) == (note, bool(note))


@pytest.mark.parametrize("heads", [
    ["环节1", "时限1", "环节2", "时限2"], ["环节1名称", "环节1时限", "环节2名称", "环节2时限"], ["步骤一", "步骤一时限", "步骤二", "步骤二时限"],
    ["环节(1)", "时限(1)", "环节(2)", "时限(2)"], ["环节", "时限", "环节", "时限"], ["第一步", "时限1", "第二步", "时限2"],
    ["环节名称1", "办理时限1", "环节名称2", "办理时限2"],
])  # fmt: skip
def test_steps_and_their_limits_in_pairs_of_columns(heads):
    found = one_row(heads, ["受理", "1日", "审查", "2日"])
    assert [(row["name"], row["limit"]) for row in found.items[0].rows["steps"]] == [("受理", 1), ("审查", 2)]
    assert not found.notes


def test_all_the_names_first_then_all_that_belongs_to_them():
    found = one_row(["材料1", "材料2", "份数1", "份数2"], ["申请书", "照片", "1", "2"])
    assert [(row["name"], row["originals"]) for row in found.items[0].rows["materials"]] == [("申请书", 1), ("照片", 2)]


@pytest.mark.parametrize(("heads", "cells", "relation"), [
    (["材料1", "形式1", "份数1"], ["身份证", "复印件", "2"], "materials"), (["设定依据1", "设定依据2"], ["《甲法》第一条", "《乙法》"], "legal_bases"),
    (["办理地点1", "办理时间1", "办理地点2"], ["东楼", "9:00-17:00", "西楼"], "places"), (["问题1", "答案1"], ["多久", "五天"], "questions"),
    (["收费项目1", "收费标准1"], ["工本费", "5元"], "fees"), (["结果名称1", "结果名称2"], ["许可证", "批复"], "results"),
])  # fmt: skip
def test_other_rows_in_numbered_columns(heads, cells, relation):
    found = one_row(heads, cells)
    assert found.items[0].rows[relation]
    assert not found.notes


@pytest.mark.parametrize("heads", [["时限1", "时限2"], ["咨询电话1", "咨询电话2"], ["受理时限", "审查时限"]])
def test_numbered_columns_that_mean_nothing_exact_are_told_of(heads):
    assert unread(one_row(heads, ["1", "2"])) == heads


def test_headings_of_a_sheet_of_rows_that_are_not_read_are_told_of_with_the_sheet():
    items = sheet("事项", ["序号", "实施编码", "事项名称", "实施主体"], ["1", "A1", "甲", POLICE])
    heads = ["序号", "事项编码", "事项名称", "部门", "材料名称", "盖章要求", "份数"]
    found = understand([items, sheet("材料", heads, ["1", "A1", "甲", POLICE, "申请书", "公章", "1"])])
    assert [(note.column, note.reason) for note in found.notes] == [
        ("盖章要求", "工作表“材料”：不认识的表头，没有读取。"),
    ]


def test_the_exports_own_sheets_tell_of_nothing():
    from items.importing.sheets import SHEETS

    items = sheet("事项", ["实施编码", "事项名称", "实施主体"], ["A1", "甲", POLICE])
    rows = [sheet(s.name, ["网址编号", "实施编码", *(cell.heading for cell in s.cells)], ["a", "A1"]) for s in SHEETS]
    assert not understand([items, *rows]).notes


@pytest.mark.django_db
def test_a_step_whose_kind_no_column_says_is_what_its_name_says_and_stays_what_it_is(tmp_path):
    from items.importing.exporting import export_file
    from items.importing.run import import_file
    from items.models import ItemPage

    path = tmp_path / "a.jsonl"
    path.write_text(
        f'{{"事项名称": "甲", "实施主体": "{POLICE}", "环节": [{{"名称": "受理"}}, {{"名称": "盖章"}}]}}', "utf-8"
    )
    import_file(path)
    page = ItemPage.objects.get().get_latest_revision_as_object()
    assert [step.kind for step in page.steps.all()] == ["accept", "other"]
    steps = list(page.steps.all())
    steps[1].kind = "certify"
    page.steps.set(steps)
    page.save_revision()
    assert import_file(path).counts["unchanged"] == 1
    export_file(tmp_path / "out.xlsx")
    assert import_file(tmp_path / "out.xlsx").counts["unchanged"] == 1
