"""Bringing a page in memory to what its row says, and what that takes away from it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from .. import sharing
from ..models import ItemPage
from . import values
from .columns import COLUMNS, FORM, JOINT, TOPICS, Column
from .rows import read_cell
from .sheets import BY_RELATION, Sheet
from .texts import cell_text, joined, short
from .wanted import Note, Wanted

BLANK: tuple[Any, ...] = (None, "", (), [])
COLUMN_OF = {name: column for column in COLUMNS for name in column.read("") if not name.endswith("_unit")}
"""The column of the sheet that fills a field."""
TARGETS = {"joint_bureaus": JOINT, "topics": TOPICS}


def apply(
    page: ItemPage,
    fields: dict[str, Any],
    targets: dict[str, list[Any]],
    rows: dict[str, list[dict[str, Any]]],
) -> bool:
    """Set what differs on a page in memory; whether anything did."""
    changed = False
    said: dict[str, Any] | None = None
    for name, value in fields.items():
        if getattr(page, name) == value:
            continue
        said = said_of(page) if said is None else said
        if name not in said or said[name] != value:
            setattr(page, name, value)
            changed = True
    for name, wanted in targets.items():
        if {one.pk for one in getattr(page, name).all()} != {one.pk for one in wanted}:
            setattr(page, name, wanted)
            changed = True
    for relation, wanted_rows in rows.items():
        changed |= _apply_rows(page, relation, wanted_rows)
    return changed


def said_of(page: ItemPage) -> dict[str, Any]:
    """A page's columns as the importer would read them from its own export: what differs only in spelling is the same."""
    read = Wanted(0)
    for column in COLUMNS:
        read_cell(read, column.heading, column, cell_text(column.write(page)))
    return read.fields | {"title": joined(cell_text(page.title))}


def same_rows(page: ItemPage, relation: str, wanted: list[dict[str, Any]]) -> bool:
    """Whether a relation is as wanted already."""
    have = list(getattr(page, relation).all())
    return len(have) == len(wanted) and all(_same(row, _own(row, want)) for row, want in zip(have, wanted, strict=True))


def _apply_rows(page: ItemPage, relation: str, wanted: list[dict[str, Any]]) -> bool:
    """Bring a relation to the wanted rows; a row that was there keeps its key and what the file does not speak of."""
    if same_rows(page, relation, wanted):
        return False
    sheet = BY_RELATION[relation]
    manager = getattr(page, relation)
    have = list(manager.all())
    free: dict[str, list[Any]] = defaultdict(list)
    for row in have:
        free[getattr(row, sheet.key)].append(row)
    rows = []
    for order, want in enumerate(wanted):
        reusable = free.get(want[sheet.key])
        row = reusable.pop(0) if reusable else _new(sheet, page, want)
        for name, value in _own(row, want).items():
            setattr(row, name, value)
        row.sort_order = order
        rows.append(row)
    manager.set(rows)
    return True


def _new(sheet: Sheet, page: ItemPage, want: dict[str, Any]) -> Any:
    """A row that was not there; a step whose kind the file does not say is of the kind its name says."""
    row = sheet.model(page=page)
    if sheet.relation == "steps":
        row.kind = values.step_kind(want[sheet.key])
    return row


def _own(row: Any, want: dict[str, Any]) -> dict[str, Any]:
    """What a file may say of a row: of one that uses a shared material, which the file does not speak of, only its own."""
    if not getattr(row, "shared_id", None) or "shared_id" in want:
        return want
    return {name: value for name, value in want.items() if name == "name" or name not in sharing.FIELDS}


def _same(row: Any, want: dict[str, Any]) -> bool:
    return all(_equal(row, want, name) for name in want)


def _equal(row: Any, want: dict[str, Any], name: str) -> bool:
    """The same value, or the same as the file can say it: no unit without a number, no space around a text,
    no kind that is none."""
    have, value = getattr(row, name), want[name]
    if name == "kind" and not have and value == "other":
        return True
    if have == value or (name == "unit" and want.get("limit") is None and row.limit is None):
        return True
    return isinstance(have, str) and (cell_text(have) == value or joined(cell_text(have)) == value)


def losses(page: ItemPage, wanted: Wanted, fields: dict[str, Any], targets: dict[str, list[Any]]) -> list[Note]:
    """What blank cells take away from a page, before they do."""
    return [
        *(note for name in fields if (note := _lost_field(page, wanted, name, fields[name]))),
        *_lost_targets(page, targets),
        *(note for relation, rows in wanted.rows.items() for note in _lost_rows(page, relation, rows)),
    ]


def _lost_field(page: ItemPage, wanted: Wanted, name: str, value: Any) -> Note | None:
    have = getattr(page, name, None)
    if have == value or have in BLANK:
        return None
    if name == "form_id":
        said = str(page.form.code) if value is None and page.form else ""
        return _emptied(FORM, said) if said else None
    column = COLUMN_OF.get(name)
    if column is None or (value not in BLANK and name not in wanted.blank):
        return None
    said = cell_text(column.write(page))
    if value in BLANK:
        return _emptied(column.heading, said) if said else None
    return _reset(column, said, value)


def _reset(column: Column, have: str, value: Any) -> Note | None:
    """A blank cell that means a word: 否 for a yes, 在用 for a paused item."""
    became = _("是") if value is True else _("否") if value is False else ""
    said = {"column": column.heading, "have": short(have)}
    if became:
        said["became"] = became
        reason = _("“%(column)s”原来是“%(have)s”，这个文件里是空的，将改为“%(became)s”。") % said
    else:
        reason = _("“%(column)s”原来是“%(have)s”，这个文件里是空的，将改回默认。") % said
    return Note(column.heading, reason)


def _emptied(heading: str, have: str) -> Note:
    said = {"column": heading, "have": short(have)}
    return Note(heading, _("“%(column)s”原来是“%(have)s”，这个文件里是空的，将被清空。") % said)


def _lost_targets(page: ItemPage, targets: dict[str, list[Any]]) -> Iterator[Note]:
    for name, wanted in targets.items():
        have = [] if wanted or name not in TARGETS else list(getattr(page, name).all())
        if have:
            yield _emptied(TARGETS[name], "、".join(str(one) for one in have))


def _lost_rows(page: ItemPage, relation: str, wanted: list[dict[str, Any]]) -> Iterator[Note]:
    """All rows of a relation, or what a row's blank cells held."""
    sheet = BY_RELATION[relation]
    have = list(getattr(page, relation).all())
    if have and not wanted:
        said = {"column": sheet.name, "n": len(have)}
        yield Note(sheet.name, _("“%(column)s”原来有 %(n)s 行，这个文件里是空的，将被清空。") % said)
    free: dict[str, list[Any]] = defaultdict(list)
    for row in have:
        free[getattr(row, sheet.key)].append(row)
    headings = {name: cell for cell in sheet.cells for name in (cell.field, f"{cell.field}_id")}
    for want in wanted:
        row = next(iter(free.get(want[sheet.key], [])), None)
        if row is None:
            continue
        free[want[sheet.key]].pop(0)
        for name, value in _own(row, want).items():
            cell = headings.get(name)
            was = cell_text(cell.write(row)) if cell and value in BLANK and getattr(row, name) not in BLANK else ""
            if cell and was:
                yield _emptied(f"{sheet.name}“{short(want[sheet.key])}”：{cell.heading}", was)
