"""From sheets of text to what the file wants each item to be."""

from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from . import owners
from .attaching import attach
from .columns import (
    ADDRESS,
    CODE,
    COLUMNS,
    FORM,
    JOINT,
    JOINT_ALSO,
    NO_FIELD,
    OWNER,
    OWNER_ALSO,
    PART_TITLE,
    TITLE,
    TOPICS,
    TOPICS_ALSO,
)
from .headings import find
from .layout import Layout, layout
from .mapping import Mapping
from .reading import Table, Unreadable, plain
from .rows import read_item
from .sheets import IN_ONE_CELL, INLINE, SHEETS, Sheet
from .texts import short
from .wanted import Note, Wanted

__all__ = ["Contents", "Note", "Wanted", "known_headings", "understand"]

ITEMS_SHEET = ("事项", "事项清单", "事项目录", "事项信息", "办事指南", "items")
BUREAUS_SHEET = ("机构", "部门", "单位", "bureaus")
THEMES_SHEET = ("一件事", "主题", "themes")
NOTES_SHEET = ("说明", "填写说明", "填报说明", "使用说明", "填表说明", "字典", "数据字典")
VAGUE = ("名称", "标题", "name", "title")
SIDEWAYS = 3
"""Items called as headings are, by which a sheet is taken for a guide that was not understood."""
FEW = 4
"""Headings of an item that a sheet of its rows may repeat: 序号, code, name, bureau."""


@dataclass
class Contents:
    """A whole file, understood."""

    items: list[Wanted] = field(default_factory=list)
    bureaus: list[dict[str, str]] = field(default_factory=list)
    themes: list[dict[str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    area_code: str = ""


@cache
def known_headings() -> frozenset[str]:
    """Every heading that means something, in plain form: how the heading row of a sheet is found."""
    words: list[str] = [OWNER, *OWNER_ALSO, JOINT, *JOINT_ALSO, TOPICS, *TOPICS_ALSO, FORM, ADDRESS, *PART_TITLE]
    words += ["主题名称", "地址名", "机构名称", "序号", *NO_FIELD]
    for column in COLUMNS:
        words += [column.heading, *column.also]
    for sheet in SHEETS:
        for cell in sheet.cells:
            words += [cell.heading, *cell.also]
    for headings in (*IN_ONE_CELL.values(), *INLINE.values()):
        words += headings
    return frozenset(plain(word) for word in words)


def understand(tables: list[Table], mapping: Mapping | None = None, filename: str = "") -> Contents:
    """Sort the sheets and read each. Raises Unreadable when no sheet is of items."""
    mapping = mapping or Mapping()
    contents = Contents(area_code=mapping.area_code)
    for table in tables:
        contents.notes += [Note(where, reason) for where, reason in table.notes]
        contents.broken += table.broken
    main, rest = _sorted([table for table in mapping.applied(tables) if table.headings], contents)
    if not main and not contents.bureaus and not contents.themes and not contents.broken:
        raise Unreadable(_why_none(tables))
    for table in main:
        contents.items += _items(table, mapping, contents.notes, filename)
    for sheet, table in rest:
        attach(sheet, table, contents.items, contents.notes)
    contents.notes = list(dict.fromkeys(contents.notes))
    return contents


def _why_none(tables: list[Table]) -> str:
    headings = [heading for table in tables for heading in table.headings if heading][:12]
    if not headings:
        return _("文件里没有可以读取的内容。")
    return _("没有找到“事项名称”一列，不像事项清单。找到的表头：%(have)s") % {"have": "、".join(headings)[:200]}


def _sorted(tables: list[Table], contents: Contents) -> tuple[list[Table], list[tuple[Sheet, Table]]]:
    """Sheets of items, and sheets of their rows, by name and else by their headings."""
    main: list[Table] = []
    rest: list[tuple[Sheet, Table]] = []
    loose: list[Table] = []
    for table in tables:
        name = plain(table.name)
        sheet = next((s for s in SHEETS if name in {plain(n) for n in s.names}), None)
        if name in ITEMS_SHEET or table.upright:
            main.append(table)
        elif name in BUREAUS_SHEET and find(table.headings, "机构名称", "名称"):
            contents.bureaus += [row for _n, row in table.rows]
        elif name in THEMES_SHEET and find(table.headings, "主题名称"):
            contents.themes += [row for _n, row in table.rows]
        elif sheet:
            rest.append((sheet, table))
        else:
            loose.append(table)
    _place_loose(loose, main, rest, contents)
    return main, rest


def _place_loose(loose: list[Table], main: list[Table], rest: list[tuple[Sheet, Table]], contents: Contents) -> None:
    """Sheets with names of their own: rows if they say little of items beside a sheet that says more, else items."""
    weights = {id(table): _weight(table) for table in (*loose, *main)}
    most = max(weights.values(), default=0)
    for table in loose:
        sheet = _row_sheet(table)
        if sheet and weights[id(table)] <= FEW and (main or most > weights[id(table)] or _several(loose)):
            rest.append((sheet, table))
        elif _of_items(table, most) and plain(table.name) not in NOTES_SHEET:
            main.append(table)
        elif table.rows and plain(table.name) not in NOTES_SHEET:
            contents.notes.append(Note(table.name, _("不认识的工作表，没有读取。")))


def _of_items(table: Table, most: int) -> bool:
    """Whether a sheet names items; a list of contents beside the real lists only has 名称."""
    if most > FEW // 2 and not find(
        table.headings, *(w for w in (TITLE.heading, *TITLE.also, *PART_TITLE) if w not in VAGUE)
    ):
        return find(table.headings, *VAGUE) is not None and _weight(table) > 1
    return find(table.headings, TITLE.heading, *TITLE.also, *PART_TITLE) is not None


def _several(loose: list[Table]) -> bool:
    return sum(_row_sheet(table) is None and bool(table.rows) for table in loose) > 0


def _weight(table: Table) -> int:
    """How many headings speak of the item itself."""
    words = [(c.heading, *c.also) for c in COLUMNS] + [(OWNER, *OWNER_ALSO), *IN_ONE_CELL.values()]
    return sum(find(table.headings, *group) is not None for group in words)


def _row_sheet(table: Table) -> Sheet | None:
    """The sheet whose rows these are: its name is in the table's, or its own key among the headings."""
    name = plain(table.name)
    for sheet in SHEETS:
        key = next(cell for cell in sheet.cells if cell.field == sheet.key)
        if find(table.headings, key.heading) or (
            name and plain(sheet.name) in name and find(table.headings, key.heading, *key.also)
        ):
            others = [c for c in sheet.cells if c.field != sheet.key and find(table.headings, c.heading, *c.also)]
            if others or plain(sheet.name) in name:
                return sheet
    return None


def _items(table: Table, mapping: Mapping, notes: list[Note], filename: str) -> list[Wanted]:
    plan = layout(table)
    _note_unread(table, plan, mapping, notes)
    guess = owners.guessed(table, filename) if plan.owner is None and not mapping.defaults.get(OWNER) else ""
    if guess and table.rows:
        said = {"name": guess}
        notes.append(Note(OWNER, _("没有实施主体一列，按标题、工作表名或文件名认定为“%(name)s”。") % said))
    numbers = _numeric_codes(table, plan)
    if numbers:
        reason = _("有 %(n)s 行的编码是数字格式，开头的 0 可能已经丢失；请把这一列设为文本。") % {"n": numbers}
        notes.append(Note(plan.code or CODE.heading, reason))
    found, bands = [], list(table.bands)
    section = owners.Section(owner=guess)
    for group in plan.groups(table):
        while bands and bands[0][0] < group[0][0]:
            _take_band(bands.pop(0), section, notes)
        wanted = read_item(table, plan, group, mapping, section)
        if wanted is None:
            _take_band((group[0][0], " ".join(cell for cell in group[0][1].values() if cell)), section, notes)
        else:
            found.append(wanted)
    for band in bands:
        _take_band(band, section, notes)
    if sum(plain(one.title) in known_headings() for one in found) >= SIDEWAYS:
        for one in found:
            one.sideways = True
    return found


def _take_band(band: tuple[int, str], section: "owners.Section", notes: list[Note]) -> None:
    number, text = band
    if not text.isdigit() and not section.take(text):
        reason = _("不是事项，没有读取：%(text)s") % {"text": short(text)}
        notes.append(Note(_("第 %(n)s 行") % {"n": number}, reason))


def _note_unread(table: Table, plan: Layout, mapping: Mapping, notes: list[Note]) -> None:
    for heading in dict.fromkeys(table.headings):
        if heading and not plan.uses(heading):
            notes.append(Note(heading, _("不认识的表头，没有读取。")))


def _numeric_codes(table: Table, plan: Layout) -> int:
    return sum(said == "number" for (_n, heading), said in table.remarks.items() if heading == plan.code)
