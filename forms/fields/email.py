"""An e-mail address."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import FieldType
from .spec import Spec

PATTERN = r"^\s*\S+@(?:(?:[^\s@.]+\.)+[^\s@.]{2,}|localhost|\[[0-9A-Fa-f:.]+\])\s*$"
"""A host has a dot: more than "format" says."""


class Email(FieldType):
    """An e-mail address, as Django checks it."""

    name = "email"
    label = gettext_lazy("电子邮箱")
    icon = "mail"
    group = gettext_lazy("身份和联系方式")
    personal = True
    role = "email"
    autocomplete = "email"

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return forms.EmailField

    def field_options(self, spec: Spec) -> dict[str, Any]:
        message = _("请填写电子邮箱地址，如 name@example.com。")
        widget = forms.EmailInput(attrs={"class": "input"})
        return {"widget": widget, "max_length": 254, "error_messages": {"invalid": message}}

    def mask(self, spec: Spec, answer: Any) -> str:
        name, _at, host = str(answer).partition("@")
        return f"{name[:1]}***@{host}"

    def schema(self, spec: Spec) -> dict[str, Any]:
        return {"type": "string", "format": "email", "pattern": PATTERN, "maxLength": 254}
