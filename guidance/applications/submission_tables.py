"""The tables of what was filled in on a form: a line for each case, and for each group a sheet with a line for each row.

Answers stay in the words of their own version: a question that was renamed keeps one column, by its key, and one that
only some versions asked says so in its heading. Personal answers are masked, as in every list and export. Numbers and
dates are such, with the unit in the heading; where a version had another unit, its answers say theirs.
"""

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.spreadsheets import harmless
from forms import service
from forms.display import Row
from forms.fields.base import Cell
from forms.models import FormVersion
from guidance.cases import applicants, exports
from guidance.cases.models import Case, CaseQuerySet

TITLE_LENGTH, NOT_IN_TITLES = 31, str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
"""What Excel takes for the name of a sheet."""


class Columns:
    """The questions of some versions of a form: heading by key, in the order of the newest that asks each."""

    def __init__(self, versions: list[FormVersion]) -> None:
        self.versions = sorted(versions, key=lambda version: -version.number)
        asked: dict[str, list[int]] = {}
        labels: dict[str, str] = {}
        self.units: dict[str, str] = {}
        self.groups: dict[str, str] = {}
        for version in self.versions:
            units = service.units(version)
            for key, label in service.headings(version).items():
                if key not in labels:
                    labels[key] = label
                    self.units[key] = units.get(key, "")
                asked.setdefault(key, []).append(version.number)
            self.groups = {**service.groups(version), **self.groups}
        self.headings = {key: self._heading(labels[key], sorted(set(asked[key]))) for key in labels}

    def _heading(self, label: str, numbers: list[int]) -> str:
        if len(numbers) == len(self.versions):
            return label
        said = "、".join(str(number) for number in numbers)
        return _("%(label)s（仅第 %(versions)s 版）") % {"label": label, "versions": said}

    def titled(self, keys: Iterable[str]) -> list[str]:
        """The headings of columns with their units."""
        return [
            _("%(label)s（%(unit)s）") % {"label": self.headings[key], "unit": self.units[key]}
            if self.units[key]
            else self.headings[key]
            for key in keys
        ]

    def inner(self, group: str) -> list[str]:
        """The columns of a group's rows."""
        return [key for key in self.headings if key.startswith(f"{group}.")]

    @property
    def outer(self) -> list[str]:
        """The columns of the form itself."""
        return [key for key in self.headings if "." not in key]

    def cells(self, version: FormVersion, answers: dict[str, Any]) -> list[str]:
        """A line's answers as people read them; what a group repeats stands below each other."""
        found = self._found(version, answers, lambda row: row.masked if row.personal else row.text)
        return ["\n".join(map(str, found.get(key, []))) for key in self.headings]

    def values(self, version: FormVersion, answers: dict[str, Any]) -> dict[str, Cell]:
        """The same as cells of a table, by key; the rows of a group are numbered, in one cell."""
        found = self._found(version, answers, self._value)
        return {key: cells[0] if "." not in key else _numbered(cells) for key, cells in found.items()}

    def rows(self, version: FormVersion, answers: dict[str, Any]) -> Iterator[tuple[str, int, dict[str, Cell]]]:
        """(group, number, cells by key) of each row of a group."""
        numbers: dict[str, int] = {}
        for section in service.display(version, answers):
            if section.row_title and section.rows:
                group = section.rows[0].key.partition(".")[0]
                numbers[group] = numbers.get(group, 0) + 1
                yield group, numbers[group], {row.key: self._value(row) for row in section.rows if row.text}

    def _found(self, version: FormVersion, answers: dict[str, Any], read: Any) -> dict[str, list[Cell]]:
        found: dict[str, list[Cell]] = {}
        for section in service.display(version, answers):
            for row in section.rows:
                if row.text:
                    found.setdefault(row.key, []).append(read(row))
        return found

    def _value(self, row: Row) -> Cell:
        if row.personal or not row.unit or row.unit == self.units.get(row.key):
            return row.cell
        return row.text


def _numbered(cells: list[Cell]) -> Cell:
    if len(cells) == 1:
        return cells[0]
    return _("；").join(f"{at}. {plain(cell)}" for at, cell in enumerate(cells, 1))


def plain(cell: Any) -> str:
    """A cell as text: a number without separators, a day as 2026-03-01."""
    if isinstance(cell, datetime.datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def answered(case: Case) -> tuple[FormVersion, dict[str, Any]]:
    """A case's version and answers."""
    application: Any = case.application
    return application.form_version, application.answers


def _facts(case: Case, version: FormVersion) -> list[Cell]:
    sent = timezone.make_naive(case.submitted_at).replace(microsecond=0) if case.submitted_at else ""
    return [case.number, sent, case.get_state_display(), applicants.masked_name(case), version.number]


def _heads() -> list[str]:
    return [_(name) for name in ("编号", "提交时间", "状态", "申请人", "表单版本")]


def lines(rows: CaseQuerySet, columns: Columns) -> Iterator[list[str]]:
    """The table as a csv has it, heading first, read in chunks: numbers plain, texts such as no spreadsheet runs."""
    yield [harmless(head) for head in (*_heads(), *columns.titled(columns.headings))]
    for case in rows.iterator(chunk_size=exports.CHUNK):
        version, answers = answered(case)
        found = columns.values(version, answers)
        cells = [*_facts(case, version), *(found.get(key, "") for key in columns.headings)]
        yield [harmless(cell) if isinstance(cell, str) else plain(cell) for cell in cells]


def workbook(rows: CaseQuerySet, columns: Columns) -> BytesIO:
    """The table, and a sheet for each repeating group: written row by row, read in chunks."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    main = book.create_sheet(title=_("填报"))
    _append(main, [*_heads(), *columns.titled(columns.outer)])
    sheets: dict[str, Any] = {}
    for at, (group, label) in enumerate(columns.groups.items(), 1):
        title = f"{at} {label}".translate(NOT_IN_TITLES)[:TITLE_LENGTH]
        sheets[group] = book.create_sheet(title=title)
        _append(sheets[group], [_("编号"), _("第几项"), *columns.titled(columns.inner(group))])
    for case in rows.iterator(chunk_size=exports.CHUNK):
        version, answers = answered(case)
        found = columns.values(version, answers)
        _append(main, [*_facts(case, version), *(found.get(key, "") for key in columns.outer)])
        for group, number, cells in columns.rows(version, answers):
            _append(sheets[group], [case.number, number, *(cells.get(key, "") for key in columns.inner(group))])
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def _append(sheet: Any, cells: Iterable[Cell]) -> None:
    """A line; texts are texts and never formulas, also where somebody edits them (Excel's own mark, beside the text)."""
    from openpyxl.cell import WriteOnlyCell

    made: list[Any] = []
    for value in cells:
        cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
        if isinstance(value, str):
            cell.data_type = "s"
            if harmless(value) != value:
                cell.quotePrefix = True
        elif isinstance(value, datetime.datetime):
            cell.number_format = "yyyy-mm-dd hh:mm"
        elif isinstance(value, datetime.date):
            cell.number_format = "yyyy-mm-dd"
        made.append(cell if value != "" else None)
    sheet.append(made)
