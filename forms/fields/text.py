"""Text: one line, or several."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .base import CONTROLS, FieldType, no_control
from .spec import Fault, Spec

LINE_LIMIT = 200
"""Characters one line may have where the editor set no limit."""


class Text(FieldType):
    """One line of text."""

    name = "text"
    label = gettext_lazy("单行文字")
    icon = "pilcrow"
    default_limit = LINE_LIMIT
    ceiling = 1000

    def options(self) -> list[tuple[str, blocks.Block]]:
        low = blocks.IntegerBlock(required=False, min_value=1, max_value=self.ceiling, label=gettext_lazy("最少字数"))
        high = blocks.IntegerBlock(required=False, min_value=1, max_value=self.ceiling, label=gettext_lazy("最多字数"))
        return [("min_length", low), ("max_length", high)]

    def _limit(self, spec: Spec) -> int:
        return int(spec.get("max_length") or self.default_limit)

    def field_options(self, spec: Spec) -> dict[str, Any]:
        return {
            "widget": self.widget(spec),
            "validators": [no_control],
            "min_length": spec.get("min_length"),
            "max_length": self._limit(spec),
        }

    def widget(self, spec: Spec) -> forms.Widget:
        """The input."""
        return forms.TextInput(attrs={"class": "input"})

    def limits_text(self, spec: Spec) -> str:
        low, high = spec.get("min_length"), spec.get("max_length")
        if low and high:
            return _("%(low)s 至 %(high)s 个字。") % {"low": low, "high": high}
        if high:
            return _("最多 %(high)s 个字。") % {"high": high}
        return _("至少 %(low)s 个字。") % {"low": low} if low else ""

    def schema(self, spec: Spec) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "maxLength": self._limit(spec)}
        low = max(int(spec.get("min_length") or 0), 1 if spec.required else 0)
        pattern = self.text_pattern(spec, low)
        return {**schema, "pattern": pattern, **({"minLength": low} if low else {})}

    def text_pattern(self, spec: Spec, low: int) -> str:
        """No control characters; as many as there must be between the first and the last that are no blanks."""
        if low < 2:
            return rf"^\s*[^\s{CONTROLS}][^{CONTROLS}]*$" if low else f"^[^{CONTROLS}]*$"
        fitting = rf"\s*[^\s{CONTROLS}][^{CONTROLS}]{{{low - 2},}}[^\s{CONTROLS}]\s*"
        return f"^{fitting}$" if spec.required else rf"^(?:\s*|{fitting})$"

    def faults(self, spec: Spec) -> Iterator[Fault]:
        if int(spec.get("min_length") or 0) > self._limit(spec):
            yield Fault("min_length", _("最少字数大于最多字数。请改小最少字数，或改大最多字数。"), "limits")
