"""One of many, in a list to open."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .choice import Choice
from .spec import Spec

SHORT = 10
"""Choices up to which a list needs no box to search it."""


class DropDown(Choice):
    """A drop-down list: for many choices."""

    name = "drop_down"
    label = gettext_lazy("下拉选择")
    icon = "arrow-down"

    def field_options(self, spec: Spec) -> dict[str, Any]:
        options = super().field_options(spec)
        attrs = (
            {"class": "select", "data-filter": _("输入文字查找")}
            if len(self.pairs(spec)) > SHORT
            else {"class": "select"}
        )
        return {
            **options,
            "choices": [("", _("请选择")), *self.pairs(spec)],
            "widget": forms.Select(attrs=attrs),
        }
