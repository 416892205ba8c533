"""How typed numbers and dates are read, for the server; static/forms/js/readings.js reads them so in the browser.

tests/forms/readings_vectors.json holds both to one reading. Full-width characters count as their narrow ones, ASCII
digits alone are digits, a comma stands only before three digits; a spelling that could mean two numbers is none.
"""

import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0xFFE5: "¥", 0x2212: "-"}
"""Full-width characters, blanks, the signs of the yuan and of the minus, each as its plain one."""
NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.([0-9]*))?")
LONGEST = 100
"""Characters that are looked at: no number of a form has more."""
DAYS = (
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日?"),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
)


def narrow(text: str) -> str:
    """A typed text with plain characters, without blanks around it."""
    return text.translate(NARROW).strip()


def number(text: str, prefix: str = "", suffix: str = "") -> Decimal | None:
    """The number in a typed text, without zeros that say nothing; None if it is none.

    `prefix` and `suffix` are what may stand around it: the sign of a currency, a unit.
    """
    text = narrow(text).removeprefix(narrow(prefix)).removesuffix(narrow(suffix)).strip()
    found = NUMBER.fullmatch(text)
    if found is None or len(text) > LONGEST or not (found[2] or found[3]):
        return None
    whole, part = found[2].replace(",", "").lstrip("0") or "0", (found[3] or "").rstrip("0")
    sign = "-" if found[1] == "-" and (whole, part) != ("0", "") else ""
    return Decimal(f"{sign}{whole}.{part}" if part else f"{sign}{whole}")


def day(text: str) -> datetime.date | None:
    """The date in a typed text: 2026-03-01, 2026/3/1, 2026.3.1, 20260301, 2026年3月1日. None if it is none."""
    found = next((match for one in DAYS if (match := one.fullmatch(narrow(text)))), None)
    try:
        return datetime.date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None


class NumberField(forms.DecimalField):
    """A DecimalField that reads as people write numbers."""

    def __init__(self, *, prefix: str = "", suffix: str = "", **options: Any) -> None:
        self.prefix, self.suffix = prefix, suffix
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        if not narrow(value):
            return None
        found = number(value, self.prefix, self.suffix)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class DayField(forms.DateField):
    """A DateField that reads as people write dates."""

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        if not narrow(value):
            return None
        found = day(value)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found
