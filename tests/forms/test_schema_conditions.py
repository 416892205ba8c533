"""What the JSON Schema requires under conditions is what the validator requires, for random forms and answers."""

import fastjsonschema
import pytest
from django.http import QueryDict

from forms import payloads, schema
from forms.compiled import CompiledForm

from .random_forms import Maker

SEEDS, ANSWERS = 100, 12
WHO = {
    "type": "single_choice",
    "key": "who",
    "label": "谁",
    "choices": [{"value": "c1", "label": "甲"}, {"value": "c2", "label": "乙"}],
}
CODE = {"type": "text", "key": "code", "label": "代码"}


def required_form(maker):
    """A random form, half of whose fields are required where they are shown."""
    definition = maker.form().definition
    for block in (block for step in definition["steps"] for block in step["blocks"]):
        if block["type"] not in ("group", "section") and maker.random.random() < 0.5:
            block["required"] = True
    return CompiledForm(definition)


def missed(form, answers):
    """The keys that the validator misses; None where it has something else to say, of which no condition speaks."""
    data = QueryDict(mutable=True)
    payloads.fill(data, form, answers, {})
    asked = form.form_class(data, None)
    found = asked.errors.as_data()
    if any(one.code != "required" for errors in found.values() for one in errors):
        return None
    return set(found)


def test_the_schema_requires_what_the_validator_requires():
    compared, verdicts = 0, set()
    for seed in range(SEEDS):
        maker = Maker(seed)
        form = required_form(maker)
        whole = schema.json_schema(form, "0")
        rules = [(fastjsonschema.compile(one["if"]), one["then"]["required"][0]) for one in whole.get("allOf", [])]
        for _turn in range(ANSWERS):
            answers = maker.answers(form)
            wanted = missed(form, answers)
            if wanted is None:
                continue
            for holds, name in rules:
                if name in answers:
                    continue
                try:
                    holds(answers)
                except fastjsonschema.JsonSchemaValueException:
                    required = False
                else:
                    required = True
                assert required == (name in wanted), (seed, name, answers)
                compared += 1
                verdicts.add(required)
    assert compared > 100
    assert verdicts == {True, False}


def eq(value):
    return {"op": "eq", "args": [{"field": "who", "type": "text"}, {"text": value}]}


def conditions(*blocks):
    return schema.json_schema(CompiledForm({"schema": 1, "steps": [{"blocks": list(blocks)}]}), "0").get("allOf", [])


def test_a_chain_of_conditions_is_said_whole():
    """A field is required only where those that its condition asks for are shown."""
    two = {**WHO, "key": "two", "show": eq("c1")}
    of_two = {"op": "ne", "args": [{"field": "two", "type": "text"}, {"text": "c1"}]}
    (rule,) = conditions(WHO, two, {**CODE, "required": True, "show": of_two})
    holds = fastjsonschema.compile(rule["if"])
    assert rule["then"] == {"required": ["code"]}
    holds({"who": "c1", "two": "c2"})
    for answers in ({}, {"who": "c1"}, {"who": "c1", "two": "c1"}, {"who": "c2", "two": "c2"}):
        with pytest.raises(fastjsonschema.JsonSchemaValueException):
            holds(answers)


@pytest.mark.parametrize("show", [
    {"op": "eq", "args": [{"field": "code", "type": "text"}, {"text": "x"}]},
    {"op": "filled", "args": [{"field": "code", "type": "text"}]},
    {"op": "gt", "args": [{"op": "count", "rows": "places"}, {"number": "1"}]},
    {"op": "and", "args": [eq("c1"), {"op": "eq", "args": [{"field": "code", "type": "text"}, {"text": "x"}]}]},
])  # fmt: skip
def test_what_a_schema_cannot_say_exactly_is_left_to_the_validator(show):
    assert conditions(WHO, CODE, {**CODE, "key": "last", "required": True, "show": show}) == []


def test_a_row_is_judged_by_itself():
    inner = {"op": "eq", "args": [{"row": "who", "type": "text"}, {"text": "c1"}]}
    rows = [
        WHO,
        {**CODE, "required": True, "show": inner},
        {**CODE, "key": "other", "required": True, "show": eq("c1")},
    ]
    whole = CompiledForm(
        {"schema": 1, "steps": [{"blocks": [WHO, {"type": "group", "key": "g", "label": "组", "blocks": rows}]}]}
    )
    items = schema.json_schema(whole, "0")["properties"]["g"]["items"]
    (rule,) = items["allOf"]
    assert rule["then"] == {"required": ["code"]}
