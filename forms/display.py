"""Answers as people read them: from the version they were given to and the answers alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import uploads
from .compiled import compiled
from .fields.base import Cell
from .fields.registry import TYPES
from .fields.spec import Spec
from .models import FormVersion
from .plan import Asked, Group, Step, asked_of


@dataclass(frozen=True)
class Row:
    """One answer as people read it. `text` is empty if nothing was answered; `masked` is what lists may show."""

    label: str
    text: str
    kind: str
    key: str
    masked: str = ""
    personal: bool = False
    files: tuple[uploads.Held, ...] = ()
    cell: Cell = ""
    """The answer as a cell of a table; masked where it is personal."""
    unit: str = ""


@dataclass(frozen=True)
class Section:
    """The answers below one heading; the first may have no title. `row_title` is set for a row of a group."""

    title: str
    rows: list[Row]
    row_title: str = ""


def display(version: FormVersion, answers: Mapping[str, Any], on: date | None = None) -> list[Section]:
    """The answers for people, in the order and words of the version; what was not asked is left out.

    `on`: the day on which they were checked, for conditions that ask for today; today if not given.
    """
    return [section for _step, sections in by_step(version, answers, on) for section in sections]


def by_step(
    version: FormVersion, answers: Mapping[str, Any], on: date | None = None
) -> list[tuple[Step, list[Section]]]:
    """The same, each step with its own."""
    ready = compiled(version)
    asked = asked_of(ready.parts, answers, today=on)
    return [(step, [one for one in list(_sections(step, answers, asked, on)) if one.rows]) for step in ready.steps]


def _sections(step: Step, answers: Mapping[str, Any], asked: Asked, on: date | None) -> Iterator[Section]:
    title = step.part.block.get("title", "")
    current = Section(title, [])
    yield current
    for part in step.parts:
        if part.kind == "section":
            title = part.block.get("title", "")
            yield (current := Section(title, []))
        elif part.group:
            yield from _of_rows(part.group, answers.get(part.name) or [], asked, on)
            yield (current := Section(title, []))
        elif part.spec and (part.name not in asked.hidden or part.name in answers):
            current.rows.append(_row(part.spec, answers.get(part.name)))


def _of_rows(group: Group, rows: list[Mapping[str, Any]], asked: Asked, on: date | None) -> Iterator[Section]:
    for number, answers in enumerate(rows, start=1):
        title, hidden = group.title_of(number), asked_of(group.parts, answers, asked.values, on).hidden
        shown = [
            _row(inner.spec, answers.get(inner.name), f"{group.key}.")
            for inner in group.parts
            if inner.spec and (inner.name not in hidden or inner.name in answers)
        ]
        yield Section(title, shown, row_title=title)


def _row(spec: Spec, answer: Any, prefix: str = "") -> Row:
    kind = TYPES[spec.type]
    key, personal = f"{prefix}{spec.key}", kind.is_personal(spec)
    if answer is None:
        return Row(spec.label, "", kind.name, key, personal=personal)
    text = kind.display(spec, answer)
    hidden = kind.mask(spec, answer)
    masked = "***" if personal and hidden == text else hidden
    return Row(
        spec.label,
        text,
        kind.name,
        key,
        masked,
        personal,
        files=tuple(map(uploads.Held.read, kind.files(answer))),
        cell=masked if personal else kind.export(spec, answer),
        unit=kind.unit(spec),
    )


def rows_of(version: FormVersion, answers: Mapping[str, Any]) -> Iterator[tuple[Spec, Any]]:
    """(field, answer) of everything answered, in the order of the form, row after row."""
    for part in compiled(version).parts:
        answer = answers.get(part.name)
        if part.spec and answer is not None:
            yield part.spec, answer
        if part.group:
            pairs = [(spec, row.get(key)) for row in answer or [] for key, spec in part.group.fields.items()]
            yield from ((spec, given) for spec, given in pairs if given is not None)
