"""Columns that are numbered: 材料1 材料2 …, 材料名称(1) 份数(1) …, 环节1 时限1 环节2 时限2 …"""

from collections.abc import Container, Iterator

from .headings import forms, numbered
from .sheets import BY_RELATION, IN_ONE_CELL, INLINE, Cell, Sheet
from .texts import plain

PREFIXES = {
    "materials": ("材料",),
    "steps": ("环节", "步骤"),
    "legal_bases": ("依据",),
    "results": ("结果",),
    "fees": ("收费",),
}
"""What stands before the word of a column: 材料1份数."""
WHOLE = {
    relation: {plain(word) for word in IN_ONE_CELL[relation]} for relation in ("materials", "steps", "legal_bases")
}
SHORTEST = 3
"""Characters of a word that says by itself whose column it is: 材料名称, not 类型."""
KEYS = {"steps": {"步骤", "第步", "第环节"}, "questions": {"问题", "常见问题"}}
Found = dict[str, dict[int, dict[str, Cell]]]


def found(headings: list[str], taken: Container[str]) -> Found:
    """By relation and number, each heading's cell. A short word (时限1) goes with the row it stands behind."""
    made: Found = {}
    last: tuple[str, int] | None = None
    for heading in headings:
        if not heading or heading in taken:
            continue
        for word, number in _apart(heading):
            hit = _exact(word) or _beside(_whose(made, last, number), word)
            if hit:
                relation, cell = hit
                last = relation, number
                made.setdefault(relation, {}).setdefault(number, {})[heading] = cell
                break
    return made


def _apart(heading: str) -> Iterator[tuple[str, int]]:
    for form in forms(heading):
        if apart := numbered(form):
            yield apart


def _exact(word: str) -> tuple[str, Cell] | None:
    """The cell that a word without its number means, whatever stands around it."""
    for relation in INLINE:
        sheet = BY_RELATION[relation]
        for cell in sheet.cells:
            words = {plain(said) for said in (cell.heading, *cell.also) if len(said) >= SHORTEST}
            words |= {
                plain(prefix + said) for prefix in PREFIXES.get(relation, ()) for said in (cell.heading, *cell.also)
            }
            if word in words:
                return relation, cell
        if word in WHOLE.get(relation, ()) or word == plain(sheet.name) or word in KEYS.get(relation, ()):
            return relation, _key(sheet)
    return None


def _whose(made: Found, last: tuple[str, int] | None, number: int) -> list[str]:
    """The row that a column stands behind; or those of its number, where all the names stand first."""
    if last and last[1] == number:
        return [last[0]]
    return [relation for relation, rows in made.items() if number in rows]


def _beside(relations: list[str], word: str) -> tuple[str, Cell] | None:
    for relation, cell in ((one, cell) for one in relations[:1] for cell in BY_RELATION[one].cells):
        if len(relations) == 1 and word in {plain(said) for said in (cell.heading, *cell.also)}:
            return relation, cell
    return None


def _key(sheet: Sheet) -> Cell:
    return next(cell for cell in sheet.cells if cell.field == sheet.key)
