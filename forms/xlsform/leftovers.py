"""The cells of a question that nothing has read, so that the report can name each."""

from collections.abc import Iterator, Mapping
from typing import Any

from .types import USED_APPEARANCES

READ = {
    "type", "name", "label", "hint", "guidance_hint", "bind", "control", "itemset", "list_name", "children", "parameters",
    "_dynamic_default", "actions", "columns",
}  # fmt: skip
READ_BINDS = {"hall:row", "hall:type", "hall:options", "hall:purpose", "hall:example", "required"}
COLUMNS = {
    "jr:constraintMsg": "constraint_message",
    "jr:requiredMsg": "required_message",
    "readonly": "read_only",
    "calculate": "calculation",
    "jr:count": "repeat_count",
    "appearance": "appearance",
    "relevant": "relevant",
    "constraint": "constraint",
}
"""What pyxform calls a column otherwise than the sheet."""


def leftovers(node: Mapping[str, Any], used: set[str]) -> Iterator[tuple[str, Any]]:
    """(column, value) of each cell not read. `used` names what this question took besides."""
    for name, value in node.get("bind", {}).items():
        if name not in READ_BINDS | used and not name.startswith("jr:preload"):
            yield COLUMNS.get(name, f"bind::{name}"), value
    for name, value in node.get("control", {}).items():
        if name == "appearance":
            value = " ".join(word for word in str(value).split() if word.lower() not in USED_APPEARANCES)
        if value and not ("range" in used and name in ("start", "end", "step")) and name != "bodyless":
            yield COLUMNS.get(name, f"body::{name}"), value
    parameters = node.get("parameters", {})
    if isinstance(parameters, str):  # of types for which pyxform knows none
        yield "parameters", parameters
        parameters = {}
    for name, value in parameters.items():
        if not ("range" in used and (name in ("start", "end") or (name, value) == ("step", "1"))):
            yield "parameters", f"{name}={value}"
    for name, value in node.items():
        if name in READ or name in used or name == "choices":
            continue
        if isinstance(value, Mapping) and name not in ("default",):
            yield from ((f"{name}::{inner}", found) for inner, found in value.items())
        else:
            yield name, ", ".join(map(str, value)) if isinstance(value, tuple) else value
