"""What the fields of two labelled inputs share."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .base import FieldType, Post
from .spec import Spec


class PartsInput(forms.MultiWidget):
    """Inputs side by side, each below its own label; named by their part."""

    template_name = "forms/widgets/parts.html"
    use_fieldset = True

    def __init__(self, parts: Mapping[str, forms.Widget], labels: list[str]) -> None:
        self.labels = labels
        super().__init__(dict(parts))

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [None] * len(self.widgets)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for inner, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            inner["label"] = label
        return context


class PartsField(forms.MultiValueField):
    """Cleans each part, then hands the list on as it is."""

    def compress(self, values: list[Any]) -> list[Any]:
        return values


class Parts(FieldType):
    """Base of the types whose answer is an object of named texts."""

    names: tuple[str, ...]

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return PartsField

    def post(self, spec: Spec, payload: Any) -> Post:
        if payload is None:
            return {}
        if not isinstance(payload, dict) or not set(payload) <= set(self.names):
            names = "、".join(self.names)
            message = _("「%(label)s」应是一个对象，包含 %(names)s。")
            raise ValidationError(message % {"label": spec.label, "names": names}, code="type")
        if not all(isinstance(value, str) for value in payload.values()):
            raise ValidationError(_("「%(label)s」的每一部分应是文字。") % {"label": spec.label}, code="type")
        return {f"_{name}": [value] for name, value in payload.items()}

    def initial(self, spec: Spec, answer: Any) -> Any:
        return [answer.get(name) for name in self.names]

    def schema(self, spec: Spec) -> dict[str, Any]:
        properties = {name: self.part_schema(spec, name) for name in self.names}
        required = list(self.names)
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    def part_schema(self, spec: Spec, name: str) -> dict[str, Any]:
        """The schema of one part."""
        return {"type": "string"}
