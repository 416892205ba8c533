"""A form that is not finished, as a draft keeps it: what was typed, right or wrong, by the inputs' names.

Files are kept as the tokens of what was taken in. A form bound to `post_of(inputs)` is the form as it was left.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from . import payloads, uploads
from .answering import PREFIX, UNSEEN, AnswerForm
from .fields.file import UploadsField
from .fields.registry import TYPES
from .fields.spec import Spec
from .keys import whole_key

if TYPE_CHECKING:
    from .compiled import CompiledForm
    from .plan import Step

Inputs = dict[str, list[str]]
PASSING = ("add", "remove", "drawn")
"""What an input's name ends with where it counts for one request alone."""
KEPT = "kept"


@dataclass(frozen=True)
class Place:
    """Where an input stands: the field or group, the field in its row, and what follows the field's name."""

    key: str
    inner: str = ""
    ending: str = ""

    @property
    def whole(self) -> str:
        """The key of the field among all fields of the form."""
        return whole_key(self.key if self.inner else "", self.inner or self.key)


def place_of(ready: "CompiledForm", name: str) -> Place | None:
    """Where the input of that name stands; None for one that is not of the form."""
    head, *rest = name.split("-")
    if head != PREFIX or not rest:
        return None
    if group := ready.groups.get(rest[0]):
        inner = _field_in(group.fields, rest[2]) if len(rest) > 2 else ""
        return Place(rest[0], inner, rest[-1] if len(rest) in (2, 4) else "")
    key = _field_in(ready.fields, rest[0])
    return Place(key, "", rest[1] if len(rest) > 1 else "") if key else None


def _field_in(fields: Mapping[str, Spec], name: str) -> str:
    """The field of an input, which may be one of several of it, as f1_start."""
    own = name if name in fields else name.rpartition("_")[0]
    return own if own in fields else ""


def of_step(ready: "CompiledForm", source: Mapping[str, Any], step: "Step | None") -> Inputs:
    """The inputs of one step, or of all, out of a post or out of what was kept."""
    keys = {part.name for part in (step.parts if step else ready.parts)}
    found = {name: texts(source, name) for name in source if _within(ready, name, keys)}
    unseen = [name for name in texts(source, UNSEEN) if _within(ready, name, keys)]
    return {**found, **({UNSEEN: unseen} if unseen else {})}


def replaced(ready: "CompiledForm", inputs: Inputs, post: Mapping[str, Any], step: "Step | None") -> Inputs:
    """What was kept, with one step as it is sent now."""
    old, new = of_step(ready, inputs, step), of_step(ready, post, step)
    others = {name: values for name, values in inputs.items() if name not in old and name != UNSEEN}
    unseen = [name for name in inputs.get(UNSEEN, []) if name not in old.get(UNSEEN, [])]
    return {**others, **new, **_list(UNSEEN, [*unseen, *new.get(UNSEEN, [])])}


def _within(ready: "CompiledForm", name: str, keys: set[str]) -> bool:
    place = place_of(ready, name)
    return place is not None and place.key in keys


def texts(source: Mapping[str, Any], name: str) -> list[str]:
    """What was sent under a name, as any database keeps it: PostgreSQL takes no null character."""
    return [str(value).replace("\x00", "") for value in uploads.values(source, name)]


def _list(name: str, values: list[str]) -> Inputs:
    return {name: values} if values else {}


def settled(form: AnswerForm) -> Inputs:
    """All that a bound form was sent, its files by their tokens: ready to be kept."""
    ready = form.compiled
    found = of_step(ready, form.data, None)
    gone = [name for name in found if (place := place_of(ready, name)) and place.ending in (*PASSING, KEPT)]
    kept = {name: values for name, values in found.items() if name not in gone}
    for one in (form, *(row for rows in form.rows.values() for row in rows.forms)):
        kept |= tokens(one)
    return kept


def tokens(form: forms.BaseForm) -> Inputs:
    """What a form's inputs for files have taken in, as the page sends it again."""
    held = {form.add_prefix(name): field.held for name, field in form.fields.items() if isinstance(field, UploadsField)}
    return {f"{name}-{KEPT}": [one.signed for one in files] for name, files in held.items() if files}


def tokens_in(inputs: Inputs) -> list[str]:
    """The uploads among what was kept."""
    signed = [value for name, values in inputs.items() if name.endswith(f"-{KEPT}") for value in values]
    return [token for token in map(uploads.unsign, signed) if token]


def post_of(inputs: Mapping[str, list[str]]) -> QueryDict:
    """What was kept, as a browser would send it."""
    data = QueryDict(mutable=True)
    for name, values in inputs.items():
        data.setlist(name, values)
    return data


def written(ready: "CompiledForm", answers: Mapping[str, Any]) -> Inputs:
    """Answers as their inputs hold them; those that the form cannot take are left out."""
    data = QueryDict(mutable=True)
    payloads.fill(data, ready, answers, {})
    return {name: [str(value) for value in values] for name, values in data.lists()}


def carried(old: "CompiledForm", new: "CompiledForm", inputs: Inputs, *, same_form: bool) -> Inputs:
    """What of the inputs another definition has a place for: the same key and type.

    Of another form the label must be the same too: there a key says nothing. What was declared or signed stays only
    under the same words.
    """
    fits = {key for key, spec in old.all_fields.items() if _fits(spec, new.all_fields.get(key), same_form)}
    kept = {}
    for name, values in inputs.items():
        place = place_of(old, name)
        if place is None:
            continue
        rows = place.key in old.groups and not place.inner and place.key in new.groups
        if rows or place.whole in fits:
            kept[name] = values
    return kept


def unmoved(ready: "CompiledForm", inputs: Inputs, moved: Inputs) -> Iterator[tuple[str, str, str]]:
    """(key, label, text) of what was typed, right or not yet, and is not among what moved to another definition."""
    for name in inputs:
        place = place_of(ready, name)
        text = "、".join(value.strip() for value in inputs[name] if value.strip())
        if place is None or place.ending or name in moved or not text:
            continue
        key = place.whole
        spec = ready.all_fields.get(key)
        if spec is not None and TYPES[spec.type].asked:
            yield place.inner or place.key, spec.label, text


def _fits(old: Spec, new: Spec | None, same_form: bool) -> bool:
    if new is None or old.type != new.type or not (same_form or old.label == new.label):
        return False
    return _means_the_same(old, new, same_form) and (not TYPES[old.type].once or old.options == new.options)


def _means_the_same(old: Spec, new: Spec, same_form: bool) -> bool:
    """Within one form a choice's value never passes to another choice; c1 of another form may be any."""
    labels = {row["value"]: row["label"] for row in new.get("choices", ())}
    return same_form or all(labels.get(row["value"], row["label"]) == row["label"] for row in old.get("choices", ()))


def reusable(ready: "CompiledForm", answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that may serve another application: not files, nor what was declared, signed or filled in by the hall."""
    return {key: answer for key, answer in _reusable(ready, answers) if answer not in (None, [], {})}


def _reusable(ready: "CompiledForm", answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, answer in answers.items():
        if group := ready.groups.get(key):
            yield key, [{name: row[name] for name in row if _is_reusable(group.fields.get(name))} for row in answer]
        elif _is_reusable(ready.fields.get(key)):
            yield key, answer


def _is_reusable(spec: Spec | None) -> bool:
    kind = TYPES[spec.type] if spec else None
    return kind is not None and kind.asked and not (kind.once or kind.holds_files or kind.computes)
