"""Materials and their copies: said behind a name, or counted in a column beside a form."""

import json

import pytest

from items.importing import lines, papers
from items.importing.exporting import export_file
from items.importing.run import import_file
from items.models import ItemPage

from .books import book, wanted

POLICE = "郑州市公安局"


def said(rows):
    return [(row["name"], row.get("originals"), row.get("copies")) for row in rows]


CELLS = {
    "身份证复印件2份": [("身份证", None, 2)],
    "申请表原件1份、复印件1份": [("申请表", 1, 1)],
    "申请表原件1份；复印件1份": [("申请表", 1, 1)],
    "身份证\n原件1份\n复印件1份": [("身份证", 1, 1)],
    "申请表原件1份、复印件1份、身份证复印件2份": [("申请表", 1, 1), ("身份证", None, 2)],
    "营业执照复印件一式三份": [("营业执照", None, 3)],
    "申请书一式三份": [("申请书", 3, None)],
    "申请书（一式两份）": [("申请书", 2, None)],
    "身份证原件及复印件各2份": [("身份证", 2, 2)],
    "身份证、户口簿复印件各1份": [("身份证", None, 1), ("户口簿", None, 1)],
    "申请书2份、身份证复印件1份、户口簿": [("申请书", 2, None), ("身份证", None, 1), ("户口簿", None, None)],
    "1.申请书1份 2.身份证复印件２份": [("申请书", 1, None), ("身份证", None, 2)],
    "身份证复印件（2份）": [("身份证", None, 2)],
    "身份证（复印件）2份": [("身份证", None, 2)],
    "身份证（一式两份，复印件）": [("身份证", None, 2)],
    "身份证：原件1份，复印件1份": [("身份证", 1, 1)],
    "身份证复印件2份（加盖公章）": [("身份证（加盖公章）", None, 2)],
    "申请书（原件1份，加盖公章）": [("申请书（加盖公章）", 1, None)],
    "身份证（验原件，收复印件1份）": [("身份证（验原件）", None, 1)],
    "房产证复印件加盖公章2份": [("房产证复印件加盖公章", None, 2)],
    "二寸免冠照片2张": [("二寸免冠照片", 2, None)],
}
WHOLE = [
    "身份证复印件", "身份证（复印件）", "复印件使用说明", "房产证复印件加盖公章", "原件核验承诺书", "照片3-5张", "申请表（附照片3张）",
    "合同书一式三份，双方各一份", "申请书每人一份", "申请书（不少于2份）", "第三份", "2份", "一张", "申请书100份",
]  # fmt: skip


@pytest.mark.parametrize("cell", CELLS)
def test_copies_behind_a_name_are_numbers(cell):
    assert said(papers.material(line) for line in lines.material_lines(cell)) == CELLS[cell]


@pytest.mark.parametrize("name", WHOLE)
def test_names_that_only_hold_such_words_stay(name):
    assert said(papers.material(line) for line in lines.material_lines(name)) == [(name, None, None)]


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["xlsx", "csv", "jsonl"])
def test_what_was_parted_comes_back_unchanged(tmp_path, suffix):
    rows = [["事项名称", "实施主体", "申请材料"]]
    rows += [[f"第{n}件事", POLICE, cell] for n, cell in enumerate([*CELLS, *WHOLE])]
    path = book(tmp_path / "a.xlsx", 事项=rows)
    assert import_file(path).counts["created"] == len(rows) - 1
    assert import_file(path).counts["unchanged"] == len(rows) - 1
    export_file(tmp_path / f"out.{suffix}")
    assert import_file(tmp_path / f"out.{suffix}").counts["unchanged"] == len(rows) - 1


ITEMS = [["实施编码", "事项名称", "实施主体"], ["A1", "甲", POLICE]]
FORMS = {
    "原件": (3, 0, "paper"), "复印件": (0, 3, "paper"), "原件和复印件": (3, 3, "paper"), "原件、复印件": (3, 3, "paper"),
    "原件/复印件": (3, 3, "paper"), "纸质复印件": (0, 3, "paper"), "电子件": (3, 0, "electronic"), "": (3, 0, "both"),
    "原件或电子件": (3, 0, "both"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("heading", ["材料形式", "材料形态", "原件/复印件", "原件或复印件", "材料要求形式", "提交形式"])
def test_a_number_counts_what_the_form_says(tmp_path, heading, form):
    rows = [["实施编码", "材料名称", heading, "份数"], ["A1", "身份证", form, "3"]]
    found = wanted(book(tmp_path / "a.xlsx", 事项=ITEMS, 材料=rows))
    row = found.items[0].rows["materials"][0]
    assert (row["originals"], row.get("copies", 0), row["form"]) == FORMS[form]
    assert not found.items[0].notes


@pytest.mark.parametrize(("heads", "cells", "numbers"), [
    (["份数"], ["2"], (2, 0)), (["材料类型", "份数"], ["复印件", "2"], (0, 2)),
    (["材料形式", "原件份数", "复印件份数"], ["复印件", "1", "2"], (1, 2)), (["材料形式", "原件份数"], ["复印件", "2"], (2, 0)),
    (["份数"], ["原件1份、复印件2份"], (1, 2)), (["原件份数", "复印件份数"], ["1份", "一式两份"], (1, 2)),
])  # fmt: skip
def test_numbers_without_a_form_or_with_columns_of_their_own(tmp_path, heads, cells, numbers):
    path = book(tmp_path / "a.xlsx", 事项=ITEMS, 材料=[["实施编码", "材料名称", *heads], ["A1", "身份证", *cells]])
    row = wanted(path).items[0].rows["materials"][0]
    assert (row["originals"], row.get("copies", 0)) == numbers


def test_a_name_in_a_column_gives_its_numbers_where_no_column_does(tmp_path):
    second = book(tmp_path / "a.xlsx", 事项=ITEMS, 材料=[["实施编码", "材料名称"], ["A1", "身份证复印件2份"]])
    assert said(wanted(second).items[0].rows["materials"]) == [("身份证", None, 2)]
    heads = ["事项名称", "实施主体", "材料名称", "材料形式", "份数"]
    beside = [heads, ["甲", POLICE, "身份证", "复印件", 2], ["", "", "申请书3份", "", ""]]
    assert said(wanted(book(tmp_path / "b.xlsx", 事项=beside)).items[0].rows["materials"]) == [
        ("身份证", 0, 2),
        ("申请书", 3, None),
    ]


@pytest.mark.django_db
def test_a_form_in_nested_rows_comes_back_unchanged(tmp_path):
    record = {"事项名称": "甲", "实施主体": POLICE, "材料": [{"名称": "身份证", "形式": "复印件", "份数": 2}]}
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    assert import_file(path).counts["warnings"] == 0
    material = ItemPage.objects.get().materials.get()
    assert (material.originals, material.copies, material.form) == (0, 2, "paper")
    export_file(tmp_path / "out.csv")
    assert import_file(tmp_path / "out.csv").counts["unchanged"] == 1
