"""Text of several lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from .spec import Spec
from .text import Text


class LongText(Text):
    """Several lines of text."""

    name = "long_text"
    label = gettext_lazy("多行文字")
    icon = "doc-full"
    default_limit = 2000
    ceiling = 10_000

    def widget(self, spec: Spec) -> forms.Widget:
        return forms.Textarea(attrs={"class": "textarea", "rows": 5})

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        """Line ends as one character, whatever the browser sent."""
        return cleaned.replace("\r\n", "\n").replace("\r", "\n") or None

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {"multiline": True}
