"""Workbooks as other people write them: headings with marks, types in capitals, old names, rows switched off, long words."""

import io

import openpyxl
import pytest

from forms.xlsform import reading

from .test_xlsform import HEAD, LISTS, blocks, book, lost, read

pytestmark = pytest.mark.django_db


def messages(found):
    return " ".join(one.message for one in found.report.lost)


def test_headings_with_a_byte_order_mark_and_types_in_capitals_are_read():
    found = read([["\ufefftype", "name", "label\u200b"], ["TEXT", "a", "甲"], ["Select_One  yn", "b", "乙"], ["text\u00a0", "c", "丙"]])  # fmt: skip
    assert not found.report.errors
    assert [(block["type"], block["label"]) for block in blocks(found)] == [
        ("text", "甲"),
        ("single_choice", "乙"),
        ("text", "丙"),
    ]


def test_types_by_their_old_names_are_what_one_types_into_them():
    found = read([HEAD, ["add text prompt", "a", "甲"], ["phone number", "b", "乙"], ["gps", "c", "丙"], ["get today", "d", "丁"]])  # fmt: skip
    assert [block["type"] for block in blocks(found)] == ["text", "text"]
    assert lost(found) >= {(4, "type"), (5, "type")}


def test_rows_switched_off_and_cells_below_no_heading_are_named():
    found = read([[*HEAD, "disabled", None], ["text", "a", "甲", "yes", None], ["text", "b", "乙", None, "随手写的"]])
    assert [block["key"] for block in blocks(found)] == ["b"]
    assert (2, "disabled") in lost(found)
    assert "随手写的" in messages(found)


def test_a_group_without_questions_and_a_loop_are_named():
    rows = [HEAD, ["begin group", "g", "组"], ["end group"], ["text", "a", "甲"], ["begin loop over yn", "l", "环"], ["text", "z", "内"], ["end loop"]]  # fmt: skip
    found = read(rows)
    assert "「g」" in messages(found)
    assert "「l」" in messages(found)
    assert "z" in {block.get("key") for block in blocks(found)}


def test_the_box_for_another_choice_comes_with_that_choice():
    found = read([HEAD, ["select_one yn or_other", "a", "甲"], ["select_multiple yn or_other", "b", "乙"]])
    boxes = [block for block in blocks(found) if block["type"] == "text"]
    assert [box["show"]["op"] for box in boxes] == ["eq", "in"]
    assert not found.report.lost


def test_words_that_are_too_long_are_named():
    settings = [["form_title", "form_id"], ["长" * 201, "中文编号"], ["另一行", "b"]]
    found = read([HEAD, ["select_one yn", "a", "甲"]], [*LISTS, ["yn", "x", "长" * 101]], settings)
    assert "超过 100 个字" in messages(found)
    assert {(2, "form_title"), (2, "form_id"), (3, "form_id")} <= lost(found)


def test_groups_too_deep_are_refused_at_their_row():
    depth = 1200
    rows = [HEAD, *(["begin group", f"g{n}", "组"] for n in range(depth)), ["text", "a", "甲"], *([["end group"]] * depth)]  # fmt: skip
    (error,) = read(rows).report.errors
    assert (error.sheet, error.row, error.column) == ("survey", 32, "type")


def test_five_thousand_questions_come_in():
    found = read([HEAD, *(["text", f"q{n}", f"问题{n}"] for n in range(5000))])
    assert (found.report.fields, found.report.mapped, found.report.errors) == (5000, 5000, [])


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_csv_may_part_its_cells_otherwise(mark):
    found = reading.read(f"type{mark}name{mark}label\ntext{mark}a{mark}甲\n".encode(), "表.csv")
    assert [block["label"] for block in blocks(found)] == ["甲"]


def test_what_pyxform_refuses_is_placed_on_its_sheet():
    rows = [
        ["list_name", "name", "label", "image", "media::image"],
        ["yn", "a", "甲", "", ""],
        ["yn", "b", "乙", "", ""],
    ]
    (error,) = reading.read(book([HEAD, ["select_one yn", "a", "甲"]], rows), "表.xlsx").report.errors
    assert error.sheet == "choices"
    assert error.message.startswith("不合 XLSForm 的写法")


def test_hidden_sheets_merged_cells_and_blank_rows_are_no_matter():
    content = book([HEAD, [None] * 3, ["select_one yn", "a", "甲"], ["text", "b", "乙", None]])
    wb = openpyxl.load_workbook(io.BytesIO(content))
    wb["choices"].sheet_state = "hidden"
    wb["survey"].merge_cells("C4:D4")
    out = io.BytesIO()
    wb.save(out)
    found = reading.read(out.getvalue(), "表.xlsm")
    assert [block["key"] for block in blocks(found)] == ["a", "b"]


STREETS = [
    ["list_name", "name", "label", "prov", "city", "county"],
    ["prov", "hn", "河南"], ["city", "zz", "郑州", "hn"], ["county", "js", "金水", None, "zz"],
    ["county", "eq", "二七", None, "zz"], ["street", "a", "花园路", None, None, "js"], ["street", "b", "大学路", None, None, "eq"],
]  # fmt: skip


def test_four_levels_down_to_the_street_are_three_with_the_first_in_one():
    levels = [("prov", "省", None), ("city", "市", "prov=${prov}"), ("county", "区县", "city=${city}"), ("street", "街道", "county=${county}")]  # fmt: skip
    survey = [[*HEAD, "choice_filter"], *([f"select_one {name}", name, label, rule] for name, label, rule in levels)]
    found = reading.read(book(survey=survey, choices=STREETS), "a.xlsx")
    (block,) = blocks(found)
    assert (block["type"], block["levels"]) == ("linked_choices", "省 市 > 区县 > 街道")
    assert [row["label"] for row in block["choices"]] == ["河南 郑州 > 金水 > 花园路", "河南 郑州 > 二七 > 大学路"]
    assert (found.report.fields, found.report.mapped) == (4, 1)
    assert (2, "type") in lost(found)


def test_what_pyxform_makes_of_an_appearance_or_a_count_is_no_question():
    head = [*HEAD, "appearance", "repeat_count"]
    table = [["begin group", "t", "表", "table-list"], ["select_one yn", "a", "甲"], ["select_one yn", "b", "乙"], ["end group"]]  # fmt: skip
    rows = [["begin repeat", "r", "项", None, "3"], ["text", "c", "丙"], ["end repeat"]]
    found = read([head, *table, *rows])
    assert (found.report.fields, found.report.mapped) == (3, 3)
    (group,) = [block for step in found.steps for block in step["blocks"] if block["type"] == "group"]
    assert (group["min"], group["max"]) == (3, 3)
    counted = read([[*HEAD, "repeat_count"], ["integer", "n", "几"], ["begin repeat", "r", "项", "${n}"], ["text", "c", "丙"], ["end repeat"]])  # fmt: skip
    assert (3, "repeat_count") in lost(counted)


def test_a_calculation_that_is_missing_or_cannot_be_said_is_named_in_its_column():
    missing = read([[*HEAD, "calculation"], ["text", "a", "甲"], ["calculate", "c", None, None]])
    assert [(one.row, one.column) for one in missing.report.errors] == [(3, "calculation")]
    untold = read([[*HEAD, "calculation"], ["text", "a", "甲"], ["calculate", "c", None, "concat(${a}, 'x')"]])
    assert (3, "calculation") in lost(untold)
    assert "concat" in messages(untold)


def test_a_range_that_counts_down_has_its_ends_in_order():
    found = read([[*HEAD, "parameters"], ["range", "a", "甲", "start=10 end=1 step=-1"]])
    assert (blocks(found)[0]["min"], blocks(found)[0]["max"]) == ("1", "10")
    assert lost(found) == {(2, "parameters")}


@pytest.mark.parametrize(
    "content",
    [
        b"<html><table><tr><td>type</td></tr></table></html>",
        b'\xef\xbb\xbf<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        b"\x09\x08\x06\x00\x00\x00\x10\x00" + bytes(200),
        b"\x09\x00\x04\x00\x02\x00\x10\x00" + bytes(100),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    ],
)
def test_other_tables_by_the_name_of_xls_are_refused_with_what_to_do(content):
    found = reading.read(content, "旧表.xls")
    assert "另存为 xlsx" in found.report.errors[0].message
    assert not found.steps


YES = ["是", "真", "yes", "Yes", "YES", "TRUE", "true()", True, 1, "１", "ＹＥＳ", "√", "必填"]
NO = ["否", "假", "no", "No", "FALSE", False, 0, "０", None, " ", "空", "选填", "×"]


@pytest.mark.parametrize(("words", "required"), [(YES, True), (NO, False)])
def test_required_is_read_in_the_words_clerks_write(words, required):
    found = read([[*HEAD, "required"], *(["text", f"q{n}", "问题", word] for n, word in enumerate(words))])
    assert not found.report.lost
    assert not found.report.errors
    assert {block.get("required", False) for block in blocks(found)} == {required}


def test_a_word_that_is_neither_yes_nor_no_is_named():
    found = read([[*HEAD, "required"], ["text", "a", "甲", "也许"], ["text", "b", "乙", "x"]])
    assert not any(block.get("required") for block in blocks(found))
    assert lost(found) == {(2, "required"), (3, "required")}


def test_read_only_and_disabled_are_read_in_the_same_words():
    rows = [["text", "a", "甲", "是", None], ["text", "b", "乙", "否", "否"], ["text", "c", "丙", None, "是"]]
    found = read([[*HEAD, "read_only", "disabled"], *rows])
    assert [block["key"] for block in blocks(found)] == ["a", "b"]
    assert lost(found) == {(2, "read_only"), (4, "disabled")}
    twice = [["form_title", "form_id", "allow_choice_duplicates"], ["报名", "signup", "是"]]
    assert not read([HEAD, ["select_one yn", "a", "甲"]], [*LISTS, LISTS[0]], twice).report.errors


def test_what_a_choice_loses_is_placed_at_its_row_once():
    choices = [
        ["list_name", "name", "label", "media::image", "population"],
        ["yn", "yes", "是", None, None],
        ["yn", "no", "否", "no.png", 7],
        ["yn", "maybe", "长" * 101, "maybe.png", None],
    ]
    found = read([HEAD, ["select_one yn", "a", "甲"], ["select_multiple yn", "b", "乙"]], choices)
    places = [(one.sheet, one.row, one.column, one.name) for one in found.report.lost]
    assert sorted(places) == [
        ("choices", 3, "media::image", "no"),
        ("choices", 3, "population", "no"),
        ("choices", 4, "label", "maybe"),
    ]
    assert "（2 个选项）" in messages(found)


def test_parameters_are_named_and_choices_that_are_mixed_come_along():
    rows = [["select_one yn", "a", "甲", "randomize=true seed=3"], ["image", "b", "乙", "max-pixels=100"], ["text", "c", "丙", "rows=3"], ["note", "d", "丁", "x=1"]]  # fmt: skip
    found = read([[*HEAD, "parameters"], *rows])
    assert not found.report.errors
    assert [choice["label"] for choice in blocks(found)[0]["choices"]] == ["是", "否"]
    assert {(row, "parameters") for row in (2, 3, 4, 5)} <= lost(found)


def test_a_hint_that_is_cut_takes_no_second_loss_with_it():
    found = read([[*HEAD, "hint"], ["text", "a", "甲", "短" * 900]])
    assert [(one.row, one.column) for one in found.report.lost] == [(2, "hint")]


@pytest.mark.parametrize("plain_first", [True, False])
def test_a_column_without_language_beside_chinese_is_another_language(plain_first):
    words = {"label": "A", "label::zh-CN": "甲", "hint": "why", "hint::zh-CN": "说明"}
    heads = sorted(words, key=lambda head: (":" in head) == plain_first)
    rows = [["type", "name", *heads], ["select_one yn", "a", *map(words.get, heads)], ["text", "b", *("B" if head == "label" else None for head in heads)]]  # fmt: skip
    choices = [["list_name", "name", "label::zh-CN", "label"], ["yn", "y", "是", "Yes"], ["yn", "n", "否", "No"]]
    found = read(rows, choices)
    assert [(block["label"], block.get("help")) for block in blocks(found)] == [("甲", "说明"), ("B", None)]
    assert [choice["label"] for choice in blocks(found)[0]["choices"]] == ["是", "否"]
    assert {(one.sheet, one.column) for one in found.report.lost} == {
        ("survey", "label"),
        ("survey", "hint"),
        ("choices", "label"),
    }


@pytest.mark.parametrize("kind", ["select_one_from_file a.csv", "select_multiple_from_file a.csv"])
def test_choices_in_a_file_are_named_as_the_workbook_writes_them(kind):
    assert f"「{kind}」" in messages(read([HEAD, [kind, "a", "甲"], ["text", "b", "乙"]]))


def test_a_formula_that_is_the_label_is_named_once():
    found = read([HEAD, ["text", "a", "=1+1"], ["text", "b", "乙"]])
    assert [(one.row, one.column, "公式" in one.message) for one in found.report.lost] == [(2, "label", True)]


def test_a_line_names_few_of_many_choices_and_their_count():
    choices = [["list_name", "name", "label"], *(["yn", str(n), f"第 {n} 街"] for n in range(2000))]
    (one,) = read([HEAD, ["select_one yn", "a", "甲"]], choices).report.lost
    assert "等 2000 个" in one.message
    assert len(one.message) < 150
