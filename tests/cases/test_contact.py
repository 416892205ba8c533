"""A phone number is understood however people write it; what is no number is refused with what to write."""

import pytest
from django.core.exceptions import ValidationError

from guidance.cases.contact import PhoneField


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("0371-67180000", "037167180000"),
        ("（0371）67180000", "037167180000"),
    ],
)
def test_however_it_is_written(written, kept):
    assert PhoneField().clean(written) == kept


@pytest.mark.parametrize("written", ["12", "12345", "1381234567", "138123456789", "67180000", "张三", "😀", "²" * 11])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValidationError, match="13800001234"):
        PhoneField().clean(written)
