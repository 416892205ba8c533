"""One item from its row or rows of a sheet."""

import re
from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from .. import choices
from . import lines, values
from .columns import ADDRESS, COLUMNS, FORM, JOINT, OWNER, TOPICS, Column
from .headings import find
from .layout import Group, Layout
from .limits import BARE, Warn, squeezed
from .mapping import Mapping
from .owners import Section
from .reading import Table, plain
from .sheets import BY_RELATION, Cell
from .textfiles import scalar
from .texts import joined, short
from .wanted import Note, Wanted, cells_of

SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{1,3}$")
USUAL_CODE = re.compile(r"^[0-9A-Za-z][0-9A-Za-z\-_.]*$")
CODE_LENGTHS_WITH_BUREAU = (31, 33)
"""18 of the bureau, 1 行使层级, 12 基本编码, and 2 of the 业务办理项."""
TOTALS = {"合计", "小计", "总计", "共计"}
LONG_ROWS = frozenset({"materials", "steps", "legal_bases"})
CELL_DATES = frozenset({"计划生效日期", "计划取消日期"})


def read_item(table: Table, plan: Layout, group: Group, mapping: Mapping, section: Section) -> Wanted | None:
    """What a group of rows wants; None for a line of totals, which the table's notes tell of."""
    number, first = group[0]
    row = _together(table, plan, group)
    wanted = Wanted(number, line=first.get("#", ""), sheet=table.name)
    wanted.serial = first.get(plan.serial, "") if plan.serial else ""
    if _is_total(plan, row, wanted.serial):
        return None
    for heading, value in mapping.defaults.items():
        _fill(plan, row, heading, value)
    _read_names(wanted, plan, row, table.remarks.get((number, plan.code or "")) == "digits")
    _remark(wanted, table, plan, group)
    for own, column in plan.columns.items():
        read_cell(wanted, own, column, _with_unit(plan, own, row))
    _read_missing(wanted, plan, mapping, section)
    _read_rows(wanted, plan, group, row)
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


def _is_total(plan: Layout, row: dict[str, str], serial: str) -> bool:
    """合计 and its figures, and nothing that an item has."""
    title = row.get(plan.title or "", "")
    if plain(title or serial) not in TOTALS:
        return False
    rest = (cell for own, cell in row.items() if own not in (plan.title, plan.serial))
    return all(not cell or plain(cell).rstrip("项个件").isdigit() for cell in rest)


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
        wanted.unread |= blank | {name.replace("_limit", "_unit") for name in blank}
    if note and "limit_note" in found and found["limit_note"] != note:
        found = {**found, "limit_note": "；".join(part for part in (note, found["limit_note"]) if part)}
    wanted.fields.update(found)
    wanted.blank |= set() if cell else set(found)
    if "charges" in found and found["charges"] and "fees" not in wanted.rows:
        _fee_beside(wanted, cell)


def _fee_beside(wanted: Wanted, cell: str) -> None:
    """「收费(100元)」: yes, and what it costs."""
    match = re.match(r"^\s*(?:是|收费|有)?\s*[(\uff08:\uff1a,\uff0c]\s*(?P<said>.*?\d.*?)[)\uff09]?\s*$", cell)
    if match:
        wanted.rows["fees"] = [{"name": "收费", "standard": match["said"]}]


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


def _read_rows(wanted: Wanted, plan: Layout, group: Group, row: dict[str, str]) -> None:
    for own, sheet in plan.packed.items():
        packed = lines.objects(row.get(own, ""))
        if packed is not None:
            wanted.rows[sheet.relation] = _packed(wanted, sheet.cells, packed, sheet.key)
    for relation, own in plan.whole.items():
        if lines.objects(row.get(own, "")) is None:
            wanted.rows[relation] = _whole(relation, row.get(own, ""))
    for relation, cells in plan.inline.items():
        if cells:
            rows = group if relation in LONG_ROWS or relation == "questions" else [(wanted.number, row)]
            found = [made for _n, one in rows for made in _inline(wanted, relation, cells, one)]
            wanted.rows[relation] = _distinct(found)
    for relation, numbered in plan.numbered.items():
        found = [made for n in sorted(numbered) for made in _inline(wanted, relation, numbered[n], row)]
        wanted.rows[relation] = [*(wanted.rows.get(relation) or []), *found]
    if wanted.fields.get("charges") is None and plan.whole.get("fees"):
        _charges_by_fees(wanted, row.get(plan.whole["fees"], ""))


def _packed(wanted: Wanted, cells: tuple[Cell, ...], packed: list[Any], key: str) -> list[dict[str, Any]]:
    found = []
    for one in packed:
        said = {str(heading): scalar(value) for heading, value in one.items()}
        own = {o: cell for cell in cells if (o := find(list(said), cell.heading, *cell.also))}
        made = cells_of(wanted, own, said)
        if made.get(key):
            found.append(made)
    return found


def _whole(relation: str, cell: str) -> list[dict[str, Any]]:
    if relation == "fees" and plain(cell) in values.NO:
        return []
    return [lines.ROW_OF[relation](line) for line in lines.LINES_OF[relation](cell)]


def _charges_by_fees(wanted: Wanted, cell: str) -> None:
    """No column says whether it costs; the price does."""
    if plain(cell) in values.NO - values.NOTHING:
        wanted.fields["charges"] = False


def _inline(wanted: Wanted, relation: str, cells: dict[str, Cell], row: dict[str, str]) -> list[dict[str, Any]]:
    """The row of a relation that an item's row holds in columns; several where the name's cell holds several."""
    key = BY_RELATION[relation].key
    own_key = next((own for own, cell in cells.items() if cell.field == key), None)
    if own_key is None:
        return _nameless(wanted, relation, cells, row)
    names = _names(relation, row.get(own_key, ""))
    if not names:
        return []
    found = []
    for index, name in enumerate(names):
        one = {own: _nth(row.get(own, ""), index, len(names)) for own in cells} | {own_key: name}
        plain_row = lines.ROW_OF[relation](name) if relation in LONG_ROWS else {}
        made = cells_of(wanted, cells, one)
        blank = {field for own, cell in cells.items() if not one[own] for field in (cell.field, _also(cell.field))}
        said = {field: value for field, value in made.items() if field not in blank or field not in plain_row}
        found.append({**plain_row, **said, key: plain_row.get(key, name)})
    return found


def _also(field: str) -> str:
    return "unit" if field == "limit" else field


def _nameless(wanted: Wanted, relation: str, cells: dict[str, Cell], row: dict[str, str]) -> list[dict[str, Any]]:
    """A price without a name; other rows without what names them say nothing."""
    made = cells_of(wanted, cells, row)
    if relation == "fees" and made.get("standard") and plain(made["standard"]) not in values.NO:
        return [{"name": "收费", **made}]
    said = [own for own in cells if row.get(own) and plain(row[own]) not in values.NOTHING]
    if said and relation != "fees":
        wanted.notes.append(Note(said[0], _("没有对应的名称或地点，没有读取。")))
    return []


def _names(relation: str, cell: str) -> list[str]:
    if plain(cell) in values.NOTHING:
        return []
    if relation in ("materials", "steps"):
        return lines.LINES_OF[relation](cell)
    return [joined(cell)] if cell else []


def _nth(cell: str, index: int, of: int) -> str:
    if of == 1:
        return cell
    parts = lines.entries(cell)
    if len(parts) == of:
        return parts[index]
    return cell if len(parts) == 1 else ""


def _distinct(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that a merged cell repeats are one."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if row not in found:
            found.append(row)
    return found
