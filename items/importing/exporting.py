"""Every item as a spreadsheet that the importer reads back to `unchanged` for all, drafts included."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..models import ItemPage
from .columns import ADDRESS, COLUMNS, FORM, JOINT, OWNER, TOPICS
from .sheets import SHEETS
from .writing import current


def export_file(path: Path) -> int:
    """Write all items to an .xlsx file; how many."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    main = book.create_sheet("事项")
    main.append([ADDRESS, *(column.heading for column in COLUMNS), OWNER, JOINT, TOPICS, FORM])
    sheets = {}
    for sheet in SHEETS:
        sheets[sheet.name] = book.create_sheet(sheet.name)
        sheets[sheet.name].append([ADDRESS, "实施编码", *(cell.heading for cell in sheet.cells)])
    count = 0
    for page in pages():
        append(main, _item(page))
        for sheet in SHEETS:
            for row in getattr(page, sheet.relation).all():
                append(sheets[sheet.name], [page.address, page.code, *(cell.write(row) for cell in sheet.cells)])
        count += 1
    book.save(path)
    return count


def pages() -> Iterator[ItemPage]:
    """Every item as its newest revision has it, by bureau."""
    rows = ItemPage.objects.select_related("latest_revision", "bureau").order_by("bureau__sort_order", "path")
    for page in rows.iterator(chunk_size=200):
        yield current(page)


def _item(page: ItemPage) -> list[str]:
    joint = ";".join(bureau.name for bureau in page.joint_bureaus.all())
    topics = ";".join(topic.name for topic in page.topics.all())
    form = page.form.code if page.form else ""
    return [page.address, *(column.write(page) for column in COLUMNS), page.bureau.name, joint, topics, form]


def append(sheet: Any, cells: list[str]) -> None:
    """Write a row. Text stays text: openpyxl takes what begins with = for a formula."""
    from openpyxl.cell import WriteOnlyCell

    row: list[Any] = []
    for text in cells:
        cell: Any = text
        if text.startswith("="):
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"
        row.append(cell)
    sheet.append(row)
