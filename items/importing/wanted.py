"""What one row of a file wants an item to be, with remarks about its cells."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from . import papers
from .limits import Limit, Warn
from .sheets import MATERIAL, Cell
from .texts import short, unfit


@dataclass(frozen=True)
class Note:
    """A remark about one cell."""

    column: str
    reason: str


@dataclass
class Wanted:
    """What one row of the file wants an item to be; a relation that is not there is left alone.

    `unread` are fields whose cell could not be understood: an item that has them already keeps them.
    `blank` are fields whose cell is empty. `sideways`: its sheet has headings for names, and was not understood.
    """

    number: int
    fields: dict[str, Any] = field(default_factory=dict)
    owner: str = ""
    address: str = ""
    joint: str | None = None
    topics: str | None = None
    form: str | None = None
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    blank: set[str] = field(default_factory=set)
    line: str = ""
    sheet: str = ""
    serial: str = ""
    sideways: bool = False

    @property
    def code(self) -> str:
        """实施编码."""
        return str(self.fields.get("code", ""))

    @property
    def title(self) -> str:
        """事项名称."""
        return str(self.fields.get("title", ""))


def not_text(heading: str, cell: str) -> Note:
    """Of a value that is no text: it is not read, and what the item has stays."""
    return Note(heading, _("应为文字，文件里是别的类型（%(text)s），没有读取。") % {"text": short(cell)})


def cells_of(wanted: Wanted, cells: dict[str, Cell], row: dict[str, str]) -> dict[str, Any]:
    """One row of a guide from its cells, by the fields of its table."""
    made: dict[str, Any] = {}
    for own, cell in cells.items():
        if unfit(own, row.get(own, ""), cell.takes):
            wanted.notes.append(not_text(own, row[own]))
            continue
        try:
            value = cell.read(row.get(own, ""))
        except Warn as problem:
            wanted.notes.append(Note(own, str(problem)))
            value = problem.kept
        if isinstance(value, Limit):
            made |= {"limit": value.number, "unit": value.unit}
        else:
            made[cell.field] = value
    is_material = any(cell.heading == MATERIAL for cell in cells.values())
    return papers.recounted(made, cells, row) if is_material else made
