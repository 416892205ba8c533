"""Keys of fields and values of choices: given once, when a form is saved, and kept through every later edit."""

import json
import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from .blocks import field_blocks
from .definition import specs
from .fields.registry import TYPES

if TYPE_CHECKING:
    from .models import Form

NUMBERED = re.compile(r"^f(\d{1,9})$")


def assign(form: "Form") -> None:
    """Give f1, f2 … to fields without a key, never one that this form used before; turn pasted lines into choices."""
    children = [child for _at, child in field_blocks(form.body)]
    used = {child.value.get("key") for child in children if child.value.get("key")}
    numbers = [int(found[1]) for key in used if (found := NUMBERED.match(key))]
    form.last_key = max([form.last_key, *numbers])
    for child in children:
        if not child.value.get("key"):
            form.last_key += 1
            child.value["key"] = f"f{form.last_key}"
        if "choices" in child.value:
            _assign_values(child.value)


def _assign_values(value: Any) -> None:
    rows = value["choices"]
    lines = [line.strip() for line in (value.get("paste") or "").splitlines() if line.strip()]
    for line in lines:
        rows.append({"label": line[:100], "value": ""})
    value["paste"] = ""
    used = {row.get("value") for row in rows}
    number = 0
    for row in rows:
        if row.get("value") or not row.get("label"):
            continue
        while (candidate := f"c{(number := number + 1)}") in used:
            pass
        row["value"] = candidate
        used.add(candidate)


def published_types(form: "Form") -> dict[str, str]:
    """The type each key ever had in a published version of the form: answers hold it."""
    found: dict[str, str] = {}
    for text in form.versions.order_by("number").values_list("definition", flat=True) if form.pk else ():
        found.update({spec.key: spec.type for spec in specs(json.loads(text))})
    return found


def faults(form: "Form", body: Any, before: Any) -> dict[tuple[int, int], dict[str, str]]:
    """Keys that may not be so, by (step, block): a published key that changed its type, or left its field."""
    types = published_types(form)
    stored = {child.id: child.value.get("key") for _at, child in field_blocks(before) if child.id} if before else {}
    found: dict[tuple[int, int], dict[str, str]] = {}
    for place, child in field_blocks(body):
        key, was = child.value.get("key"), stored.get(child.id)
        if was and was in types and key != was:
            found[place] = {"key": _("这个字段已发布，编号「%(key)s」不能更改。请改回去。") % {"key": was}}
        elif key in types and types[key] != child.block_type:
            words = {"key": key, "kind": TYPES[types[key]].label}
            found[place] = {"key": _("编号「%(key)s」已发布为「%(kind)s」。请清空，让它自动编号。") % words}
    return found
