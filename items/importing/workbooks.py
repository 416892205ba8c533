"""Reading .xlsx: streamed, so that a million empty rows or a bomb of zeros costs little; merged cells spread."""

import datetime
import re
import zipfile
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .guides import guide_table
from .headings import table
from .reading import Grid, Table, Unreadable
from .texts import CONTROL, Unfit, cell_text

MAX_UNPACKED = 400 * 1024 * 1024
"""Bytes of all parts unpacked: fifty times what 3,400 real items take."""
MAX_CELLS = 4_000_000
MAX_COLUMNS = 500
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s+ref=\"\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)\"")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How .xlsx writes a character that XML cannot hold (ECMA-376, ST_Xstring)."""
EXACT_DIGITS = 15
"""A spreadsheet keeps no more digits of a number (IEEE 754)."""
PART = 1 << 20


def tables(path: Path, known: Set[str]) -> list[Table]:
    """Every visible sheet that has cells; hidden ones are told of."""
    try:
        return list(_tables(path, known))
    except Unreadable:
        raise
    except MemoryError as problem:
        raise Unreadable(_("表格太大。")) from problem
    except Exception as problem:
        raise Unreadable(_("打不开这个表格文件：%(why)s") % {"why": str(problem)[:200]}) from problem


def _tables(path: Path, known: Set[str]) -> Iterator[Table]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise Unreadable(_("文件解压后超过 %(n)s MB，没有读取。") % {"n": MAX_UNPACKED >> 20})
        book = load_workbook(path, data_only=True, read_only=True)
        room = MAX_CELLS
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                hidden = Table(sheet.title, [])
                hidden.notes.append((sheet.title, _("隐藏的工作表，没有读取。")))
                yield hidden
                continue
            grid = _grid(sheet, room)
            room -= sum(map(len, grid.cells))
            merged, formulas = _look_through(archive, sheet)
            grid.merged = merged
            if formulas:
                _mark_formulas(path, grid)
            yield guide_table(grid, known) or table(grid, known)
        book.close()


def _grid(sheet: Any, room: int) -> Grid:
    sheet.reset_dimensions()
    grid = Grid(sheet.title, [])
    for number, row in enumerate(sheet.iter_rows()):
        cells = [
            "" if cell.value is None else _cell(grid, number, column, cell.value, cell.data_type)
            for column, cell in enumerate(row[:MAX_COLUMNS])
        ]
        while cells and not cells[-1]:
            cells.pop()
        room -= len(cells)
        if room < 0:
            raise Unreadable(_("表格太大：超过 %(n)s 个单元格。") % {"n": MAX_CELLS})
        grid.cells.append(cells)
    while grid.cells and not grid.cells[-1]:
        grid.cells.pop()
    return grid


def _cell(grid: Grid, row: int, column: int, value: Any, kind: str) -> str:
    at = (row, column)
    if isinstance(value, str):
        if kind == "e":
            grid.remarks[at] = _("单元格是公式错误 %(text)s，当作空白。") % {"text": value}
            return ""
        if "_x" in value:
            value = ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
        if CONTROL.search(value.replace("\r", "").replace("\u200b", "")):
            grid.remarks[at] = _("单元格里有看不见的控制字符，已去掉。")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) >= 10**EXACT_DIGITS:
            grid.remarks[at] = "digits"
        else:
            grid.remarks[at] = "number"
    elif isinstance(value, datetime.datetime | datetime.date):
        grid.remarks[at] = "date"
    return Unfit(cell_text(value), "bool") if isinstance(value, bool) else cell_text(value)


def _look_through(archive: zipfile.ZipFile, sheet: Any) -> tuple[list[tuple[int, int, int, int]], bool]:
    """The merged areas of a sheet and whether it has formulas: the streaming reader tells neither."""
    merged: list[tuple[int, int, int, int]] = []
    formulas, rest = False, b""
    with archive.open(sheet._worksheet_path.lstrip("/")) as part:
        while chunk := part.read(PART):
            text = rest + chunk
            formulas = formulas or bool(FORMULA.search(text))
            end = 0
            for found in MERGED.finditer(text):
                merged.append(_area(found))
                end = found.end()
            rest = text[max(end, len(text) - 200) :]
    return merged, formulas


def _area(found: re.Match[bytes]) -> tuple[int, int, int, int]:
    return int(found[2]) - 1, _column(found[1]), int(found[4]) - 1, _column(found[3])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _mark_formulas(path: Path, grid: Grid) -> None:
    """A formula whose result was never saved reads as nothing: say so."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    sheet: Any = book[grid.name]
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if number >= len(grid.cells):
            grid.cells.append([])
        for column, value in enumerate(row[:MAX_COLUMNS]):
            empty = column >= len(grid.cells[number]) or not grid.cells[number][column]
            if empty and isinstance(value, str) and value.startswith("=") and (number, column) not in grid.remarks:
                grid.remarks[number, column] = _("公式没有保存计算结果，当作空白。请在 Excel 里打开保存一次。")
    book.close()
