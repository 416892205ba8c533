"""A person's name."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .base import CONTROLS
from .spec import Spec
from .text import Text

DIGITS = r"\d０-９²³¹"
SIGNS = (
    r"!-/:-@\[-`{-~\u0080-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb-\u00bf\u00d7\u00f7\u2010-\u206f\u2190-\u22ff\u25a0-\u26ff"
    r"\u3001-\u3004\u3008-\u3020\u3030\u30fb\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
"""What is no letter and no digit, as far as a pattern says it: punctuation, arrows, middle dots."""


class PersonName(Text):
    """A name in any script, with the middle dot of minority and foreign names written as one character."""

    name = "person_name"
    label = gettext_lazy("姓名")
    icon = "user"
    group = gettext_lazy("身份和联系方式")
    personal = True
    role = "name"
    autocomplete = "name"
    default_limit = 60

    def options(self) -> list[tuple[str, blocks.Block]]:
        return []

    def field_options(self, spec: Spec) -> dict[str, Any]:
        options = super().field_options(spec)
        return {**options, "validators": [*options["validators"], no_digits]}

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        """The name with one space between words and one kind of middle dot."""
        name = " ".join(str(cleaned or "").split())
        return name.translate(str.maketrans("•‧・∙⋅", "·····")) or None

    def text_pattern(self, spec: Spec, low: int) -> str:
        """A letter among blanks and signs, and no digit."""
        name = rf"[\s{SIGNS}]*[^\s{SIGNS}{DIGITS}{CONTROLS}][^{DIGITS}{CONTROLS}]*"
        return f"^{name}$" if low else rf"^(?:\s*|{name})$"

    def mask(self, spec: Spec, answer: Any) -> str:
        """张* or 李*敏: what lists may show."""
        name = str(answer)
        return f"{name[:1]}*" if len(name) < 3 else f"{name[:1]}{'*' * (len(name) - 2)}{name[-1:]}"

    def limits_text(self, spec: Spec) -> str:
        return ""


def no_digits(name: str) -> None:
    """A name has letters and no digits: the commonest slip is a number in the wrong box."""
    if any(character.isdigit() for character in name) or not any(character.isalpha() for character in name):
        raise ValidationError(_("请填写姓名，不要含数字。"), code="invalid")
