"""From sheets of text to what the file wants each item to be."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .. import choices
from . import values
from .columns import ADDRESS, COLUMNS, FORM, IGNORED, JOINT, OWNER, OWNER_ALSO, TOPICS, Column
from .reading import Table, plain
from .sheets import BY_RELATION, IN_ONE_CELL, INLINE, SHEETS, Cell, Sheet
from .values import Limit, Warn

ITEMS_SHEET = ("事项", "事项清单", "事项目录", "事项信息", "办事指南", "items")
BUREAUS_SHEET = ("机构", "部门", "单位", "bureaus")
THEMES_SHEET = ("一件事", "主题", "themes")
NOTES_SHEET = ("说明", "填写说明", "填报说明", "使用说明")
LAW = re.compile(r"《(?P<law>[^》]+)》")
ARTICLE = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三])?(?:第[一二三四五六七八九十\d]+款)?(?:第?[((]?[一二三四五六七八九十\d]+[))]?项)?"
)
STEP_LIMIT = re.compile(r"[\((](?P<limit>\d+\s*个?(?:工作日|自然日|日|天))[\))]")


@dataclass(frozen=True)
class Note:
    """A remark about one cell."""

    column: str
    reason: str


@dataclass
class Wanted:
    """What one row of the file wants an item to be; a relation that is not there is left alone."""

    number: int
    fields: dict[str, Any] = field(default_factory=dict)
    owner: str = ""
    address: str = ""
    joint: list[str] | None = None
    topics: list[str] | None = None
    form: str | None = None
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    line: str = ""

    @property
    def code(self) -> str:
        """实施编码."""
        return str(self.fields.get("code", ""))

    @property
    def title(self) -> str:
        """事项名称."""
        return str(self.fields.get("title", ""))


@dataclass
class Contents:
    """A whole file, understood."""

    items: list[Wanted] = field(default_factory=list)
    bureaus: list[dict[str, str]] = field(default_factory=list)
    themes: list[dict[str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def known_headings() -> set[str]:
    """Every heading that means something, in plain form: how the heading row of a sheet is found."""
    words: list[str] = [OWNER, *OWNER_ALSO, JOINT, TOPICS, FORM, ADDRESS, "主题名称", "地址名", "机构名称"]
    for column in COLUMNS:
        words += [column.heading, *column.also]
    for sheet in SHEETS:
        for cell in sheet.cells:
            words += [cell.heading, *cell.also]
    for headings in IN_ONE_CELL.values():
        words += headings
    return {plain(word) for word in words}


def understand(tables: list[Table]) -> Contents:
    """Sort the sheets by name and read each."""
    contents = Contents()
    rest: list[tuple[Sheet, Table]] = []
    loose: list[Table] = []
    main: Table | None = None
    for table in tables:
        name = plain(table.name)
        sheet = next((s for s in SHEETS if name in {plain(n) for n in (s.name, *s.also)}), None)
        if name in ITEMS_SHEET and main is None:
            main = table
        elif name in BUREAUS_SHEET:
            contents.bureaus = [row for _n, row in table.rows]
        elif name in THEMES_SHEET:
            contents.themes = [row for _n, row in table.rows]
        elif sheet:
            rest.append((sheet, table))
        else:
            loose.append(table)
    main = main or next((t for t in loose if _find(t.headings, "事项名称", COLUMNS[1].also)), None)
    if main is not None:
        contents.items = _items(main, contents.notes)
    for sheet, table in rest:
        _attach(sheet, table, contents)
    contents.notes += [
        Note(t.name, _("不认识的工作表，没有读取。"))
        for t in loose
        if t is not main and t.rows and plain(t.name) not in NOTES_SHEET
    ]
    return contents


def _find(headings: Iterable[str], heading: str, also: Iterable[str] = ()) -> str | None:
    """Which of the sheet's own headings means this one: the very word first, then its synonyms."""
    have = {plain(h): h for h in reversed(list(headings)) if h}
    return next((have[plain(word)] for word in (heading, *also) if plain(word) in have), None)


def _items(table: Table, notes: list[Note]) -> list[Wanted]:
    columns = {own: c for c in COLUMNS if (own := _find(table.headings, c.heading, c.also))}
    places = {
        relation: {
            own: cell
            for cell in BY_RELATION[relation].cells
            if cell.heading in INLINE[relation] and (own := _find(table.headings, cell.heading, _inline_synonyms(cell)))
        }
        for relation in INLINE
    }
    whole = {rel: own for rel, names in IN_ONE_CELL.items() if (own := _find(table.headings, names[0], names[1:]))}
    single = {name: _find(table.headings, name) for name in (JOINT, TOPICS, FORM, ADDRESS)}
    single[OWNER] = _find(table.headings, OWNER, OWNER_ALSO)
    used = {*columns, *whole.values(), *single.values(), *(own for cells in places.values() for own in cells)}
    for heading in table.headings:
        if heading and heading not in used and plain(heading) not in IGNORED:
            notes.append(Note(heading, _("不认识的表头，没有读取。")))
    return [_item(number, row, columns, places, whole, single) for number, row in table.rows]


def _inline_synonyms(cell: Cell) -> tuple[str, ...]:
    generic = {"名称", "类型", "地址", "电话", "有效期", "地点"}
    return tuple(word for word in cell.also if word not in generic)


def _item(
    number: int,
    row: dict[str, str],
    columns: dict[str, Column],
    inline: dict[str, dict[str, Cell]],
    whole: dict[str, str],
    single: dict[str, str | None],
) -> Wanted:
    def one(name: str) -> str | None:
        own = single[name]
        return None if own is None else row.get(own, "")

    wanted = Wanted(number, line=row.get("#", ""))
    for own, column in columns.items():
        _read(wanted, own, column, row.get(own, ""))
    wanted.owner = " ".join((one(OWNER) or "").split())
    wanted.address, wanted.form = one(ADDRESS) or "", one(FORM)
    joint, topics = one(JOINT), one(TOPICS)
    wanted.joint = None if joint is None else [w for w in values.split(joint) if w not in values.NOTHING]
    wanted.topics = None if topics is None else values.split(topics)
    for relation, cells in inline.items():
        if cells:
            wanted.rows[relation] = _inline(wanted, relation, cells, row)
    for relation, own in whole.items():
        made = [ROW_FROM_LINE[relation](line) for line in _lines(relation, row.get(own, ""))]
        wanted.rows[relation] = made
    return wanted


def _read(wanted: Wanted, heading: str, column: Column, cell: str) -> None:
    try:
        wanted.fields.update(column.read(cell))
    except Warn as problem:
        wanted.notes.append(Note(heading, str(problem)))
        kept = problem.kept
        wanted.fields.update(kept if isinstance(kept, dict) else _emptied(column))


def _emptied(column: Column) -> dict[str, Any]:
    return column.read("")


def _inline(wanted: Wanted, relation: str, cells: dict[str, Cell], row: dict[str, str]) -> list[dict[str, Any]]:
    key = BY_RELATION[relation].key
    made = _cells(wanted, cells, row)
    return [made] if made.get(key) else []


def _cells(wanted: Wanted, cells: dict[str, Cell], row: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for own, cell in cells.items():
        try:
            value = cell.read(row.get(own, ""))
        except Warn as problem:
            wanted.notes.append(Note(own, str(problem)))
            value = problem.kept
        if isinstance(value, Limit):
            made |= {"limit": value.number, "unit": value.unit}
        else:
            made[cell.field] = value
    return made


def _lines(relation: str, cell: str) -> list[str]:
    if cell in values.NOTHING:
        return []
    return values.lines(re.sub(r"\s*(?:→|->|—>|=>)\s*", "\n", cell) if relation == "steps" else cell)


def _material(line: str) -> dict[str, Any]:
    kind = choices.MaterialKind.FORM if re.search(r"申请表|申请书|登记表|报告表", line) else choices.MaterialKind.PROOF
    return {"name": line, "kind": kind}


def _step(line: str) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": values.step_kind(line), "name": line}
    if match := STEP_LIMIT.search(line):
        found = values.limit(match["limit"])
        made |= {"name": STEP_LIMIT.sub("", line).strip(), "limit": found.number, "unit": found.unit}
    return made


def _basis(line: str) -> dict[str, Any]:
    law, article = LAW.search(line), ARTICLE.search(line)
    return {
        "law": law["law"] if law else line[:200],
        "article": article[0] if article else "",
        "text": line,
    }


def _fee(line: str) -> dict[str, Any]:
    name, _colon, standard = line.partition(":")
    return {"name": name[:200], "standard": standard.strip()}


ROW_FROM_LINE = {"materials": _material, "steps": _step, "legal_bases": _basis, "fees": _fee}


def _attach(sheet: Sheet, table: Table, contents: Contents) -> None:
    """Give each row of a sheet to the item it names; a sheet that is there speaks for all items of the file."""
    cells = {own: c for c in sheet.cells if (own := _find(table.headings, c.heading, c.also))}
    index = _index(contents.items)
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for number, row in table.rows:
        wanted = _whose(row, index)
        if wanted is None:
            contents.notes.append(Note(table.name, _("第 %(n)s 行找不到对应的事项。") % {"n": number}))
            continue
        made = _cells(wanted, cells, row)
        if made.get(sheet.key):
            grouped[id(wanted)].append(made)
    for wanted in contents.items:
        if id(wanted) in grouped or sheet.relation not in INLINE:
            wanted.rows[sheet.relation] = grouped.get(id(wanted), [])


Index = dict[tuple[str, ...], Wanted]


def _index(items: list[Wanted]) -> Index:
    index: Index = {}
    for wanted in items:
        keys = [("#", wanted.line), ("address", wanted.address), ("code", wanted.code)]
        for key in (*keys, ("name", wanted.owner, wanted.title), ("name", "", wanted.title)):
            if key[-1]:
                index.setdefault(key, wanted)
    return index


def _whose(row: dict[str, str], index: Index) -> Wanted | None:
    headings = list(row)
    owner = row.get(_find(headings, OWNER, OWNER_ALSO) or "", "")
    title = row.get(_find(headings, "事项名称", ("事项",)) or "", "")
    code = row.get(_find(headings, "实施编码", COLUMNS[0].also) or "", "")
    keys = (
        ("#", row.get("#", "")),
        ("address", row.get(ADDRESS, "")),
        ("code", code),
        ("name", owner, title),
    )
    return next((index[key] for key in keys if key[-1] and key in index), None)
