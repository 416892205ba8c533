"""A number that the form works out from the answers before it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from ..rule_blocks import CALCULATION, SHOW
from ..rules import grouped
from .base import Cell, FieldType, Post, key_block
from .limits import MAX_DIGITS
from .spec import Fault, Spec

MOST_PLACES = 6


class Computed(FieldType):
    """A sum, product, difference or count of days. What a browser or the API sends for it counts for nothing.

    Kept as the text of the exact number, rounded half up to its places; nothing where it cannot be worked out.
    """

    name = "computed"
    label = gettext_lazy("计算值")
    icon = "cogs"
    rule_type = "number"
    asked = False
    computes = True
    takes_examples = False
    required_message = gettext_lazy("「%(label)s」还算不出来。请先填写它用到的各项。")

    def options(self) -> list[tuple[str, blocks.Block]]:
        places = blocks.IntegerBlock(
            required=False, default=2, min_value=0, max_value=MOST_PLACES, label=gettext_lazy("小数位数"),
            help_text=gettext_lazy("四舍五入。"),
        )  # fmt: skip
        unit = blocks.CharBlock(required=False, max_length=20, label=gettext_lazy("单位"))
        return [("places", places), ("unit", unit)]

    def block(self) -> blocks.StructBlock:
        """The calculation first; nobody answers it, so there is no example and nothing to require under a condition."""
        required = blocks.BooleanBlock(required=False, default=False, label=gettext_lazy("算不出来就不能提交"))
        children = [
            ("label", blocks.CharBlock(required=False, max_length=200, label=gettext_lazy("问题"))),
            ("help", blocks.TextBlock(required=False, rows=2, max_length=500, label=gettext_lazy("说明"))),
            ("value", CALCULATION),
            *self.options(),
            ("required", required),
            ("purpose", self._purpose_block()),
            ("key", key_block()),
            ("show", SHOW),
            ("personal", blocks.BooleanBlock(required=False, label=gettext_lazy("属于个人信息"))),
        ]
        settings = ["purpose", "key", "show", "personal"]
        layout = blocks.BlockGroup(
            children=[name for name, _block in children if name not in settings], settings=settings
        )
        return blocks.StructBlock(
            children, icon=self.icon, label=self.label, group=self.group, label_format="{label}", form_layout=layout
        )

    def places(self, spec: Spec) -> int:
        """How many decimal places it is rounded to."""
        return int(spec.get("places", 0) or 0)

    def field_options(self, spec: Spec) -> dict[str, Any]:
        attrs = {"class": "input input--computed", "readonly": True}
        if unit := spec.get("unit"):
            attrs["data-unit"] = unit
        return {"disabled": True, "widget": forms.TextInput(attrs=attrs)}

    def form_field(self, spec: Spec) -> forms.Field:
        field = super().form_field(spec)
        field.is_computed = True  # type: ignore[attr-defined]
        return field

    def limits_text(self, spec: Spec) -> str:
        return _("由前面的回答自动计算，不用填写。")

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        return str(cleaned) if cleaned not in (None, "") else None

    def initial(self, spec: Spec, answer: Any) -> Any:
        return self.display(spec, answer)

    def post(self, spec: Spec, payload: Any) -> Post:
        """Taken, so that kept answers can be sent again, and not looked at."""
        if payload is not None and not isinstance(payload, str):
            raise ValidationError(_("「%(label)s」应是一段文字。") % {"label": spec.label}, code="type")
        return {}

    def display(self, spec: Spec, answer: Any) -> str:
        return f"{grouped(str(answer))} {spec.get('unit', '')}".strip()

    def search_text(self, spec: Spec, answer: Any) -> str:
        """Nothing: nobody looks for a case by a sum."""
        return ""

    def export(self, spec: Spec, answer: Any) -> Cell:
        """A number, or where a spreadsheet would lose digits of it, its text."""
        number = Decimal(str(answer))
        return number if len(number.as_tuple().digits) <= MAX_DIGITS else str(answer)

    def unit(self, spec: Spec) -> str:
        return str(spec.get("unit") or "")

    def schema(self, spec: Spec) -> dict[str, Any]:
        return {"type": "string", "readOnly": True}

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {"unit": spec.get("unit", ""), "places": self.places(spec), "value": spec.value}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        if not spec.value:
            yield Fault("value", _("没有写怎样计算。请添加至少一项，或换成别的字段。"), "value-empty")
