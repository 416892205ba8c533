"""Choices below choices: 大类, then 小类."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .choice import Choice
from .spec import Fault, Spec

SEPARATOR = ">"
"""Between the levels of a choice's label: 餐饮 > 中餐."""
DEEPEST = 3


class LinkedChoices(Choice):
    """One choice at the end of a path of two or three levels. The answer is the last level's value.

    Without JavaScript it is one list in groups; with it, a list for each level.
    """

    name = "linked_choices"
    label = gettext_lazy("联动选择")
    icon = "list-ol"

    def options(self) -> list[tuple[str, blocks.Block]]:
        help_text = gettext_lazy("各级的名称，如 大类 > 小类。选项也这样写：餐饮 > 中餐；Excel 的几列可以直接粘贴。")
        levels = blocks.CharBlock(required=False, max_length=100, label=gettext_lazy("各级名称"), help_text=help_text)
        return [*super().options(), ("levels", levels)]

    def read_options(self, value: Any) -> dict[str, Any]:
        own = super().read_options(value)
        for row in own["choices"]:
            row["label"] = f" {SEPARATOR} ".join(path(row["label"]))
        return {**own, "levels": f" {SEPARATOR} ".join(path(value.get("levels") or ""))}

    def field_options(self, spec: Spec) -> dict[str, Any]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for value, label in self.pairs(spec):
            first, *rest = path(label) or [""]
            groups.setdefault(first, []).append((value, f" {SEPARATOR} ".join(rest)))
        attrs = {"class": "select", "data-linked": spec.get("levels", "")}
        choices = [("", _("请选择")), *groups.items()]
        return {**super().field_options(spec), "choices": choices, "widget": forms.Select(attrs=attrs)}

    def hints(self, spec: Spec) -> dict[str, Any]:
        rows = [{"value": value, "path": path(label)} for value, label in self.pairs(spec)]
        return {"choices": rows, "levels": path(spec.get("levels", ""))}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        yield from super().faults(spec)
        depths = {len(path(label)) for _value, label in self.pairs(spec)}
        if depths and (min(depths) < 2 or max(depths) > DEEPEST):
            yield Fault("choices", _("每个选项要有两级或三级，用 > 隔开，如 餐饮 > 中餐。"), "choice-levels")
        names = path(spec.get("levels", ""))
        if depths and names and len(names) != max(depths):
            yield Fault("levels", _("各级名称的个数与选项的级数不同。请改成一样多。"), "choice-levels")


def path(label: str) -> list[str]:
    """The levels of a label."""
    return [part for part in (part.strip() for part in label.split(SEPARATOR)) if part]
