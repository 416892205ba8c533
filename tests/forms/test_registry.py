"""The contract of a field type: every registered one keeps every side of it."""

import copy
import json

import pytest
from django import forms as django_forms
from django.utils.datastructures import MultiValueDict

from forms import service
from forms.compiled import CompiledForm
from forms.fields.base import Cell
from forms.fields.registry import TYPES
from forms.fields.spec import Spec
from forms.models import Form

from .samples import FACTS, GOOD, OPTIONS, WRONG_JSON

pytestmark = pytest.mark.django_db
ALL = sorted(TYPES)


def spec_of(name, **more):
    return Spec.read({"type": name, "key": "f1", "label": "问题", **OPTIONS.get(name, {}), **more})


def good(name):
    return GOOD[name]() if callable(GOOD[name]) else GOOD[name]


@pytest.mark.parametrize("name", ALL)
def test_has_a_name_a_label_and_a_sample(name):
    kind = TYPES[name]
    assert kind.name == name
    assert str(kind.label)
    assert str(kind.group)
    assert name in GOOD, "add a good answer for the new type to tests/forms/samples.py"


@pytest.mark.parametrize("name", ALL)
def test_block_survives_the_way_to_the_database_and_back(name, bureau):
    """What an editor enters is the definition, whichever way it goes."""
    block = {
        "type": name,
        "key": "f1",
        "label": "问题",
        "help": "说明",
        "required": True,
        "purpose": "核对",
        **OPTIONS.get(name, {}),
    }
    form = service.create_from_definition("表", f"t-{name}".replace("_", "-"), bureau, [{"blocks": [block]}], None)
    again = Form.objects.get(pk=form.pk)
    again.save()
    definition = json.loads(service.latest(form).definition)
    (kept,) = definition["steps"][0]["blocks"]
    assert {key: kept[key] for key in block} == block
    assert again.draft_sha256 == service.latest(form).sha256


@pytest.mark.parametrize("name", ALL)
def test_form_field_has_words_and_template(name):
    field = TYPES[name].form_field(spec_of(name, required=True, help="说明", example="例", purpose="目的"))
    assert isinstance(field, django_forms.Field)
    assert field.required
    assert field.label == "问题"
    assert "说明" in field.help_text
    assert "目的" in field.help_text
    assert "问题" in field.error_messages["required"]
    assert copy.deepcopy(field).widget is not field.widget


@pytest.mark.parametrize("name", ALL)
def test_good_answer_goes_round(name):
    """A JSON payload becomes an answer that is shown, exported, drawn again and accepted again unchanged."""
    kind, spec = TYPES[name], spec_of(name, required=True)
    form_class = compiled(name, required=True).form_class
    form = form_class(post_of(kind, spec, good(name)), MultiValueDict(), facts=FACTS)
    assert form.is_valid(), form.errors
    answer = form.answers()["f1"]
    assert json.loads(json.dumps(answer)) == answer
    assert kind.display(spec, answer)
    assert isinstance(kind.export(spec, answer), Cell)
    assert isinstance(kind.mask(spec, answer), str)
    assert isinstance(kind.search_text(spec, answer), str)
    assert service_answers(form_class(post_of(kind, spec, answer), MultiValueDict(), facts=FACTS)) == {"f1": answer}
    assert "f1" in str(form_class(answers={"f1": answer})["f1"])


@pytest.mark.parametrize("name", ALL)
def test_personal_answers_are_masked_and_not_searched(name):
    kind, spec = TYPES[name], spec_of(name)
    if kind.is_personal(spec):
        answer = good(name)
        assert kind.mask(spec, answer) != kind.display(spec, answer)
        assert kind.search_text(spec, answer) == ""


@pytest.mark.parametrize("name", ALL)
def test_required_is_refused_when_empty_and_optional_is_not(name):
    nothing = {"value": None} if TYPES[name].computes else {}
    assert not compiled(name, required=True, **nothing).form_class(MultiValueDict(), MultiValueDict()).is_valid()
    optional = compiled(name, required=False, **nothing).form_class(MultiValueDict(), MultiValueDict())
    assert optional.is_valid(), optional.errors
    assert optional.answers() == {}


@pytest.mark.parametrize("name", ALL)
def test_wrong_json_types_are_refused_with_words(name, bureau):
    block = {"type": name, "key": "f1", "label": "问题", "purpose": "核对", **OPTIONS.get(name, {})}
    form = service.create_from_definition("表", "wrong", bureau, [{"blocks": [block]}], None)
    for payload in WRONG_JSON[name]:
        with pytest.raises(service.Invalid) as refusal:
            service.clean(service.latest(form), {"f1": payload})
        assert refusal.value.fields["f1"], payload


@pytest.mark.parametrize("name", ALL)
def test_schema_and_hints_are_json(name):
    kind, spec = TYPES[name], spec_of(name)
    schema = kind.schema(spec)
    assert schema["type"] in {"string", "number", "integer", "boolean", "array", "object"}
    json.dumps([schema, kind.hints(spec)])


@pytest.mark.parametrize("name", ALL)
def test_default_block_publishes_or_says_what_is_missing(name):
    """A fresh block never crashes the checks."""
    for fault in TYPES[name].faults(Spec.read({"type": name})):
        assert fault.message
        assert fault.attribute in TYPES[name].block().child_blocks


def compiled(name, **more):
    block = {"type": name, "key": "f1", "label": "问题", **OPTIONS.get(name, {}), **more}
    return CompiledForm({"schema": 1, "steps": [{"blocks": [block]}]})


def post_of(kind, spec, payload):
    return MultiValueDict({f"answers-f1{suffix}": values for suffix, values in kind.post(spec, payload).items()})


def service_answers(form):
    assert form.is_valid(), form.errors
    return form.answers()
