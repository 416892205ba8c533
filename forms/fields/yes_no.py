"""Yes or no, both to be chosen: a box left empty says nothing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..widgets import Radios
from .base import FieldType, Post
from .spec import Spec


class YesNo(FieldType):
    """Two radio buttons. Kept as true or false; not answered is neither."""

    name = "yes_no"
    label = gettext_lazy("是或否")
    icon = "tick-inverse"
    group = gettext_lazy("选择")
    takes_examples = False
    rule_type = "bool"
    required_message = gettext_lazy("请选择「%(label)s」。")

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return forms.TypedChoiceField

    def field_options(self, spec: Spec) -> dict[str, Any]:
        return {
            "choices": [("yes", _("是")), ("no", _("否"))],
            "coerce": lambda value: value == "yes",
            "empty_value": None,
            "widget": Radios(attrs={"class": "choices choices--inline"}),
            "error_messages": {"invalid_choice": _("请选择是或否。")},
        }

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        return cleaned if isinstance(cleaned, bool) else None

    def initial(self, spec: Spec, answer: Any) -> Any:
        return "yes" if answer else "no"

    def post(self, spec: Spec, payload: Any) -> Post:
        if payload is None:
            return {}
        if not isinstance(payload, bool):
            raise ValidationError(_("「%(label)s」应是 true 或 false。") % {"label": spec.label}, code="type")
        return {"": ["yes" if payload else "no"]}

    def display(self, spec: Spec, answer: Any) -> str:
        return _("是") if answer else _("否")

    def search_text(self, spec: Spec, answer: Any) -> str:
        """Nothing: a bare yes finds every case."""
        return ""

    def schema(self, spec: Spec) -> dict[str, Any]:
        return {"type": "boolean"}
