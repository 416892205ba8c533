"""What a row changes of an item, in words: 承诺办结时限：20(工作日) → 15(工作日)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from ..models import ItemPage
from .applying import COLUMN_OF, TARGETS, said_of, same_rows
from .columns import FORM
from .sheets import BY_RELATION
from .texts import cell_text, joined, short
from .wanted import Wanted

SHORT = 30
"""Characters of a value up to which both sides are shown."""
NAMES_SHOWN = 3
Rows = dict[str, list[tuple[str, tuple[Any, ...]]]]


class Before:
    """An item as it was before its row was applied."""

    def __init__(self, page: ItemPage, wanted: Wanted, fields: dict[str, Any], targets: dict[str, list[Any]]) -> None:
        self.page = page
        names = [name for name, value in fields.items() if getattr(page, name) != value]
        said = said_of(page) if names else {}
        names = [name for name in names if name not in said or said[name] != fields[name]]
        self.cells = {heading: _cell(page, name) for name in names if (heading := _heading(name))}
        self.fields = {heading: name for name in names if (heading := _heading(name))}
        self.targets = {name: _links(page, name) for name in targets if name in TARGETS}
        self.rows: Rows = {
            relation: _rows(page, relation)
            for relation, rows in wanted.rows.items()
            if not same_rows(page, relation, rows)
        }

    def told(self) -> list[str]:
        """What differs now, one text a field or relation."""
        return [*self._fields(), *self._targets(), *self._rows()]

    def _fields(self) -> Iterator[str]:
        for heading, had in self.cells.items():
            has = _cell(self.page, self.fields[heading])
            if has != had:
                yield _changed(heading, had, has)

    def _targets(self) -> Iterator[str]:
        for name, had in self.targets.items():
            has = _links(self.page, name)
            if sorted(has) != sorted(had):
                yield _changed(TARGETS[name], "、".join(had), "、".join(has))

    def _rows(self) -> Iterator[str]:
        for relation, had in self.rows.items():
            has = _rows(self.page, relation)
            if has != had:
                yield f"{BY_RELATION[relation].name}：{_rows_changed(had, has)}"


def _heading(name: str) -> str:
    if name == "form_id":
        return FORM
    column = COLUMN_OF.get(name.replace("_unit", "_limit"))
    return column.heading if column else ""


def _cell(page: ItemPage, name: str) -> str:
    if name == "form_id":
        return str(page.form.code) if page.form else ""
    return cell_text(COLUMN_OF[name.replace("_unit", "_limit")].write(page))


def _links(page: ItemPage, name: str) -> list[str]:
    return [str(one) for one in getattr(page, name).all()]


def _rows(page: ItemPage, relation: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Each row's name, and all that a file can say of it."""
    sheet = BY_RELATION[relation]
    columns = [sheet.model._meta.get_field(cell.field).attname for cell in sheet.cells]
    columns += ["unit"] if "limit" in columns else []
    return [
        (joined(str(getattr(row, sheet.key))), tuple(getattr(row, name) for name in columns))
        for row in getattr(page, relation).all()
    ]


def _changed(heading: str, had: str, has: str) -> str:
    """Both values where they are short; else only that the text is another."""
    if not had:
        return _("%(heading)s：填上“%(has)s”") % {"heading": heading, "has": short(has, SHORT)}
    if not has:
        return _("%(heading)s：清空“%(had)s”") % {"heading": heading, "had": short(had, SHORT)}
    if max(len(had), len(has)) > SHORT:
        return _("%(heading)s：文字有改动") % {"heading": heading}
    return _("%(heading)s：%(had)s → %(has)s") % {"heading": heading, "had": joined(had), "has": joined(has)}


def _rows_changed(had: list[tuple[str, tuple[Any, ...]]], has: list[tuple[str, tuple[Any, ...]]]) -> str:
    """Rows that came, went or say something else, by their names."""
    before, after = Counter(name for name, _row in had), Counter(name for name, _row in has)
    came, gone = list((after - before).elements()), list((before - after).elements())
    new = {name for name, _row in (Counter(has) - Counter(had)).elements()}
    other = [name for name in dict.fromkeys(name for name, _row in has) if name in new and name not in came]
    said = [
        *([_("新增%(names)s") % {"names": _listed(came)}] if came else []),
        *([_("去掉%(names)s") % {"names": _listed(gone)}] if gone else []),
        *([_("改动%(names)s") % {"names": _listed(other)}] if other else []),
    ]
    return "，".join(said) or _("顺序有改动")


def _listed(names: Iterable[str]) -> str:
    found = [f"“{short(name, SHORT)}”" for name in names]
    if len(found) <= NAMES_SHOWN:
        return "".join(found)
    return _("%(names)s等 %(n)s 项") % {"names": "".join(found[:NAMES_SHOWN]), "n": len(found)}
