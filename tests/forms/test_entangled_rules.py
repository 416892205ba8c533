"""Conditions that fail, or always hold, only together with others: what is told, where, and what is not."""

import pytest

from forms import checks

from .planting_logic import ASKED, chosen, op

TEXT = {"type": "text", "label": "说明"}
LONG = 60
"""Values that each build on the two before: worked out one by one, a matter of moments."""


def told(*steps):
    """(code, step, block) of each problem of conditions in steps of these blocks and conditions."""
    parts = [{"title": f"第{n}步", **step} for n, step in enumerate(steps, 1)]
    found = checks.problems({"title": "表", "steps": parts}, {})
    return [
        (one.code, one.step, one.block)
        for one in found
        if one.code.startswith(("rule", "hidden", "step-un", "require-"))
    ]


def day(key, when):
    return {"type": "date", "key": key, "label": key, "when": when, "required": True}


SOURCE = {
    "type": "single_choice",
    "key": "p_source",
    "label": "情形",
    "choices": [{"value": "c1", "label": "甲"}, {"value": "c2", "label": "乙"}],
}
FIELD = {"op": "gt", "args": [{"field": "past", "type": "date"}, {"field": "future", "type": "date"}]}


def test_days_gone_by_are_never_after_days_to_come():
    blocks = [day("past", "past"), day("future", "future"), {**TEXT, "key": "f9", "show": FIELD}]
    assert told({"blocks": blocks}) == [("rule-never", 0, 2)]
    either = [day("past", ""), *blocks[1:]]
    assert told({"blocks": either}) == []


def test_a_branch_that_never_holds_is_told_and_no_other():
    branch = op("and", chosen("c1"), chosen("c2"))
    assert told({"blocks": [SOURCE, {**TEXT, "key": "f9", "show": op("or", chosen("c1"), branch)}]}) == [
        ("rule-idle", 0, 1)
    ]
    sound = op("and", chosen("c2"), op("ge", {"field": "f1", "type": "number"}, {"number": "3"}))
    asked = {"type": "number", "key": "f1", "label": "数", "min": "0", "max": "9"}
    assert told({"blocks": [SOURCE, asked, {**TEXT, "key": "f9", "show": op("or", chosen("c1"), sound)}]}) == []


@pytest.mark.parametrize("required", [False, True])
def test_what_stands_in_a_step_that_is_never_reached_is_not_at_fault(required):
    inner = {**TEXT, "key": "f9", "required": required, "show": chosen("c1")}
    steps = {"blocks": [SOURCE]}, {"blocks": [inner], "show": op("and", chosen("c1"), chosen("c2"))}
    assert told(*steps) == [("step-unreachable", 1, -1)]


def test_what_asks_for_a_field_that_is_never_shown_is_not_at_fault():
    hidden = {
        "type": "number",
        "key": "f8",
        "label": "数",
        "min": "0",
        "max": "9",
        "show": op("and", chosen("c1"), chosen("c2")),
    }
    asks = {**TEXT, "key": "f9", "show": op("ge", {"field": "f8", "type": "number"}, {"number": "3"})}
    assert told({"blocks": [SOURCE, hidden, asks]}) == [("rule-never", 0, 1)]


def test_values_that_build_on_each_other_at_length_are_worked_out_once_each():
    number = {"type": "number", "min": "1", "max": "2", "required": True}
    blocks = [{**number, "key": f"f{n}", "label": f"第{n}个数"} for n in (0, 1)]
    for n in range(2, LONG):
        terms = [{"field": f"f{n - back}", "type": "number"} for back in (1, 2)]
        blocks.append({"type": "computed", "key": f"f{n}", "label": f"第{n}个数", "value": op("sum", *terms)})
    never = op("lt", {"field": f"f{LONG - 1}", "type": "number"}, {"number": "0"})
    assert told({"blocks": [*blocks, {**TEXT, "key": "g9", "show": never}]}) == [("rule-never", 0, LONG)]


def test_a_value_worked_out_from_what_its_row_must_have_is_never_missing():
    number = {"type": "number", "key": "a", "label": "数", "min": "1", "max": "2"}
    total = {
        "type": "computed",
        "key": "c",
        "label": "和",
        "value": op("sum", {"row": "a", "type": "number"}, {"number": "1"}),
    }
    last = {**TEXT, "key": "z", "show": op("empty", {"row": "c", "type": "number"})}
    group = {"type": "group", "key": "g", "label": "组"}
    assert told({"blocks": [{**group, "blocks": [{**number, "required": True}, total, last]}]}) == [
        ("rule-never", 0, 0)
    ]
    assert told({"blocks": [{**group, "blocks": [number, total, last]}]}) == []


def test_a_sound_condition_beside_many_others_raises_no_alarm():
    asked = [{"type": "yes_no", "key": f"f{n}", "label": f"第{n}问"} for n in range(ASKED)]
    said = [op("eq", {"field": one["key"], "type": "bool"}, {"bool": True}) for one in asked]
    assert told({"blocks": [SOURCE, *asked, {**TEXT, "key": "g9", "show": op("and", chosen("c1"), *said)}]}) == []


def test_texts_of_one_length_alone_are_no_narrow_room():
    paper = {
        "type": "text",
        "key": "f1",
        "label": "残疾人证号",
        "min_length": 20,
        "max_length": 20,
        "personal": True,
        "purpose": "核对残疾等级",
    }
    codes = {one.code for one in checks.problems({"title": "表", "steps": [{"blocks": [paper]}]}, {})}
    assert "limits-room" not in codes
