"""A postal address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .spec import Spec
from .text import Text


class Address(Text):
    """An address in one box, as it stands on papers."""

    name = "address"
    label = gettext_lazy("地址")
    icon = "home"
    group = gettext_lazy("身份和联系方式")
    personal = True
    role = "address"
    autocomplete = "street-address"
    default_limit = 300

    def options(self) -> list[tuple[str, blocks.Block]]:
        return []

    def widget(self, spec: Spec) -> forms.Widget:
        return forms.Textarea(attrs={"class": "textarea", "rows": 2})

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        return " ".join(str(cleaned or "").split()) or None

    def mask(self, spec: Spec, answer: Any) -> str:
        """The first six characters, as a rule the city and the district."""
        text = str(answer)
        return f"{text[:6]}***"
