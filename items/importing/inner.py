"""The rows of a guide that an item's own row holds: in one cell, in columns, as JSON."""

import re
from typing import Any

from django.utils.translation import gettext as _

from . import lines, values
from .charging import has_price, is_free
from .headings import find, forms
from .layout import Group, Layout
from .sheets import BOTH_IN_ONE, BY_RELATION, Cell
from .textfiles import scalar
from .texts import joined, plain, short
from .wanted import Note, Wanted, cells_of

TOGETHER = frozenset(plain(word) for word in BOTH_IN_ONE)
HOURS = re.compile(
    r"^(?P<address>.{2,}?)[\s;\uff1b,\uff0c、。]*(?:(?:办公|办理|工作|受理|服务)?时间\s*[:\uff1a])?\s*"
    r"(?P<hours>(?:周[一二三四五六日]|星期|法定工作日|工作日|每天|每周|夏季|冬季|上午|\d{1,2}[:\uff1a]\d{2}).*)$",
    re.DOTALL,
)
LONG_ROWS = frozenset({"materials", "steps", "legal_bases"})


def read_rows(wanted: Wanted, plan: Layout, group: Group, row: dict[str, str]) -> None:
    """Every relation that a heading of the sheet speaks of."""
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
    if wanted.fields.get("charges") is None:
        _charges_by_fees(wanted, [row.get(own, "") for own in _prices(plan)])


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
    if relation == "fees" and is_free(cell):
        return []
    return [lines.ROW_OF[relation](line) for line in lines.LINES_OF[relation](cell)]


def _prices(plan: Layout) -> list[str]:
    """The headings under which an item's own row says what it costs."""
    own = [own for own, cell in plan.inline.get("fees", {}).items() if cell.field in ("name", "standard")]
    return [*own, *filter(None, [plan.whole.get("fees")])]


def _charges_by_fees(wanted: Wanted, cells: list[str]) -> None:
    """No column says whether it costs; the price does."""
    said = [cell for cell in cells if cell and plain(cell) not in values.NOTHING - values.NO]
    if said and all(is_free(cell) for cell in said):
        wanted.fields["charges"] = False
    elif any(has_price(cell) for cell in said):
        wanted.fields["charges"] = True


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
        if relation == "places" and any(form in TOGETHER for form in forms(own_key)):
            _part_place(wanted, own_key, found[-1])
    return found


def _part_place(wanted: Wanted, heading: str, place: dict[str, Any]) -> None:
    """A place and its hours of one cell, apart where the hours begin; told of either way."""
    match = HOURS.match(place["address"])
    if match is None or place.get("hours"):
        wanted.notes.append(Note(heading, _("地点和时间写在一格，整格记为办理地点，请核对。")))
        return
    place |= {"address": joined(match["address"]), "hours": match["hours"].strip()}
    said = {"address": short(place["address"]), "hours": short(place["hours"])}
    reason = _("地点和时间写在一格：读作地点“%(address)s”、时间“%(hours)s”，请核对。")
    wanted.notes.append(Note(heading, reason % said))


def _also(field: str) -> str:
    return "unit" if field == "limit" else field


def _nameless(wanted: Wanted, relation: str, cells: dict[str, Cell], row: dict[str, str]) -> list[dict[str, Any]]:
    """A price without a name; other rows without what names them say nothing."""
    made = cells_of(wanted, cells, row)
    if relation == "fees" and made.get("standard") and not is_free(made["standard"]):
        return [{"name": "收费", **made}]
    said = [own for own in cells if row.get(own) and plain(row[own]) not in values.NOTHING]
    if said and relation != "fees":
        wanted.notes.append(Note(said[0], _("没有对应的名称或地点，没有读取。")))
    return []


def _names(relation: str, cell: str) -> list[str]:
    if plain(cell) in values.NOTHING or (relation == "fees" and is_free(cell)):
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
