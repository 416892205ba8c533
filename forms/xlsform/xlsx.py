"""The sheets of an xlsx themselves: what pyxform passes over without a word."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from .report import Finding, Malformed

FIRST_ROW = 2
"""Below the headings."""
SHEETS = ("survey", "choices", "settings", "external_choices")
ROWS_APART, COLUMNS_APART = 60, 20
"""So many empty rows or columns on end, and pyxform takes the sheet for ended."""
MOST_KEPT = 30_000
"""Rows that a file may hold for a sheet, empty ones among them: reading takes time for each."""
TOO_LONG = gettext_lazy("这张表存了 %(most)s 行以上，多半是带格式的空行。请删除问题后面的空行，保存后再试。")
FORMULA_COLUMNS = 100
"""The columns in which formulas are looked for."""
EMPTY = (None, "")
Cells = tuple[Any, ...]


def _sheets(content: bytes, *, data_only: bool) -> Iterator[tuple[str, Any]]:
    """The sheets of a form; a sheet that is alone is taken for the survey, whatever it is called."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    alone = len(book.worksheets) == 1
    for sheet in book.worksheets:
        name = "survey" if alone else sheet.title.lower()
        if name in SHEETS:
            yield name, sheet


def nameless(content: bytes) -> Iterator[tuple[str, int, str]]:
    """The cells without a heading. Malformed where text stands so far off that pyxform stops before it.

    A cell that was only touched, at the end of a sheet, costs nothing and counts for nothing.
    """
    for name, sheet in _sheets(content, data_only=True):
        rows = _filled(name, sheet.iter_rows(values_only=True))
        heads: list[str] = []
        for number, row in rows:
            if number == 1:
                heads = _heads(name, row)
            elif name in ("survey", "choices") and (text := _unheaded(heads, row)):
                yield name, number, text


def _filled(sheet: str, rows: Iterable[Cells]) -> Iterator[tuple[int, Cells]]:
    """The rows with text in them, up to the last cell that has some; rows that the file leaves out are one object."""
    before, last, kept = (), 0, 0
    for number, row in enumerate(rows, 1):
        if row is before:
            continue
        before, kept = row, kept + 1
        if kept > MOST_KEPT:
            raise Malformed(Finding(TOO_LONG % {"most": MOST_KEPT}, sheet, number, "A"))
        if not any(row) and 0 not in row:
            continue
        if last and number - last > ROWS_APART:
            message = _("与前面的内容隔了 %(gap)s 行以上的空行，读不到这里。请删除空行，或删除这一行。")
            raise Malformed(Finding(message % {"gap": ROWS_APART}, sheet, number, "A"))
        last = number
        width = max(at for at, value in enumerate(row, 1) if value not in EMPTY)
        yield number, row[:width]


def _heads(sheet: str, row: Cells) -> list[str]:
    heads = [str(head or "").strip() for head in row]
    last = 0
    for at, head in enumerate(heads, 1):
        if not head:
            continue
        if at - last > COLUMNS_APART:
            words = {"name": head[:60], "gap": COLUMNS_APART}
            message = _("列名「%(name)s」与前面的列隔了 %(gap)s 列以上的空列，读不到这里。请删除空列，或删除这一列。")
            raise Malformed(Finding(message % words, sheet, 1, get_column_letter(at)))
        last = at
    return heads


def _unheaded(heads: list[str], row: Cells) -> str:
    at = range(len(row))
    return " ".join(str(row[n]).strip() for n in at if row[n] not in EMPTY and not "".join(heads[n : n + 1])).strip()


def unworked(content: bytes) -> Iterator[tuple[str, int, str]]:
    """(sheet, row, heading) of each formula without its result: the program that wrote the file never worked it out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if not any(b"<f" in archive.read(name) for name in sheets):
            return
    formulas: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for name, sheet in _sheets(content, data_only=False):
        for number, at in _formulas(sheet):
            formulas[name][number].add(at)
    for name, sheet in _sheets(content, data_only=True):
        heads: list[str] = []
        wanted = formulas[name]
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=max(wanted, default=1)), 1):
            heads = heads or [str(head or "").strip() for head in row]
            for at in sorted(wanted.get(number, ())):
                if row[at] in EMPTY and at < len(heads) and heads[at]:
                    yield name, number, heads[at]


def _formulas(sheet: Any) -> Iterator[tuple[int, int]]:
    """(row, column from 0) of each formula, as far down as a form can reach."""
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_KEPT, max_col=FORMULA_COLUMNS), 1):
        yield from ((number, at) for at, cell in enumerate(row) if getattr(cell, "data_type", "") == "f")
