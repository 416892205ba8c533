"""Cells of downloads that no spreadsheet runs as a formula."""

from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula; OWASP, CSV Injection."""


def harmless(value: Any) -> str:
    """The value as text that no spreadsheet runs."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
