"""A form for other front ends: JSON Schema 2020-12 of its answers, and hints for drawing it."""

from collections.abc import Iterable
from typing import Any

from .compiled import CompiledForm
from .fields.registry import TYPES
from .fields.spec import Spec
from .plan import Group, Part
from .schema_conditions import required_if

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(form: CompiledForm, sha256: str) -> dict[str, Any]:
    """The schema of the answers as the API takes them. What hangs on conditions is required by if-then where a schema
    can say them; else only the validator asks for it, by the rules in the hints."""
    return {"$schema": DIALECT, "$id": f"urn:hall:form:{sha256}", "title": form.title, **object_of(form.parts, "field")}


def object_of(parts: Iterable[Part], name: str) -> dict[str, Any]:
    """The schema of a form's answers (`name` "field"), or of a row's ("row")."""
    asked = [part for part in parts if part.asks]
    conditions = required_if(asked, _is_needed, name)
    return {
        "type": "object",
        "properties": {
            part.name: array_of(part.group) if part.group else property_of(Spec.read(part.block)) for part in asked
        },
        "required": [part.name for part in asked if not part.show and _is_needed(part)],
        "additionalProperties": False,
        **({"allOf": conditions} if conditions else {}),
    }


def _is_needed(part: Part) -> bool:
    if part.group:
        return part.group.least > 0
    return bool(part.spec and part.spec.required and TYPES[part.spec.type].asked)


def array_of(group: Group) -> dict[str, Any]:
    """The schema of a repeating group."""
    words = {"title": group.label, **({"description": group.help} if group.help else {})}
    return {
        **words,
        "type": "array",
        "items": object_of(group.parts, "row"),
        "minItems": group.least,
        "maxItems": group.most,
    }


def property_of(spec: Spec) -> dict[str, Any]:
    """The schema of one answer, with its words."""
    words: dict[str, Any] = {"title": spec.label}
    if spec.help:
        words["description"] = spec.help
    return {**words, **TYPES[spec.type].schema(spec)}


def ui_hints(form: CompiledForm) -> dict[str, Any]:
    """The steps in order, each block by its kind; a field by its key, its words in `fields`.

    `show` are conditions (see docs/forms.md) that must all hold, those of the step and the heading among them.
    """
    return {
        "title": form.title,
        "intro": form.intro,
        "steps": [
            {
                "title": step.part.block.get("title", ""),
                "intro": step.part.block.get("intro", ""),
                "blocks": [_block(part) for part in step.parts],
                **_shown_if(step.part),
            }
            for step in form.steps
        ],
        "fields": {key: hints_of(spec) for key, spec in form.fields.items()},
    }


def _block(part: Part) -> dict[str, Any]:
    if part.spec:
        return {"kind": "field", "key": part.name, **_shown_if(part)}
    if group := part.group:
        return {
            "kind": "group",
            "key": group.key,
            "label": group.label,
            "help": group.help,
            "rowTitle": group.row_title or group.label,
            "blocks": [_block(inner) for inner in group.parts],
            "fields": {key: hints_of(spec) for key, spec in group.fields.items()},
            **_shown_if(part),
        }
    block = part.block
    return {"kind": part.kind, "title": block.get("title", ""), "text": block.get("text", ""), **_shown_if(part)}


def _shown_if(part: Part) -> dict[str, Any]:
    require = part.spec.require if part.spec else None
    return {**({"show": list(part.show)} if part.show else {}), **({"require": require} if require else {})}


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
