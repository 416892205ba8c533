"""Downloads that open rightly in a spreadsheet: no cell is run as a formula, and Chinese is read as such."""

from collections.abc import Iterator
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula; OWASP, CSV Injection."""


def harmless(value: Any) -> str:
    """The value as text that no spreadsheet runs."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class HarmlessDownloads:
    """For a list of Wagtail's that is downloaded: text that no spreadsheet runs, numbers as numbers."""

    def get_preprocess_function(self, field: str, value: Any, export_format: str) -> Any:
        """What makes the cell of the value."""
        if isinstance(value, str):
            return harmless
        return super().get_preprocess_function(field, value, export_format)  # type: ignore[misc]

    def stream_csv(self, queryset: Any) -> Iterator[Any]:
        """With the mark by which spreadsheets know UTF-8."""
        yield b"\xef\xbb\xbf"
        yield from super().stream_csv(queryset)  # type: ignore[misc]
