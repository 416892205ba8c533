"""Cells of a row of a guide: how each is read into its column, and written back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import choices
from . import papers, values
from .columns import YES_OR_NO
from .texts import plain
from .values import Warn, Words


@dataclass(frozen=True)
class Cell:
    """A heading of a row sheet, and both directions."""

    heading: str
    field: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    also: tuple[str, ...] = ()
    takes: frozenset[str] = frozenset()


def text(heading: str, field: str, *also: str) -> Cell:
    """As it stands."""
    return Cell(heading, field, lambda cell: cell, lambda row: getattr(row, field), (*also, field))


def word(
    heading: str, field: str, words: Words, *also: str, default: str = "", read: Callable[[str], str] | None = None
) -> Cell:
    """One word of a fixed list; what is not in it warns and becomes the default."""
    labels = dict(words.choices)

    def write(row: Any) -> str:
        return str(labels.get(getattr(row, field), ""))

    return Cell(heading, field, read or (lambda cell: _word(cell, words, default)), write, (*also, field), YES_OR_NO)


def _word(cell: str, words: Words, default: str) -> str:
    try:
        return values.word(cell, words) or default
    except Warn as problem:
        raise Warn(str(problem), default) from None


def count(heading: str, field: str, *also: str) -> Cell:
    """A number of sheets; nothing said is none. 「原件1份、复印件2份」 gives each its own."""

    def read(cell: str) -> int:
        if numbers := papers.counts(cell, heading):
            return numbers.get(field, 0)
        try:
            return values.number(cell) or 0
        except Warn as problem:
            raise Warn(str(problem), 0) from None

    return Cell(heading, field, read, lambda row: str(getattr(row, field)), (*also, field))


@dataclass(frozen=True)
class Sheet:
    """A sheet of rows: `relation` on the page, `key` the field by which a row is the same as before."""

    name: str
    relation: str
    model: type[Any]
    key: str
    cells: tuple[Cell, ...]
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What a sheet of these rows may be called."""
        return (self.name, *self.also, self.relation)


def material_kind(cell: str) -> str:
    """A proof or form; 「原件」「复印件」 in this column say nothing of the kind, but of what is counted."""
    return choices.MaterialKind.OTHER if papers.KIND_ALONE.match(cell) else _word(cell, choices.MaterialKind, "other")


def material_form(cell: str) -> str:
    """Paper, electronic or either; an original or a copy is paper."""
    text = plain(cell)
    paper, electronic = bool(re.search("纸|原件|复印", text)), "电子" in text
    if papers.KIND_ALONE.match(cell) or ((paper or electronic) and len(text) <= papers.SHORT):
        form = choices.MaterialForm
        return form.BOTH if paper and electronic else form.ELECTRONIC if electronic else form.PAPER
    return _word(cell, choices.MaterialForm, choices.MaterialForm.BOTH)


def step_kind(cell: str) -> str:
    kind = values.step_kind(cell)
    if cell and kind == choices.StepKind.OTHER and cell not in {"其他程序", "其他"}:
        raise Warn(f"不认识的环节类型“{cell}”,按“其他程序”处理。", kind)
    return kind


def limit(cell: str) -> values.Limit:
    try:
        return values.limit(cell)
    except Warn as problem:
        raise Warn(str(problem), values.Limit(None)) from None
