"""All answers of an application, page by page, each with the way to the place where it is changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from forms import service

from ..agents import AgentForm
from ..promises.form import INSTEAD, LATER
from . import sparing
from .filling import Filling
from .pages import MATERIAL
from .visit import BACK, CHECK, Visit


@dataclass(frozen=True)
class Answer:
    """An answer in words, and where to change it."""

    label: str
    text: str
    url: str
    names: tuple[str, ...] = ()
    """The names of files."""
    note: str = ""
    """What is to be said of them."""


@dataclass(frozen=True)
class Part:
    """Answers below one heading; the page's own has none."""

    title: str
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True)
class Chapter:
    """What one page asks."""

    title: str
    parts: list[Part]


def chapters(visit: Visit, filling: Filling) -> list[Chapter]:
    """The summary of a checked application."""
    answers = filling.answers.answers() if filling.answers else {}
    by_step = service.by_step(filling.version, answers) if filling.version else []
    sections = {step.part.name: found for step, found in by_step}
    found = []
    for page in filling.pages:
        url = visit.url_of(page.name, f"?{BACK}={CHECK}")
        if page.step:
            parts = parts_of(page.title, sections[page.step.part.name], url)
        else:
            parts = [Part("", list(typed(filling.contact, url) if page.asks_contact else _materials(filling, url)))]
        found.append(Chapter(page.title, parts))
    return found


def parts_of(
    title: str, sections: Iterable[service.Section], url: str, notes: Mapping[str, str] | None = None
) -> list[Part]:
    """The answers on a page of that title. Rows of a group are changed where the group stands. `notes`: by the key."""
    said = notes or {}
    return [
        Part(
            one.title if one.title != title else "",
            [_answer(row, url, said.get(row.key, ""), whole=not one.row_title) for row in one.rows],
        )
        for one in sections
    ]


def _answer(row: service.Row, url: str, note: str, *, whole: bool) -> Answer:
    key = row.key.partition(".")[0]
    anchor = f"#id_answers-{key}_field" if whole else f"#id_answers-{key}"
    return Answer(row.label, row.text, url + anchor, tuple(held.name for held in row.files), note)


def typed(form: forms.Form, url: str) -> Iterator[Answer]:
    """What stands in a checked form beside the item's own."""
    for name, one in form.fields.items():
        yield Answer(str(one.label), form.cleaned_data.get(name, ""), f"{url}#id_{name}_field")


def _materials(filling: Filling, url: str) -> Iterator[Answer]:
    given: dict[str, Any] = filling.materials.cleaned_data
    for line in sparing.lines(filling):
        yield Answer(line["name"], line["words"], f"{url}#{line['key']}_place")
    later = _("以后补交或到窗口交")
    said = {LATER: _("承诺受理后补交"), INSTEAD: _("用书面承诺代替")}
    promised = {f"{MATERIAL}{order}": said[vow.words.kind] for vow in filling.promises.vows() for order in vow.orders}
    for name, one in filling.materials.fields.items():
        files = tuple(held.name for held in given.get(name) or ())
        yield Answer(str(one.label), "" if files else promised.get(name, later), f"{url}#id_{name}_field", files)
    yield from agent(filling.agent, url)


def agent(form: AgentForm, url: str) -> Iterator[Answer]:
    """Who applies for the applicant; nothing where nobody does."""
    if form.agency() is None:
        return
    for name, one in form.fields.items():
        value = form.cleaned_data[name]
        files = tuple(held.name for held in value) if name == "agent_paper" else ()
        yield Answer(str(one.label), "" if files else value, f"{url}#id_{name}_field", files)
