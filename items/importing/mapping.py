"""What a source's profile says of its files: headings under other names, words of its own, what is left unsaid."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from .columns import ADDRESS, COLUMNS, FORM, JOINT, OWNER, PART_TITLE, TOPICS
from .reading import Table, Unreadable
from .sheets import IN_ONE_CELL, INLINE, SHEETS
from .texts import plain

SKIP = "-"
"""The target of a heading that is not to be read."""


@dataclass(frozen=True)
class Mapping:
    """A profile's rules. `headings`: plain heading → ours; `values`: (our heading, plain word) → ours."""

    name: str = ""
    sheet: str = ""
    area_code: str = ""
    headings: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)

    def applied(self, tables: list[Table]) -> list[Table]:
        """The sheets as they would be had the source used our words. Raises Unreadable for a sheet not there."""
        return [self._table(table) for table in self._chosen(tables)]

    def _chosen(self, tables: list[Table]) -> list[Table]:
        if not self.sheet:
            return tables
        chosen = [table for table in tables if plain(table.name) == plain(self.sheet)]
        if not chosen and any(table.name for table in tables):
            have = "、".join(table.name for table in tables if table.name)
            raise Unreadable(
                _("映射方案要读工作表“%(sheet)s”，文件里只有：%(have)s。") % {"sheet": self.sheet, "have": have}
            )
        return chosen or tables

    def _table(self, table: Table) -> Table:
        names = {heading: self.headings.get(plain(heading), heading) for heading in table.headings}
        rows = [(number, self._row(row, names)) for number, row in table.rows]
        spread = {(number, names.get(heading, heading)) for number, heading in table.spread}
        remarks = {(number, names.get(heading, heading)): said for (number, heading), said in table.remarks.items()}
        headings = ["" if names[heading] == SKIP else names[heading] for heading in table.headings]
        return replace(table, headings=headings, rows=rows, spread=spread, remarks=remarks)

    def _row(self, row: dict[str, str], names: dict[str, str]) -> dict[str, str]:
        made: dict[str, str] = {}
        for heading, cell in row.items():
            ours = names.get(heading, heading)
            if ours == SKIP:
                continue
            word = self.values.get((ours, plain(cell)), cell)
            before = made.get(ours)
            made[ours] = f"{before}\n{word}" if before and word and before != word else before or word
        return made


def targets() -> Iterator[tuple[str, list[str]]]:
    """Every heading of ours that a foreign one can be mapped to, once, in groups with their names."""
    seen: set[str] = set()
    for group, headings in _all_targets():
        fresh = [heading for heading in dict.fromkeys(headings) if heading not in seen]
        seen.update(fresh)
        if fresh:
            yield group, fresh


def _all_targets() -> Iterator[tuple[str, list[str]]]:
    single = [OWNER, JOINT, TOPICS, FORM, ADDRESS, PART_TITLE[0]]
    yield "事项", [*(column.heading for column in COLUMNS), *single]
    yield "写在一个格子里的", [names[0] for names in IN_ONE_CELL.values()]
    for sheet in SHEETS:
        extra = [word for word in INLINE.get(sheet.relation, ()) if word not in {c.heading for c in sheet.cells}]
        yield sheet.name, [*(cell.heading for cell in sheet.cells), *extra]
