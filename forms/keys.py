"""Keys of fields and values of choices: given once, when a form is saved, and kept through every later edit."""

import re
from typing import TYPE_CHECKING, Any

from .blocks import field_blocks

if TYPE_CHECKING:
    from .models import Form

NUMBERED = re.compile(r"^f(\d{1,9})$")


def assign(form: "Form") -> None:
    """Give f1, f2 … to fields without a key, never one that this form used before; turn pasted lines into choices."""
    children = [child for _place, child in field_blocks(form.body)]
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
