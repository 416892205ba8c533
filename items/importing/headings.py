"""Finding the headings of a sheet: below titles, in one row or two, with merged cells spread over what they cover."""

import re
from collections import Counter
from collections.abc import Iterable, Set
from functools import lru_cache
from typing import Any

from .reading import Grid, Table
from .texts import joined, plain

HEADING_ROWS = 30
"""How far down the headings may stand, below a title and notes."""
LONGEST_HEADING = 40
LEADING = re.compile(r"^[(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[).、．]")
TAIL = re.compile(r"[(\[【/](?!(?:\d{1,2}|[一二三四五六七八九十])[)\]】]?$)[^()\[\]【】]*[)\]】]?$")
NUMBERED = re.compile(r"^(?P<a>.*?[^\d])\(?(?P<n>\d{1,2}|[一二三四五六七八九十])\)?(?P<b>\D*)$")
BAND_COLUMNS = 3
PAIR = 2
REPEATED = frozenset(
    {
        "环节",
        "环节名称",
        "步骤",
        "步骤名称",
        "办理环节",
        "材料",
        "材料名称",
        "申请材料",
        "申请材料名称",
        "法律名称",
        "依据名称",
    }
)
"""Headings of rows that a list may hold side by side, each with what belongs to it."""


@lru_cache(maxsize=5000)
def forms(heading: str) -> tuple[str, ...]:
    """A heading as it is compared: as it stands, without a number before it, without brackets behind it."""
    whole = plain(heading)
    start = LEADING.sub("", whole)
    return tuple(dict.fromkeys((whole, start, TAIL.sub("", whole), TAIL.sub("", start))))


def find(headings: Iterable[str], *words: str) -> str | None:
    """Which of the sheet's own headings means one of these words: the first word first, the exact form first."""
    have = [(heading, forms(heading)) for heading in headings if heading]
    for level in range(4):
        for word in words:
            wanted = plain(word)
            for heading, said in have:
                if len(said) > level and said[level] == wanted:
                    return heading
    return None


def shared_out(headings: Iterable[str], cells: Iterable[tuple[Any, list[str]]]) -> dict[str, Any]:
    """Each cell's own heading, by its words; a heading that stands so among them is nobody else's."""
    have, wanted = [heading for heading in headings if heading], list(cells)
    found: dict[str, Any] = {}
    rest = []
    for cell, words in wanted:
        own = next((h for word in words for h in have if plain(word) == plain(h) and h not in found), None)
        if own is None:
            rest.append((cell, words))
        else:
            found[own] = cell
    for cell, words in rest:
        if own := find([heading for heading in have if heading not in found], *words):
            found[own] = cell
    order = {id(cell): number for number, (cell, _words) in enumerate(wanted)}
    return dict(sorted(found.items(), key=lambda pair: order[id(pair[1])]))


def numbered(heading: str) -> tuple[str, int] | None:
    """材料名称1, 材料(2), 材料1名称, 第三步 without its number, and the number."""
    match = NUMBERED.match(plain(heading))
    if match is None:
        return None
    digits = match["n"]
    number = int(digits) if digits.isdigit() else "一二三四五六七八九十".index(digits) + 1
    return (match["a"] + match["b"]).rstrip("(").strip("()"), number


def table(grid: Grid, known: Set[str]) -> Table:
    """The rows below the heading rows; headings in two rows are one text each."""
    at, depth, headings = _heading_rows(grid, known)
    made = Table(grid.name, headings)
    made.above = [joined(cell) for cells in grid.cells[:at] for cell in dict.fromkeys(cells) if cell]
    covered = _spread_down(grid, at + depth)
    wide = {top for top, left, bottom, right in grid.merged if top == bottom and right - left >= BAND_COLUMNS - 1}
    for number, cells in enumerate(grid.cells[at + depth :], start=at + depth):
        said = [cell for cell in cells if cell]
        if not said or _repeats(cells, headings):
            continue
        if len(set(said)) == 1 and len(said) < 2 and _is_band(number, cells, headings, wide, known):
            made.bands.append((number + 1, said[0]))
            continue
        made.rows.append((number + 1, _row(headings, cells)))
        _note_cells(grid, made, number, covered)
    made.notes += _beyond(grid, headings, at + depth)
    return made


def _heading_rows(grid: Grid, known: Set[str]) -> tuple[int, int, list[str]]:
    best: tuple[int, int, int, list[str]] = (0, 0, 1, list(grid.cells[0]) if grid.cells else [])
    for at in range(min(HEADING_ROWS, len(grid.cells))):
        single = grid.cells[at]
        score = _score(single, known)
        if score > best[0]:
            best = (score, at, 1, list(single))
        if at + 1 < len(grid.cells) and score:
            both = _two_rows(grid, at, known)
            if both and _score(both, known) > best[0]:
                best = (_score(both, known), at, 2, both)
    _top, at, depth, found = best
    return at, depth, _named_apart([joined(cell) for cell in found])


def _score(cells: Iterable[str], known: Set[str]) -> int:
    return len({form for cell in cells if cell and (form := known_form(cell, known))})


def known_form(cell: str, known: Set[str]) -> str:
    """The form of a cell that is a heading, or an empty text."""
    if len(cell) > LONGEST_HEADING:
        return ""
    for form in forms(cell):
        if form in known:
            return form
        apart = numbered(form)
        if apart and apart[0] in known:
            return form
    return ""


def _two_rows(grid: Grid, at: int, known: Set[str]) -> list[str] | None:
    """The headings of a row and the one below it, where that one parts what is merged or blank above it."""
    top, low = grid.cells[at], grid.cells[at + 1]
    if any(len(cell) > LONGEST_HEADING for cell in low):
        return None
    width = max(len(top), len(low))
    top = _spread_right(top + [""] * (width - len(top)), low, grid.merged, at)
    low = low + [""] * (width - len(low))
    parted = sum(bool(a and b and a != b) for a, b in zip(top, low, strict=True))
    whole = sum(bool(a and not b) or (a == b) for a, b in zip(top, low, strict=True))
    if not parted or not (whole or parted == width) or (_score(low, known) == 0 and not _composes(top, low, known)):
        return None
    return [_compose(a, b, known) for a, b in zip(top, low, strict=True)]


def _composes(top: list[str], low: list[str], known: Set[str]) -> bool:
    return any(a and b and _known(_compose(a, b, known), known, a) for a, b in zip(top, low, strict=True))


def _spread_right(top: list[str], low: list[str], merged: list[tuple[int, int, int, int]], at: int) -> list[str]:
    """A heading over several columns stands over each: by its merged cell, or over blanks with something below."""
    spread, areas = list(top), [area for area in merged if area[0] <= at <= area[2] and area[3] > area[1]]
    for column in range(1, len(spread)):
        inside = any(left < column <= right for _t, left, _b, right in areas)
        blank = not areas and not top[column] and column < len(low) and low[column] and low[column - 1]
        if not top[column] and (inside or blank):
            spread[column] = spread[column - 1]
    return spread


def _compose(top: str, low: str, known: Set[str]) -> str:
    """One heading of two: the known one among the ways in which people read them together."""
    top, low = joined(top), joined(low)
    if not low or plain(top) == plain(low):
        return top
    if not top:
        return low
    head = forms(top)[-1]
    ways = [low + top, low + head[-2:], head[-2:] + low, top + low, low, low + "时限", top]
    if plain(low) in {
        "名称",
        "类型",
        "依据",
        "标准",
        "备注",
        "项目",
        "时限",
        "内容",
        "形式",
        "来源",
        "电话",
        "地址",
        "时间",
    }:
        ways = [top + low, head[-2:] + low, low + top, low]
    return next((way for way in ways if _known(way, known, top)), f"{top}{low}")


def _known(way: str, known: Set[str], top: str) -> bool:
    """A heading of two rows that means something; a number counts only from the upper one: below may stand data."""
    if any(form in known for form in forms(way)):
        return True
    return numbered(forms(top)[-1]) is not None and bool(known_form(way, known))


def _named_apart(headings: list[str]) -> list[str]:
    """Several columns that come again together (环节 时限 环节 时限) are numbered."""
    while headings and not headings[-1]:
        headings.pop()
    counted = Counter(heading for heading in headings if heading)
    again = {heading: times for heading, times in counted.items() if times > 1}
    if len(again) < PAIR or len(set(again.values())) > 1 or not again.keys() & REPEATED:
        return headings
    seen: Counter[str] = Counter()
    for column, heading in enumerate(headings):
        if heading in again:
            seen[heading] += 1
            headings[column] = f"{heading}({seen[heading]})"
    return headings


def _spread_down(grid: Grid, start: int) -> set[tuple[int, int]]:
    """A cell merged over several rows says the same for each of them; which cells were filled so."""
    filled: set[tuple[int, int]] = set()
    for top, left, bottom, _right in grid.merged:
        if top == bottom or bottom < start or top >= len(grid.cells) or left >= len(grid.cells[top]):
            continue
        value = grid.cells[top][left]
        for row in range(max(top + 1, start), min(bottom + 1, len(grid.cells))):
            cells = grid.cells[row]
            if (value and any(cells)) or (value and len(cells) > left):
                cells.extend([""] * (left + 1 - len(cells)))
                cells[left] = value
                filled.add((row, left))
    return filled


def _repeats(cells: list[str], headings: list[str]) -> bool:
    """The headings once more, as on each printed page."""
    same = [joined(a) == b for a, b in zip(cells, headings, strict=False) if a or b]
    return len(same) > 1 and all(same)


def _is_band(number: int, cells: list[str], headings: list[str], wide: set[int], known: Set[str]) -> bool:
    """A row that is one text: a section's heading, a total, a note."""
    if len([heading for heading in headings if heading]) < BAND_COLUMNS:
        return False
    column = next(index for index, cell in enumerate(cells) if cell)
    heading = headings[column] if column < len(headings) else ""
    return number in wide or (column == 0 and plain(heading) in {"", "序号", "no", "编号", "#"})


def _row(headings: list[str], cells: list[str]) -> dict[str, str]:
    """Cells by heading; several columns with one heading (材料, 材料) are lines of one cell."""
    row: dict[str, str] = {}
    for heading, cell in zip(headings, cells, strict=False):
        if not heading:
            continue
        before = row.get(heading)
        row[heading] = f"{before}\n{cell}" if before and cell and before != cell else before or cell
    return row


def _note_cells(grid: Grid, made: Table, number: int, covered: set[tuple[int, int]]) -> None:
    for column, heading in enumerate(made.headings):
        if (number, column) in covered:
            made.spread.add((number + 1, heading))
        if (number, column) in grid.remarks:
            made.remarks[number + 1, heading] = grid.remarks[number, column]


def _beyond(grid: Grid, headings: list[str], start: int) -> list[tuple[str, str]]:
    """Cells under no heading, and headings that stand twice."""
    from django.utils.translation import gettext as _

    notes = []
    for heading in dict.fromkeys(heading for heading in headings if heading and headings.count(heading) > 1):
        notes.append((heading, _("这个表头出现了不止一次，各列内容合在一起读取。")))
    nameless = {
        column
        for cells in grid.cells[start:]
        for column, cell in enumerate(cells)
        if cell and (column >= len(headings) or not headings[column])
    }
    for column in sorted(nameless)[:20]:
        notes.append((_("第 %(n)s 列") % {"n": column + 1}, _("这一列有内容，没有表头，没有读取。")))
    return notes
