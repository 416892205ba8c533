"""What the schema of an answer says exactly: places, fixed dates, choices in words."""

import datetime

import fastjsonschema
import pytest

from forms.fields.date import pattern_from, pattern_until
from forms.fields.registry import TYPES
from forms.fields.spec import Spec


def schema(**raw):
    spec = Spec.read({"key": "f1", "label": "问", **raw})
    return TYPES[spec.type].schema(spec)


def takes(schema, value):
    try:
        fastjsonschema.compile(schema)(value)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


def test_a_number_says_its_places():
    one = schema(type="number", places=1, min="0", max="20")
    assert one["multipleOf"] == 0.1
    assert (takes(one, 12.5), takes(one, 12.55), takes(one, 20.5)) == (True, False, False)
    assert "multipleOf" not in schema(type="integer")


@pytest.mark.parametrize("bound", ["2026-03-15", "2020-01-01", "1999-12-31", "2000-02-29", "2009-09-09"])
def test_patterns_of_dates_are_exact(bound):
    day = datetime.date.fromisoformat(bound)
    steps = [*range(-40, 41), -366, 366, -4000, 4000, -36500, 36500]
    for near in (day + datetime.timedelta(step) for step in steps):
        text = near.isoformat()
        assert takes({"pattern": pattern_from(bound)}, text) == (near >= day)
        assert takes({"pattern": pattern_until(bound)}, text) == (near <= day)


def test_a_date_says_its_fixed_limits_and_names_the_moving_one():
    one = schema(type="date", earliest="2026-03-01", latest="2026-03-31", when="future")
    assert [takes(one, f"2026-{day}") for day in ("02-28", "03-01", "03-31", "04-01")] == [False, True, True, False]
    assert (one["formatMinimum"], one["formatMaximum"], one["x-when"]) == ("2026-03-01", "2026-03-31", "future")
    both = schema(type="date_range", earliest="2026-03-01")["properties"]
    assert {name: takes(part, "2026-02-28") for name, part in both.items()} == {"start": False, "end": False}


def test_choices_have_their_words():
    choices = [{"value": "c1", "label": "个人"}, {"value": "c2", "label": "单位"}]
    one = schema(type="single_choice", choices=choices)
    assert one["oneOf"] == [{"const": "c1", "title": "个人"}, {"const": "c2", "title": "单位"}]
    assert (takes(one, "c1"), takes(one, "个人")) == (True, False)
    assert schema(type="multiple_choice", choices=choices)["items"] == one
