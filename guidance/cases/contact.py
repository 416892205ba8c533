"""How a citizen's phone is asked for, on every page and through the API."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SEPARATORS = re.compile(r"[\s\-‐-―()]")
PREFIX = re.compile(r"^(\+|00)86(?=[01])")
NUMBER = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}")
"""A mobile number; or a landline with its area code, for who has no mobile."""


class PhoneField(forms.CharField):
    """One spelling of however a number is written: full-width digits, blanks, dashes and +86 are understood."""

    default_error_messages = {
        "phone": _("请填写 11 位手机号，如 13800001234；没有手机的，填写带区号的座机号。"),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
        super().__init__(**{"label": _("手机"), "max_length": 30, "widget": widget, **options})

    def to_python(self, value: Any) -> str:
        text = SEPARATORS.sub("", unicodedata.normalize("NFKC", super().to_python(value) or ""))
        return PREFIX.sub("", text)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not NUMBER.fullmatch(value):
            raise forms.ValidationError(self.error_messages["phone"], code="phone")
