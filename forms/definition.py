"""The definition of a form: JSON that says all of it, made from the editor's blocks and back."""

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .fields.registry import TYPES
from .fields.spec import COMMON, Spec

if TYPE_CHECKING:
    from .models import Form, FormVersion

Definition = dict[str, Any]
SCHEMA = 1
"""The shape of definitions written by this code. Readers must go on reading the older ones."""


@dataclass(frozen=True)
class Place:
    """A field and where it stands."""

    step: int
    block: int
    spec: Spec


def of(form: "Form") -> Definition:
    """The definition of a form's draft."""
    steps = [_step(child.value) for child in form.body]
    return _lean({"schema": SCHEMA, "title": form.title, "intro": form.intro.strip(), "steps": steps})


def _step(value: Mapping[str, Any]) -> dict[str, Any]:
    found = [_block(child) for child in value["blocks"]]
    return {**_lean({"title": _text(value, "title"), "intro": _text(value, "intro")}), "blocks": found}


def _block(child: Any) -> dict[str, Any]:
    value = child.value
    kind = TYPES.get(child.block_type)
    if kind is None:
        return _lean({"type": child.block_type, "title": _text(value, "title"), "text": _text(value, "text")})
    common = {name: _text(value, name) for name in ("key", "label", "help", "example", "purpose")}
    flags = {"required": bool(value.get("required")), "personal": kind.personal or bool(value.get("personal"))}
    return _lean({"type": kind.name, **common, **flags, **kind.read_options(value)})


def _text(value: Mapping[str, Any], name: str) -> str:
    return (value.get(name) or "").strip()


def _lean(raw: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: two ways to say nothing must not make two definitions. Zero is something."""
    return {name: value for name, value in raw.items() if value not in (None, "", [], {}) and value is not False}


def read(version: "FormVersion") -> Definition:
    """The definition a version froze."""
    found: Definition = json.loads(version.definition)
    return found


def canonical(definition: Definition) -> str:
    """One text for one definition: keys sorted, nothing between, Chinese as it is."""
    return json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The hash of a canonical text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def places(definition: Definition) -> Iterator[Place]:
    """The fields of a definition, in order."""
    for at, step in enumerate(definition.get("steps", [])):
        for place, block in enumerate(step.get("blocks", [])):
            if block["type"] in TYPES:
                yield Place(at, place, Spec.read(block))


def specs(definition: Definition) -> list[Spec]:
    """The fields of a definition, in order, without their places."""
    return [place.spec for place in places(definition)]


def with_keys(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps whose fields all have a key, those without by their position: so that loading twice changes nothing."""
    used = {block.get("key") for step in steps for block in step.get("blocks", [])}
    free = (key for number in itertools.count(1) if (key := f"f{number}") not in used)
    return [
        {
            **step,
            "blocks": [
                {**block, "key": block.get("key") or next(free)} if block["type"] in TYPES else block
                for block in step.get("blocks", [])
            ],
        }
        for step in steps
    ]


def to_body(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The raw StreamField value of a definition's steps: for templates, imports and copies."""
    return [
        {
            "type": "step",
            "value": {
                "title": step.get("title", ""),
                "intro": step.get("intro", ""),
                "blocks": [{"type": block["type"], "value": _raw(block)} for block in step.get("blocks", [])],
            },
        }
        for step in steps
    ]


def _raw(block: dict[str, Any]) -> dict[str, Any]:
    kind = TYPES.get(block["type"])
    if kind is None:
        return {"title": block.get("title", ""), "text": block.get("text", "")}
    spec = Spec.read(block)
    common = {name: getattr(spec, name) for name in COMMON if name != "type"}
    return {**common, **kind.write_options(spec)}
