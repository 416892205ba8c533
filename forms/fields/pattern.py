"""What the fields of a fixed shape share: tidy what was typed, test it, keep one spelling."""

import re
import unicodedata
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from .base import FieldType
from .spec import Spec

SEPARATORS = re.compile(r"[\s\-‐-―−·]+")


class TidyField(forms.CharField):
    """A CharField that normalises before its validators look."""

    def __init__(self, *, owner: "Pattern", **options: Any) -> None:
        self.owner = owner
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return self.owner.tidy(text) if text else ""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value:
            self.owner.check(value)


class Pattern(FieldType):
    """Base of phone, ID number, credit code and the like."""

    group = gettext_lazy("身份和联系方式")
    personal = True
    max_length: ClassVar[int]
    inputmode: ClassVar[str] = ""
    pattern: ClassVar[str]
    """The shape of a kept answer, as JSON Schema has it."""
    checksum: ClassVar[str] = ""
    """The standard of the check digit, which no pattern says."""
    wrong: ClassVar[str | Promise]
    """What to say if the shape is not met."""

    def tidy(self, text: str) -> str:
        """One spelling: full-width digits made narrow, blanks and dashes gone."""
        return SEPARATORS.sub("", unicodedata.normalize("NFKC", text))

    def check(self, text: str) -> None:
        """ValidationError unless the tidied text is valid."""
        if not re.fullmatch(self.pattern, text):
            raise ValidationError(str(self.wrong), code="invalid")

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return TidyField

    def field_options(self, spec: Spec) -> dict[str, Any]:
        attrs = {"class": "input"}
        if self.inputmode:
            attrs["inputmode"] = self.inputmode
        return {"owner": self, "widget": forms.TextInput(attrs=attrs), "max_length": self.max_length}

    def schema(self, spec: Spec) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}

    def hints(self, spec: Spec) -> dict[str, Any]:
        own = {"inputmode": self.inputmode, "checksum": self.checksum}
        return {name: value for name, value in own.items() if value}


def masked(text: str, head: int, tail: int) -> str:
    """All but the first and last characters as stars."""
    hidden = max(len(text) - head - tail, 1)
    return f"{text[:head]}{'*' * hidden}{text[len(text) - tail :] if tail else ''}"
