"""A workbook as the steps of a form, with what was lost on the way."""

import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json

from . import workbook
from .cells import row_of
from .faults import CONTROL, canonical, cells, faults
from .names import Names
from .questions import Reader
from .report import Finding, Malformed, Report
from .workbook import Workbook

ROW = "hall:row"
"""Under this name each row's number goes through pyxform."""
PYXFORM_ROW = re.compile(r"\[row : (\d+)\]\s*")
COLUMN = re.compile(r"['‘](\w+)['’] (?:value|column|is|are)|(\w+) column")
SETTINGS = {"form_title", "title", "form_id", "id_string", "default_language", "hall"}
STEP_TITLE, INTRO = 100, 2000


@dataclass
class Read:
    """A form out of a workbook."""

    title: str = ""
    code: str = ""
    intro: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)
    report: Report = field(default_factory=Report)


def read(content: bytes, filename: str, before: Names | None = None) -> Read:
    """The form of a workbook. With errors in the report there are no steps.

    `before` knows what the form had: a name that meant another type gets a new key, a choice's value keeps its meaning.
    """
    found = Read()
    try:
        book = workbook.read(content)
        _count(book, found.report)
        wrong = list(faults(book))
        if wrong:
            raise Malformed(*wrong)
        tree = _tree(book, PurePath(filename).stem)
    except Malformed as error:
        found.report.errors = error.findings
        return found
    found.title = str(tree.get("title") or PurePath(filename).stem)[:200]
    found.code = code_of(str(tree.get("id_string") or ""))
    found.intro = _setting(book, "hall:intro")[:INTRO]
    reader = Reader(tree, before or Names({}), found.report)
    found.steps = _steps(tree.get("children", []), reader)
    _settings_lost(book, found.report)
    reader.tell_of_the_rest()
    return found


def code_of(form_id: str) -> str:
    """A form_id as the code of a form: lower case, hyphens between. Empty if nothing is left."""
    spelled = "".join(one if one.isascii() and one.isalnum() else "-" for one in form_id.lower())
    return "-".join(part for part in spelled.split("-") if part)[:60].strip("-")


def _count(book: Workbook, report: Report) -> None:
    kinds = [cells(row).get("type", "").lower() for _number, row in book.rows("survey")]
    report.fields = sum(bool(kind) and not CONTROL.match(kind) for kind in kinds)


def _tree(book: Workbook, stem: str) -> dict[str, Any]:
    """The workbook as pyxform reads it, each node with its row."""
    survey = book.data.survey or []
    for at, row in enumerate(survey):
        control = CONTROL.match(cells(row).get("type", "").lower())
        if row and not (control and control[1] == "end"):
            row[f"bind::{ROW}"] = str(book.number("survey", at))
    for headers in book.data.survey_header or []:
        headers[f"bind::{ROW}"] = None
    try:
        return workbook_to_json(book.data, form_name="form", fallback_form_name=stem or "form", warnings=[])
    except PyXFormError as error:
        raise Malformed(_place(str(error), book)) from error
    except Exception as error:  # what pyxform did not expect either is a fault of the workbook, not of the hall
        message = _("这个工作簿不合 XLSForm 的写法：%(why)s") % {"why": error}
        raise Malformed(Finding(message, "survey", 1, "type")) from error


def _place(message: str, book: Workbook) -> Finding:
    """pyxform's words with the place they name."""
    row = PYXFORM_ROW.search(message)
    at = int(row[1]) if row else 1
    sheet = next((name for name in workbook.SHEETS if f"'{name}' sheet" in message), "survey")
    headers = {canonical(header) for header in book.headers(sheet)}
    named = [one for pair in COLUMN.findall(message) for one in pair if one in headers]
    lines = book.lines.get(sheet)
    if lines and 0 <= at - workbook.FIRST_ROW < len(lines):
        at = lines[at - workbook.FIRST_ROW]
    return Finding(PYXFORM_ROW.sub("", message).strip(), sheet, at, named[0] if named else "type")


def _steps(children: list[dict[str, Any]], reader: Reader) -> list[dict[str, Any]]:
    """Groups at the top are steps; what stands between them makes steps of its own.

    The one group without a row is pyxform's, of metadata.
    """
    steps: list[dict[str, Any]] = []
    loose: list[dict[str, Any]] = []
    for node in children:
        if node.get("type") == "group" and row_of(node):
            _add(steps, loose, reader)
            loose = []
            steps.append(reader.step(node))
        elif node.get("type") == "group":
            loose += [child for child in node.get("children", []) if row_of(child)]
        else:
            loose.append(node)
    _add(steps, loose, reader)
    steps = [step for step in steps if step["blocks"]]
    for number, step in enumerate(steps, 1):
        if len(steps) > 1 and not step.get("title"):
            step["title"] = _("第 %(number)s 步") % {"number": number}
    return steps


def _add(steps: list[dict[str, Any]], nodes: list[dict[str, Any]], reader: Reader) -> None:
    blocks = reader.blocks(nodes)
    if blocks:
        steps.append({"title": "", "blocks": blocks})


def _setting(book: Workbook, name: str) -> str:
    return next((str(row[name]) for _number, row in book.rows("settings") if row.get(name)), "")


def _settings_lost(book: Workbook, report: Report) -> None:
    """Settings, sheets and the like that a form of ours has no place for."""
    for number, row in book.rows("settings"):
        for header, value in row.items():
            if canonical(header) not in SETTINGS:
                message = _("设置「%(name)s」（%(value)s）没有带过来") % {"name": header, "value": str(value)[:60]}
                report.lost.append(Finding(message, "settings", number, header))
    for sheet in book.data.sheet_names or []:
        if len(book.data.sheet_names or []) > 1 and sheet.lower() not in workbook.SHEETS:
            report.lost.append(Finding(_("工作表「%(name)s」没有带过来") % {"name": sheet}, sheet))
