"""A workbook as the steps of a form, with what was lost on the way."""

import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json

from . import languages, truth, workbook
from .cells import CHOICE_ROW, row_of
from .faults import CONTROL, SELECT, SELECTS, canonical, cells, faults, known
from .names import Names
from .report import Finding, Malformed, Report
from .structure import Reader
from .workbook import Workbook

ROW = "hall:row"
"""Under this name each row's number goes through pyxform."""
PYXFORM_ROW = re.compile(r"\[row : (\d+)\]\s*")
COLUMN = re.compile(r"['‘](\w+)['’] (?:value|column|is|are)|(\w+) column")
SETTINGS = {"form_title", "title", "form_id", "id_string", "default_language", "hall"}
TITLE, INTRO = 200, 2000


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
        truth.spell(book)
        _count(book, found.report)
        wrong = list(faults(book))
        if wrong:
            raise Malformed(*wrong)
        tree = _tree(book, PurePath(filename).stem)
    except Malformed as error:
        found.report.errors = sorted(error.findings, key=_place_of)
        return found
    found.title = str(tree.get("title") or PurePath(filename).stem)[:TITLE]
    found.code = code_of(str(tree.get("id_string") or ""))
    found.intro = _setting(book, "hall:intro")[:INTRO]
    names = before or Names()
    names.reserve(cells(row).get("name", "") for _number, row in book.rows("survey"))
    reader = Reader(tree, names, found.report)
    found.steps = _steps(tree.get("children", []), reader)
    _settings_lost(book, found.report)
    reader.tell_of_the_rest()
    return found


def _place_of(one: Finding) -> tuple[int, int]:
    """Where it stands: sheet for sheet, row for row; what has no place first."""
    return (workbook.SHEETS.index(one.sheet) if one.sheet in workbook.SHEETS else -1), one.row


def code_of(form_id: str) -> str:
    """A form_id as the code of a form: lower case, hyphens between. Empty if nothing is left."""
    spelled = "".join(one if one.isascii() and one.isalnum() else "-" for one in form_id.lower())
    return "-".join(part for part in spelled.split("-") if part)[:60].strip("-")


def _count(book: Workbook, report: Report) -> None:
    kinds = [cells(row).get("type", "").lower() for _number, row in book.rows("survey")]
    report.fields = sum(bool(kind) and not CONTROL.match(kind) for kind in kinds)


def _tree(book: Workbook, stem: str) -> dict[str, Any]:
    """The workbook as pyxform reads it, each node and each choice with its row."""
    survey = book.data.survey or []
    _lower_types(survey)
    languages.spell(book)
    for at, row in enumerate(survey):
        control = CONTROL.match(cells(row).get("type", "").lower())
        if row and not (control and control[1] == "end"):
            row[f"bind::{ROW}"] = str(book.number("survey", at))
    for headers in book.data.survey_header or []:
        headers[f"bind::{ROW}"] = None
    for at, row in enumerate(book.data.choices or []):
        if row:
            row[CHOICE_ROW] = str(book.number("choices", at))
    for headers in book.data.choices_header or []:
        headers[CHOICE_ROW] = None
    try:
        return workbook_to_json(book.data, form_name="form", fallback_form_name=stem or "form", warnings=[])
    except PyXFormError as error:
        raise Malformed(_place(str(error), book)) from error
    except Exception as error:  # what pyxform did not expect either is a fault of the workbook, not of the hall
        message = _("这个工作簿不合 XLSForm 的写法：%(why)s") % {"why": error}
        raise Malformed(Finding(message, "survey", 1, "type")) from error


def _lower_types(survey: list[dict[str, Any]]) -> None:
    """Types in capitals, Text or Select_One yn, as pyxform knows them; a list keeps its name."""
    for row in survey:
        for header in (header for header in list(row) if canonical(header) == "type"):
            words = " ".join(str(row[header]).split())
            chosen = SELECT.match(words)
            if known(words.lower()):
                row[header] = words.lower()
            elif chosen and chosen[1].lower() in SELECTS:
                row[header] = f"{chosen[1].lower()} {chosen[2]}{(chosen[3] or '').lower()}"


def _place(message: str, book: Workbook) -> Finding:
    """pyxform's words with the place they name."""
    row = PYXFORM_ROW.search(message)
    at = int(row[1]) if row else 1
    sheet = next(
        (name for name in workbook.SHEETS if f"'{name}' sheet" in message or f"sheet: '{name}'" in message), "survey"
    )
    headers = {canonical(header) for header in book.headers(sheet)}
    named = [one for pair in COLUMN.findall(message) for one in pair if one in headers]
    lines = book.lines.get(sheet)
    if lines and 0 <= at - workbook.FIRST_ROW < len(lines):
        at = lines[at - workbook.FIRST_ROW]
    said = _("不合 XLSForm 的写法：%(why)s") % {"why": PYXFORM_ROW.sub("", message).strip()}
    return Finding(said, sheet, at, named[0] if named else "type")


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
    for at, (number, row) in enumerate(book.rows("settings")):
        for header, value in row.items():
            if (
                message := _setting_lost(canonical(header), str(value))
                if not at
                else _("设置只用第一行，这一行没有带过来")
            ):
                report.lost.append(Finding(message, "settings", number, header))
    _disabled_lost(book, report)
    for sheet, number, column in book.unworked:
        message = _("这一格是公式，文件里没有它的结果，没有带过来。请在 Excel 中打开、保存一次，或直接写上文字")
        place = (sheet, number, canonical(column))  # what else was said of the cell follows from that
        report.lost = [one for one in report.lost if (one.sheet, one.row, canonical(one.column)) != place]
        report.lost.append(Finding(message, sheet, number, column))
    for sheet, number, text in book.nameless:
        message = _("没有列名的「%(text)s」没有带过来") % {"text": text[:60]}
        report.lost.append(Finding(message, sheet, number))
    for sheet in book.data.sheet_names or []:
        if len(book.data.sheet_names or []) > 1 and sheet.lower() not in workbook.SHEETS:
            report.lost.append(Finding(_("工作表「%(name)s」没有带过来") % {"name": sheet}, sheet))


def _setting_lost(name: str, value: str) -> str:
    """What becomes of a setting, where it does not come along as it is."""
    words = {"name": name, "value": value[:60], "code": code_of(value)}
    if name in ("form_id", "id_string") and not words["code"]:
        return _("form_id「%(value)s」没有字母和数字，不能作编号，另给了一个；再导入会是另一个表单") % words
    if name in ("form_id", "id_string") and not value.isascii():
        return _("form_id「%(value)s」改为编号「%(code)s」") % words
    most = {"form_title": TITLE, "title": TITLE, "hall": INTRO}.get(name, len(value))
    if len(value) > most:
        return _("文字超过 %(most)s 个字，只保留前面的") % {"most": most}
    return "" if name in SETTINGS else _("设置「%(name)s」（%(value)s）没有带过来") % words


def _disabled_lost(book: Workbook, report: Report) -> None:
    """pyxform passes over rows that say they are disabled."""
    for number, row in book.rows("survey"):
        found = cells(row)
        if truth.said(found.get("disabled", "")):
            message = _("这一行标为停用（disabled），没有带过来")
            report.lost.append(Finding(message, "survey", number, "disabled", found.get("name", "")))
