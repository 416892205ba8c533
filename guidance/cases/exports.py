"""The inbox as a table to take away: masked, within scope, and never read as a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_phone
from accounts.spreadsheets import harmless

from . import applicants
from .columns import Clock, stamp
from .models import Case

Cell = Callable[[Case, Clock], Any]
COLUMNS: dict[str, tuple[Any, Cell]] = {
    "number": (_("编号"), lambda case, clock: case.number),
    "kind": (_("类型"), lambda case, clock: case.get_kind_display()),
    "title": (_("标题"), lambda case, clock: case.title),
    "applicant": (_("申请人"), lambda case, clock: applicants.masked_name(case)),
    "phone": (_("手机"), lambda case, clock: mask_phone(case.applicant_phone)),
    "id": (_("证件号码"), lambda case, clock: applicants.masked_number(case)),
    "bureau": (_("承办机构"), lambda case, clock: case.bureau.name),
    "owner": (_("经办人"), lambda case, clock: str(case.owner or "")),
    "state": (_("状态"), lambda case, clock: case.get_state_display()),
    "due": (_("到期"), lambda case, clock: stamp(case.due_at) if case.clock_runs else ""),
    "left": (_("剩余"), lambda case, clock: clock.words(case)),
    "submitted": (_("提交"), lambda case, clock: stamp(case.submitted_at)),
    "ended": (_("办结"), lambda case, clock: stamp(case.ended_at)),
}
FIELDS = list(COLUMNS)
CHUNK = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def lines(rows: Any, clock: Clock) -> Iterator[list[str]]:
    """The heading, then a line for each case, read in chunks."""
    yield [str(label) for label, _cell in COLUMNS.values()]
    for case in rows.iterator(chunk_size=CHUNK):
        yield [harmless(cell(case, clock)) for _label, cell in COLUMNS.values()]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(table: Iterable[list[str]]) -> Iterator[bytes]:
    """CSV, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    for line in table:
        yield writer.writerow(line).encode()


def as_xlsx(table: Iterable[list[str]]) -> BytesIO:
    """One sheet of plain text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title="cases")
    for line in table:
        cells = [WriteOnlyCell(sheet, text) for text in line]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def download(table: Iterable[list[str]], kind: str, name: str) -> HttpResponseBase:
    """Lines of plain text as a file: `csv`, streamed, or `xlsx`."""
    if kind == "xlsx":
        return FileResponse(as_xlsx(table), as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(as_csv(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def respond(rows: Any, kind: str, clock: Clock) -> HttpResponseBase:
    """The inbox as a file."""
    return download(lines(rows, clock), kind, f"cases-{timezone.localtime(clock.now):%Y%m%d-%H%M}.{kind}")
