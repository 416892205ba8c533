"""A definition made ready to serve: its Django form class, built once and kept."""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language

from . import uploads
from .definition import Definition, specs
from .fields.file import UploadsField
from .fields.registry import TYPES
from .fields.spec import Spec

if TYPE_CHECKING:
    from .models import FormVersion

KEPT = 256
"""How many compiled forms one process keeps."""
PREFIX = "answers"
"""Before each input's name, so that no key of an editor's meets a name of the page's own."""


@dataclass(frozen=True)
class Node:
    """Something to draw in a step: a bound field, a heading or a paragraph."""

    kind: str
    field: forms.BoundField | None = None
    title: str = ""
    text: str = ""


@dataclass(frozen=True)
class Step:
    """A step to draw."""

    title: str
    intro: str
    nodes: list[Node]


class AnswerForm(forms.Form):
    """A form as a citizen fills it in. Subclassed for each definition; `answers()` gives the JSON to keep."""

    compiled: "CompiledForm"
    use_required_attribute = False
    template_name = "forms/form.html"

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        answers: Mapping[str, Any] | None = None,
        facts: Mapping[str, str] | None = None,
        partial: bool = False,
        desk: uploads.Desk | None = None,
        **options: Any,
    ) -> None:
        self.desk = desk or uploads.Desk()
        self.start = {**(answers or {}), **self.compiled.known(facts or {})}
        super().__init__(data, files, prefix=PREFIX, initial=self.compiled.initial(self.start), **options)
        for name, field in self.fields.items():
            field.required = field.required and not partial
            if isinstance(field, UploadsField):
                field.show(self.initial.get(name))

    def full_clean(self) -> None:
        """Take the files in first: whatever else is wrong, they need not be chosen again."""
        if self.is_bound:
            for name, field in self.fields.items():
                if isinstance(field, UploadsField):
                    field.receive(self.data, self.files, self.add_prefix(name), self.desk)
        super().full_clean()

    def answers(self) -> dict[str, Any]:
        """What was answered, by key; without what was left empty or is wrong."""
        found = {}
        for spec in self.compiled.fields.values():
            value = TYPES[spec.type].answer(spec, self.cleaned_data.get(spec.key))
            if value is not None:
                found[spec.key] = value
        return found

    @property
    def steps(self) -> Iterator[Step]:
        """What to draw, in order."""
        for step in self.compiled.definition.get("steps", []):
            nodes = [self._node(block) for block in step.get("blocks", [])]
            yield Step(step.get("title", ""), step.get("intro", ""), nodes)

    def _node(self, block: dict[str, Any]) -> Node:
        if block["type"] in TYPES:
            return Node("field", field=self[block["key"]])
        return Node(block["type"], title=block.get("title", ""), text=block.get("text", ""))


class CompiledForm:
    """One definition in one language. Shared between threads: nothing in it changes after it is made."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.title: str = definition.get("title", "")
        self.intro: str = definition.get("intro", "")
        self.fields: dict[str, Spec] = {spec.key: spec for spec in specs(definition)}

    @cached_property
    def form_class(self) -> type[AnswerForm]:
        """The Django form class."""
        fields = {spec.key: TYPES[spec.type].form_field(spec) for spec in self.fields.values()}
        own_words_only(fields.values())
        return type("CompiledAnswerForm", (AnswerForm,), {**fields, "compiled": self, "__module__": __name__})

    @cached_property
    def has_files(self) -> bool:
        """Whether the page must send multipart."""
        return any(TYPES[spec.type].holds_files for spec in self.fields.values())

    def known(self, facts: Mapping[str, str]) -> dict[str, str]:
        """What the server knows of the fields it fills in itself, by key."""
        filled = {key: spec.get("fact") for key, spec in self.fields.items() if not TYPES[spec.type].asked}
        return {key: facts[fact] for key, fact in filled.items() if facts.get(fact)}

    def initial(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Kept answers as the form shows them."""
        return {
            key: TYPES[spec.type].initial(spec, answers[key])
            for key, spec in self.fields.items()
            if answers.get(key) is not None
        }


def own_words_only(fields: Iterable[forms.Field]) -> None:
    """Let browsers fill in only the first name, phone and so on: the next ones are other people's (WCAG 1.3.5)."""
    seen: set[str] = set()
    for field in fields:
        token = field.widget.attrs.get("autocomplete")
        if token in seen:
            field.widget.attrs["autocomplete"] = "off"
        elif token:
            seen.add(token)


_cache: OrderedDict[tuple[str, str], CompiledForm] = OrderedDict()
_lock = threading.Lock()


def compiled(version: "FormVersion") -> CompiledForm:
    """The compiled form of a version. Kept by the definition's hash, so it is never stale."""
    key = (version.sha256, get_language() or "")
    with _lock:
        if found := _cache.get(key):
            _cache.move_to_end(key)
            return found
    made = CompiledForm(json.loads(version.definition))
    with _lock:
        _cache[key] = made
        while len(_cache) > KEPT:
            _cache.popitem(last=False)
    return made
