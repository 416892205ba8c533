"""A declaration the applicant agrees to."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .base import FieldType, Post
from .spec import Fault, Spec


class DeclarationField(forms.BooleanField):
    """A check box that stands below the text it agrees to."""

    declaration_text = ""


class Declaration(FieldType):
    """A text with its version and a box to tick. The answer keeps both: what was agreed to stays known."""

    name = "declaration"
    label = gettext_lazy("声明")
    icon = "form"
    group = gettext_lazy("选择")
    once = True
    takes_examples = False
    rule_type = "bool"
    required_message = gettext_lazy("请阅读「%(label)s」并勾选同意。")

    def options(self) -> list[tuple[str, blocks.Block]]:
        text = blocks.TextBlock(required=False, rows=4, max_length=5000, label=gettext_lazy("声明全文"))
        version = blocks.CharBlock(
            required=False, max_length=20, default="1", label=gettext_lazy("文本版本"),
            help_text=gettext_lazy("改动全文时，同时改版本，如 2、2026-03。"),
        )  # fmt: skip
        return [("text", text), ("version", version)]

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return DeclarationField

    def field_options(self, spec: Spec) -> dict[str, Any]:
        return {"widget": forms.CheckboxInput(attrs={"class": "choice__input"})}

    def form_field(self, spec: Spec) -> forms.Field:
        field = super().form_field(spec)
        field.declaration_text = spec.get("text", "")  # type: ignore[attr-defined]
        return field

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        if not cleaned:
            return None
        return {"agreed": True, "version": spec.get("version", ""), "text": spec.get("text", "")}

    def initial(self, spec: Spec, answer: Any) -> Any:
        """Ticked only if the text agreed to is still the text."""
        return answer == self.answer(spec, True)

    def post(self, spec: Spec, payload: Any) -> Post:
        """true, or the kept answer of an earlier call whose text is still this one."""
        if isinstance(payload, dict):
            payload = payload == self.answer(spec, True)
        if payload is None or payload is False:
            return {}
        if payload is not True:
            raise ValidationError(_("「%(label)s」应是 true 或 false。") % {"label": spec.label}, code="type")
        return {"": ["on"]}

    def rule_value(self, spec: Spec, answer: Any) -> Any:
        return bool(answer)

    def display(self, spec: Spec, answer: Any) -> str:
        version = answer.get("version", "")
        return _("已同意（文本版本 %(version)s）") % {"version": version} if version else _("已同意")

    def search_text(self, spec: Spec, answer: Any) -> str:
        """Nothing: everybody agreed."""
        return ""

    def schema(self, spec: Spec) -> dict[str, Any]:
        return {"type": "boolean", "const": True} if spec.required else {"type": "boolean"}

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {"text": spec.get("text", ""), "version": spec.get("version", "")}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        if not str(spec.get("text", "")).strip():
            yield Fault("text", _("声明没有全文。请写出申请人要同意的内容。"), "declaration-text")
        if not spec.get("version"):
            yield Fault("version", _("声明没有版本。请填写，如 1。"), "declaration-version")
