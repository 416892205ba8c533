"""Workbooks nobody here wrote: whatever stands in them, the answer is a report with places, never a traceback."""

import io
import json
import random
import time
import zipfile

import openpyxl
import pytest
from django.core.management import call_command

from forms.models import Form
from forms.xlsform import reading

from .test_xlsform import HEAD, book

pytestmark = pytest.mark.django_db
COLUMNS = [
    "hint", "required", "relevant", "constraint", "calculation", "appearance", "choice_filter", "repeat_count", "default",
    "parameters", "read_only", "media::image", "label::中文 (zh)", "label::English (en)", "bind::hall:options", "bind::hall:type",
]  # fmt: skip
KINDS = [
    "text", "integer", "decimal", "date", "select_one yn", "select_multiple yn", "select_one yn or_other", "calculate", "note",
    "begin_group", "end_group", "begin_repeat", "end_repeat", "range", "geopoint", "rank yn", "image", "begin repeat", "hidden",
    "select_one_from_file a.csv", "", "xyz", "select_one", "select_one nolist", "=1+1", "acknowledge", "csv-external", "xml-external",
    "start", "audit", "end", "begin", "group", "select_one_external yn",
]  # fmt: skip
VALUES = [
    "", "yes", "${a}", "${q1} = 'yes'", "${nope} > 1", "(((", "'", "${", "}", "\u0000x", "\x0b", "=HYPERLINK(1)", "1e999", "true()",
    "start=0 end=10 step=0", "start=x", "{\"min\": [1]}", "[1]", "{", "computed", "group", "sum(${q1})", "${q1} * 2", "round(${q1},2)",
    "today()", ". > today()", "regex(., '(')", "🙂" * 300, "a" * 40000, 0, -1, 1.5, True, "２", "\ufeff", "<b>", "../../etc/passwd",
]  # fmt: skip
NAMES = [
    "q1",
    "q2",
    "q3",
    "",
    "1a",
    "中文",
    "a b",
    "name",
    "meta",
    "q1",
    "x" * 300,
    "instanceID",
    "__proto__",
    "hall:x",
    "q-1",
    "q.1",
]


def messy(seed):
    """A workbook of questions, names and cells that do not fit."""
    chance = random.Random(seed)
    columns = chance.sample(COLUMNS, chance.randint(0, 6))
    mild = seed % 2
    kinds, names = (KINDS[:9], []) if mild else (KINDS, NAMES)
    rows = [[*HEAD, *columns]]
    for number in range(chance.randint(1, 12)):
        name = chance.choice(names) if names and chance.random() < 0.3 else f"q{number}"
        cells = [chance.choice(VALUES) if chance.random() < (0.15 if mild else 0.5) else "" for _column in columns]
        rows.append([chance.choice(kinds), name, chance.choice(["问题", "", "${q1} 问题"]), *cells])
    return [[clean(cell) for cell in row] for row in rows]


def clean(cell):
    """What a sheet cannot hold at all stays out of it."""
    return "".join(one for one in cell if one.isprintable())[:32000] if isinstance(cell, str) else cell


@pytest.mark.parametrize("seed", range(150))
def test_a_messy_workbook_is_reported_on(seed):
    found = reading.read(book(messy(seed)), "乱.xlsx")
    json.dumps(found.report.as_json())
    assert bool(found.report.errors) != bool(found.steps) or not found.report.errors
    for one in found.report.errors:
        assert one.sheet
        assert one.row
        assert one.column
    for one in found.report.lost:
        assert one.message


def test_some_messy_workbooks_come_in_and_some_are_refused():
    refused = [bool(reading.read(book(messy(seed)), "乱.xlsx").report.errors) for seed in range(60)]
    assert 10 < sum(refused) < 50


def damaged():
    whole = book([HEAD, ["text", "q1", "问题"]])
    yield "cut", whole[: len(whole) // 2]
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        content = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(content, "w") as new:
            for member in old.namelist():
                new.writestr(member, b"<broken" if member == name else old.read(member))
        yield name, content.getvalue()
    yield "html", b"<html><body>no workbook</body></html>"
    yield "pdf", b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF"
    yield "rtf", b"{\\rtf1\\ansi type,name,label}"
    yield "csv of zeros", b"\x00" * 300
    yield "word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("name", "content"), list(damaged()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_damaged_file_is_refused(name, content, bureau, tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(content)
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_form", str(path), stdout=out, stderr=io.StringIO())
    assert ended.value.code == 1
    said = json.loads(out.getvalue().splitlines()[-1])
    assert set(said) == {"fields", "mapped", "lost", "errors"}
    assert said["errors"]
    assert not Form.objects.exists()


FAR = (1_048_000, 16_000)


def far(cells):
    """A good workbook with cells besides, by (row, column); None only gives a cell its looks."""
    table = openpyxl.load_workbook(io.BytesIO(book([HEAD, ["text", "q1", "问题"]])))
    for (row, column), value in cells.items():
        cell = table["survey"].cell(row, column, value)
        cell.font = openpyxl.styles.Font(bold=True)
    content = io.BytesIO()
    table.save(content)
    return content.getvalue()


@pytest.mark.parametrize("place", [FAR, (1, 16_000), (1_048_000, 1), (3, 16_000)])
def test_a_cell_touched_far_out_counts_for_nothing_and_costs_little(place):
    started = time.process_time()
    found = reading.read(far({place: None}), "表.xlsx")
    assert (found.report.mapped, found.report.lost, found.report.errors) == (1, [], [])
    assert time.process_time() - started < 10, "row for row and column for column it would take minutes"


@pytest.mark.parametrize(("place", "column"), [((1, 16_000), "WQJ"), ((1_048_000, 1), "A"), (FAR, "A")])
def test_text_too_far_out_to_be_read_is_refused_with_its_place(place, column):
    found = reading.read(far({place: "远"}), "表.xlsx")
    assert [(one.sheet, one.row, one.column) for one in found.report.errors] == [("survey", place[0], column)]


def test_text_far_to_the_right_below_no_heading_is_lost_by_name():
    found = reading.read(far({(2, 16_000): "远"}), "表.xlsx")
    assert [(one.row, "远" in one.message) for one in found.report.lost] == [(2, True)]


@pytest.mark.parametrize("content", [b"%PDF-1.4\n%%EOF", b"{\\rtf1 x}"])
def test_papers_are_told_to_be_saved_as_xlsx(content):
    (error,) = reading.read(content, "表.xlsx").report.errors
    assert "另存为 xlsx" in error.message


def test_a_file_that_is_not_there_is_told_in_json_too(bureau, tmp_path):
    for path, word in ((tmp_path / "没有.xlsx", "没有文件"), (tmp_path, "文件夹")):
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("import_form", str(path), stdout=out, stderr=io.StringIO())
        assert word in json.loads(out.getvalue())["errors"][0]["message"]


def test_a_damaged_old_workbook_prints_nothing_of_its_readers_own(capfd):
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"\xff" * 4096
    assert reading.read(old, "表.xls").report.errors
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("seed", range(1000, 1025))
def test_the_command_ends_with_json_whatever_comes(seed, bureau, tmp_path):
    path = tmp_path / "乱.xlsx"
    path.write_bytes(book(messy(seed), settings=[["form_title", "form_id"], ["乱", f"messy_{seed}"]]))
    out, code = io.StringIO(), 0
    try:
        call_command("import_form", str(path), stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        code = ended.code
    said = json.loads(out.getvalue().splitlines()[-1])
    assert bool(said["errors"]) == bool(code)
    assert Form.objects.exists() != bool(code)


@pytest.mark.parametrize(("kind", "options"), [
    ("date", {"earliest": "2026-02-30"}), ("date", {"latest": 5}), ("date_range", {"earliest": [1]}), ("time", {"latest": "2026-13-45"}),
    ("linked_choices", {"levels": 5}), ("number", {"min": "很多"}), ("integer", {"max": [1]}), ("money", {"min": {"a": 1}}),
    ("number", {"places": 30}), ("file", {"kinds": ["exe"]}), ("text", {"max_length": "很多"}), ("text", {"max_length": -5}),
    ("text", {"personal": "很多"}),
])  # fmt: skip
def test_an_option_that_the_builder_would_not_take_is_refused_at_its_place(kind, options):
    rows = [
        [*HEAD, "bind::hall:type", "bind::hall:options"],
        ["text", "a", "先问的"],
        ["text", "b", "问的", kind, json.dumps(options)],
    ]
    report = reading.read(book(rows), "a.xlsx").report
    places = [(found.sheet, found.row, found.column, found.name) for found in report.errors]
    assert ("survey", 3, "bind::hall:options", "b") in places
    assert next(iter(options)) in report.errors[places.index(("survey", 3, "bind::hall:options", "b"))].message
