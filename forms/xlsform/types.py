"""Which field type a question of XLSForm becomes, and which question a field type is written as."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

Node = Mapping[str, Any]
"""A question as pyxform has it."""

HERE = "bind::hall:type"
"""The column in which a workbook of ours says the field type itself; other programs pass over it."""
COLUMNS = {
    "hall:type": HERE,
    "hall:purpose": "bind::hall:purpose",
    "hall:example": "bind::hall:example",
    "hall:options": "bind::hall:options",
}

MULTILINE, LONG_LISTS = {"multiline"}, {"minimal", "autocomplete", "search", "quick", "quickcompact"}


def appearance(node: Node) -> set[str]:
    """The words of a question's appearance."""
    return set(str(node.get("control", {}).get("appearance", "")).lower().split())


def _text(node: Node) -> tuple[str, dict[str, Any]]:
    return ("long_text", {}) if appearance(node) & MULTILINE else ("text", {})


def _one(node: Node) -> tuple[str, dict[str, Any]]:
    return ("drop_down", {}) if appearance(node) & LONG_LISTS else ("single_choice", {})


def _range(node: Node) -> tuple[str, dict[str, Any]]:
    """Start and end, as pyxform gives them; whole numbers if all three are whole."""
    limits = {name: str(node.get("parameters", {}).get(name, default)) for name, default in RANGE.items()}
    whole = not any("." in value for value in limits.values())
    low, high = sorted((limits["start"], limits["end"]), key=float)
    found = {"min": low, "max": high}
    return ("integer", found) if whole else ("number", {**found, "places": 6})


RANGE = {"start": "0", "end": "10", "step": "1"}
"""What XLSForm takes for a range that says nothing."""


def _picture(node: Node) -> tuple[str, dict[str, Any]]:
    if "signature" in appearance(node):
        return "signature", {"statement": _("以上内容由本人填写，真实完整。")}
    return "file", {"kinds": ["image"]}


def _acknowledge(node: Node) -> tuple[str, dict[str, Any]]:
    return "declaration", {"version": "1"}


READ: dict[str, Callable[[Node], tuple[str, dict[str, Any]]]] = {
    "text": _text,
    "string": _text,
    "integer": lambda node: ("integer", {}),
    "int": lambda node: ("integer", {}),
    "decimal": lambda node: ("number", {"places": 6}),
    "percentage": lambda node: ("integer", {"min": "0", "max": "100", "unit": "%"}),
    "range": _range,
    "date": lambda node: ("date", {}),
    "time": lambda node: ("time", {}),
    "dateTime": lambda node: ("date", {}),
    "datetime": lambda node: ("date", {}),
    "select one": _one,
    "select one external": lambda node: ("drop_down", {}),
    "select all that apply": lambda node: ("multiple_choice", {}),
    "photo": _picture,
    "image": _picture,
    "file": lambda node: ("file", {}),
    "barcode": lambda node: ("text", {}),
    "acknowledge": _acknowledge,
    "trigger": _acknowledge,
}
"""By pyxform's own name of the type. What is not here is not carried."""

INPUTS = {
    "string": "text",
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "dateTime",
}


def by_input(kind: str) -> Callable[[Node], tuple[str, dict[str, Any]]] | None:
    """For a type by another name, as old forms have it (add text prompt, phone number): by what it is typed into."""
    found = QUESTION_TYPE_DICT.get(kind, {})
    bind = found.get("bind", {})
    typed = found.get("control", {}).get("tag") == "input" and not {"jr:preload", "readonly"} & set(bind)
    return READ[INPUTS[bind["type"]]] if typed and bind.get("type") in INPUTS else None


CALCULATED = ("calculate", "integer", "int", "decimal", "text", "string")
"""Questions that may hold a calculation."""

SHORTENED = {
    "dateTime": gettext_lazy("日期和时间只保留日期"),
    "datetime": gettext_lazy("日期和时间只保留日期"),
    "barcode": gettext_lazy("扫码改为手工输入"),
}
"""Types that are carried in part."""

USED_APPEARANCES = MULTILINE | LONG_LISTS | {"signature"}

WRITE = {
    "text": "text",
    "long_text": "text",
    "number": "decimal",
    "integer": "integer",
    "money": "decimal",
    "date": "date",
    "time": "time",
    "single_choice": "select_one",
    "drop_down": "select_one",
    "linked_choices": "select_one",
    "multiple_choice": "select_multiple",
    "yes_no": "select_one",
    "declaration": "acknowledge",
    "file": "file",
    "files": "file",
    "signature": "image",
    "prefilled": "hidden",
    "computed": "calculate",
    "section": "note",
    "guidance": "note",
}
"""The question a field is written as; text where it is not here."""

APPEARANCES = {"long_text": "multiline", "drop_down": "minimal", "linked_choices": "minimal", "signature": "signature"}
