"""Forms of one definition share what none of them changes, and nothing that one does shows in another."""

import copy

import pytest
from django import forms as django_forms

from forms.fields.registry import TYPES

from .asking import compiled, eq
from .samples import OPTIONS


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_form_leaves_the_fields_of_its_class_as_they_were(name):
    block = {"type": name, "key": "f1", "label": "问题", "required": True, **OPTIONS.get(name, {})}
    form_class = compiled(block).form_class
    before = copy.deepcopy(dict(vars(form_class.base_fields["f1"])))
    first = form_class({"answers-f1": "x"}, partial=True)
    first.is_valid()
    first.render()
    fields = first.fields["f1"], form_class().fields["f1"], form_class.base_fields["f1"]
    assert not any(fields[0] is field for field in fields[1:])
    assert [field.required for field in fields[1:]] == [True, True]
    if isinstance(fields[0], django_forms.MultiValueField):
        assert fields[0].fields[0] is not fields[1].fields[0]
    plain = {key: value for key, value in before.items() if isinstance(value, str | int | bool | None | dict)}
    after = vars(form_class.base_fields["f1"])
    assert {key: str(after[key]) for key in plain} == {key: str(value) for key, value in plain.items()}


def test_what_one_answer_requires_is_not_required_of_others():
    who = {"type": "text", "key": "who", "label": "谁"}
    note = {"type": "text", "key": "note", "label": "备注", "require": eq("who", "c2")}
    form_class = compiled(who, note).form_class
    assert not form_class({"answers-who": "c2"}).is_valid()
    assert form_class({"answers-who": "c1"}).is_valid()
    assert form_class().fields["note"].required is False
