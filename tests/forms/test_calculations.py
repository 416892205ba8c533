"""Computed values: built as a sum of terms, worked out by the server whatever is sent, kept and shown exactly."""

import datetime

import pytest
from django.utils import timezone

from forms import calculations, definition, sentences, service
from forms.rules import TODAY

from .asking import compiled, eq, filled
from .planting import drafted, op

A, B = {"field": "a", "type": "number"}, {"field": "b", "type": "number"}
ROWS = {"op": "sum", "rows": "g", "of": {"row": "cost", "type": "number"}}
NUMBERS = [{"type": "number", "key": key, "label": key, "places": 2} for key in ("a", "b")]
GOODS = {
    "type": "group", "key": "g", "label": "货物", "min": 1, "max": 5,
    "blocks": [
        {"type": "integer", "key": "count", "label": "数量"},
        {"type": "money", "key": "price", "label": "单价"},
        {"type": "computed", "key": "cost", "label": "金额", "places": 2, "unit": "元",
         "value": op("mul", {"row": "count", "type": "number"}, {"row": "price", "type": "number"})},
    ],
}  # fmt: skip
TOTAL = {"type": "computed", "key": "total", "label": "合计", "places": 2, "unit": "元", "value": ROWS}
DATES = [{"type": "date", "key": key, "label": key} for key in ("first", "last")]


def answered(form, **values):
    bound = filled(form, **values)
    assert bound.is_valid(), bound.errors
    return bound.answers()


def day(key):
    return {"field": key, "type": "date"}


@pytest.mark.parametrize(
    "node",
    [
        A,
        {"number": "12.5"},
        op("mul", A, {"number": "1.5"}),
        op("mul", op("mul", A, B), {"number": "0.03"}),
        op("sum", A, B, {"number": "100"}),
        op("sub", A, B),
        op("sub", {"number": "0"}, B),
        op("sub", op("sum", A, op("mul", A, B)), op("sum", B, {"number": "1"})),
        ROWS,
        {"op": "count", "rows": "g"},
        op("count", {"field": "many", "type": "list"}),
        op("days", day("first"), day("last")),
        op("sum", op("days", day("first"), TODAY), {"number": "1"}),
    ],
)
def test_a_tree_becomes_terms_and_the_same_tree_again(node):
    many = {
        "type": "multiple_choice",
        "key": "many",
        "label": "多选",
        "choices": [{"value": "c1", "label": "一"}, {"value": "c2", "label": "二"}],
    }
    block = {"type": "computed", "key": "v", "label": "值", "value": node}
    form = drafted([{"blocks": [*NUMBERS, *DATES, many, GOODS, block]}])
    assert definition.of(form)["steps"][0]["blocks"][-1]["value"] == node
    found = {one.code for one in service.problems(form) if one.code.startswith(("value", "rule"))}
    alone = {"number": "value-idle", "field": "value-copy"}
    assert found == {code for name, code in alone.items() if name in node}, "one term alone needs no computing"


@pytest.mark.parametrize(
    "node", [op("sub", op("sub", A, B), A), op("mul", A, op("sum", A, B)), op("sum", A, op("sub", A, B))]
)
def test_a_tree_without_terms_is_said_to_have_none(node):
    with pytest.raises(sentences.NoSentence):
        calculations.raw(node)


def test_rows_and_their_sum_are_worked_out_whatever_is_sent():
    form = filled(
        compiled(GOODS, TOTAL), g__rows=["0", "1"], total="1",
        g__0__count="3", g__0__price="19.99", g__0__cost="1", g__1__count="2", g__1__price="0.01",
    )  # fmt: skip
    assert form.is_valid(), form.errors
    rows = [{"count": 3, "price": "19.99", "cost": "59.97"}, {"count": 2, "price": "0.01", "cost": "0.02"}]
    assert form.answers() == {"g": rows, "total": "59.99"}
    drawn = form.render()
    assert 'value="59.99 元"' in drawn
    assert 'value="59.97 元"' in drawn


def test_what_cannot_be_worked_out_is_nothing_and_refused_only_where_it_must_be_known():
    value = {"type": "computed", "key": "v", "label": "结余", "places": 2, "value": op("sub", A, B)}
    form = filled(compiled(*NUMBERS, value), a="1000")
    assert form.is_valid()
    assert form.answers() == {"a": 1000}
    strict = filled(compiled(*NUMBERS, {**value, "required": True}), a="1000")
    assert not strict.is_valid()
    assert "还算不出来" in str(strict.errors["v"])
    assert answered(compiled(*NUMBERS, {**value, "required": True}), a="1000", b="1")["v"] == "999"


def test_a_condition_may_hang_on_a_computed_value_and_a_hidden_one_is_nothing():
    total = {
        "type": "computed",
        "key": "v",
        "label": "和",
        "places": 0,
        "value": op("sum", A, B),
        "show": eq("a", "1", "number"),
    }
    more = {
        "type": "text",
        "key": "why",
        "label": "说明",
        "required": True,
        "show": op("gt", {"field": "v", "type": "number"}, {"number": "10"}),
    }
    form = compiled(*NUMBERS, total, more)
    assert not filled(form, a="1", b="10").is_valid()
    assert answered(form, a="1", b="9") == {"a": 1, "b": 9, "v": "10"}
    assert answered(form, a="2", b="10") == {"a": 2, "b": 10}


def test_kept_answers_are_drawn_with_the_value(db):
    form = compiled(GOODS, TOTAL).form_class(answers={"g": [{"count": 2, "price": "600.25"}]})
    assert 'value="1,200.5 元"' in form.render()
    assert "（选填）" not in str(form["total"].as_field_group())


def test_a_row_with_nothing_but_a_computed_value_is_empty():
    rows = {
        **GOODS,
        "min": 0,
        "blocks": [*GOODS["blocks"], {"type": "computed", "key": "fee", "label": "费", "value": {"number": "5"}}],
    }
    form = filled(compiled(rows), g__rows=["0", "1"], g__0__count="1")
    assert form.is_valid()
    assert form.answers() == {"g": [{"count": 1, "fee": "5"}]}


def test_today_is_the_day_on_which_answers_are_checked(bureau, monkeypatch):
    show = op("lt", day("first"), TODAY)
    late = {"type": "text", "key": "why", "label": "逾期的原因", "show": show}
    age = {"type": "computed", "key": "age", "label": "天数", "places": 0, "value": op("days", day("first"), TODAY)}
    form = service.create_from_definition("表", "today", bureau, [{"blocks": [DATES[0], late, age]}], None)
    version, today = service.latest(form), timezone.localdate()
    assert service.clean(version, {"first": str(today)}) == {"first": str(today), "age": "0"}
    before = str(today - datetime.timedelta(days=3))
    kept = service.clean(version, {"first": before, "why": "忘了"})
    assert kept == {"first": before, "why": "忘了", "age": "3"}
    shown = service.display(version, {"first": before, "age": "3"}, on=today)
    assert [row.key for section in shown for row in section.rows] == ["first", "why", "age"]
    then = service.display(version, {"first": before, "age": "3"}, on=today - datetime.timedelta(days=3))
    assert [(row.key, row.text) for section in then for row in section.rows][1:] == [("age", "3")]


def test_today_is_a_sentence_and_back():
    node = op("and", op("le", day("first"), TODAY), op("between", day("last"), TODAY, {"date": "2030-01-01"}),
              op("gt", op("days", day("first"), TODAY), {"number": "30"}), op("lt", TODAY, {"date": "2030-01-01"}))  # fmt: skip
    form = drafted([{"blocks": [*DATES, {"type": "text", "key": "t", "label": "问", "show": node}]}])
    assert definition.of(form)["steps"][0]["blocks"][-1]["show"] == node
    assert [one.code for one in service.problems(form)] == []
