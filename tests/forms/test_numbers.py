"""Identity numbers, credit codes, phones: published vectors and the common slips."""

import pytest
from django.core.exceptions import ValidationError

from forms.fields.registry import TYPES
from forms.fields.spec import Spec

IDS = ["11010519491231002X", "410105194912310020", "410102200002291237", "410181198506150046"]
CODES = ["91410100MA4ABCDEF0", "114101000052521012"]


def clean(name, text):
    return TYPES[name].form_field(Spec.read({"type": name, "key": "f1", "label": "号", "required": True})).clean(text)


@pytest.mark.parametrize("number", IDS)
def test_valid_id_numbers(number):
    assert clean("id_number", number) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105194912310021", "checksum"),
        ("41010219990229123X", None),
        ("11010519491231002", "invalid"),
        ("1101051949123100２X", None),
        ("abc", "invalid"),
        ("11010520991231002X", None),
    ],
)
def test_wrong_id_numbers(text, code):
    if text == "1101051949123100２X":
        assert clean("id_number", text) == "11010519491231002X"
        return
    with pytest.raises(ValidationError) as refusal:
        clean("id_number", text)
    assert code is None or refusal.value.error_list[0].code == code


def test_a_date_that_does_not_exist_is_refused_though_the_checksum_fits():
    from stdnum.cn import ric

    body = "41010219990229123"
    with pytest.raises(ValidationError) as refusal:
        clean("id_number", body + ric.calc_check_digit(body + "0"))
    assert refusal.value.error_list[0].code == "birth-date"


@pytest.mark.parametrize("code", CODES)
def test_valid_credit_codes(code):
    assert clean("credit_code", f" {code.lower()} ") == code


@pytest.mark.parametrize("code", ["91410100MA4ABCDEF1", "91410100MA4ABCDEI0", "9141", "91410100MA4ABCDEF00"])
def test_wrong_credit_codes(code):
    with pytest.raises(ValidationError):
        clean("credit_code", code)


@pytest.mark.parametrize("text", ["13800001234", "+86 138-0000-1234", "１３８００００１２３４", "008613800001234"])
def test_phones_are_tidied(text):
    assert clean("phone", text) == "13800001234"


@pytest.mark.parametrize("text", ["12800001234", "1380000123", "138000012345", "0371-67180000"])
def test_wrong_phones(text):
    with pytest.raises(ValidationError):
        clean("phone", text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("0371-67180000", "0371-67180000"),
        ("(0371)67180000", "0371-67180000"),
        ("037167180000", "0371-67180000"),
        ("010-12345678-801", "010-12345678-801"),
        ("01012345678", "010-12345678"),
    ],
)
def test_landlines_are_tidied(text, kept):
    assert clean("landline", text) == kept


def test_masks():
    def mask(name, answer):
        return TYPES[name].mask(Spec.read({"type": name}), answer)

    assert mask("id_number", "410105194912310020") == "4101**********0020"
    assert mask("phone", "13800001234") == "138****1234"
    assert mask("person_name", "张三") == "张*"
    assert mask("person_name", "李小敏") == "李*敏"


@pytest.mark.parametrize(
    ("name", "text"), [("text", "a\x00b"), ("text", "a\x1bb"), ("long_text", "a\x07"), ("person_name", "张3")]
)
def test_characters_that_do_not_belong(name, text):
    with pytest.raises(ValidationError):
        clean(name, text)
