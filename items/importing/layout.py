"""Which column of a sheet of items means what, and which of its rows belong to one item."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from . import series
from .columns import (
    ADDRESS,
    CODE,
    COLUMNS,
    FORM,
    IGNORED,
    JOINT,
    JOINT_ALSO,
    NUMBER_HEADINGS,
    OWNER,
    OWNER_ALSO,
    PART_TITLE,
    TITLE,
    TOPICS,
    TOPICS_ALSO,
    Column,
)
from .headings import find, shared_out
from .reading import Table
from .sheets import BY_RELATION, IN_ONE_CELL, INLINE, SHEETS, Cell, Sheet
from .texts import Unfit, plain, unfit

KEYS = frozenset(cell.heading for sheet in SHEETS for cell in sheet.cells if cell.field == sheet.key)
"""The headings that name a row of a guide."""
Group = list[tuple[int, dict[str, str]]]
UNITS = {
    "法定办结时限": ("法定办结时限单位", "法定时限单位", "法定期限单位"),
    "承诺办结时限": ("承诺办结时限单位", "承诺时限单位", "承诺期限单位", "时限单位", "办结时限单位"),
}
PART_CODE = ("业务办理项编码", "办理项编码", "子项编码")
GENERIC = {"名称", "类型", "地址", "电话", "有效期", "地点", "形式", "来源", "备注", "标准", "依据", "内容", "情形", "结果", "原件", "复印件", "项目",
           "项目名称", "窗口", "环节", "步骤", "材料", "申请材料", "申报材料", "办理环节", "审批环节", "办理时限", "法定依据", "条款", "网址", "链接",
           "问题", "份数", "数量", "提交形式", "提交方式", "收费标准", "办理流程", "流程环节", "limit", "name", "kind", "text", "address", "hours", "phone", "form", "source",
           "standard", "basis", "role", "outcome", "instructions", "validity"}  # fmt: skip
"""Headings of row sheets that on a sheet of items mean something else, or nothing exact."""
BESIDE_A_NAME = frozenset({"份数", "数量", "原件", "复印件", "形式", "提交形式", "提交方式", "来源"})
"""Those that beside a column of materials' names can only be about the materials."""


@dataclass
class Layout:
    """The columns of one sheet of items, by its own headings."""

    columns: dict[str, Column] = field(default_factory=dict)
    inline: dict[str, dict[str, Cell]] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    packed: dict[str, Sheet] = field(default_factory=dict)
    numbered: dict[str, dict[int, dict[str, Cell]]] = field(default_factory=dict)
    single: dict[str, str | None] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    unit_said: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    code: str | None = None
    part: str | None = None
    serial: str | None = None
    narrower: dict[tuple[frozenset[str], ...], "Layout"] = field(default_factory=dict)

    @property
    def owner(self) -> str | None:
        """The heading of 实施主体."""
        return self.single.get(OWNER)

    def uses(self, heading: str) -> bool:
        """Whether a heading is read, or known to say nothing."""
        return heading in self._used or plain(heading) in IGNORED

    def refuses(self, heading: str, cell: str) -> bool:
        """Whether a value is no text where one is wanted; the other cells of a row within are judged with it."""
        if not isinstance(cell, Unfit):
            return False
        column = self.columns.get(heading)
        if column is not None:
            return unfit(heading, cell, column.takes)
        keys = {own for _r, cells in self._groups_within() for own, c in cells.items() if c.heading in KEYS}
        return heading in {self.title, self.code, self.part, *self.single.values(), *self.whole.values(), *keys}

    def silent(self, row: dict[str, str]) -> frozenset[str]:
        """Headings that a record of its own keys does not speak of."""
        return frozenset(own for own in self._used if own and own not in row)

    def without(self, refused: frozenset[str], silent: frozenset[str]) -> "Layout":
        """As if the sheet had not these headings; of a relation with a refused one nothing is said."""
        if not refused and not silent:
            return self
        if (refused, silent) not in self.narrower:
            self.narrower[refused, silent] = self._without(refused, refused | silent)
        return self.narrower[refused, silent]

    def _without(self, refused: frozenset[str], gone: frozenset[str]) -> "Layout":
        def left(cells: dict[str, Any]) -> dict[str, Any]:
            return {own: cell for own, cell in cells.items() if own not in gone}

        def nameless(cells: dict[str, Cell]) -> bool:
            return any(own in gone and cell.heading in KEYS for own, cell in cells.items())

        numbered = {r: rows for r, rows in self.numbered.items() if not any(refused & c.keys() for c in rows.values())}
        return replace(
            self,
            columns=left(self.columns),
            inline={relation: {} if nameless(cells) else left(cells) for relation, cells in self.inline.items()},
            whole={relation: own for relation, own in self.whole.items() if own not in gone},
            packed=left(self.packed),
            numbered={
                relation: kept for relation, rows in numbered.items() if (kept := self._kept(rows, left, nameless))
            },
            single={name: None if own in gone else own for name, own in self.single.items()},
            units={own: unit for own, unit in self.units.items() if own not in gone},
            title=self.title if self.title not in gone else None,
            code=self.code if self.code not in gone else None,
            part=self.part if self.part not in gone else None,
            narrower={},
        ).settle()

    @staticmethod
    def _kept(rows: dict[int, dict[str, Cell]], left: Any, nameless: Any) -> dict[int, dict[str, Cell]]:
        return {number: left(cells) for number, cells in rows.items() if not nameless(cells)}

    def _groups_within(self) -> Iterator[tuple[str, dict[str, Cell]]]:
        yield from self.inline.items()
        yield from ((relation, cells) for relation, rows in self.numbered.items() for cells in rows.values())

    def settle(self) -> "Layout":
        """Note once which headings are used."""
        rows = [own for cells in self.inline.values() for own in cells]
        rows += [own for groups in self.numbered.values() for cells in groups.values() for own in cells]
        named = [self.title, self.code, self.part, self.serial, *self.single.values()]
        self._used = {*self.columns, *self.whole.values(), *self.packed, *self.units.values(), *rows, *named} - {None}
        return self

    def groups(self, table: Table) -> Iterator[Group]:
        """The rows of each item: its own and those that go on with it below."""
        group: Group = []
        for number, row in table.rows:
            if group and self._continues(table, group, number, row):
                group.append((number, row))
                continue
            if group:
                yield group
            group = [(number, row)]
        if group:
            yield group

    def _continues(self, table: Table, group: Group, number: int, row: dict[str, str]) -> bool:
        if "#" in row:
            return False
        first = group[0][1]
        names = [own for own in (self.title, self.code, self.part) if own]
        spread = {own for own in names if (number, own) in table.spread}
        own_said = [own for own in names if own not in spread and row.get(own)]
        if spread:
            return all(row.get(own) == first.get(own) for own in own_said) and self.title in spread | {None}
        if not own_said:
            ahead = [own for own in (self.owner, self.serial) if own and (number, own) not in table.spread]
            return any(row.values()) and not any(row.get(own) for own in ahead)
        return self._repeats(first, group[-1][1], row)

    def _repeats(self, first: dict[str, str], last: dict[str, str], row: dict[str, str]) -> bool:
        """A list of materials: the item's cells again in each row, with another material."""
        inner = {own for relation in ("materials", "steps") for own in self.inline.get(relation, {})}
        if not inner or all(row.get(own) == last.get(own) for own in inner):
            return False
        outer = [own for own in row if own not in inner and own != self.serial and self.uses(own)]
        names = {own for own in (self.title, self.code, self.part, self.owner) if own}
        return all(row.get(own) == first.get(own) or (not row.get(own) and own not in names) for own in outer)


def layout(table: Table) -> Layout:
    """Read the headings of a sheet."""
    headings = table.headings
    plan = Layout(columns={own: c for c in COLUMNS if (own := find(headings, c.heading, *c.also))})
    plan.part = find(headings, *PART_TITLE)
    plan.code = (find(headings, *PART_CODE) if plan.part else None) or find(headings, CODE.heading, *CODE.also)
    plan.title = find(headings, TITLE.heading, *TITLE.also)
    plan.serial = find(headings, *NUMBER_HEADINGS)
    plan.columns = {own: c for own, c in plan.columns.items() if c not in (CODE, TITLE)}
    also = {OWNER: OWNER_ALSO, JOINT: JOINT_ALSO, TOPICS: TOPICS_ALSO, FORM: (), ADDRESS: ()}
    plan.single = {name: find(headings, name, *words) for name, words in also.items()}
    _rows(plan, headings)
    plan.numbered = series.found(headings, {*plan.columns, *plan.inline, *_inner(plan)})
    _units(plan, headings)
    return plan.settle()


def _inner(plan: Layout) -> set[str]:
    return {own for cells in plan.inline.values() for own in cells}


def _rows(plan: Layout, headings: list[str]) -> None:
    taken = {*plan.columns, plan.title, plan.code, plan.part, *plan.single.values()}
    for relation in IN_ONE_CELL:
        own = find([h for h in headings if h not in taken], *IN_ONE_CELL[relation])
        if own:
            plan.whole[relation] = own
    for relation, ours in INLINE.items():
        cells = _inline(BY_RELATION[relation], ours, [h for h in headings if h not in taken])
        key = BY_RELATION[relation].key
        if relation == "fees" and set(cells) == {plan.whole.get("fees")}:
            continue
        if relation in ("places", "results", "fees") or any(cell.field == key for cell in cells.values()):
            plan.inline[relation] = cells
            if relation in plan.whole and plan.whole[relation] in cells:
                del plan.whole[relation]
    for sheet in SHEETS:
        own = find(headings, *(word for word in sheet.names if word not in GENERIC or word == sheet.name))
        if own:
            plan.packed[own] = sheet


def _inline(sheet: Sheet, ours: tuple[str, ...], headings: list[str]) -> dict[str, Cell]:
    cells = shared_out(headings, [(cell, _words(sheet, cell, ours)) for cell in sheet.cells])
    if sheet.relation == "materials" and any(cell.field == sheet.key for cell in cells.values()):
        left = [heading for heading in headings if heading not in cells]
        more = [(c, [w for w in c.also if w in BESIDE_A_NAME]) for c in sheet.cells if c not in cells.values()]
        cells |= shared_out(left, more)
    return cells


def _words(sheet: Sheet, cell: Cell, ours: tuple[str, ...]) -> list[str]:
    words = [word for word in (cell.heading, *cell.also) if word not in GENERIC]
    if sheet.relation in ("places", "results"):
        words = [word for word in words if cell.heading in ours]
    return words + [word for word in ours if word in cell.also]


def _units(plan: Layout, headings: list[str]) -> None:
    """The unit of a bare number: in a column of its own, or in the heading's brackets."""
    for own, column in plan.columns.items():
        if column.heading in UNITS:
            unit = find(headings, *UNITS[column.heading])
            if unit:
                plan.units[own] = unit
            word = plain(own)
            plan.unit_said[own] = "自然日" if "自然日" in word or "日历日" in word else ""
