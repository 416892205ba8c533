"""Opening a file of items, by what it is and not by what it is called, as sheets of text cells."""

import zipfile
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from .texts import cell_text, plain

__all__ = ["MAX_SIZE", "Grid", "Table", "Unreadable", "cell_text", "plain", "read"]

MAX_SIZE = 50 * 1024 * 1024
"""Bytes of a file. 3,400 items with six materials and five steps each take about 3 MB."""
SUFFIXES = (".xlsx", ".csv", ".jsonl")
OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass
class Grid:
    """A sheet as it lies in the file: text cells, areas merged (first and last row and column, from 0), remarks."""

    name: str
    cells: list[list[str]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    remarks: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass
class Table:
    """A sheet understood: its headings, its rows with their numbers as the spreadsheet shows them.

    `bands` are rows that are one text across the sheet, `above` what stands over the headings, `spread` the cells
    that repeat what is merged with them from above, `remarks` and `broken` what a reader has to say of cells and rows.
    `upright` is a sheet whose headings stood below each other: it is of items, whatever it is called.
    """

    name: str
    headings: list[str]
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    bands: list[tuple[int, str]] = field(default_factory=list)
    spread: set[tuple[int, str]] = field(default_factory=set)
    remarks: dict[tuple[int, str], str] = field(default_factory=dict)
    broken: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    upright: bool = False


def read(path: Path, known: Set[str]) -> list[Table]:
    """The sheets of a file; `known` are the plain headings by which the heading rows are found. Raises Unreadable."""
    suffix = path.suffix.lower()
    if not path.is_file():
        raise Unreadable(_("找不到文件：%(path)s") % {"path": path.name})
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(_("文件是空的。"))
    if size > MAX_SIZE:
        raise Unreadable(_("文件有 %(n)s MB，最大 %(max)s MB。") % {"n": size >> 20, "max": MAX_SIZE >> 20})
    return _reader(path, suffix)(path, known)


def _reader(path: Path, suffix: str) -> Callable[[Path, Set[str]], list[Table]]:
    from . import textfiles, workbooks

    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(OLE):
        raise Unreadable(_ole(path))
    if head.startswith(b"PK"):
        return _zipped(path, workbooks.tables)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise Unreadable(_("这是网页或 XML，不是表格文件。请用 Excel 或 WPS 打开后另存为 .xlsx。"))
    if head.startswith(b"%PDF"):
        raise Unreadable(_("这是 PDF 文件。请用 .xlsx、.csv 或 .jsonl。"))
    readers = {".csv": textfiles.csv_tables, ".tsv": textfiles.csv_tables, ".txt": textfiles.csv_tables,
               ".jsonl": textfiles.jsonl_tables, ".ndjson": textfiles.jsonl_tables, ".json": textfiles.jsonl_tables}  # fmt: skip
    if suffix in readers:
        return readers[suffix]
    if suffix in {".xlsx", ".xlsm", ".xls", ".et"}:
        raise Unreadable(_("文件名是 %(suffix)s，内容却不是表格，可能已经损坏。") % {"suffix": suffix})
    raise Unreadable(_("不认识的文件类型“%(suffix)s”，请用 .xlsx、.csv 或 .jsonl。") % {"suffix": suffix})


def _ole(path: Path) -> str:
    if ENCRYPTED in path.read_bytes():
        return _("文件设了打开密码。请去掉密码后再导入。")
    return _("这是旧版 .xls（或 .et、.doc）格式。请用 Excel 或 WPS 另存为 .xlsx 后再导入。")


def _zipped(path: Path, reader: Callable[[Path, Set[str]], list[Table]]) -> Callable[[Path, Set[str]], list[Table]]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise Unreadable(_("打不开这个表格文件，可能已经损坏：%(why)s") % {"why": problem}) from problem
    if not any(name.lower().endswith("workbook.xml") for name in names):
        raise Unreadable(_("这个压缩文件里没有 .xlsx 工作簿。"))
    return reader
