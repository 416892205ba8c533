"""Cells that say yes or no, in the words clerks write, as XLSForm spells them."""

import unicodedata
from typing import Any

from .faults import canonical
from .workbook import Workbook

YES = {"yes", "y", "true", "t", "true()", "1", "是", "真", "对", "必填", "必须", "√", "✓", "✔", "☑", "✅"}
NO = {"", "no", "n", "false", "f", "false()", "0", "否", "假", "错", "不是", "空", "选填", "非必填", "×", "✗", "✘", "☐"}
COLUMNS = {
    "survey": {"required", "read_only", "readonly", "disabled"},
    "settings": {"allow_choice_duplicates", "clean_text_values", "omit_instanceid"},
}
"""Where a cell may say yes or no, by sheet. The first two columns may hold a condition instead, which stays as it is."""


def said(text: str) -> bool | None:
    """What a cell says, whatever its case and width; None if it is no such word."""
    word = unicodedata.normalize("NFKC", text).strip().lower()
    return True if word in YES else False if word in NO else None


def spell(book: Workbook) -> None:
    """Write yes or no where a cell says so; a plain "no" is what an empty cell says, and becomes one."""
    for sheet, columns in COLUMNS.items():
        for row in getattr(book.data, sheet, None) or []:
            for header in [header for header in row if _column(header) in columns]:
                _spell(row, header)


def _column(header: str) -> str:
    return canonical(header.strip().lower().removeprefix("bind::").removeprefix("bind:"))


def _spell(row: dict[str, Any], header: str) -> None:
    answer = said(str(row[header]))
    if answer:
        row[header] = "yes"
    elif answer is False:
        del row[header]
