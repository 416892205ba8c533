"""Opening a file of items: .xlsx, .csv (UTF-8 with or without BOM, GB18030) or .jsonl, as sheets of text cells."""

import csv
import datetime
import io
import json
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|_x000D_")
HEADING_ROWS = 12
"""How far down the headings may stand, below a title and notes."""


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass
class Table:
    """A sheet: its name, headings, and rows with their numbers as the spreadsheet shows them."""

    name: str
    headings: list[str]
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def plain(heading: str) -> str:
    """A heading or a word of a fixed list, as it is compared: one width, no spaces, no marks."""
    text = unicodedata.normalize("NFKC", heading)
    return re.sub(r"[\s*::·]|\((必填|选填|单选|多选)\)", "", text).lower()


def cell_text(value: Any) -> str:
    """A cell as text: codes stay codes, dates are YYYY-MM-DD, control characters go."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime.datetime):
        value = value.date()
    return CONTROL.sub("", str(value)).replace("\r\n", "\n").strip()


def read(path: Path, known: "set[str]") -> list[Table]:
    """The sheets of a file; `known` are the plain headings by which the heading row is found."""
    readers = {".xlsx": _xlsx, ".csv": _csv, ".jsonl": _jsonl}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(_("不认识的文件类型“%(suffix)s”，请用 .xlsx、.csv 或 .jsonl。") % {"suffix": path.suffix})
    if not path.is_file():
        raise Unreadable(_("找不到文件：%(path)s") % {"path": path})
    return reader(path, known)


def _xlsx(path: Path, known: set[str]) -> list[Table]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, data_only=True)
    except Exception as problem:
        raise Unreadable(_("打不开这个表格文件：%(why)s") % {"why": problem}) from problem
    tables = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        grid = [[cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        _spread_merged(sheet, grid)
        tables.append(_table(sheet.title, grid, known))
    return tables


def _spread_merged(sheet: Any, grid: list[list[str]]) -> None:
    """A cell merged over several rows says the same for each of them."""
    for area in sheet.merged_cells.ranges:
        value = grid[area.min_row - 1][area.min_col - 1]
        if area.min_row == area.max_row:
            continue
        for row in range(area.min_row - 1, min(area.max_row, len(grid))):
            grid[row][area.min_col - 1] = value


def _csv(path: Path, known: set[str]) -> list[Table]:
    text = _decoded(path.read_bytes())
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    csv.field_size_limit(10_000_000)
    grid = [[cell_text(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    return [_table("", grid, known)]


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("文字编码不是 UTF-8,也不是 GB18030。"))


def _table(name: str, grid: list[list[str]], known: set[str]) -> Table:
    """The rows below the row that has most known headings among the first few."""
    best, at = 0, 0
    for number, cells in enumerate(grid[:HEADING_ROWS]):
        score = sum(plain(cell) in known for cell in cells)
        if score > best:
            best, at = score, number
    headings = grid[at] if grid else []
    table = Table(name, headings)
    for number, cells in enumerate(grid[at + 1 :], start=at + 2):
        if any(cells):
            table.rows.append((number, _row(headings, cells)))
    return table


def _row(headings: list[str], cells: list[str]) -> dict[str, str]:
    """Cells by heading; several columns with one heading (材料1, 材料1) are lines of one cell."""
    row: dict[str, str] = {}
    for heading, cell in zip(headings, cells, strict=False):
        if not heading:
            continue
        row[heading] = f"{row[heading]}\n{cell}" if row.get(heading) and cell else row.get(heading) or cell
    return row


def _jsonl(path: Path, known: set[str]) -> list[Table]:
    """One object a line: an item with its headings as keys; lists of objects are rows of further sheets."""
    items = Table("事项", [])
    more: dict[str, Table] = {}
    for number, line in enumerate(_decoded(path.read_bytes()).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as problem:
            raise Unreadable(_("第 %(n)s 行不是 JSON:%(why)s") % {"n": number, "why": problem}) from problem
        if not isinstance(record, dict):
            raise Unreadable(_("第 %(n)s 行不是一个 JSON 对象。") % {"n": number})
        _take(record, number, items, more)
    return [items, *more.values()]


def _take(record: dict[str, Any], number: int, items: Table, more: dict[str, Table]) -> None:
    row: dict[str, str] = {}
    name = record.get("表", "事项")
    for heading, value in record.items():
        if isinstance(value, list) and any(isinstance(part, dict) for part in value):
            sheet = more.setdefault(heading, Table(heading, []))
            for part in value:
                _add(sheet, number, {"#": str(number), **{k: cell_text(v) for k, v in part.items()}})
        elif isinstance(value, list):
            if not value:
                more.setdefault(heading, Table(heading, []))
            row[heading] = ";".join(cell_text(part) for part in value)
        elif heading != "表":
            row[heading] = cell_text(value)
    row["#"] = str(number)
    _add(items if name == "事项" else more.setdefault(name, Table(name, [])), number, row)


def _add(table: Table, number: int, row: dict[str, str]) -> None:
    table.headings.extend(heading for heading in row if heading not in table.headings and heading != "#")
    table.rows.append((number, row))
