"""A definition as an XLSForm workbook: question types other programs know, and columns of ours for the rest."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from ..definition import Definition
from ..fields.choice import Choice
from ..fields.registry import TYPES
from ..fields.spec import Spec
from ..plan import GROUP
from ..rules import Node
from . import arithmetic, constraints, saying
from .report import Finding
from .saying import Untold
from .types import APPEARANCES, COLUMNS, WRITE

SURVEY = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "appearance",
    "relevant",
    "constraint",
    "calculation",
    *COLUMNS.values(),
]
CHOICES, SETTINGS = ["list_name", "name", "label"], ["form_title", "form_id", "hall:intro"]
YES_NO = [("yes", "是"), ("no", "否")]

Row = dict[str, Any]


def write(definition: Definition, code: str) -> tuple[bytes, list[Finding]]:
    """The workbook's bytes, and what it could not take along."""
    writer = _Writer(definition)
    book = Workbook()
    sheets = {"survey": (SURVEY, list(writer.survey())), "choices": (CHOICES, writer.choices)}
    settings = {"form_title": definition.get("title", ""), "form_id": code, "hall:intro": definition.get("intro", "")}
    sheets["settings"] = (SETTINGS, [settings])
    book.remove(book.worksheets[0])
    for name, (headers, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(headers)
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for row in rows:
            sheet.append([_cell(row.get(header)) for header in headers])
        for cell in (cell for cells in sheet.iter_rows(min_row=2) for cell in cells):
            if isinstance(cell.value, str):
                cell.data_type = "s"  # openpyxl would take a text that begins with = for a formula
    content = io.BytesIO()
    book.save(content)
    return content.getvalue(), writer.lost


def _cell(value: Any) -> Any:
    return value if value not in ("", None) else None


class _Writer:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.choices: list[Row] = []
        self.lost: list[Finding] = []
        self.notes = 0

    def survey(self) -> Iterator[Row]:
        steps = self.definition.get("steps", [])
        for number, step in enumerate(steps, 1):
            grouped = len(steps) > 1 or step.get("title") or step.get("intro") or step.get("show")
            if grouped:
                words = {"label": step.get("title", ""), "hint": step.get("intro", "")}
                yield {"type": "begin_group", "name": f"hall_step_{number}", **words, **self._shown(step)}
            for block in step.get("blocks", []):
                yield from self._block(block)
            if grouped:
                yield {"type": "end_group"}

    def _block(self, block: dict[str, Any]) -> Iterator[Row]:
        if block["type"] in TYPES:
            yield self._field(Spec.read(block))
        elif block["type"] in ("section", "guidance"):
            self.notes += 1
            label, hint = block.get("title") or block.get("text", ""), block.get("text", "")
            row = {"type": "note", "name": f"hall_note_{self.notes}", "label": label, "hall:type": block["type"]}
            yield _renamed({**row, "hint": hint if block.get("title") else "", **self._shown(block)})
        elif block["type"] == GROUP:
            yield from self._repeat(block)
        else:
            self.lost.append(Finding(_("「%(name)s」没有写进去") % {"name": block["type"]}, "survey"))

    def _repeat(self, block: dict[str, Any]) -> Iterator[Row]:
        own = {name: block[name] for name in ("min", "max", "row_title") if block.get(name) not in (None, "")}
        words = {"label": block.get("label", ""), "hint": block.get("help", ""), **self._shown(block)}
        options = {"hall:options": json.dumps(own, ensure_ascii=False, sort_keys=True)} if own else {}
        yield _renamed({"type": "begin_repeat", "name": block["key"], **words, **options})
        for inner in block.get("blocks", []):
            yield from self._block(inner)
        yield {"type": "end_repeat"}

    def _shown(self, block: Mapping[str, Any]) -> Row:
        return {"relevant": self._words(block["show"])} if block.get("show") else {}

    def _words(self, node: Node) -> str:
        """A condition as XLSForm says it; empty, and named as lost, where it cannot."""
        try:
            return saying.write(node)
        except Untold as error:
            self.lost.append(Finding(_("条件「%(what)s」没有写进去") % {"what": error}, "survey", column="relevant"))
            return ""

    def _field(self, spec: Spec) -> Row:
        kind = WRITE.get(spec.type, "text")
        own = {name: value for name, value in spec.options.items() if name != "choices"}
        if spec.personal and not TYPES[spec.type].personal:
            own["personal"] = True
        if kind.startswith("select"):
            kind = f"{kind} {self._list(spec)}"
        return _renamed(
            {
                "type": kind,
                "name": spec.key,
                "label": spec.label,
                "hint": spec.help,
                "required": "yes" if spec.required else self._words(dict(spec.require)) if spec.require else "",
                **self._shown({"show": spec.show}),
                "appearance": APPEARANCES.get(spec.type, ""),
                "constraint": constraints.write(spec.type, own),
                "calculation": self._calculation(spec),
                "hall:type": spec.type,
                "hall:purpose": spec.purpose,
                "hall:example": spec.example,
                "hall:options": json.dumps(own, ensure_ascii=False, sort_keys=True) if own else "",
            }
        )

    def _calculation(self, spec: Spec) -> str:
        """How a computed value is worked out; named as lost where XLSForm has no words for it."""
        if not spec.value:
            return ""
        try:
            return arithmetic.write(dict(spec.value), int(spec.get("places", 0) or 0))
        except Untold as error:
            words = {"label": spec.label, "what": error}
            self.lost.append(
                Finding(_("「%(label)s」的计算没有写进去：%(what)s") % words, "survey", column="calculation")
            )
            return ""

    def _list(self, spec: Spec) -> str:
        """Write the choices of a field once, under its key; a list that was written before is used again."""
        kind = TYPES[spec.type]
        pairs = kind.pairs(spec) if isinstance(kind, Choice) else YES_NO
        name = f"list_{spec.key}" if isinstance(kind, Choice) else "yes_no"
        if all(row["list_name"] != name for row in self.choices):
            self.choices += [{"list_name": name, "name": value, "label": str(label)} for value, label in pairs]
        return name


def _renamed(row: Row) -> Row:
    """With the headings of the sheet."""
    return {COLUMNS.get(name, name): value for name, value in row.items()}
