"""A number with a set count of decimal places."""

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from . import limits, readings
from .base import Cell, FieldType, Post
from .spec import Fault, Spec


class Number(FieldType):
    """A number, kept as a JSON number, exact to fifteen digits."""

    name = "number"
    label = gettext_lazy("数字（可有小数）")
    icon = "decimal"
    rule_type = "number"
    max_places = 6

    def options(self) -> list[tuple[str, blocks.Block]]:
        places = blocks.IntegerBlock(
            required=False, default=2, min_value=0, max_value=self.max_places, label=gettext_lazy("小数位数")
        )
        unit = blocks.CharBlock(required=False, max_length=20, label=gettext_lazy("单位"))
        return [*limits.number_blocks(self.max_places), ("places", places), ("unit", unit)]

    def read_options(self, value: Any) -> dict[str, Any]:
        own = super().read_options(value)
        return {**own, "min": limits.plain(own["min"]), "max": limits.plain(own["max"])}

    def places(self, spec: Spec) -> int:
        """How many decimal places an answer may have."""
        return int(spec.get("places", 0) or 0)

    def bounds(self, spec: Spec) -> tuple[Decimal | None, Decimal | None]:
        """Smallest and largest value."""
        return limits.decimal(spec.get("min")), limits.decimal(spec.get("max"))

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return readings.NumberField

    def reading(self, spec: Spec) -> dict[str, Any]:
        low, high = map(limits.plain, self.bounds(spec))
        found = {
            **self.affixes(spec),
            "digits": limits.MAX_DIGITS,
            "places": self.places(spec),
            "low": low,
            "high": high,
        }
        return {"as": "number", **{name: value for name, value in found.items() if value not in (None, "")}}

    def field_options(self, spec: Spec) -> dict[str, Any]:
        low, high = self.bounds(spec)
        mode = "decimal" if self.places(spec) else "numeric"
        return {
            "widget": forms.TextInput(attrs={"class": "input", "inputmode": mode}),
            "min_value": low,
            "max_value": high,
            **self.affixes(spec),
            "max_digits": limits.MAX_DIGITS,
            "decimal_places": self.places(spec),
            "error_messages": self._messages(spec),
        }

    def _messages(self, spec: Spec) -> dict[str, str]:
        places = self.places(spec)
        words = {"label": spec.label, "limits": self.limits_text(spec), "places": places}
        words |= {"digits": limits.MAX_DIGITS - places, "example": "1200.5" if places else "1200"}
        long = _("「%(label)s」的数太大，整数部分最多 %(digits)s 位。请检查是否多写了数字。") % words
        outside = _("「%(label)s」应为%(limits)s。") % words
        implied = spec.get("min") is None
        return {
            "invalid": _("「%(label)s」请只填写数字，如 %(example)s，不写文字和单位。") % words,
            "min_value": _("「%(label)s」不能小于 0。") % words if implied else outside,
            "max_value": outside,
            "max_digits": long,
            "max_whole_digits": long,
            "max_decimal_places": (
                _("「%(label)s」最多 %(places)s 位小数。") if places else _("「%(label)s」请填写整数，如 %(example)s。")
            )
            % words,
        }

    def limits_text(self, spec: Spec) -> str:
        low, high, unit = spec.get("min"), spec.get("max"), spec.get("unit", "")
        words = {"low": low, "high": high, "unit": unit}
        if low is not None and high is not None:
            return _("%(low)s 至 %(high)s %(unit)s").strip() % words
        if low is not None:
            return _("不小于 %(low)s %(unit)s").strip() % words
        if high is not None:
            return _("不大于 %(high)s %(unit)s").strip() % words
        return _("单位：%(unit)s") % words if unit else ""

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        return None if cleaned is None else limits.as_json(cleaned)

    def initial(self, spec: Spec, answer: Any) -> Any:
        return limits.plain(Decimal(str(answer)))

    def post(self, spec: Spec, payload: Any) -> Post:
        if payload is None:
            return {}
        number = isinstance(payload, int | float) and not isinstance(payload, bool)
        if not number or not math.isfinite(payload):
            raise ValidationError(_("「%(label)s」应是数字。") % {"label": spec.label}, code="type")
        return {"": [limits.plain(Decimal(str(payload))) or "0"]}

    def display(self, spec: Spec, answer: Any) -> str:
        text = f"{Decimal(str(answer)):,.{self.places(spec)}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return f"{text} {spec.get('unit', '')}".strip()

    def export(self, spec: Spec, answer: Any) -> Cell:
        return limits.as_json(Decimal(str(answer)))

    def unit(self, spec: Spec) -> str:
        return str(spec.get("unit") or "")

    def schema(self, spec: Spec) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "number" if self.places(spec) else "integer"}
        low, high = self.bounds(spec)
        ceiling = 10 ** (limits.MAX_DIGITS - self.places(spec)) - 1
        schema["minimum"] = limits.as_json(low) if low is not None else -ceiling
        schema["maximum"] = limits.as_json(high) if high is not None else ceiling
        if places := self.places(spec):
            schema["multipleOf"] = float(Decimal(1).scaleb(-places))
        return schema

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {"unit": spec.get("unit", ""), "places": self.places(spec)}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        low, high = self.bounds(spec)
        if low is not None and high is not None and low > high:
            yield Fault("min", _("最小值大于最大值。请改正其中一个。"), "limits")
