"""What is lost is named. Expressions that are none are told with their place; what is well formed and cannot be said here is only lost."""

import pytest

from forms.xlsform import reading
from forms.xlsform.grammar import broken

from .test_xlsform import HEAD, book

WELL_FORMED = [
    "${a} = 'x'", "${a} != \"it's\"", ". > 0 and . <= 10", "not(selected(${m}, 'z'))", "count(${r}[./x > 3]) > 0", "-${n} < -3",
    "${a} div 2 > 3 or ${b} mod 2 = 1", "(${d} - ${e}) < 59", "decimal-date-time(${d})-1", "true()", "yes", "TRUE", "state=${state}",
    "instance('x')/root/item[name=${a}]/label", "../x = 1", "current()/../y", "//group/item[@id='3'][2]", "regex(., '^[a-z]{3}$')",
    "if(${a} = '', 0, ${a}) * 2", "child::x[position() = last()]", "count(../* | //y)", "${last-saved#a} = ''", "/data/x",
    "string-length(normalize-space(.)) >= 3", "pulldata('f', 'b', 'c', ${x})", "${a} = ‘x’", "${a}\n  = 'x'\tand\n${b} = 1", ".5 + 5. > 1",
    "每人 = 1", "jr:itext('x') = 'y'", "self::node() != ''", "*", "3 * * ", "(((1)))",
]  # fmt: skip
BROKEN = [
    ("${size} = = 'big' (", "= 'big' ("), ("${a} =", ""), ("(${a} = 1", ""), ("${a} = 1)", ")"), ("${a} == 1", "= 1"),
    ("${a} && ${b}", "&& ${b}"), ("${a} = 'x", "'x"), ("and ${a} = 1", "${a} = 1"), ("${a} ${b}", "${b}"), ("selected(${a}, )", ")"),
    ("${a} = 1 AND ${b} = 2", "AND ${b} = 2"), ("${a", "${a"), ("a[", ""), ("", ""), ("${a} >= ≥", "≥"), ("f(1", ""), ("@", ""), ("1 2", "2"),
    ("(" * 100 + "1" + ")" * 100, None),
]  # fmt: skip


@pytest.mark.parametrize("text", WELL_FORMED)
def test_well_formed_expressions(text):
    assert broken(text) is None


@pytest.mark.parametrize(("text", "rest"), BROKEN)
def test_broken_expressions_are_told_from_where(text, rest):
    found = broken(text)
    assert found is not None if rest is None else found == rest


@pytest.mark.parametrize("column", ["relevant", "required", "constraint", "calculation", "choice_filter"])
def test_a_broken_expression_is_an_error_with_its_place(column):
    rows = [[*HEAD, column], ["text", "q1", "问题", ""], ["text", "q2", "再问", "${q1} = = 'big' ("]]
    found = reading.read(book(rows), "表.xlsx")
    assert [(one.sheet, one.row, one.column, one.name) for one in found.report.errors] == [("survey", 3, column, "q2")]
    assert "= 'big' (" in found.report.errors[0].message


def test_a_well_formed_one_that_cannot_be_said_is_lost():
    rows = [[*HEAD, "relevant"], ["text", "q1", "问题", ""], ["text", "q2", "再问", "string-length(${q1}) mod 2 = 1"]]
    found = reading.read(book(rows), "表.xlsx").report
    assert (found.errors, [(one.row, one.column) for one in found.lost]) == ([], [(3, "relevant")])


def test_texts_that_refer_to_answers_are_named_wherever_they_stand():
    rows = [
        [*HEAD, "hint"], ["text", "q1", "问题"], ["note", "n", "请注意 ${q1}"], ["begin_group", "g", "关于 ${q1}"],
        ["text", "q2", "再问 ${q1}", "比 ${q1} 多"], ["end_group"], ["begin_repeat", "r", "各 ${q1}"], ["text", "q3", "里面"], ["end_repeat"],
        ["select_one yn", "q4", "选"],
    ]  # fmt: skip
    choices = [["yn", "yes", "是 ${q1}"], ["yn", "no", "否"]]
    lost = [(one.sheet, one.row, one.column) for one in reading.read(book(rows, choices), "表.xlsx").report.lost]
    survey = [(3, "label"), (4, "label"), (5, "hint"), (5, "label"), (7, "label")]
    assert sorted(lost) == [("choices", 2, "label"), *(("survey", *place) for place in survey)]


def test_a_question_without_label_and_a_note_without_text_are_named():
    rows = [HEAD, ["text", "q1", "问题"], ["text", "q2", ""], ["note", "n", ""]]
    report = reading.read(book(rows), "表.xlsx").report
    assert [(one.row, one.column) for one in report.lost] == [(3, "label"), (4, "label")]
    assert (report.fields, report.mapped) == (3, 2)


def test_a_formula_without_its_result_is_named():
    rows = [[*HEAD, "hint"], ["text", "q1", "=1+1", "提示"], ["text", "q2", "再问", "=A1"]]
    found = [(one.row, one.column, one.message) for one in reading.read(book(rows), "表.xlsx").report.lost]
    assert [(row, column) for row, column, text in found if "公式" in text] == [(2, "label"), (3, "hint")]
