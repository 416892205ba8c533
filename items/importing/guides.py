"""A sheet that is one guide, or several: the headings stand below each other, what they say beside them.

「事项名称｜烟花爆竹燃放许可」「法定办结时限｜20个工作日」: read as if the sheet lay on its side.
"""

import json
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from . import lines
from .columns import PART_TITLE, TITLE
from .headings import LONGEST_HEADING, find, forms, known_form
from .reading import Grid, Table
from .sheets import IN_ONE_CELL, SHEETS, Sheet
from .texts import joined, plain

SAMPLE = 400
"""Rows by which a sheet is judged."""
FEWEST = 3
"""Headings below each other by which a sheet is taken for a guide."""
TITLES = frozenset(plain(word) for word in (TITLE.heading, *TITLE.also, *PART_TITLE))
EXPLAINS = ("说明", "字典", "填报要求", "填写要求")
"""Words in the name of a sheet that explains the headings instead of filling them."""
PACKED: dict[str, Sheet] = {
    plain(word): sheet for sheet in SHEETS for word in (*sheet.names, *IN_ONE_CELL.get(sheet.relation, ()))
}
"""What a table within a guide is of, by the heading before it."""


@dataclass
class _Guide:
    """One guide of a sheet while it is read: its first row's number and its cells."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    within: list[dict[str, str]] = field(default_factory=list)


def guide_table(grid: Grid, known: Set[str]) -> Table | None:
    """The guides of a sheet as rows under its headings; None for a sheet that is none."""
    columns = _heading_columns(grid, known)
    first = _title_row(grid, columns)
    if first is None:
        return None
    if any(word in grid.name for word in EXPLAINS):
        return Table(grid.name, [], notes=[(grid.name, _("说明怎样填写的工作表，没有读取。"))])
    made = Table(grid.name, [], upright=True)
    if len(columns) == 1 and len(beside := _beside(grid, first, columns[0], known)) > 1:
        for column in beside:
            _take(made, grid, known, [columns[0]], column)
    else:
        _take(made, grid, known, columns, None)
    above = grid.cells[: _top_row(grid, columns[0], known)]
    made.above = [joined(cell) for cells in above for cell in cells if cell]
    return made if made.rows else None


def _top_row(grid: Grid, column: int, known: Set[str]) -> int:
    """The first row whose cell in this column is a heading."""
    return next(row for row, cells in enumerate(grid.cells) if known_form(_at(cells, column), known))


def _at(cells: list[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _hits(grid: Grid, column: int, known: Set[str]) -> tuple[int, int]:
    """How many different headings stand in a column, and how much else."""
    found, other = set(), 0
    for cells in grid.cells[:SAMPLE]:
        cell = _at(cells, column)
        form = known_form(cell, known) if cell else ""
        if form:
            found.add(form)
        elif cell and (_at(cells, column + 1) or len(cell) <= LONGEST_HEADING):
            other += any(cells[column + 1 :])
    return len(found), other


def _heading_columns(grid: Grid, known: Set[str]) -> list[int]:
    """The columns of which most cells are headings, the first of which makes the sheet a guide."""
    width = min(max(map(len, grid.cells), default=0), 12)
    found: list[int] = []
    for column in range(width - 1):
        hits, other = _hits(grid, column, known)
        fewest = 1 if found else FEWEST
        if hits < fewest or hits <= other or (found and found[-1] == column - 1):
            continue
        beside, rest = _hits(grid, column + 1, known)
        if beside * 3 <= max(hits, rest) or beside == 0:
            found.append(column)
        elif not found:
            return []
    return found


def _title_row(grid: Grid, columns: list[int]) -> int | None:
    """Where the first guide's name stands."""
    for row, cells in enumerate(grid.cells):
        if any(_is_title(_at(cells, column)) and _at(cells, column + 1) for column in columns):
            return row
    return None


def _is_title(cell: str) -> bool:
    return bool(cell) and any(form in TITLES for form in forms(cell))


def _beside(grid: Grid, row: int, column: int, known: Set[str]) -> list[int]:
    """The columns of several guides side by side: each with a name of its own in the row of names."""
    cells = grid.cells[row]
    return [at for at in range(column + 1, len(cells)) if cells[at] and not known_form(cells[at], known)]


def _take(made: Table, grid: Grid, known: Set[str], columns: list[int], only: int | None) -> None:
    """Go down the sheet; a name that comes again begins another guide."""
    guide, last = _Guide(0), ""
    listed: tuple[str, list[str]] | None = None
    for row, cells in enumerate(grid.cells):
        if listed and any(cells) and not known_form(_at(cells, columns[0]), known):
            _add_listed(guide, *listed, cells)
            continue
        listed = _listed_below(cells, known) if only is None else None
        if listed:
            last = ""
            continue
        if last and not any(_at(cells, column) for column in columns) and any(cells):
            _goes_on(guide, last, cells[columns[0] + 1 :] if only is None else [_at(cells, only)])
            continue
        for heading, said, column in _pairs(cells, columns, only):
            if _is_title(heading) and _named(guide):
                _close(made, guide)
                guide = _Guide(row + 1)
            guide.number = guide.number if _named(guide) or not _is_title(heading) else row + 1
            if not any(said) and not known_form(heading, known):
                continue
            last = _put(guide, heading, said, known)
            if (row, column) in grid.remarks:
                made.remarks[guide.number or row + 1, last] = grid.remarks[row, column]
    _close(made, guide)


def _listed_below(cells: list[str], known: Set[str]) -> tuple[str, list[str]] | None:
    """A row of headings alone (序号｜材料名称｜份数) begins a table of what its key is of."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or not all(known_form(cell, known) for cell in filled):
        return None
    of = [sheet for sheet in SHEETS if sheet.relation not in ("places", "results")]
    keys = {sheet.name: next(c.heading for c in sheet.cells if c.field == sheet.key) for sheet in of}
    name = next((name for name, heading in keys.items() if find(filled, heading)), "")
    return (name, cells) if name and not any(form in PACKED for form in forms(filled[0])) else None


def _add_listed(guide: _Guide, name: str, heads: list[str], cells: list[str]) -> None:
    """A row of such a table, with what it has already."""
    row = {head: cell for head, cell in zip(heads, cells, strict=False) if head and cell}
    before = lines.objects(guide.cells.get(name, "")) or []
    guide.cells[name] = json.dumps([*before, row], ensure_ascii=False)


def _named(guide: _Guide) -> bool:
    return any(_is_title(heading) and said for heading, said in guide.cells.items())


def _pairs(cells: list[str], columns: list[int], only: int | None) -> Iterator[tuple[str, list[str], int]]:
    """Each heading of a row, the cells it has up to the next one, and where they begin."""
    for at, column in enumerate(columns):
        heading = joined(_at(cells, column))
        end = columns[at + 1] if at + 1 < len(columns) else len(cells)
        said = cells[column + 1 : end] if only is None else [_at(cells, only)]
        if heading and len(heading) <= LONGEST_HEADING:
            yield heading, said, column + 1 if only is None else only


def _put(guide: _Guide, heading: str, said: list[str], known: Set[str]) -> str:
    """A heading's cell into its guide; the heading under which what goes on below is kept."""
    filled = [cell for cell in said if cell]
    sheet = _sheet_of(heading)
    if sheet and len(filled) > 1 and all(known_form(cell, known) for cell in filled):
        guide.within = []
        guide.cells[sheet.name] = json.dumps(said, ensure_ascii=False)
        return sheet.name
    guide.within = []
    if filled:
        text = " ".join(filled)
        before = guide.cells.get(heading)
        guide.cells[heading] = f"{before}\n{text}" if before and before != text else text
    elif heading not in guide.cells:
        guide.cells[heading] = ""
    return heading


def _sheet_of(heading: str) -> Sheet | None:
    return next((PACKED[form] for form in forms(heading) if form in PACKED), None)


def _is_caption(cells: dict[str, str], heading: str) -> bool:
    """「申请材料」 above a table of materials is no cell of its own."""
    sheet = _sheet_of(heading)
    return not cells[heading] and sheet is not None and heading != sheet.name and bool(cells.get(sheet.name))


def _goes_on(guide: _Guide, heading: str, said: list[str]) -> None:
    """A row without a heading goes on with the one above: a row of a table within, or another line."""
    filled = [cell for cell in said if cell]
    heads = _heads(guide, heading)
    if heads and filled:
        row = {head: cell for head, cell in zip(heads, said, strict=False) if head and cell}
        guide.within.append(row)
        guide.cells[f"#{heading}"] = json.dumps(guide.within, ensure_ascii=False)
    elif filled:
        text = " ".join(filled)
        guide.cells[heading] = f"{guide.cells[heading]}\n{text}" if guide.cells.get(heading) else text


def _heads(guide: _Guide, heading: str) -> list[str]:
    """The headings of the table within, if this is one."""
    cell = guide.cells.get(heading, "")
    if not cell.startswith('["'):
        return []
    found: list[str] = json.loads(cell)
    return found


def _close(made: Table, guide: _Guide) -> None:
    """A guide that has a name becomes a row of the table; a table within it, its cell."""
    if not _named(guide):
        return
    cells = {heading: cell for heading, cell in guide.cells.items() if not heading.startswith("#")}
    for heading in list(cells):
        if _heads(guide, heading):
            cells[heading] = guide.cells.get(f"#{heading}", "")
    cells = {heading: cell for heading, cell in cells.items() if not _is_caption(cells, heading)}
    made.headings.extend(heading for heading in cells if heading not in made.headings)
    made.rows.append((guide.number, cells))
