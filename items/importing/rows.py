"""One item from its row or rows of a sheet."""

import re
from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from .. import choices
from . import values
from .charging import has_price
from .columns import ADDRESS, COLUMNS, FORM, JOINT, OWNER, TOPICS, Column
from .inner import read_rows
from .layout import Group, Layout
from .limits import BARE, Warn, squeezed
from .lines import entries, fee
from .mapping import Mapping
from .owners import COUNTED, Section
from .reading import Table, plain
from .texts import joined, short
from .wanted import Note, Wanted, not_text

SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{1,3}$")
USUAL_CODE = re.compile(r"^[0-9A-Za-z][0-9A-Za-z\-_.]*$")
CODE_LENGTHS_WITH_BUREAU = (31, 33)
"""18 of the bureau, 1 行使层级, 12 基本编码, and 2 of the 业务办理项."""
TOTAL = re.compile(r"^[合小总共]计(?:\d+[项个件条]?)?$")
NUMBERED_PART = re.compile(
    r"^(?:[(\uff08](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)\uff09]|\d{1,2}[.、．](?!\d))\s*(?=.)"
)
CELL_DATES = frozenset({"计划生效日期", "计划取消日期"})


def read_item(table: Table, plan: Layout, group: Group, mapping: Mapping, section: Section) -> Wanted | None:
    """What a group of rows wants; None for a line of totals, which the table's notes tell of."""
    number, first = group[0]
    row = _together(table, plan, group)
    refused = frozenset(own for own, cell in row.items() if plan.refuses(own, cell))
    plan = plan.without(refused, plan.silent(row) if "#" in first else frozenset())
    wanted = Wanted(number, line=first.get("#", ""), sheet=table.name)
    wanted.serial = first.get(plan.serial, "") if plan.serial else ""
    if _is_total(row) or _is_section(plan, row, wanted.serial):
        return None
    wanted.notes += [not_text(own, row[own]) for own in row if own in refused]
    for heading, value in mapping.defaults.items():
        _fill(plan, row, heading, value)
    _read_names(wanted, plan, row, table.remarks.get((number, plan.code or "")) == "digits")
    _remark(wanted, table, plan, group)
    for own, column in plan.columns.items():
        read_cell(wanted, own, column, _with_unit(plan, own, row))
    _read_missing(wanted, plan, mapping, section)
    read_rows(wanted, plan, group, row)
    return wanted


def _together(table: Table, plan: Layout, group: Group) -> dict[str, str]:
    """The item's own cells: the first row's, with what the rows below add."""
    row = dict(group[0][1])
    inner = {own for cells in plan.inline.values() for own in cells}
    for number, more in group[1:]:
        for own, cell in more.items():
            if not cell or own in inner or own == plan.serial or (number, own) in table.spread:
                continue
            if cell not in row.get(own, "").split("\n"):
                row[own] = f"{row[own]}\n{cell}" if row.get(own) else cell
    return row


def _is_total(row: dict[str, str]) -> bool:
    """合计 in the first cell and its figures, and nothing that an item has."""
    said = [plain(cell) for own, cell in row.items() if cell and own != "#"]
    return bool(said) and bool(TOTAL.match(said[0])) and all(cell.rstrip("项个件条").isdigit() for cell in said[1:])


def _is_section(plan: Layout, row: dict[str, str], serial: str) -> bool:
    """「一 | 行政许可（共2项）」: a heading between the rows, its number in a cell of its own."""
    title = row.get(plan.title or "", "")
    if not re.match(r"^[一二三四五六七八九十]{1,3}[、.]?$", serial) or not COUNTED.search(title):
        return False
    return all(not cell for own, cell in row.items() if own not in (plan.title, plan.serial))


def _fill(plan: Layout, row: dict[str, str], heading: str, value: str) -> None:
    """A profile's default, where the column is there and the cell is empty."""
    owns = [own for own, column in plan.columns.items() if column.heading == heading]
    owns += [own for name, own in plan.single.items() if own and name == heading]
    for own in owns:
        row[own] = row.get(own) or value


def _read_names(wanted: Wanted, plan: Layout, row: dict[str, str], lost: bool) -> None:
    def one(name: str) -> str | None:
        own = plan.single.get(name)
        return None if own is None else row.get(own, "")

    main, part = joined(row.get(plan.title or "", "")), joined(row.get(plan.part or "", ""))
    wanted.fields["title"] = _title(main, "" if plain(part) in values.NOTHING else part)
    if plan.code:
        wanted.fields["code"] = _code(wanted, plan.code, row.get(plan.code, ""), lost)
    wanted.owner = joined(one(OWNER) or "")
    wanted.address, wanted.form = one(ADDRESS) or "", one(FORM)
    wanted.joint, wanted.topics = one(JOINT), one(TOPICS)


def _title(main: str, part: str) -> str:
    if not part or part == main:
        return main
    part = NUMBERED_PART.sub("", part)
    return part if not main or main in part else f"{main}（{part}）"


def _code(wanted: Wanted, heading: str, cell: str, lost: bool) -> str:
    code = cell.replace("\n", "").strip()
    if plain(code) in values.NOTHING:
        return ""
    if lost or SCIENTIFIC.match(code):
        wanted.notes.append(Note(heading, _lost(code)))
        return ""
    if not USUAL_CODE.match(code):
        wanted.notes.append(Note(heading, _("编码“%(code)s”里有不常见的字符，请核对。") % {"code": short(code)}))
    elif len(code) in CODE_LENGTHS_WITH_BUREAU and not uscc.is_valid(code[:18]):
        wanted.notes.append(Note(heading, _("编码前 18 位不是有效的统一社会信用代码，请核对。")))
    return code


def _lost(code: str) -> str:
    return _("编码“%(code)s”在表格里成了数字，末尾的位数已经丢失，没有读取；请把这一列设为文本。") % {
        "code": short(code)
    }


def _remark(wanted: Wanted, table: Table, plan: Layout, group: Group) -> None:
    """What the reader had to say of the cells of these rows."""
    if not table.remarks:
        return
    for number, row in group:
        for own in row:
            said = table.remarks.get((number, own))
            if said is None or said == "number" or not plan.uses(own):
                continue
            if said == "digits" and own == plan.code:
                continue
            if said == "digits":
                wanted.notes.append(
                    Note(own, _("数字太长，表格里末尾的位数可能已经丢失：%(text)s") % {"text": short(row[own])})
                )
            elif said == "date":
                column = plan.columns.get(own)
                if column is None or column.heading not in CELL_DATES:
                    wanted.notes.append(Note(own, _("单元格是日期格式，读作 %(text)s。") % {"text": short(row[own])}))
            else:
                wanted.notes.append(Note(own, said))


def _with_unit(plan: Layout, own: str, row: dict[str, str]) -> str:
    """A bare number with the unit of its own column or of the heading."""
    cell = row.get(own, "")
    unit = row.get(plan.units.get(own, ""), "") or plan.unit_said.get(own, "")
    return f"{cell}({unit})" if unit and BARE.match(squeezed(cell)) else cell


def read_cell(wanted: Wanted, heading: str, column: Column, cell: str) -> None:
    """One cell of an item's own into its fields; what cannot be understood is noted."""
    note = wanted.fields.get("limit_note", "")
    try:
        found = column.read(cell)
    except Warn as problem:
        wanted.notes.append(Note(heading, str(problem)))
        found = problem.kept if isinstance(problem.kept, dict) else column.read("")
        blank = {name for name, value in found.items() if value in (None, "", [])}
        blank = set() if problem.blank else blank
        wanted.unread |= blank | {name.replace("_limit", "_unit") for name in blank}
    if note and "limit_note" in found and found["limit_note"] != note:
        found = {**found, "limit_note": "；".join(part for part in (note, found["limit_note"]) if part)}
    wanted.fields.update(found)
    wanted.blank |= set() if cell else set(found)
    if "charges" in found and found["charges"] and "fees" not in wanted.rows:
        _fee_beside(wanted, cell)


def _fee_beside(wanted: Wanted, cell: str) -> None:
    """「收费(100元)」「按次收费100元」: yes, and what it costs."""
    match = re.match(r"^\s*(?:是|收费|有)?\s*[(\uff08:\uff1a,\uff0c]\s*(?P<said>.*?\d.*?)[)\uff09]?\s*$", cell)
    if match:
        wanted.rows["fees"] = [{"name": "收费", "standard": match["said"]}]
    elif has_price(cell):
        wanted.rows["fees"] = [fee(line) for line in entries(cell) if has_price(line)]


def _read_missing(wanted: Wanted, plan: Layout, mapping: Mapping, section: Section) -> None:
    """What no column says: by the profile, by the headings between the rows, by the sheet."""
    have = {column.heading for column in plan.columns.values()}
    said = {heading: value for heading, value in mapping.defaults.items() if heading not in have}
    if section.kind and "事项类型" not in have:
        said["事项类型"] = said.get("事项类型") or str(_label(section.kind))
    for column in COLUMNS:
        if column.heading in said:
            read_cell(wanted, column.heading, column, said[column.heading])
    if "事项类型" not in have and "kind" not in wanted.fields:
        _kind_by_sheet(wanted)
    wanted.owner = wanted.owner or section.owner or mapping.defaults.get(OWNER, "")
    for name in (JOINT, TOPICS):
        if plan.single.get(name) is None and name in mapping.defaults:
            setattr(wanted, "joint" if name == JOINT else "topics", mapping.defaults[name])


def _label(kind: str) -> Any:
    return choices.ItemKind(kind).label


def _kind_by_sheet(wanted: Wanted) -> None:
    """A sheet for each type: 行政许可, 公共服务."""
    try:
        kind = values.word(wanted.sheet, choices.ItemKind) if wanted.sheet else ""
    except Warn:
        return
    if kind:
        wanted.fields["kind"] = kind
