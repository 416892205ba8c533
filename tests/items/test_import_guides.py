"""Sheets that are one guide each: headings below each other, what they say beside them."""

import pytest

from items.importing.headings import forms
from items.importing.parsing import known_headings
from items.importing.run import import_file
from items.models import ItemPage

from .books import book, wanted

POLICE = "郑州市公安局"


def guide(title, code="", *more):
    return [["事项名称", title], ["事项编码", code], ["实施主体", POLICE], ["法定办结时限", "20个工作日"], *more]


def names(one, relation="materials"):
    return [row["name"] for row in one.rows[relation]]


def test_one_guide_a_sheet(tmp_path):
    papers = ["申请材料", "1.申请书 2.身份证"]
    sheets = [("Sheet1", guide("烟花爆竹燃放许可", "KV-001", papers)), ("Sheet2", guide("开办旅馆", "KV-002", papers))]
    found = wanted(book(tmp_path / "a.xlsx", *sheets))
    assert [(one.sheet, one.number, one.title, one.code, one.owner) for one in found.items] == [
        ("Sheet1", 1, "烟花爆竹燃放许可", "KV-001", POLICE),
        ("Sheet2", 1, "开办旅馆", "KV-002", POLICE),
    ]
    assert [one.fields["statutory_limit"] for one in found.items] == [20, 20]
    assert names(found.items[0]) == ["申请书", "身份证"]
    assert not found.notes


def test_a_title_above_sections_between_and_a_number_before(tmp_path):
    rows = [
        ["烟花爆竹燃放许可办事指南"],
        ["一", "基本信息"],
        [1, "事项名称", "烟花爆竹燃放许可"],
        [2, "实施主体", POLICE],
        [3, "承诺办结时限", 5, "工作日"],
        [4, "从没见过的项目", "什么"],
        [5, "咨询电话", "12345678"],
    ]
    [one] = (found := wanted(book(tmp_path / "a.xlsx", ("表一", rows, "A1:C1")))).items
    assert (one.number, one.title, one.fields["promised_limit"]) == (3, "烟花爆竹燃放许可", 5)
    assert [note.column for note in found.notes] == ["从没见过的项目"]


def test_two_pairs_a_row(tmp_path):
    rows = [
        ["事项名称", "甲", "事项编码", "A1"],
        ["实施主体", POLICE, "事项类型", "行政许可"],
        ["法定办结时限", "20个工作日", "承诺办结时限", "3个工作日"],
        ["受理条件", "有场所", "咨询电话", "12345678"],
    ]
    [one] = wanted(book(tmp_path / "a.xlsx", ("甲", rows))).items
    assert (one.title, one.code, one.fields["kind"]) == ("甲", "A1", "permit")
    assert (one.fields["statutory_limit"], one.fields["promised_limit"]) == (20, 3)


def test_several_guides_below_and_beside_each_other(tmp_path):
    below = wanted(book(tmp_path / "a.xlsx", ("全部", [*guide("甲", "A1"), [], *guide("乙", "A2")])))
    assert [(one.number, one.title, one.code) for one in below.items] == [(1, "甲", "A1"), (6, "乙", "A2")]
    rows = [["项目", "一", "二"], ["事项名称", "甲", "乙"], ["事项编码", "A1", "A2"], ["实施主体", POLICE, POLICE]]
    beside = wanted(book(tmp_path / "b.xlsx", ("全部", rows)))
    assert [(one.number, one.title, one.code) for one in beside.items] == [(2, "甲", "A1"), (2, "乙", "A2")]


def test_lines_that_go_on_and_a_table_within(tmp_path):
    rows = [
        *guide("甲"),
        ["受理条件", "有场所"],
        [None, "有人"],
        ["申请材料", "序号", "材料名称", "份数"],
        [None, 1, "申请书", 2],
        [None, 2, "照片", 3],
        ["咨询电话", "12345678"],
    ]
    [one] = wanted(book(tmp_path / "a.xlsx", ("甲", rows, "A7:A9"))).items
    assert one.fields["conditions"] == "有场所\n有人"
    assert [(row["name"], row["originals"]) for row in one.rows["materials"]] == [("申请书", 2), ("照片", 3)]
    assert one.fields["consult_phone"] == "12345678"


def test_a_table_below_its_own_headings(tmp_path):
    rows = [
        *guide("甲"),
        ["申请材料"],
        ["序号", "材料名称", "份数"],
        [1, "申请书", 2],
        [2, "照片", 3],
        ["办理流程"],
        ["环节名称", "时限"],
        ["受理", "1个工作日"],
        ["决定", "2个工作日"],
        ["咨询电话", "12345678"],
    ]
    [one] = (found := wanted(book(tmp_path / "a.xlsx", ("甲", rows)))).items
    assert [(row["name"], row["originals"]) for row in one.rows["materials"]] == [("申请书", 2), ("照片", 3)]
    assert [(row["name"], row["limit"]) for row in one.rows["steps"]] == [("受理", 1), ("决定", 2)]
    assert (one.fields["consult_phone"], found.notes) == ("12345678", [])


def test_a_warning_names_the_heading_and_the_row_of_the_name(tmp_path):
    rows = [["办事指南"], *guide("甲", "", ["事项类型", "20"], ["承诺办结时限", "视情况"])]
    [one] = wanted(book(tmp_path / "a.xlsx", ("甲", rows))).items
    assert (one.number, {note.column for note in one.notes}) == (2, {"事项类型", "承诺办结时限"})


def test_a_csv_file_may_be_a_guide_too(tmp_path):
    path = tmp_path / "甲.csv"
    path.write_text("".join(f"{heading},{said}\n" for heading, said in guide("甲", "A1")), encoding="utf-8")
    assert [(one.title, one.code) for one in wanted(path).items] == [("甲", "A1")]


@pytest.mark.parametrize("name", ["填写说明", "字段说明"])
def test_a_sheet_that_explains_the_headings_is_none(tmp_path, name):
    explains = [["事项名称", "填全称"], ["实施主体", "填全称"], ["受理条件", "逐条写"], ["咨询电话", "区号加号码"]]
    items = [["事项名称", "实施主体"], ["甲", POLICE]]
    found = wanted(book(tmp_path / "a.xlsx", ("事项", items), (name, explains)))
    assert [one.title for one in found.items] == ["甲"]


@pytest.mark.django_db
def test_guides_come_in_and_again_unchanged(tmp_path):
    path = book(tmp_path / "a.xlsx", ("一", guide("甲", "A1")), ("二", guide("乙", "A2")))
    assert import_file(path).counts["created"] == 2
    assert import_file(path).counts["unchanged"] == 2
    assert {page.title for page in ItemPage.objects.all()} == {"甲", "乙"}


@pytest.mark.django_db
@pytest.mark.parametrize("owner", [POLICE, ""])
def test_no_item_is_ever_called_as_a_heading_is(tmp_path, owner):
    rows = [["事项名称", "实施主体"], ["法定办结时限", owner], ["甲", POLICE]]
    report = import_file(book(tmp_path / "a.xlsx", ("清单", rows)))
    assert [(row["result"], row.get("column")) for row in report.rows] == [("rejected", "事项名称"), ("created", None)]
    assert "法定办结时限" in report.rows[0]["reason"]
    assert ItemPage.objects.get().title == "甲"


@pytest.mark.django_db
def test_a_guide_that_is_not_understood_makes_no_items_of_its_headings(tmp_path):
    strange = [[f"从没见过的项目{mark}", "什么"] for mark in "甲乙丙丁戊己庚辛"]
    report = import_file(
        book(tmp_path / "郑州市公安局指南.xlsx", ("甲", [*guide("甲", "A1"), ["受理条件", "有"], *strange]))
    )
    assert {row["result"] for row in report.rows} == {"rejected"}
    assert not ItemPage.objects.exists()


@pytest.mark.django_db
def test_a_guide_without_a_bureau_is_told_so(tmp_path):
    rows = [row for row in guide("甲", "A1") if row[0] != "实施主体"] + [["受理条件", "有"]]
    report = import_file(book(tmp_path / "a.xlsx", ("Sheet1", rows)))
    assert [(row["title"], row["column"]) for row in report.rows] == [("甲", "实施主体")]


def test_titles_are_known_headings():
    assert set(forms("事项名称")) & known_headings()
