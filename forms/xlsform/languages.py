"""One language of a workbook that has several: Chinese where there is one."""

import re
from collections import Counter
from typing import Any

CHINESE = re.compile(r"\bzh\b|chinese|中文|汉语|简体|普通话", re.IGNORECASE)


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
        return self.default if self.default in filled else next(iter(filled), "")
