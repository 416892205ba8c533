"""Inputs of the item's editor."""

from typing import Any

from django import forms


class ConditionInput(forms.TextInput):
    """适用情形 as text; where scripts run, a panel below it picks the page's own questions and options."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-condition": "", "autocomplete": "off", **(attrs or {})})

    class Media:
        js = ["items/js/conditions.js"]
        css = {"all": ["items/css/conditions.css"]}
