"""The choices in a workbook's first sheet: each row one, each column a level. What does not fit is refused with its row."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .choice_lists import MOST
from .fields.linked_choices import DEEPEST, SEPARATOR
from .xlsform.workbook import unpacks_too_large
from .xlsform.xlsx import MOST_KEPT, TOO_LONG

MAX_BYTES = 2 * 1024 * 1024
HEADINGS = {
    "选项", "选项名称", "选项文字", "名称", "大类", "中类", "小类", "类别", "一级", "二级", "三级", "第一级", "第二级", "第三级",
    "一级选项", "二级选项", "三级选项", "label", "name", "option", "choice",
}  # fmt: skip
CODES = {"编号", "选项编号", "代码", "编码", "序号", "code", "value"}
"""Headings of columns that hold no level."""
ERRORS = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}

Row = tuple[int, list[str], bool]
"""Its number in the sheet, its cells, whether it is set off in bold or by a colour."""


@dataclass
class Found:
    """The choices as lines of a list, and what the editor should know of how they were read."""

    lines: list[str]
    notes: list[str] = field(default_factory=list)


def read(file: Any) -> Found:
    """The choices of an xlsx. ValidationError, with the row, if it is none or has what can be no choice."""
    if file.size > MAX_BYTES:
        raise ValidationError(_("文件超过 2 MB。请只保留选项那几列。"))
    content = file.read()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if unpacks_too_large(archive):
                raise _too_many()
        results, formulas = (
            openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=kept) for kept in (True, False)
        )
        sheet, others = results.worksheets[0], results.worksheets[1:]
        rows = list(_rows(sheet, formulas.worksheets[0]))
        passed = [
            other.title for other in others if any(map(any, other.iter_rows(values_only=True, max_row=MOST_KEPT)))
        ]
    except ValidationError:
        raise
    except Exception as error:  # a broken workbook breaks its reader anywhere
        raise ValidationError(_("这不是能读的 xlsx 工作簿。请在 Excel 中另存为 xlsx 再试。")) from error
    if not rows:
        raise ValidationError(_("第一张表「%(name)s」里没有选项。请把选项放在第一张表。") % {"name": sheet.title})
    notes = [_("只读了第一张表；「%(name)s」没有读。") % {"name": name} for name in passed]
    rows, of_heading = _without_heading(rows)
    left = min((_first(cells) for _number, cells, _marked in rows), default=0)
    return Found([_line(number, cells[left:]) for number, cells, _marked in rows], [of_heading, *notes])


def _rows(results: Any, formulas: Any) -> Iterator[Row]:
    """The rows that are not empty; more than a list may have, and a heading, are refused.

    So are more rows, empty ones among them, than a file may hold; those that it leaves out are one object.
    """
    count, kept, before = 0, 0, None
    for number, (row, written) in enumerate(zip(results.iter_rows(), formulas.iter_rows(), strict=True), 1):
        if row is before:
            continue
        before, kept = row, kept + 1
        if kept > MOST_KEPT:
            raise ValidationError(TOO_LONG % {"most": MOST_KEPT})
        cells = [_text(number, one, two) for one, two in zip(row, written, strict=True)]
        if not any(cells):
            continue
        count += 1
        if count > MOST + 1:
            raise _too_many()
        filled = [one for one, text in zip(row, cells, strict=True) if text]
        yield number, cells, all(one.font.b or one.fill.fill_type for one in filled)


def _too_many() -> ValidationError:
    return ValidationError(_("选项太多：最多 %(most)s 个。") % {"most": MOST})


def _text(number: int, cell: Any, written: Any) -> str:
    value = cell.value
    if value is None and written.value is not None:
        raise ValidationError(
            _("第 %(row)s 行是公式，文件里没有它的结果。请在 Excel 中打开、保存一次，或直接写上文字。")
            % {"row": number}
        )
    if isinstance(value, bool | datetime.date | datetime.time | datetime.timedelta) or str(value) in ERRORS:
        words = {"row": number, "value": str(value).upper() if isinstance(value, bool) else str(value)}
        raise ValidationError(_("第 %(row)s 行的「%(value)s」不是文字，不能作选项。请改成文字，或删去这一行。") % words)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(str(value).split())


def _first(cells: list[str]) -> int:
    return next(at for at, text in enumerate(cells) if text)


def _without_heading(rows: list[Row]) -> tuple[list[Row], str]:
    """The rows below the heading, and how the first row was taken."""
    number, cells, marked = rows[0]
    words = [text.lower() for text in cells if text]
    named = {"row": number, "text": " | ".join(text for text in cells if text)[:60]}
    if any(word in CODES for word in words):
        message = _(
            "第 %(row)s 行「%(text)s」：每一列是一级选项，编号不能另占一列。请删去那一列，或写成「名称 = 编号」。"
        )
        raise ValidationError(message % named)
    if all(word in HEADINGS for word in words) or (marked and not all(row[2] for row in rows)):
        return rows[1:], _("第 %(row)s 行「%(text)s」当作表头，没有作选项。") % named
    return rows, _("第 %(row)s 行「%(text)s」当作选项。如果它是表头，请在选项里删去这一行。") % named


def _line(number: int, cells: list[str]) -> str:
    last = max(at for at, text in enumerate(cells) if text)
    if last >= DEEPEST:
        words = {"row": number, "most": DEEPEST, "text": cells[last][:20]}
        raise ValidationError(
            _("第 %(row)s 行的「%(text)s」在第 %(most)s 列之后：选项最多 %(most)s 级。请删去后面的列。") % words
        )
    if "" in cells[: last + 1]:
        message = _("第 %(row)s 行「%(text)s」前面有空格子。合并的单元格请取消合并，每一行都写上全部各级。")
        raise ValidationError(message % {"row": number, "text": cells[last][:20]})
    return f" {SEPARATOR} ".join(cells[: last + 1])
