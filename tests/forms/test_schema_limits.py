"""What the schema of an answer says exactly: places, fixed dates, choices in words."""

import datetime

import fastjsonschema
import pytest
from django.utils.datastructures import MultiValueDict

from forms.compiled import CompiledForm
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


PASSPORT, PERMIT = {"kind": "passport", "number": "E12345678"}, {"kind": "hk_macao", "number": "H12345678"}
SHAPES = [
    ({"type": "person_name", "required": True}, ["张三", "阿·买提", "O'Neil", "Ève"], ["张3", "张３", "·", " ", "•", "a\0"]),
    ({"type": "person_name"}, ["", "张三"], ["·", "3"]),
    ({"type": "text", "required": True}, ["a", " a "], ["", "  ", "\0", "a\0", "　"]),
    ({"type": "text", "min_length": 3, "required": True}, ["abc", " abc ", "a c"], ["a  ", "  a", "ab", "ab\0c"]),
    ({"type": "long_text"}, ["a\nb\tc", ""], ["a\0b", "a\x1fb"]),
    ({"type": "address", "required": True}, ["花园路 1 号"], [" ", "a\0"]),
    ({"type": "signature", "required": True, "statement": "属实"}, ["张三"], [" ", "", "a\0"]),
    ({"type": "email"}, ["a@b.com", "a.b+c@mail.example.cn"], ["a@b", "a", "@b.com"]),
    ({"type": "division"}, ["410105", "441900"], ["410100", "410000", "000000", "41010"]),
    ({"type": "division", "area": "410100"}, ["410105"], ["410100", "410199", "110101"]),
    ({"type": "identity_paper"}, [PASSPORT, PERMIT], [{**PASSPORT, "kind": "hk_macao"}, {"kind": "taiwan", "number": "E1"}]),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "right", "wrong"), SHAPES)
def test_a_schema_says_the_shape_and_the_server_says_the_same(raw, right, wrong):
    one = schema(**raw)
    spec = Spec.read({"key": "f1", "label": "问", **raw})
    form = CompiledForm({"schema": 1, "steps": [{"blocks": [{"key": "f1", "label": "问", **raw}]}]})
    for value, fits in [*((value, True) for value in right), *((value, False) for value in wrong)]:
        post = {f"answers-f1{suffix}": found for suffix, found in TYPES[spec.type].post(spec, value).items()}
        served = form.form_class(MultiValueDict(post), MultiValueDict()).is_valid()
        assert (takes(one, value), served) == (fits, fits), value


def test_checksums_are_named_in_the_hints():
    for name in ("id_number", "credit_code", "bank_card"):
        assert TYPES[name].hints(Spec.read({"type": name}))["checksum"]
    assert TYPES["identity_paper"].hints(Spec.read({"type": "identity_paper"}))["checksum"] == {
        "permanent": "ISO 7064 MOD 11-2"
    }
