"""Lists of other cities: sections, totals, contents, headings over pairs, and values that a workbook types."""

import pytest

from .books import book, wanted

POLICE = "郑州市公安局"


@pytest.mark.parametrize("total", [
    ["合计", 2, None], ["小计", None, "2项"], [None, "共计", 2], ["总计：2项"], ["合 计", "3", "4"],
])  # fmt: skip
def test_totals_wherever_the_word_stands(tmp_path, total):
    heads = ["序号", "事项名称", "实施主体", "受理条件"]
    found = wanted(book(tmp_path / "a.xlsx", ("清单", [heads, [1, "甲", POLICE, "a"], [2, "乙", POLICE, "b"], total])))
    assert [one.title for one in found.items] == ["甲", "乙"]


def test_sections_with_their_number_in_a_cell_of_its_own(tmp_path):
    heads = ["序号", "职权名称", "责任科室", "职权依据"]
    rows = [heads, ["一", "行政许可（共1项）"], [1, "甲", "x", "y"], ["二", "行政处罚(1项)"], [2, "乙", "x", "y"]]
    found = wanted(book(tmp_path / "郑州市公安局清单.xlsx", ("S", rows)))
    assert [(one.title, one.fields["kind"]) for one in found.items] == [("甲", "permit"), ("乙", "penalty")]


@pytest.mark.parametrize(("part", "title"), [
    ("（1）迁入", "户口登记（迁入）"), ("1.迁入", "户口登记（迁入）"), ("（一）迁入", "户口登记（迁入）"), ("3.5吨以下", "户口登记（3.5吨以下）"), ("（1）", "户口登记（（1））"),
])  # fmt: skip
def test_a_part_goes_without_its_number(tmp_path, part, title):
    heads = ["主项名称", "子项名称", "实施主体"]
    found = wanted(book(tmp_path / "a.xlsx", ("清单", [heads, ["户口登记", part, POLICE]])))
    assert found.items[0].title == title


def test_a_list_of_contents_is_no_list_of_items(tmp_path):
    contents = [["序号", "名称", "页码"], [1, "事项清单", 2]]
    items = [["事项名称", "实施主体", "承诺期限", "办理对象"], ["甲", POLICE, "即办", "个人"]]
    found = wanted(book(tmp_path / "a.xlsx", ("目录页", contents), ("行政许可", items)))
    assert [one.title for one in found.items] == ["甲"]
    assert found.notes[0].column == "目录页"


def test_headings_over_pairs_of_columns(tmp_path):
    top = ["事项名称", "实施主体", "环节一", None, "环节二", None, "材料一", None]
    low = [None, None, "名称", "时限", "名称", "时限", "名称", "份数"]
    row = ["甲", POLICE, "受理", "1", "审查", "2天", "身份证复印件", "2"]
    merged = ["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1"]
    found = wanted(book(tmp_path / "a.xlsx", ("事项", [top, low, row], *merged)))
    [one] = found.items
    assert [(step["name"], step["limit"]) for step in one.rows["steps"]] == [("受理", 1), ("审查", 2)]
    assert [(m["name"], m["originals"], m["copies"]) for m in one.rows["materials"]] == [("身份证复印件", 0, 2)]


def test_true_in_a_workbook_answers_a_question_and_is_no_phone(tmp_path):
    heads = ["事项名称", "实施主体", "咨询电话", "可预约", "有无数量限制"]
    [one] = wanted(book(tmp_path / "a.xlsx", ("清单", [heads, ["甲", POLICE, True, True, True]]))).items
    assert (one.fields["bookable"], one.fields["quota"], "consult_phone" in one.fields) == (True, "是", False)
    assert [note.column for note in one.notes] == ["咨询电话"]


@pytest.mark.parametrize(("heading", "cell", "field", "value"), [
    ("跑动次数", "最多跑一次", "visits", 1), ("承诺时限（工作日）", "3个", "promised_limit", 3),
])  # fmt: skip
def test_numbers_as_people_say_them(tmp_path, heading, cell, field, value):
    [one] = wanted(book(tmp_path / "a.xlsx", ("清单", [["事项名称", "实施主体", heading], ["甲", POLICE, cell]]))).items
    assert (one.fields[field], one.notes) == (value, [])
