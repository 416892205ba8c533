"""Reading .csv (UTF-8, UTF-16 or GB18030; comma, tab or semicolon) and .jsonl (one object a line)."""

import csv
import io
import itertools
import json
import math
from collections.abc import Set
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .guides import guide_table
from .headings import HEADING_ROWS, known_form, table
from .reading import Grid, Table, Unreadable
from .sheets import SHEETS
from .texts import Unfit, cell_text, plain

SAMPLE = 2000
UTF16 = (b"\xff\xfe", b"\xfe\xff")
LONGEST_CELL = 20_000_000
ROW_SHEETS = frozenset(plain(name) for sheet in SHEETS for name in sheet.names)
"""Keys of a record whose objects are rows, one alone too."""


def decoded(raw: bytes) -> str:
    """The text of a file whose encoding is not told. Raises Unreadable."""
    if raw[:2] in UTF16:
        encodings = ["utf-16"]
    elif raw[:SAMPLE].count(0) * 40 > len(raw[:SAMPLE]):
        low, high = raw[0:SAMPLE:2].count(0), raw[1:SAMPLE:2].count(0)
        encodings = ["utf-16-le" if high > low else "utf-16-be", "utf-8-sig", "gb18030"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("文字编码不是 UTF-8，也不是 GB18030。"))


def csv_tables(path: Path, known: Set[str]) -> list[Table]:
    """The one table of a .csv file."""
    text = decoded(path.read_bytes())
    if not text.strip():
        raise Unreadable(_("文件是空的。"))
    first, _end, rest = text.partition("\n")
    csv.field_size_limit(LONGEST_CELL)
    delimiter = _delimiter(text, known)
    if first.strip().lower().startswith("sep=") and len(first.strip()) <= 5:
        delimiter, text = first.strip()[4:] or ",", rest
    grid = Grid("", [])
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            grid.cells.append([_unguarded(cell_text(cell)) for cell in row])
    except (csv.Error, TypeError, ValueError) as problem:
        where = {"n": len(grid.cells) + 1, "why": problem}
        raise Unreadable(_("第 %(n)s 行不像 CSV：%(why)s") % where) from problem
    return [guide_table(grid, known) or table(grid, known)]


def _delimiter(text: str, known: Set[str]) -> str:
    """The mark by which the first lines hold most headings; Chinese prose is full of commas and semicolons."""

    def headings(mark: str) -> int:
        lines = io.StringIO(text[:200_000], newline="")
        try:
            rows = list(itertools.islice(csv.reader(lines, delimiter=mark), HEADING_ROWS))
        except csv.Error:
            return 0
        return max((len({form for cell in row if (form := known_form(cell, known))}) for row in rows), default=0)

    return max(",\t;|", key=headings)


def _unguarded(cell: str) -> str:
    """Without the apostrophe by which `exporting.guarded` keeps a spreadsheet from running a cell as a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in {"=", "+", "-", "@"} else cell


def jsonl_tables(path: Path, known: Set[str]) -> list[Table]:
    """One object a line: an item with its headings as keys; lists of objects are rows of further sheets."""
    text = decoded(path.read_bytes())
    if text.lstrip("\ufeff \r\n\t").startswith("["):
        raise Unreadable(_("文件是一个 JSON 数组。请改成 .jsonl：一行一个事项，每行一个 {…}，行末不加逗号。"))
    items = Table("事项", [])
    more: dict[str, Table] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip("\ufeff \r\t"):
            continue
        try:
            record = json.loads(line.strip("\ufeff \r\t"))
        except (ValueError, RecursionError) as problem:
            items.broken.append((number, _("不是 JSON：%(why)s") % {"why": str(problem)[:120]}))
            continue
        if isinstance(record, dict):
            _take(record, number, items, more)
        else:
            items.broken.append((number, _("不是一个 JSON 对象 {…}。")))
    if not items.rows and not any(sheet.rows for sheet in more.values()):
        raise Unreadable(_why_nothing(items))
    return [items, *more.values()]


def _why_nothing(items: Table) -> str:
    if items.broken:
        number, why = items.broken[0]
        return _("没有一行是 JSON 对象。第 %(n)s 行%(why)s") % {"n": number, "why": why}
    return _("文件是空的。")


def _take(record: dict[str, Any], number: int, items: Table, more: dict[str, Table]) -> None:
    row: dict[str, str] = {}
    name = cell_text(record.get("表", "事项")) or "事项"
    for key, value in record.items():
        heading = cell_text(key)
        if isinstance(value, dict) and plain(heading) in ROW_SHEETS:
            value = [value]
        if isinstance(value, list) and any(isinstance(part, dict) for part in value):
            add_objects(more.setdefault(heading, Table(heading, [])), number, value)
        elif isinstance(value, list) and not value:
            more.setdefault(heading, Table(heading, []))
            row[heading] = ""
        elif heading != "表":
            row[heading] = scalar(value, "\n")
    row["#"] = str(number)
    _add(items if name == "事项" else more.setdefault(name, Table(name, [])), number, row)


def add_objects(sheet: Table, number: int, objects: list[Any]) -> None:
    """Rows of a further sheet, that belong to the item of line `number`."""
    for part in objects:
        cells = part if isinstance(part, dict) else {"名称": part}
        _add(sheet, number, {"#": str(number), **{cell_text(k): scalar(v) for k, v in cells.items() if k != "#"}})


def scalar(value: Any, mark: str = ";") -> str:
    """A value as a cell, a list's parted by `mark`: a limit told as an object becomes 20(工作日); what no text is comes as `Unfit`."""
    if isinstance(value, bool):
        return Unfit(cell_text(value), "bool")
    if isinstance(value, float) and not math.isfinite(value):
        return "" if math.isnan(value) else Unfit(str(value), "number")
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list):
        cells = [scalar(part) for part in value if part is not None]
        text = mark.join(cells)
        return Unfit(text, "object") if any(isinstance(cell, Unfit) for cell in cells) else text
    return cell_text(value)


def _object(value: dict[str, Any]) -> str:
    said = {str(key).lower(): part for key, part in value.items()}
    number = next((said.pop(key) for key in ("number", "value", "limit", "数值", "时限") if key in said), None)
    unit = next((said.pop(key) for key in ("unit", "单位") if key in said), None)
    if isinstance(number, str | int | float) and not isinstance(number, bool) and not said:
        return Unfit(f"{cell_text(number)}({cell_text(unit)})" if unit else cell_text(number), "limit")
    return Unfit(json.dumps(value, ensure_ascii=False), "object") if value else ""


def _add(sheet: Table, number: int, row: dict[str, str]) -> None:
    sheet.headings.extend(heading for heading in row if heading not in sheet.headings and heading != "#")
    sheet.rows.append((number, row))
