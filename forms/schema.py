"""A form for other front ends: JSON Schema 2020-12 of its answers, and hints for drawing it."""

from typing import Any

from .compiled import CompiledForm
from .fields.registry import TYPES
from .fields.spec import Spec

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(form: CompiledForm, sha256: str) -> dict[str, Any]:
    """The schema of the answers as the API takes them."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:hall:form:{sha256}",
        "title": form.title,
        "type": "object",
        "properties": {key: property_of(spec) for key, spec in form.fields.items()},
        "required": [key for key, spec in form.fields.items() if spec.required and TYPES[spec.type].asked],
        "additionalProperties": False,
    }


def property_of(spec: Spec) -> dict[str, Any]:
    """The schema of one answer, with its words."""
    words: dict[str, Any] = {"title": spec.label}
    if spec.help:
        words["description"] = spec.help
    return {**words, **TYPES[spec.type].schema(spec)}


def ui_hints(form: CompiledForm) -> dict[str, Any]:
    """The steps in order, each block by its kind; a field by its key, its words in `fields`."""
    return {
        "title": form.title,
        "intro": form.intro,
        "steps": [
            {
                "title": step.get("title", ""),
                "intro": step.get("intro", ""),
                "blocks": [_block(block) for block in step.get("blocks", [])],
            }
            for step in form.definition.get("steps", [])
        ],
        "fields": {key: hints_of(spec) for key, spec in form.fields.items()},
    }


def _block(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] in TYPES:
        return {"kind": "field", "key": block["key"]}
    return {"kind": block["type"], "title": block.get("title", ""), "text": block.get("text", "")}


def hints_of(spec: Spec) -> dict[str, Any]:
    """What a front end needs to draw one field."""
    kind = TYPES[spec.type]
    words = {"help": spec.help, "example": spec.example, "purpose": spec.purpose, "limits": kind.limits_text(spec)}
    return {
        "type": spec.type,
        "label": spec.label,
        "required": spec.required,
        "personal": kind.is_personal(spec),
        "autocomplete": kind.autocomplete,
        **{name: text for name, text in words.items() if text},
        **kind.hints(spec),
    }
