"""Keys of fields and values of choices: given once, when a form is saved, and kept through every later edit."""

import itertools
import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from .blocks import Messages, Position, keyed_blocks
from .definition import groups, places
from .fields.registry import TYPES
from .plan import GROUP
from .xlsform.names import Known, values

if TYPE_CHECKING:
    from .models import Form

NUMBERED = re.compile(r"^f(\d{1,9})$")
CHOICE = re.compile(r"^c(\d{1,9})$")


def assign(form: "Form") -> None:
    """Give f1, f2 … to fields without a key, in the form's order, never one that this form used before.

    A key the builder gave already, since a condition names it, keeps its number; the others are numbered around it.
    Lines that were pasted become choices.
    """
    children = [child for _at, child, _group in keyed_blocks(form.body)]
    used = {child.value.get("key") for child in children if child.value.get("key")}
    numbers = [int(found[1]) for key in used if (found := NUMBERED.match(key))]
    free = (key for number in itertools.count(form.last_key + 1) if (key := f"f{number}") not in used)
    labels = known_choices(form)
    for _at, child, group in keyed_blocks(form.body):
        if not child.value.get("key"):
            child.value["key"] = next(free)
            numbers.append(int(child.value["key"][1:]))
        if child.block_type in TYPES and "choices" in child.value:
            _assign_values(child.value, labels.get(whole_key(group, child.value["key"]), {}))
    form.last_key = max([form.last_key, *numbers])


def _assign_values(value: Any, known: dict[str, str]) -> None:
    """Values for choices without one: that of the same label before, else one that no choice of the field had yet."""
    rows = value["choices"]
    lines = [line.strip() for line in (value.get("paste") or "").splitlines() if line.strip()]
    for line in lines:
        rows.append({"label": line[:100], "value": ""})
    value["paste"] = ""
    named = [row for row in rows if row.get("label") or row.get("value")]
    taken = values([row.get("value") or "" for row in named], [row.get("label") or "" for row in named], known)
    for row, given in zip(named, taken, strict=True):
        row["value"] = row.get("value") or given


def known_choices(form: "Form") -> dict[str, dict[str, str]]:
    """By whole key, the last label of every choice's value in the published versions and in the draft as it is stored."""
    found: dict[str, dict[str, str]] = {}
    for text in form.versions.order_by("number").values_list("definition", flat=True) if form.pk else ():
        for place in places(json.loads(text)):
            _note(found, whole_key(place.group, place.spec.key), place.spec.get("choices", ()))
    stored = type(form).objects.filter(pk=form.pk).first() if form.pk else None
    for _at, child, group in keyed_blocks(stored.body) if stored else ():
        if child.block_type in TYPES and "choices" in child.value:
            _note(found, whole_key(group, child.value.get("key") or ""), child.value["choices"])
    return found


def last_choice(form: "Form") -> int:
    """The highest number of a choice's value, c1, c2 …, that the form has given."""
    given = (value for labels in known_choices(form).values() for value in labels)
    return max((int(found[1]) for value in given if (found := CHOICE.match(value))), default=0)


def _note(found: dict[str, dict[str, str]], key: str, rows: Iterable[Mapping[str, str]]) -> None:
    for row in rows:
        if row.get("value"):
            found.setdefault(key, {})[row["value"]] = row.get("label") or ""


def published_types(form: "Form") -> dict[str, str]:
    """The type each key ever had in a published version of the form: answers hold it. A row's field is "g1.f2"."""
    found: dict[str, str] = {}
    for text in form.versions.order_by("number").values_list("definition", flat=True) if form.pk else ():
        published = json.loads(text)
        found.update({whole_key(place.group, place.spec.key): place.spec.type for place in places(published)})
        found.update({block["key"]: GROUP for _step, _block, block in groups(published)})
    return found


def known(form: "Form") -> Known:
    """What a workbook that becomes the form's new draft must not give another meaning."""
    labels = {(group, child.block_type, (child.value["label"] or "").strip()): child.value["key"]
              for _at, child, group in keyed_blocks(form.body)}  # fmt: skip
    return Known(published_types(form), known_choices(form), labels, form.last_key)


def whole_key(group: str, key: str) -> str:
    """What names a field within the whole form: f1, or g1.f2 in a group's row."""
    return f"{group}.{key}" if group else key


def label_of(kind: str) -> str:
    """A field type, or the repeating group, in words."""
    return str(TYPES[kind].label) if kind in TYPES else _("可重复的一组")


def faults(form: "Form", body: Any, before: Any) -> dict[Position, Messages]:
    """Keys that may not be so, by position: a published key that changed its type, or left its field."""
    types = published_types(form)
    stored = {child.id: (group, child.value.get("key")) for _at, child, group in keyed_blocks(before or ()) if child.id}
    found: dict[Position, Messages] = {}
    for place, child, group in keyed_blocks(body):
        key, was = child.value.get("key"), stored.get(child.id, ("", ""))
        if was[1] and whole_key(*was) in types and key != was[1]:
            message = _("这个字段已发布，编号「%(key)s」不能更改。请改回去。")
            found[place] = [("key", message % {"key": was[1]})]
        elif key and types.get(whole_key(group, key), child.block_type) != child.block_type:
            words = {"key": key, "kind": label_of(types[whole_key(group, key)])}
            found[place] = [("key", _("编号「%(key)s」已发布为「%(kind)s」。请清空，让它自动编号。") % words)]
    return found
