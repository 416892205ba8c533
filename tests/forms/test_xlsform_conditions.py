"""Conditions of XLSForm: read into trees that mean the same, written in words that read back as the same tree."""

import datetime

import pytest

from forms import rules
from forms.xlsform.conditions import Subject, read
from forms.xlsform.saying import Untold, write

SUBJECTS = {
    "a": Subject("a", "text"), "n": Subject("n", "number"), "m": Subject("m", "list"), "b": Subject("b", "bool"),
    "d": Subject("d", "date"), "e": Subject("e", "date"), "r": Subject("r", "group"), "x": Subject("x", "number", "r"),
}  # fmt: skip
TODAY = datetime.date(2027, 3, 1)
NOTHING = {"r": []}
SOME = {
    "a": "x",
    "n": "5",
    "m": ["x", "z"],
    "b": True,
    "d": "2026-03-01",
    "e": "2026-01-01",
    "r": [{"x": "1"}, {"x": "9.5"}],
}
MEANINGS = [
    # the words, whether they hold for SOME, and for no answer at all, as XPath has it
    ("${a} = 'x'", True, False),
    ("${a} != 'x'", False, True),
    ("${a} != 'y' and ${a} != ''", True, False),
    ("${a} = ''", False, True),
    ("not(${a} = 'y')", True, True),
    ("not(${a} = 'x' or ${n} = 1)", False, True),
    ("not(${n} > 3 and ${n} < 9)", False, True),
    ("not(${n} >= 3 and ${n} <= 4)", True, True),
    ("${n} > 3", True, False),
    ("4 < ${n}", True, False),
    ("${n} >= 3 and ${n} <= 7", True, False),
    ("${a} = 'x' or ${a} = 'y'", True, False),
    ("not(${a} = 'x' or ${a} = 'y')", False, True),
    ("selected(${m}, 'z')", True, False),
    ("not(selected(${m}, 'q'))", True, True),
    ("selected(${a}, 'x')", True, False),
    ("count-selected(${m}) >= 2", True, False),
    ("count(${r}) > 1", True, False),
    ("sum(${x}) = 10.5", True, False),
    ("${b} = 'yes'", True, False),
    ("${b} != 'no'", True, True),
    ("${d} < date('2026-04-01')", True, False),
    ("${d} != today()", True, True),
    ("${d} < today() and ${d} >= '2026-01-01'", True, False),
    ("(decimal-date-time(${d}) - decimal-date-time(${e})) > 30", True, False),
    ("today() - ${d} > 30", True, False),
    ("${d} - date(${e}) <= 59", True, False),
    ("decimal-date-time(${d}) - decimal-date-time(${e}) != 59", False, True),
    ("(${d} - ${e}) < 59 or (${d} - ${e}) > 59", False, False),
    ("not(${d} - ${e} = 3) and (${a} = 'x')", True, False),
    ("(${a} = 'q' or ${n} = 5) and ${b} = 'yes'", True, False),
    ("count(${r}[x > 3]) > 0", True, False),
    ("count(${r}[./x > 30]) >= 1", False, False),
    ("count(${r}[not(x > 3)]) = 0", False, True),
    ("${a} = 'x' and count(${r}[x = 1]) != 0", True, False),
]


@pytest.mark.parametrize(("text", "some", "nothing"), MEANINGS)
def test_it_means_what_it_meant(text, some, nothing):
    tree = read(text, SUBJECTS)
    assert rules.holds(tree, rules.Scope(SOME, today=TODAY)) is some
    assert rules.holds(tree, rules.Scope(NOTHING, today=TODAY)) is nothing


@pytest.mark.parametrize("text", [text for text, _some, _nothing in MEANINGS])
def test_what_is_written_reads_back_as_the_same(text):
    tree = read(text, SUBJECTS)
    assert read(write(tree), SUBJECTS) == tree


@pytest.mark.parametrize(
    "text",
    [
        "", "${a} =", "= 'x'", "${a} = ${n}", "${zz} = 1", "${x} = 1", "${n} = 'abc'", "${n} + 1 > 2",
        "string-length(${a}) > 3", "(${a} = 'x'", "${a} = 'x')", "${r} = 1", "regex(${a}, 'x')", "'a' = 'b'", "${a} = 'x",
        "${m} = 'x'", "${b} = 'maybe'", "count(${a}) > 1", "not(", "selected(${m})", "💥",
        "count(${r}[x > 3]) > 1", "count(${r}[x > 3]) = 0", "count(${r}[x > 3 and x < 9]) > 0", "count(${r}[${x} > 3]) > 0",
        "count(${r}[n > 3]) > 0", "count(${r}[x > 3) > 0", "count(${a}[x > 3]) > 0", "count(${r}[not(x > 3)]) > 0",
    ],
)  # fmt: skip
def test_what_we_cannot_say_is_refused(text):
    with pytest.raises(Untold):
        read(text, SUBJECTS)


@pytest.mark.parametrize("op", ["any", "all"])
def test_that_no_row_fits_is_written_as_that_all_are_otherwise(op):
    where = {"op": "gt", "args": [{"row": "x", "type": "number"}, {"number": "3"}]}
    tree = {"op": "not", "args": [{"op": op, "rows": "r", "where": where}]}
    same = read(write(tree), SUBJECTS)
    for rows in ([], [{"x": "1"}], [{"x": "9"}], [{"x": "1"}, {"x": "9"}], [{}], [{"x": "9"}, {}]):
        scope = rules.Scope({"r": rows})
        assert rules.holds(same, scope) is rules.holds(tree, scope), rows


def test_an_answer_of_the_same_row_is_asked_for_in_the_row():
    tree = read("${x} > 3", SUBJECTS, "r")
    assert tree["args"][0] == {"row": "x", "type": "number"}


@pytest.mark.parametrize(
    "tree",
    [
        {"op": "gt", "args": [{"op": "days", "args": []}, {"number": "3"}]},
        {"op": "eq", "args": [{"field": "a", "type": "text"}, {"text": "it's"}]},
        {"op": "count", "rows": "r", "where": {"op": "gt", "args": [{"row": "x", "type": "number"}, {"number": "3"}]}},
    ],
)
def test_what_xlsform_cannot_say_is_refused(tree):
    with pytest.raises(Untold):
        write(tree)
