"""Every item as a file that the importer reads back to `unchanged` for all, drafts included."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from ..models import ItemPage
from .columns import ADDRESS, COLUMNS, FORM, JOINT, OWNER, TOPICS
from .reading import Unreadable
from .sheets import SHEETS
from .texts import clean
from .writing import current

if TYPE_CHECKING:
    from accounts.models import User

FORMULA = re.compile(r"^'*[=+\-@]")
LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What a reader of .xlsx would take for an escaped character (ECMA-376, ST_Xstring)."""
HEADINGS = [ADDRESS, *(column.heading for column in COLUMNS), OWNER, JOINT, TOPICS, FORM]


def export_file(path: Path, user: "User | None" = None) -> int:
    """Write all items (those `user` may see) to .xlsx, .csv or .jsonl by the name's end; how many. Raises Unreadable."""
    writers: dict[str, Callable[[Path, Iterator[ItemPage]], int]] = {".xlsx": _xlsx, ".csv": _csv, ".jsonl": _jsonl}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise Unreadable(_("不认识的文件类型“%(suffix)s”，请用 .xlsx、.csv 或 .jsonl。") % {"suffix": path.suffix})
    with translation.override("zh-hans"):
        return writer(path, pages(user))


def pages(user: "User | None" = None) -> Iterator[ItemPage]:
    """Every item as its newest revision has it, by bureau."""
    rows = ItemPage.objects.all() if user is None else ItemPage.objects.visible_to(user)
    rows = rows.select_related("latest_revision", "bureau").order_by("bureau__sort_order", "path")
    for page in rows.iterator(chunk_size=200):
        yield current(page)


def _item(page: ItemPage) -> list[str]:
    joint = ";".join(bureau.name for bureau in page.joint_bureaus.all())
    topics = ";".join(topic.name for topic in page.topics.all())
    form = page.form.code if page.form else ""
    own = (column.write(page) for column in COLUMNS)
    return [clean(text) for text in (page.address, *own, page.bureau.name, joint, topics, form)]


def _rows(page: ItemPage, relation: str, cells: Any) -> list[dict[str, str]]:
    rows = getattr(page, relation).all()
    return [{cell.heading: text for cell in cells if (text := clean(cell.write(row)))} for row in rows]


def _xlsx(path: Path, found: Iterator[ItemPage]) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    main = book.create_sheet("事项")
    main.append(HEADINGS)
    sheets = {}
    for sheet in SHEETS:
        sheets[sheet.name] = book.create_sheet(sheet.name)
        sheets[sheet.name].append([ADDRESS, "实施编码", *(cell.heading for cell in sheet.cells)])
    count = 0
    for page in found:
        append(main, _item(page))
        for sheet in SHEETS:
            for row in getattr(page, sheet.relation).all():
                cells = [page.address, page.code, *(clean(cell.write(row)) for cell in sheet.cells)]
                append(sheets[sheet.name], cells)
        count += 1
    book.save(path)
    return count


def append(sheet: Any, cells: list[str]) -> None:
    """Write a row. Text stays text: openpyxl takes what begins with = for a formula, and #N/A for an error."""
    from openpyxl.cell import WriteOnlyCell

    row: list[Any] = []
    for text in (LIKE_ESCAPED.sub("_x005F_", cell) for cell in cells):
        cell: Any = text
        if text.startswith(("=", "#")):
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"
        row.append(cell)
    sheet.append(row)


def _csv(path: Path, found: Iterator[ItemPage]) -> int:
    """One line an item; its materials and other rows as JSON in a cell each, that the importer takes apart again."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEADINGS, *(sheet.name for sheet in SHEETS)])
        for page in found:
            packed = [_packed(_rows(page, sheet.relation, sheet.cells)) for sheet in SHEETS]
            writer.writerow([guarded(text) for text in (*_item(page), *packed)])
            count += 1
    return count


def _packed(rows: list[dict[str, str]]) -> str:
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs as a formula: an apostrophe before it, which the importer takes off again."""
    return f"'{text}" if FORMULA.match(text) else text


def _jsonl(path: Path, found: Iterator[ItemPage]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for page in found:
            record: dict[str, Any] = dict(zip(HEADINGS, _item(page), strict=True))
            record |= {sheet.name: _rows(page, sheet.relation, sheet.cells) for sheet in SHEETS}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count
