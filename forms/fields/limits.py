"""Limits as several field types share them: their blocks, and reading them back from a definition."""

import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

MAX_DIGITS = 15
"""Digits a number may have: as many as a JSON number carries without loss."""


def plain(value: Decimal | None) -> str | None:
    """A number as the definition keeps it: 3, 0.5, never 3.00 or 1E+2."""
    if value is None:
        return None
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal(value: Any) -> Decimal | None:
    """A number of a definition, None if there is none or it is not a number."""
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def as_json(value: Decimal) -> int | float:
    """A number as JSON has it; exact for up to MAX_DIGITS digits."""
    return int(value) if value == value.to_integral_value() else float(value)


def number_blocks(places: int) -> list[tuple[str, blocks.Block]]:
    """Smallest and largest value."""
    return [
        ("min", blocks.DecimalBlock(required=False, max_digits=MAX_DIGITS, decimal_places=places, label=_("最小值"))),
        ("max", blocks.DecimalBlock(required=False, max_digits=MAX_DIGITS, decimal_places=places, label=_("最大值"))),
    ]


def read_date(value: Any) -> datetime.date | None:
    """A date of a definition (ISO), None if there is none or it is not a date."""
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None
