"""The rows of a further sheet, each given to the item that it names."""

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from . import papers
from .columns import ADDRESS, CODE, IGNORED, NUMBER_HEADINGS, OWNER, OWNER_ALSO, PART_TITLE, TITLE
from .headings import find, forms, shared_out
from .layout import PART_CODE
from .reading import Table
from .sheets import Cell, Sheet
from .texts import plain
from .wanted import Note, Wanted, cells_of

TITLES = ("事项", "主项名称", "权力名称", "职权名称", "所属事项", "所属事项名称", "对应事项", *PART_TITLE)
"""What a sheet of rows may call the item's name, beside 事项名称."""
SERIALS = ("事项序号", "所属事项序号", "对应序号")
OWN_CODE = "所属事项编码"
WHOSE_WORDS: tuple[str, ...] = (
    *(TITLE.heading, *TITLES, *(word for word in TITLE.also if "事项" in word)),
    *(CODE.heading, *CODE.also, OWN_CODE, *PART_CODE, OWNER, *OWNER_ALSO, ADDRESS),
    *(
        *SERIALS,
        *NUMBER_HEADINGS,
        *IGNORED,
        "基本编码",
        "事项类型",
        "材料序号",
        "环节序号",
        "步骤序号",
        "材料编号",
        "表",
    ),
)
WHOSE = frozenset(plain(word) for word in WHOSE_WORDS)
"""Headings by which a row names its item, or only counts."""


def attach(sheet: Sheet, table: Table, items: list[Wanted], notes: list[Note]) -> None:
    """Give each row of a sheet to the item it names; of an item that it does not name it says nothing."""
    whose = _finder(table, items)
    _note_unread_rows(sheet, table, notes)
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    last: Wanted | None = None
    for number, row in table.rows:
        named, wanted = whose(row)
        wanted = wanted if named else last
        last = wanted
        if wanted is None:
            notes.append(Note(table.name, _("第 %(n)s 行找不到对应的事项。") % {"n": number}))
            continue
        cells = _row_cells(sheet, tuple(row) if "#" in row else tuple(table.headings))
        made = cells_of(wanted, cells, row)
        if (
            sheet.relation == "materials"
            and not row.get(ADDRESS)
            and "#" not in row
            and papers.is_none(made.get("name", ""))
        ):
            grouped[id(wanted)] += []
            continue
        if made.get(sheet.key):
            grouped[id(wanted)].append(made)
        elif any(row.get(own) for own in cells):
            reason = _("%(sheet)s第 %(n)s 行没有名称，没有读取。") % {"sheet": sheet.name, "n": number}
            wanted.notes.append(Note(table.name, reason))
    for wanted in items:
        if id(wanted) in grouped:
            wanted.rows[sheet.relation] = grouped[id(wanted)]


def _note_unread_rows(sheet: Sheet, table: Table, notes: list[Note]) -> None:
    """Headings of a sheet of rows that mean nothing here; those that say whose the row is are none."""
    kinds = {tuple(row) for _number, row in table.rows if "#" in row} or {tuple(table.headings)}
    cells = {own for headings in kinds for own in _row_cells(sheet, headings)}
    for heading in dict.fromkeys(table.headings):
        if heading and heading not in cells and not any(form in WHOSE for form in forms(heading)):
            said = {"sheet": table.name or sheet.name}
            notes.append(Note(heading, _("工作表“%(sheet)s”：不认识的表头，没有读取。") % said))


@lru_cache(maxsize=500)
def _row_cells(sheet: Sheet, headings: tuple[str, ...]) -> dict[str, Cell]:
    return shared_out(headings, [(cell, [cell.heading, *cell.also]) for cell in sheet.cells])


Index = dict[tuple[str, ...], Wanted]


def _index(items: list[Wanted]) -> Index:
    index: Index = {}
    for wanted in items:
        keys = [("#", wanted.line), ("address", wanted.address), ("code", wanted.code)]
        for key in (*keys, ("name", plain(wanted.owner), plain(wanted.title)), ("name", "", plain(wanted.title))):
            if key[-1]:
                index.setdefault(key, wanted)
        if wanted.serial:
            index.setdefault(("serial", wanted.serial), wanted)
    return index


def _finder(table: Table, items: list[Wanted]) -> Callable[[dict[str, str]], tuple[bool, Wanted | None]]:
    """Whose a row is: by line, address, code, bureau and name, or number; and whether it names anybody at all."""
    index = _index(items)
    owner = find(table.headings, OWNER, *OWNER_ALSO)
    title = find(
        table.headings,
        TITLE.heading,
        *TITLES,
    )
    code = find(table.headings, CODE.heading, *CODE.also, OWN_CODE)
    serial = find(table.headings, *SERIALS) or (None if title or code else find(table.headings, "序号"))

    def whose(row: dict[str, str]) -> tuple[bool, Wanted | None]:
        keys = (
            ("#", row.get("#", "")),
            ("address", row.get(ADDRESS, "")),
            ("code", row.get(code, "") if code else ""),
            ("name", plain(row.get(owner, "")) if owner else "", plain(row.get(title, "")) if title else ""),
            ("serial", row.get(serial, "") if serial else ""),
        )
        said = [key for key in keys if key[-1]]
        return bool(said), next((index[key] for key in said if key in index), None)

    return whose
