"""A landline number with its area code."""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy

from .pattern import Pattern, masked
from .spec import Spec


class Landline(Pattern):
    """Area code, number, perhaps an extension: 0371-67180000, 0371-67180000-801."""

    name = "landline"
    label = gettext_lazy("固定电话")
    icon = "mobile-alt"
    inputmode = "tel"
    autocomplete = "tel"
    max_length = 30
    pattern = r"0[0-9]{2,3}-[0-9]{7,8}(-[0-9]{1,6})?"
    wrong = gettext_lazy("请填写带区号的固定电话，如 0371-67180000。")

    def tidy(self, text: str) -> str:
        text = re.sub(r"[‐-―−\s()]+", "-", unicodedata.normalize("NFKC", text)).strip("-")
        joined = re.fullmatch(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})(-\d{1,6})?", text)
        return f"{joined[1]}-{joined[2]}{joined[3] or ''}" if joined else re.sub(r"-+", "-", text)

    def mask(self, spec: Spec, answer: Any) -> str:
        return masked(answer, 5, 4)
