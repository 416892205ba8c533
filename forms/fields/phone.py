"""A mainland mobile number."""

import re
from typing import Any

from django.utils.translation import gettext_lazy

from .pattern import Pattern, masked
from .spec import Spec


class Phone(Pattern):
    """Eleven digits beginning with 13 to 19; +86 and blanks are taken off."""

    name = "phone"
    label = gettext_lazy("手机号")
    icon = "mobile-alt"
    role = "phone"
    autocomplete = "tel"
    inputmode = "tel"
    max_length = 30
    pattern = r"1[3-9][0-9]{9}"
    wrong = gettext_lazy("请填写 11 位手机号，如 13800001234。")

    def tidy(self, text: str) -> str:
        return re.sub(r"^(\+|00)86(?=1)", "", super().tidy(text))

    def mask(self, spec: Spec, answer: Any) -> str:
        return masked(answer, 3, 4)
