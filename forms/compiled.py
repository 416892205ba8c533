"""A definition made ready to serve: its Django form class, built once and kept."""

import copy
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .answering import AnswerForm, Asking, RowForm, initial, twin
from .definition import Definition
from .drawing import script_of
from .fields.file import UploadsField
from .fields.registry import TYPES
from .fields.spec import Spec
from .plan import Group, steps_of

if TYPE_CHECKING:
    from .models import FormVersion

Class = TypeVar("Class", bound=Asking)
KEPT = 256
"""How many compiled forms one process keeps."""


class CompiledForm:
    """One definition in one language. Shared between threads: nothing in it changes after it is made, but that what is
    the same for everybody is kept once it was needed."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.title: str = definition.get("title", "")
        self.intro: str = definition.get("intro", "")
        self.steps = steps_of(definition)
        self.parts = tuple(part for step in self.steps for part in step.parts)
        self.fields: dict[str, Spec] = {part.spec.key: part.spec for part in self.parts if part.spec}
        self.groups: dict[str, Group] = {part.group.key: part.group for part in self.parts if part.group}
        self.blank: dict[tuple[str, bool, bool], SafeString] = {}
        """Each field as HTML without an answer, by its key, whether it is required, and whether it may become so."""

    @cached_property
    def form_class(self) -> type[AnswerForm]:
        """The Django form class."""
        fields = made(self.fields)
        own_words_only(fields.values())
        own = {**fields, "compiled": self, "parts": self.parts, "__module__": __name__}
        return sharing(type("CompiledAnswerForm", (AnswerForm,), own), self.fields)

    @cached_property
    def row_classes(self) -> dict[str, type[RowForm]]:
        """The Django form class of a row of each group. Browsers fill in nobody's own words there."""
        return {key: self._row_class(group) for key, group in self.groups.items()}

    def _row_class(self, group: Group) -> type[RowForm]:
        fields = made(group.fields)
        for field in fields.values():
            if "autocomplete" in field.widget.attrs:
                field.widget.attrs["autocomplete"] = "off"
        own = {**fields, "parts": group.parts, "__module__": __name__}
        return sharing(type("CompiledRowForm", (RowForm,), own), group.fields)

    @cached_property
    def all_fields(self) -> dict[str, Spec]:
        """Every field by its key, those of rows as "g1.f2"."""
        inner = {f"{key}.{name}": spec for key, group in self.groups.items() for name, spec in group.fields.items()}
        return {**self.fields, **inner}

    @cached_property
    def script(self) -> list[dict[str, Any]]:
        """What the browser needs to follow the conditions."""
        return script_of(self.steps)

    @cached_property
    def has_files(self) -> bool:
        """Whether the page must send multipart."""
        return any(TYPES[spec.type].holds_files for spec in self.all_fields.values())

    def known(self, facts: Mapping[str, str]) -> dict[str, str]:
        """What the server knows of the fields it fills in itself, by key."""
        filled = {key: spec.get("fact") for key, spec in self.fields.items() if not TYPES[spec.type].asked}
        return {key: facts[fact] for key, fact in filled.items() if facts.get(fact)}

    def initial(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Kept answers as the form shows them."""
        return initial(self.parts, answers)


class SharedFields(dict[str, forms.Field]):
    """The fields of a class, shared by its forms, which Django would copy with all they hold.

    What a form changes of ours is whether a field is required: a form has its own of those that hang on a condition
    (`changing`), and of all where a draft is saved (`Asking`). Fields of files hold files, and fields of several parts
    hold fields: these are copied whole.
    """

    changing: frozenset[str] = frozenset()

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        own = dict(self)
        for name in self.changing:
            own[name] = copy.deepcopy(self[name], memo) if is_whole(self[name]) else twin(self[name])
        return own


def is_whole(field: forms.Field) -> bool:
    """Whether a field holds what a form changes: files, or fields."""
    return isinstance(field, UploadsField | forms.MultiValueField)


def sharing(form_class: type[Class], specs: Mapping[str, Spec]) -> type[Class]:
    """The class, its forms sharing what none of them changes."""
    fields = SharedFields(form_class.base_fields)
    fields.changing = frozenset(name for name, field in fields.items() if specs[name].require or is_whole(field))
    form_class.base_fields = fields
    return form_class


def made(specs: Mapping[str, Spec]) -> dict[str, forms.Field]:
    """The Django field of each."""
    return {key: TYPES[spec.type].form_field(spec) for key, spec in specs.items()}


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
