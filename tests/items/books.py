"""Spreadsheets for the importer's tests, and what the importer makes of a file without a database."""

from openpyxl import Workbook

from items.importing.parsing import known_headings, understand
from items.importing.reading import read


def book(path, *sheets, **named):
    """A workbook of `(name, rows, merged areas)` for each sheet, and of `name=rows`."""
    made = Workbook()
    made.remove(made.active)
    for name, rows, *merged in (*sheets, *named.items()):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
    made.save(path)
    return path


def wanted(path, **options):
    """What a file wants."""
    return understand(read(path, known_headings()), filename=path.name, **options)
