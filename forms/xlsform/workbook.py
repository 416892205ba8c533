"""Reading a workbook's cells through pyxform: xlsx, xls or csv, with limits on what is taken in."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyxform import xls2json_backends
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import DefinitionData, get_xlsform

from . import xlsx
from .report import Finding, Malformed
from .xlsx import FIRST_ROW, SHEETS

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
"""A workbook is refused above these: no form needs them, and a packed file may unpack to anything."""
MAX_ROWS = {"survey": 6_000, "choices": 20_000}
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

DAMAGED = gettext_lazy("文件损坏，读不出来。请在 Excel 中打开，另存为 xlsx 再试。")

OTHER = gettext_lazy("这是网页、XML 或别的软件的表格，不是 Excel 工作簿。请在 Excel 中打开，另存为 xlsx 再试。")
"""Pages and XML that carry the name xls, tables older than Excel 5, OpenDocument."""
PAPERS = (b"%PDF-", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
"""Papers and pictures, which otherwise would be taken for a csv."""
BIFF, BLANK = (b"\x00", b"\x02", b"\x04", b"\x08"), b"\xef\xbb\xbf \t\r\n"

Row = dict[str, Any]


class _Nowhere(io.TextIOBase):
    """Where the words go that xlrd has of its own for damaged files: it would print them among ours."""

    def write(self, text: str) -> int:
        return len(text)


xls2json_backends.xlrd_open = partial(xls2json_backends.xlrd_open, logfile=_Nowhere())  # pyxform gives no way to say so


@dataclass
class Workbook:
    """The rows of each sheet with the numbers they have in the file."""

    data: DefinitionData
    lines: dict[str, list[int]] = field(default_factory=dict)
    nameless: list[tuple[str, int, str]] = field(default_factory=list)
    """(sheet, row, text) of each row's first cell below an empty heading: pyxform passes over them."""
    unworked: list[tuple[str, int, str]] = field(default_factory=list)
    """(sheet, row, heading) of formulas whose result is not in the file."""

    def headers(self, sheet: str) -> list[str]:
        """The headings of a sheet as they stand."""
        found = getattr(self.data, f"{sheet}_header", None) or [{}]
        return [str(name) for name in found[0]]

    def rows(self, sheet: str) -> list[tuple[int, Row]]:
        """(row number, cells by heading) of each row that is not empty."""
        rows = getattr(self.data, sheet, None) or []
        return [(self.number(sheet, at), row) for at, row in enumerate(rows) if row]

    def number(self, sheet: str, at: int) -> int:
        """The number of a sheet's row in the file."""
        lines = self.lines.get(sheet)
        return lines[at] if lines else at + FIRST_ROW


def read(content: bytes) -> Workbook:
    """The workbook in a file. Malformed if it is none, is too big or is locked."""
    if not content.strip():
        raise Malformed(Finding(_("文件是空的。请选择填写好的表格。")))
    if len(content) > MAX_BYTES:
        raise Malformed(Finding(_("文件超过 %(size)s MB，不像是表单。") % {"size": MAX_BYTES // 1024 // 1024}))
    kind = _kind(content)
    book = Workbook(DefinitionData())
    if kind == ".csv":
        content, book.lines = _csv(content)
    try:
        if kind == ".xlsx":
            book.nameless, book.unworked = list(xlsx.nameless(content)), list(xlsx.unworked(content))
        book.data = get_xlsform(io.BytesIO(content), file_type=kind)
    except Malformed:
        raise
    except PyXFormError as error:
        raise Malformed(_refusal(str(error))) from error
    except Exception as error:  # a broken file breaks its reader anywhere: XML, zip, structures of old Excel
        raise Malformed(Finding(str(DAMAGED))) from error
    _check_size(book)
    _clean_headers(book.data)
    return book


INVISIBLE = re.compile("[\ufeff\u200b-\u200d\u2060]")
"""Byte order marks and spaces of no width, which other programs leave in headings."""


def _clean_headers(data: DefinitionData) -> None:
    for sheet in SHEETS:
        for rows in (getattr(data, f"{sheet}_header", None), getattr(data, sheet, None)):
            for row in rows or []:
                for name in [name for name in row if INVISIBLE.search(name)]:
                    row[INVISIBLE.sub("", name)] = row.pop(name)


def _kind(content: bytes) -> str:
    """By content, whatever the name says."""
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise Malformed(Finding(_("工作簿有密码保护。请在 Excel 中取消密码，保存后再试。")))
        return ".xls"
    if content.lstrip(BLANK)[:1] == b"<" or (content[:1] == b"\x09" and content[1:2] in BIFF and b"\0" in content[:8]):
        raise Malformed(Finding(str(OTHER)))
    if content.lstrip(BLANK).startswith(PAPERS):
        raise Malformed(
            Finding(_("这是 PDF、文档或图片，不是 Excel 工作簿。请在 Excel 中打开表格，另存为 xlsx 再试。"))
        )
    if not content.startswith(ZIP):
        return ".csv"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            too_large = unpacks_too_large(archive)
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Malformed(Finding(str(DAMAGED))) from None
    if too_large:
        raise Malformed(Finding(_("工作簿展开后太大，不像是表单。")))
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        raise Malformed(Finding(str(OTHER)))
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Malformed(Finding(_("这不是 Excel 工作簿。请选择 xlsx、xls 或 csv 文件。")))
    return ".xlsx"


def unpacks_too_large(archive: zipfile.ZipFile) -> bool:
    """Whether the parts of a workbook come to more than may be taken in."""
    return sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED


def _csv(content: bytes) -> tuple[bytes, dict[str, list[int]]]:
    """A csv as pyxform takes it (sheet names in the first column), and the line of each row.

    A table that begins with its headings is taken for the survey sheet.
    """
    text = _decoded(content)
    head = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        table = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        message = _("这一行不是 csv：%(why)s") % {"why": error}
        raise Malformed(Finding(message, "csv", reader.line_num, "A")) from error
    first = next((row for _line, row in table if any(cell.strip() for cell in row)), [])
    if "type" in [cell.strip().lower() for cell in first]:
        table = [(0, ["survey"]), *((line, ["", *row]) for line, row in table)]
    lines: dict[str, list[int]] = {}
    sheet, headed = "", False
    for line, row in table:
        if row and row[0].strip():
            sheet, headed = row[0].strip().lower(), False
            lines.setdefault(sheet, [])
        if any(cell.strip() for cell in row[1:]):
            if headed and sheet:
                lines[sheet].append(line)
            headed = True
    if "survey" not in lines:
        raise Malformed(Finding(_("这不是 XLSForm 工作簿：没有 survey 表。请选择 xlsx、xls 或 csv 文件。")))
    written = io.StringIO()
    csv.writer(written).writerows(row for _line, row in table if any(cell.strip() for cell in row))
    return written.getvalue().encode(), lines


def _decoded(content: bytes) -> str:
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Malformed(Finding(_("这不是 Excel 工作簿。请选择 xlsx、xls 或 csv 文件。")))
    codes = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for code in codes:
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    raise Malformed(Finding(_("文件的文字编码认不出来。请在 Excel 中另存为 xlsx 再试。")))


def _refusal(message: str) -> Finding:
    if "encrypted" in message.lower():
        return Finding(_("工作簿有密码保护。请在 Excel 中取消密码，保存后再试。"))
    if message.startswith("Argument 'definition'"):
        return Finding(str(DAMAGED))
    if message.startswith("Duplicate column header"):
        column = message.partition(": ")[2]
        return Finding(_("有两列的列名都是「%(name)s」。请删除一列。") % {"name": column}, "survey", 1, column)
    return Finding(_("读不出这个工作簿：%(why)s") % {"why": message})


def _check_size(book: Workbook) -> None:
    if not book.data.survey_header and not book.data.survey:
        raise Malformed(Finding(_("没有 survey 表。XLSForm 的问题写在名为 survey 的工作表里。"), "survey", 1, "type"))
    for sheet, most in MAX_ROWS.items():
        count = len(getattr(book.data, sheet) or [])
        if count > most:
            message = _("这张表有 %(count)s 行，超过 %(most)s 行。") % {"count": count, "most": most}
            raise Malformed(Finding(message, sheet, most + FIRST_ROW, "type"))
