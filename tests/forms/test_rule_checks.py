"""Checks of conditions: planted faults are found at their place, good conditions raise no alarm."""

import pytest

from forms import checks
from forms.definition import with_keys

from .asking import CODE, NOTE, PAIR, PLACES, STEPS, WHO, eq

AREA = {"type": "number", "key": "area", "label": "面积", "min": "0", "unit": "平方米"}
TAGS = {"type": "multiple_choice", "key": "tags", "label": "项目", "choices": PAIR}
LAST = {"type": "text", "key": "last", "label": "末"}


def op(name, *args):
    return {"op": name, "args": list(args)}


def area(name, *values):
    return op(name, {"field": "area", "type": "number"}, *({"number": value} for value in values))


DEEP = op("or", op("and", op("or", op("and", eq("who", "c1"), area("gt", "9")), area("lt", "5")), area("lt", "6")), area("gt", "8"))  # fmt: skip
"""Four levels: one more than the builder shows."""


def found(*blocks, steps=None):
    definition = {"schema": 1, "steps": with_keys(steps or [{"blocks": list(blocks)}])}
    return [(one.code, one.block, one.inner, one.attribute) for one in checks.problems(definition)]


def last(show, **more):
    return found(WHO, AREA, TAGS, {**LAST, "show": show, **more})


@pytest.mark.parametrize(("show", "code", "attribute"), [
    (eq("gone", "c1"), "rule-missing", "show.0"),
    (eq("", "c1"), "rule-empty", "show.0"),
    (eq("last", "x"), "rule-self", "show.0"),
    (op("and", eq("who", "c1"), eq("gone", "c1")), "rule-missing", "show.1"),
    (op("and", eq("who", "c1"), op("or", eq("who", "c2"), eq("gone", "c1"))), "rule-missing", "show.1.1"),
    (op("not", op("or", eq("who", "c1"), eq("gone", "c1"))), "rule-missing", "show.1"),
    (eq("who", "1", "number"), "rule-type", "show.0"),
    (op("lt", {"field": "who", "type": "text"}, {"text": "c1"}), "rule-type", "show.0"),
    (area("eq", "很多"), "rule-value", "show.0"),
    (op("eq", {"field": "area", "type": "number"}), "rule-args", "show.0"),
    (op("", {"field": "area", "type": "number"}), "rule-op", "show.0"),
    (eq("who", "c9"), "rule-choice", "show.0"),
    (op("in", {"field": "who", "type": "text"}, {"list": ["c1", "c9"]}), "rule-choice", "show.0"),
    (op("in", {"text": "c9"}, {"field": "tags", "type": "list"}), "rule-choice", "show.0"),
    (op("any", ), "rule-op", "show.0"),
    ({"op": "any", "rows": "gone", "where": eq("x", "1", "text", "row")}, "rule-missing", "show.0"),
    (op("and", eq("who", "c1"), eq("who", "c2")), "rule-never", "show"),
    (op("and", area("gt", "5"), area("le", "5")), "rule-never", "show"),
    (op("and", area("gt", "5"), area("lt", "5.000000001")), "rule-never", "show"),
    (area("between", "9", "3"), "rule-never", "show"),
    (op("and", op("empty", {"field": "area", "type": "number"}), area("gt", "5")), "rule-never", "show"),
    (op("not", op("or", eq("who", "c1"), op("not", eq("who", "c1")))), "rule-never", "show"),
    (op("and"), "rule-args", "show"),
    (op("gt", {"field": "area", "type": "number"}, {"field": "area", "type": "number"}), "rule-same", "show.0"),
    (DEEP, "rule-depth", "show"),
    (op("and", *[op("ne", {"field": "who", "type": "text"}, {"text": value}) for value in ("c1", "c2")]), "rule-never", "show"),
])  # fmt: skip
def test_a_faulty_condition_is_found_at_its_place(show, code, attribute):
    assert (code, 3, -1, attribute) in last(show)


def test_a_required_field_that_is_never_shown_is_told():
    assert ("hidden-required", 3, -1, "show") in last(op("and", eq("who", "c1"), eq("who", "c2")), required=True)
    heading = {"type": "section", "title": "单位", "show": eq("who", "c2")}
    assert ("hidden-required", 2, -1, "show") in found(
        WHO, heading, {**LAST, "required": True, "show": eq("who", "c1")}
    )


def test_a_condition_on_a_later_field_a_later_row_and_the_groups_own_rows_is_told():
    assert ("rule-later", 0, -1, "show.0") in found(CODE, WHO)
    group = {"type": "group", "key": "g", "label": "组", "blocks": [{**LAST, "show": eq("z", "1", "text", "row")}, {**LAST, "key": "z", "label": "后"}]}  # fmt: skip
    assert ("rule-later", 0, 0, "show.0") in found(group)
    own = {"op": "gt", "args": [{"op": "count", "rows": "places"}, {"number": "1"}]}
    assert ("rule-self", 1, -1, "show.0") in found(WHO, {**PLACES, "show": own})
    steps = [{"title": "一", "show": eq("who", "c1"), "blocks": [WHO]}, {"title": "二", "blocks": [LAST]}]
    assert ("rule-later", -1, -1, "show.0") in found(steps=steps)
    assert ("rule-later", 0, -1, "require.0") in found({**NOTE}, WHO)


@pytest.mark.parametrize("show", [
    eq("who", "c1"), op("and", area("ge", "5"), area("le", "5")), area("between", "3", "3"),
    op("and", area("gt", "5"), area("lt", "7")), op("not", eq("who", "c1")), op("and", op("not", eq("who", "c1")), op("filled", {"field": "who", "type": "text"})),
    op("and", *[op("in", {"text": value}, {"field": "tags", "type": "list"}) for value in ("c1", "c2")]),
    op("gt", op("count", {"field": "tags", "type": "list"}), {"number": "1"}),
])  # fmt: skip
def test_good_conditions_raise_no_alarm(show):
    assert last(show) == []


def test_good_groups_raise_no_alarm_and_faulty_ones_do():
    assert found(steps=STEPS) == []
    empty = {"type": "group", "key": "g", "min": 3, "max": 2}
    assert {("group-label", 1, -1, "label"), ("group-empty", 1, -1, "blocks"), ("group-limits", 1, -1, "min")} <= set(
        found(WHO, empty)
    )
    twice = {**PLACES, "show": None, "blocks": [LAST, LAST]}
    assert {("key-twice", 0, 1, "key"), ("label-twice", 0, 1, "label")} <= set(found(twice))
    assert ("key-twice", 1, -1, "key") in found(PLACES | {"show": None}, {**LAST, "key": "places"})


def test_conditions_in_a_circle_are_told_and_not_followed():
    """A step that hangs on its own question, a heading on one below it, and two values worked out from each other."""
    own = {"title": "一", "show": eq("who", "c1"), "blocks": [WHO, {**NOTE, "show": eq("who", "c2")}]}
    assert ("rule-later", -1, -1, "show.0") in found(steps=[own])
    heading = {"type": "section", "title": "单位", "show": eq("who", "c1")}
    assert ("rule-later", 0, -1, "show.0") in found(heading, WHO, {**LAST, "show": eq("who", "c2")})
    one, other = {"field": "one", "type": "number"}, {"field": "other", "type": "number"}
    circle = [
        {"type": "computed", "key": "one", "label": "甲", "value": op("sum", other, {"number": "1"})},
        {"type": "computed", "key": "other", "label": "乙", "value": op("sum", one, {"number": "1"})},
    ]
    assert ("value-circle", 0, -1, "value.0") in found(*circle, {**LAST, "show": op("gt", one, {"number": "5"})})
