"""Calculations and constraints of XLSForm workbooks: carried where we can say them, both ways; else named."""

import pytest

from forms import definition, service
from forms.xlsform import arithmetic, constraints, reading, writing
from forms.xlsform.conditions import Subject
from forms.xlsform.conditions import read as read_condition
from forms.xlsform.saying import Untold
from forms.xlsform.saying import write as write_condition

from .planting import drafted, op
from .test_calculations import DATES, GOODS, NUMBERS, TOTAL
from .test_xlsform import HEAD, blocks, lost, read

pytestmark = pytest.mark.django_db
A, B = {"field": "a", "type": "number"}, {"field": "b", "type": "number"}
D, E = {"field": "d", "type": "date"}, {"field": "e", "type": "date"}
TODAY = {"op": "today", "args": []}
SUBJECTS = {
    **{name: Subject(name, "number") for name in "ab"},
    **{name: Subject(name, "date") for name in "de"},
    "t": Subject("t", "text"), "m": Subject("m", "list"), "g": Subject("g", "group"), "cost": Subject("cost", "number", "g"),
}  # fmt: skip
SUM = {"op": "sum", "rows": "g", "of": {"row": "cost", "type": "number"}}


@pytest.mark.parametrize(
    ("text", "tree", "places"),
    [
        ("${a}", A, None),
        ("${a} + ${b}", op("sum", A, B), None),
        ("${a}-3", op("sub", A, {"number": "3"}), None),
        ("coalesce(${a}, 0) + coalesce( ${b} ,0)", op("sum", A, B), None),
        ("${a} * ${b} * 1.5", op("mul", op("mul", A, B), {"number": "1.5"}), None),
        ("3 * ${a} div 4", op("mul", A, {"number": "0.75"}), None),
        ("round(${a} * 0.03, 2)", op("mul", A, {"number": "0.03"}), 2),
        ("-${a} + 10", op("sub", {"number": "10"}, A), None),
        ("sum(${cost}) + count(${g}) * 5", op("sum", SUM, op("mul", {"op": "count", "rows": "g"}, {"number": "5"})), None),
        ("count-selected(${m})", op("count", {"field": "m", "type": "list"}), None),
        ("${e} - ${d}", op("days", D, E), None),
        ("(decimal-date-time(today()) - decimal-date-time(${d})) * 2", op("mul", op("days", D, TODAY), {"number": "2"}), None),
        ("${a} + ${e} - ${d}", op("sum", A, op("days", D, E)), None),
    ],
)  # fmt: skip
def test_a_calculation_is_read(text, tree, places):
    assert arithmetic.read(text, SUBJECTS) == (tree, places)
    assert arithmetic.read(arithmetic.write(tree, 2), SUBJECTS) == (tree, 2)


@pytest.mark.parametrize(
    "text",
    [
        "", "${a} +", "+", "${zz}", "${t}", "${t} + 1", "${a} div ${b}", "${a} div 3", "${a} div 0", "concat(${a}, 'x')",
        "if(${a} > 1, 2, 3)", "${a} * (${b} + 1)", "${d}", "${d} + ${e}", "today()",
        "${a} * ${a} * ${a}", "sum(${a})", "count(${a})", "count(", "coalesce(${a}, 1)", "round(${a}, 9)", "(" * 5000 + "1",
        "-" * 300, "-" * 9000, "coalesce(" * 900, "1" * 60, "pow(${a}, 2)", "once(${a})", ". + 1", "indexed-repeat(${cost}, ${g}, 1)", "${a} mod 2", "${cost}",
    ],
)  # fmt: skip
def test_what_we_cannot_say_is_refused(text):
    with pytest.raises(Untold):
        arithmetic.read(text, SUBJECTS)


def test_a_workbook_brings_its_calculations_and_names_the_others():
    head = [*HEAD, "calculation"]
    found = read(
        [
            head,
            ["begin_repeat", "goods", "货物"],
            ["integer", "count", "数量"],
            ["decimal", "price", "单价"],
            ["calculate", "cost", "", "${count} * ${price}"],
            ["end_repeat"],
            ["calculate", "total", "合计", "round(sum(${cost}), 2)"],
            ["calculate", "greeting", "", "concat('a', 'b')"],
            ["text", "remark", "备注"],
        ]
    )
    assert not found.report.errors
    goods, total, remark = blocks(found)
    assert [block["type"] for block in goods["blocks"]] == ["integer", "number", "computed"]
    assert total["value"] == {**SUM, "rows": "goods"}
    assert (total["places"], remark["key"]) == (2, "remark")
    assert (found.report.fields, found.report.mapped) == (6, 5)
    assert sorted(lost(found)) == [(5, "label"), (8, "calculation")]
    assert [one.code for one in service.problems(drafted(found.steps)) if one.blocking] == []


def test_a_form_with_calculations_goes_out_and_comes_back_equal():
    late = {
        "type": "computed",
        "key": "late",
        "label": "逾期天数",
        "value": op("days", {"field": "first", "type": "date"}, TODAY),
    }
    steps = [{"blocks": [*NUMBERS, *DATES, GOODS, TOTAL, {**late, "places": 0}]}]
    form = drafted(steps)
    content, gone = writing.write(definition.of(form), "sums")
    found = reading.read(content, "表.xlsx")
    assert (gone, found.report.errors, found.report.lost) == ([], [], [])
    again = drafted(found.steps)
    again.title = form.title
    assert definition.of(again) == definition.of(form)


@pytest.mark.parametrize("text", ["${d} < today()", "today() >= ${d}", "${d} = today()"])
def test_today_in_a_condition(text):
    tree = read_condition(text, SUBJECTS)
    assert TODAY in tree["args"]
    assert read_condition(write_condition(tree), SUBJECTS) == tree


@pytest.mark.parametrize(
    ("kind", "text", "limits"),
    [
        ("date", ". <= today()", {"when": "past"}),
        ("date", ". >= today() and . <= date('2030-12-31')", {"when": "future", "latest": "2030-12-31"}),
        ("date", ".>='2020-01-01'", {"earliest": "2020-01-01"}),
        ("number", ". > 0 and . < 100", {"min": "0.000001", "max": "99.999999"}),
        ("multiple_choice", "count-selected(.) <= 3", {"max_choices": 3}),
        ("integer", "(. >= 1) and (. <= 9)", {"min": "1", "max": "9"}),
        ("text", "string-length(.) >= 2", {"min_length": 2}),
        ("text", "regex(., '[0-9]+')", None),
        ("date", ". > ${d}", None),
        ("integer", ". >= 1 or . <= 9", None),
        ("date", ". <= today() and . <= '2020-01-01' and . <= '2021-01-01'", None),
    ],
)
def test_constraints(kind, text, limits):
    assert constraints.read(kind, text) == limits
    if limits is not None:
        assert constraints.read(kind, constraints.write(kind, limits)) == limits
