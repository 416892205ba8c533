"""One language of a workbook that has several: Chinese where there is one."""

import re
from collections import Counter
from typing import Any

from .faults import canonical
from .workbook import Workbook

CHINESE = re.compile(r"\bzh\b|chinese|中文|汉语|简体|普通话", re.IGNORECASE)


WORDS = ("label", "hint", "guidance_hint")
PLAIN = "default"
"""The language of a column that names none, beside one that does."""


def spell(book: Workbook) -> None:
    """A `label` beside a `label::zh-CN` as `label::default`: of two so named pyxform takes the last and drops the other."""
    for sheet in ("survey", "choices"):
        named = {canonical(header.partition(":")[0]) for header in book.headers(sheet) if ":" in header}
        bare = [header for header in book.headers(sheet) if ":" not in header and canonical(header) in WORDS]
        plain = {header for header in bare if canonical(header) in named}
        rows = [*(getattr(book.data, f"{sheet}_header") or []), *(getattr(book.data, sheet) or [])]
        for row in rows if plain else ():
            cells = {f"{canonical(name)}::{PLAIN}" if name in plain else name: value for name, value in row.items()}
            row.clear()
            row.update(cells)


class Languages:
    """Picks the texts of one language and counts what the others said, by (sheet, column, language)."""

    def __init__(self, default: str) -> None:
        self.default = default
        self.passed_over: Counter[tuple[str, str, str]] = Counter()

    def pick(self, value: Any, sheet: str, column: str) -> str:
        """A text: the Chinese one, else that of the workbook's default language, else the first."""
        if not isinstance(value, dict):
            return str(value or "").strip()
        chosen = self._chosen(value)
        for language in value:
            if language != chosen:
                self.passed_over[sheet, column, str(language)] += 1
        return str(value.get(chosen) or "").strip()

    def _chosen(self, value: dict[str, Any]) -> str:
        filled = [language for language in value if value[language]]
        chinese = [language for language in filled if CHINESE.search(language)]
        if chinese:
            return chinese[0]
        return next((one for one in (self.default, PLAIN, *filled) if one in filled), "")
