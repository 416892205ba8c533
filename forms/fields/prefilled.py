"""What the hall knows already: the item, the bureau, an answer given on the guide."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .base import FieldType, Post
from .spec import Fault, Spec

FACTS = [
    ("item", gettext_lazy("事项名称")),
    ("item_code", gettext_lazy("事项编码")),
    ("bureau", gettext_lazy("办理机构")),
    ("scenario", gettext_lazy("情形引导中选的答案")),
    ("today", gettext_lazy("填写的日期")),
]
"""What a field may be filled with; the page that shows the form knows the values."""


class Prefilled(FieldType):
    """A text the server fills in, shown or hidden. What a browser or the API sends for it counts for nothing."""

    name = "prefilled"
    label = gettext_lazy("自动填写")
    icon = "thumbtack"
    takes_examples = False
    asked = False
    required_message = gettext_lazy("没有取得「%(label)s」，请从办事指南重新进入。")

    def options(self) -> list[tuple[str, blocks.Block]]:
        fact = blocks.ChoiceBlock(choices=FACTS, required=False, label=gettext_lazy("填写什么"))
        hidden = blocks.BooleanBlock(required=False, label=gettext_lazy("申请人看不到"))
        return [("fact", fact), ("hidden", hidden)]

    def field_options(self, spec: Spec) -> dict[str, Any]:
        if spec.get("hidden"):
            return {"disabled": True, "widget": forms.HiddenInput()}
        return {"disabled": True, "widget": forms.TextInput(attrs={"class": "input", "readonly": True})}

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        return str(cleaned) if cleaned else None

    def post(self, spec: Spec, payload: Any) -> Post:
        """Taken, so that kept answers can be sent again, and not looked at."""
        if payload is not None and not isinstance(payload, str):
            raise ValidationError(_("「%(label)s」应是一段文字。") % {"label": spec.label}, code="type")
        return {}

    def schema(self, spec: Spec) -> dict[str, Any]:
        return {"type": "string", "readOnly": True}

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {"fact": spec.get("fact", ""), "hidden": bool(spec.get("hidden"))}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        if not spec.get("fact"):
            yield Fault("fact", _("没有选自动填写什么。请选择，或换成别的字段。"), "fact")
