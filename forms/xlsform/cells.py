"""The cells of a workbook's row: words in the language that is taken, keys, choices; what nothing reads is named."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from . import types
from .languages import PLAIN, Languages
from .leftovers import leftovers
from .names import Names, values
from .report import Finding, Report

Node = dict[str, Any]
LABEL, HELP, TITLE, CHOICE, TEXT = 200, 500, 100, 100, 5000
"""Characters the builder takes for each."""
SHOWN = 5
"""Choices that one line of the report names."""
REFERENCE = re.compile(r"\$\{")
CHOICE_ROW = "hall_row"
"""Under this name the number of each choice's row goes through pyxform."""


class Cells:
    """Reads the cells of pyxform's nodes; names in the report whatever does not come along."""

    def __init__(self, tree: Node, names: Names, report: Report) -> None:
        self.names = names
        self.report = report
        self.languages = Languages(str(tree.get("default_language") or ""))
        self.lists = tree.get("choices") or {}
        """The lists of choices, by name: pyxform leaves them out of a question that mixes its choices (randomize)."""
        self.row = ""
        """The group in whose row the reader is."""

    def lost(self, node: Node, column: str, message: str) -> None:
        """Name something that is not carried."""
        place = Finding(message, "survey", row_of(node), column, str(node.get("name", "")))
        self.report.lost.append(place)

    def wrong(self, node: Node, column: str, message: str) -> None:
        """Name something for which the workbook is refused."""
        self.report.errors.append(Finding(message, "survey", row_of(node), column, str(node.get("name", ""))))

    def tell_of_the_rest(self) -> None:
        """Name the other languages, one line for each column."""
        for (sheet, column, language), count in sorted(self.languages.passed_over.items()):
            words = {"language": language, "count": count}
            message = _("语言「%(language)s」的 %(count)s 处文字没有带过来") % words
            if language == PLAIN:
                message = _("没有写明语言的 %(count)s 处文字没有带过来") % words
            where = column if language == PLAIN else f"{column}::{language}"
            self.report.lost.append(Finding(message, sheet, 1, where))

    def _json(self, node: Node) -> dict[str, Any]:
        """The options in a workbook of ours."""
        text = str(node.get("bind", {}).get("hall:options", "") or "{}")
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            self.lost(node, types.COLUMNS["hall:options"], _("不是 JSON 对象，没有带过来"))
            return {}
        return found

    def _key(self, node: Node, kind: str, label: str) -> str:
        name = str(node.get("name", ""))
        key = self.names.key(name, kind, self.row, label)
        if key != name:
            words = {"name": name, "key": key}
            self.lost(node, "name", _("编号「%(name)s」改为「%(key)s」") % words)
        return key

    def _label(self, node: Node) -> str:
        label, name = self._text(node, "label", LABEL), str(node.get("name", ""))
        if not label:
            self.lost(
                node, "label", _("没有 label，用 name「%(name)s」作问题。请改成申请人看得懂的话") % {"name": name}
            )
        return label or name

    def _help(self, node: Node) -> str:
        hint = self._text(node, "hint", HELP)
        more = self._text(node, "guidance_hint", max(HELP - len(hint) - 1, 0) if hint else HELP)
        return "\n".join(filter(None, (hint, more)))

    def _text(self, node: Node, column: str, most: int) -> str:
        text = self.languages.pick(node.get(column), "survey", column)
        if len(text) > most:
            self.lost(node, column, _("文字超过 %(most)s 个字，只保留前面的") % {"most": most})
        if REFERENCE.search(text):
            self.lost(node, column, _("文字里引用的其他答案不会替换，按原样显示"))
        return text[: max(most, 0)].strip()

    def _choices(self, node: Node, key: str) -> list[dict[str, str]]:
        rows = [row for row in node.get("choices") or [] if isinstance(row, dict)]
        names = [str(row.get("name", "")) for row in rows]
        labels = [self._choice_label(row) for row in rows]
        taken = self._values(key, names, labels)
        for row, label in zip(rows, labels, strict=True):
            if len(label) > CHOICE:
                words = {"most": CHOICE, "label": label[:20]}
                message = _("选项「%(label)s……」超过 %(most)s 个字，只保留前面的") % words
                self._choice_lost(node, row, "label", message)
            if REFERENCE.search(label):
                self._choice_lost(node, row, "label", _("文字里引用的其他答案不会替换，按原样显示"))
        renamed = [found for found in zip(rows, names, taken, strict=True) if found[1] != found[2]]
        if renamed:
            shown = _("、").join(f"{name[:20]} → {value}" for _row, name, value in renamed[:SHOWN])
            words = {"pairs": shown, "count": len(renamed)}
            message = (
                _("选项的值改了：%(pairs)s 等 %(count)s 个") if len(renamed) > SHOWN else _("选项的值改了：%(pairs)s")
            )
            self._choice_lost(node, renamed[0][0], "name", message % words)
        self._columns_lost(node, rows)
        return [{"value": value, "label": label[:CHOICE]} for value, label in zip(taken, labels, strict=True)]

    def _columns_lost(self, node: Node, rows: list[dict[str, Any]]) -> None:
        """Name each column of the choices that nothing reads, at the first choice that has something in it."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            for column in columns(row):
                found.setdefault(column, []).append(row)
        for column, having in sorted(found.items()):
            words = {"name": column, "count": len(having)}
            message = _("选项的列「%(name)s」没有带过来（%(count)s 个选项）") % words
            self._choice_lost(node, having[0], column, message)

    def _choice_lost(self, node: Node, choice: dict[str, Any], column: str, message: str) -> None:
        """At the choice's own row, and once, however many questions ask with its list."""
        row = int(choice.get(CHOICE_ROW, 0))
        if not row:
            self.lost(node, "type", message)
            return
        found = Finding(message, "choices", row, column, str(choice.get("name", "")))
        if found not in self.report.lost:
            self.report.lost.append(found)

    def _values(self, key: str, names: list[str], labels: list[str]) -> list[str]:
        """The values of a field's choices; none that meant another choice in an earlier version."""
        return values(names, labels, self.names.known.choices.get(f"{self.row}.{key}" if self.row else key))

    def _choice_label(self, row: dict[str, Any]) -> str:
        label = self.languages.pick(row.get("label"), "choices", "label")
        if row.get("name") == "other" and label == "Other":
            label = _("其他")
        return label or str(row.get("name", ""))

    def _rest(self, node: Node, *used: str) -> None:
        """Name every cell of a row that nothing read."""
        for column, value in leftovers(node, set(used)):
            text = self.languages.pick(value, "survey", column)
            if text:
                self.lost(node, column, _("「%(value)s」没有带过来") % {"value": text[:100]})


def columns(choice: dict[str, Any]) -> list[str]:
    """The columns of a choice that nothing reads: media::image, population."""
    found = []
    for name, value in choice.items():
        if name not in ("name", "label", CHOICE_ROW):
            inner = value if name == "media" and isinstance(value, dict) else ()
            found += [f"{name}::{one}" for one in inner] or [str(name)]
    return found


def is_made(node: Node) -> bool:
    """Whether pyxform made a question that no row has, but for the box of "other"."""
    asks = node.get("type") not in ("group", "repeat", "loop")
    return asks and not row_of(node) and not str(node.get("name", "")).endswith("_other")


def row_of(node: Node) -> int:
    """The row of a node in its file; 0 for what pyxform added."""
    return int(node.get("bind", {}).get("hall:row", 0))
