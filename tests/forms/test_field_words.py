"""What a field says of a wrong answer: its own words, never the framework's."""

import pytest
from django.core.exceptions import ValidationError

from forms.fields.identity_paper import PAPERS
from forms.fields.registry import TYPES
from forms.fields.spec import Spec


def said(value, **raw):
    spec = Spec.read({"key": "f1", "label": "证件", **raw})
    with pytest.raises(ValidationError) as refused:
        TYPES[spec.type].form_field(spec).clean(value)
    return refused.value.messages


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("kind", PAPERS)
def test_a_wrong_number_is_told_as_its_paper_has_it(kind, required):
    assert said([kind, "!!"], type="identity_paper", required=required) == [str(PAPERS[kind].wrong)]


@pytest.mark.parametrize("required", [True, False])
def test_the_missing_half_of_a_paper_is_asked_for(required):
    assert said(["passport", " "], type="identity_paper", required=required) == ["请填写证件号码。"]
    assert said(["", "E12345678"], type="identity_paper", required=required) == ["请选择证件类型。"]


def test_only_a_required_paper_is_asked_for():
    assert said(["", ""], type="identity_paper", required=True) == ["请填写「证件」。"]
    spec = Spec.read({"key": "f1", "label": "证件", "type": "identity_paper"})
    assert TYPES["identity_paper"].form_field(spec).clean(["", ""]) == []


def test_text_too_short_or_too_long_is_told_with_its_count_and_never_cut():
    limits = {"type": "text", "min_length": 2, "max_length": 5}
    assert said("一", **limits) == ["至少 2 个字，现在有 1 个。"]
    assert said("一二三四五六", **limits) == ["最多 5 个字，现在有 6 个。"]


@pytest.mark.parametrize("name", TYPES)
def test_no_control_cuts_what_is_pasted(name):
    spec = Spec.read({"key": "f1", "label": "问", "type": name})
    assert "maxlength" not in str(TYPES[name].form_field(spec).widget.render("f1", None))
