"""Read a table of a data source: .xlsx or .csv, its columns found by their headings, every problem with row and column."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from . import cells
from .cells import Unfit
from .models import DataSource

LARGEST = 20 * 1024 * 1024
"""Bytes of a file."""
UNPACKED = 20 * LARGEST
"""Bytes of an .xlsx unpacked: beyond, it is a bomb."""
MOST_ROWS, MOST_COLUMNS = 100_000, 60
"""A register that is longer is asked as a service."""
PROBLEMS_SHOWN = 50
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("身份证号", "身份证号码", "公民身份号码", "身份证件号码", "证件号码", "统一社会信用代码", "社会信用代码", "信用代码", "号码"),
    "name": ("姓名", "法定代表人", "法定代表人姓名", "法定代表人（负责人）", "负责人", "经营者", "持证人", "申请人"),
    "reference": ("证照编号", "编号", "证书编号", "许可证编号", "许可证号", "证号"),
    "valid_until": ("有效期至", "有效期限", "有效期", "截止日期", "到期日期"),
}  # fmt: skip
"""What each column may be called, the name that counts most first."""
WORDS = {"number": "号码", "name": "姓名", "reference": "证照编号", "valid_until": "有效期至"}


class UnreadableError(Exception):
    """The file cannot be read as a table; the message says why."""


@dataclass(frozen=True)
class Line:
    """A line that is fine."""

    number: str
    name: str
    reference: str
    valid_until: date | None


@dataclass(frozen=True)
class Problem:
    """What is wrong, in which row (from 1, as a spreadsheet counts) and column."""

    row: int
    column: str
    why: str


@dataclass
class Found:
    """What a file holds. Nothing of it may be used while there are problems."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    count_of_problems: int = 0
    ignored: list[str] = field(default_factory=list)
    """Headings of columns that are not used."""

    @property
    def unshown(self) -> int:
        return self.count_of_problems - len(self.problems)

    @property
    def expired(self) -> int:
        """Lines whose term is over: they match nobody."""
        today = timezone.localdate()
        return sum(line.valid_until is not None and line.valid_until < today for line in self.lines)

    def add(self, row: int, column: str, why: str) -> None:
        """Note a problem; the first fifty with their words."""
        self.count_of_problems += 1
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems.append(Problem(row, column, why))


def read(data: bytes, name: str, source: DataSource) -> Found:
    """The lines of a file for a source. UnreadableError if it is no table or lacks a column."""
    if len(data) > LARGEST:
        raise UnreadableError(_("文件超过 %(n)s MB。请只保留要比对的几列，或改用数据接口。") % {"n": LARGEST >> 20})
    rows = _csv(data) if name.lower().endswith(".csv") else _xlsx(data)
    heads, number = _heads(rows)
    found = Found(ignored=[head for head in heads if head and _column(head) is None])
    named = [(column, at, head) for at, head in enumerate(heads) if (column := _column(head))]
    named.sort(key=lambda one: HEADINGS[one[0]].index(_plain(one[2])), reverse=True)
    places = {column: (at, head) for column, at, head in named}
    wanted = ["number", *(["name"] if source.check_name else [])]
    if missing := [WORDS[one] for one in wanted if one not in places]:
        raise UnreadableError(_("表头里没有这些列：%(names)s。") % {"names": "、".join(missing)})
    for place, row in enumerate(rows, number + 1):
        if place - number > MOST_ROWS:
            raise UnreadableError(_("超过 %(n)s 行。请改用数据接口。") % {"n": MOST_ROWS})
        if any(cell not in (None, "") for cell in row):
            cells_of = {one: (row[at] if at < len(row) else None, head) for one, (at, head) in places.items()}
            _take(found, place, cells_of, source)
    if not found.lines and not found.problems:
        raise UnreadableError(_("表头下面没有数据。"))
    return found


def _take(found: Found, place: int, row: dict[str, tuple[Any, str]], source: DataSource) -> None:
    values: dict[str, Any] = {"name": "", "reference": "", "valid_until": None}
    fine = True
    for name, (cell, head) in row.items():
        try:
            values[name] = cells.READ[name](cell, source)
        except Unfit as problem:
            found.add(place, head, str(problem))
            fine = False
    if fine:
        found.lines.append(Line(**values))


def _heads(rows: Iterator[list[Any]]) -> tuple[list[str], int]:
    """The first row that has a heading we know, and its number; titles may stand above it."""
    for number, row in enumerate(rows, 1):
        heads = [cells.text(cell) for cell in row]
        if any(_column(head) == "number" for head in heads):
            return heads, number
        if number >= 10:
            break
    raise UnreadableError(_("前十行里没有找到表头。要有“身份证号”或“统一社会信用代码”一列。"))


def _column(head: str) -> str | None:
    return next((name for name, words in HEADINGS.items() if _plain(head) in words), None)


def _plain(head: str) -> str:
    return "".join(head.split()).strip("*：:").replace("(", "（").replace(")", "）")


def _csv(data: bytes) -> Iterator[list[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableError(_("认不出文件的编码。请在 Excel 里另存为 xlsx 再上传。"))
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as problem:
        raise UnreadableError(_("这个 CSV 读不下去。请在 Excel 里另存为 xlsx 再上传。")) from problem


def _xlsx(data: bytes) -> Iterator[list[Any]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED:
                raise UnreadableError(_("文件解压后太大，没有读取。"))
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield list(row)
    except UnreadableError:
        raise
    except Exception as problem:  # a broken workbook breaks its reader anywhere
        raise UnreadableError(_("这不是能读的 xlsx 表格。旧版 .xls 请先另存为 .xlsx。")) from problem
