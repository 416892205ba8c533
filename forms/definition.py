"""The definition of a form: JSON that says all of it, made from the editor's blocks and back."""

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import calculations, sentences
from .fields.registry import TYPES
from .fields.spec import COMMON, Spec
from .plan import GROUP
from .sentences import Known

if TYPE_CHECKING:
    from .models import Form, FormVersion

Definition = dict[str, Any]
SCHEMA = 1
"""The shape of definitions written by this code. Readers must go on reading the older ones."""


@dataclass(frozen=True)
class Place:
    """A field, where it stands, and the key of the group whose row it is in; `inner` is its position there, else -1."""

    step: int
    block: int
    spec: Spec
    inner: int = -1
    group: str = ""

    @property
    def scope(self) -> tuple[str, str]:
        """(group or "", key): what tells this field from all others of the form."""
        return self.group, self.spec.key


def of(form: "Form") -> Definition:
    """The definition of a form's draft."""
    known = _known(form.body)
    steps = [
        {**_lean({**_words(child.value, "title", "intro"), **_rules(child.value, known, "")}), "blocks": blocks}
        for child in form.body
        for blocks in [[_block(inner, known) for inner in child.value["blocks"]]]
    ]
    return _lean({"schema": SCHEMA, "title": form.title, "intro": form.intro.strip(), "steps": steps})


def _known(body: Any) -> Known:
    """The fields of a builder's body, as sentences ask for them."""
    types: dict[tuple[str, str], str] = {}
    affixes: dict[tuple[str, str], Mapping[str, str]] = {}
    for step in body:
        for child in step.value["blocks"]:
            inner = child.value["blocks"] if child.block_type == GROUP else [child]
            group = child.value["key"] if child.block_type == GROUP else ""
            types |= {(group, ""): GROUP} if group else {}
            for one in inner:
                if kind := TYPES.get(one.block_type):
                    types[group, one.value["key"]] = kind.rule_type
                if kind and kind.rule_type == "number":
                    spec = Spec(kind.name, "", "", options=kind.read_options(one.value))
                    affixes[group, one.value["key"]] = kind.affixes(spec)
    return Known(types, affixes)


def _block(child: Any, known: Known, within: str = "") -> dict[str, Any]:
    value, kind = child.value, TYPES.get(child.block_type)
    raw: dict[str, Any] = {"type": child.block_type, **_rules(value, known, within)}
    if child.block_type == GROUP:
        words = _words(value, "key", "label", "help", "row_title")
        inner = [_block(one, known, value["key"] or "") for one in value["blocks"]]
        return {**_lean({**raw, **words, "min": value.get("min"), "max": value.get("max")}), "blocks": inner}
    if kind is None:
        return _lean({**raw, **_words(value, "title", "text")})
    words = _words(value, "key", "label", "help", "example", "purpose")
    flags = {"required": bool(value.get("required")), "personal": kind.personal or bool(value.get("personal"))}
    return _lean({**raw, **words, **flags, **kind.read_options(value)})


def _words(value: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {name: (value.get(name) or "").strip() for name in names}


def _rules(value: Mapping[str, Any], known: Known, within: str) -> dict[str, Any]:
    found = {name: sentences.expression(value.get(name), known, within) for name in ("show", "require")}
    return {**found, "value": calculations.expression(value.get("value"), known, within)}


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
    """The fields of a definition, in order, those in rows too."""
    for at, step in enumerate(definition.get("steps", [])):
        for place, block in enumerate(step.get("blocks", [])):
            if block["type"] in TYPES:
                yield Place(at, place, Spec.read(block))
            for inner, row in enumerate(block.get("blocks", []) if block["type"] == GROUP else []):
                if row["type"] in TYPES:
                    yield Place(at, place, Spec.read(row), inner, block.get("key", ""))


def groups(definition: Definition) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """(step, block, the group) of each repeating group."""
    for at, step in enumerate(definition.get("steps", [])):
        for place, block in enumerate(step.get("blocks", [])):
            if block["type"] == GROUP:
                yield at, place, block


def specs(definition: Definition) -> list[Spec]:
    """The fields of a definition, in order, without their places."""
    return [place.spec for place in places(definition)]


def with_keys(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps whose fields all have a key, those without by their position: so that loading twice changes nothing."""
    used = {one.get("key") for step in steps for block in step.get("blocks", []) for one in _and_inner(block)}
    free = (key for number in itertools.count(1) if (key := f"f{number}") not in used)

    def keyed(block: dict[str, Any]) -> dict[str, Any]:
        if block["type"] not in TYPES and block["type"] != GROUP:
            return block
        found = {**block, "key": block.get("key") or next(free)}
        return (
            {**found, "blocks": [keyed(inner) for inner in block.get("blocks", [])]}
            if block["type"] == GROUP
            else found
        )

    return [{**step, "blocks": [keyed(block) for block in step.get("blocks", [])]} for step in steps]


def _and_inner(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield block
    yield from block.get("blocks", []) if block["type"] == GROUP else ()


def to_body(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The raw StreamField value of a definition's steps: for templates, imports and copies.

    `sentences.NoSentence` for a condition that the builder cannot show.
    """
    return [
        {
            "type": "step",
            "value": {
                "title": step.get("title", ""),
                "intro": step.get("intro", ""),
                "show": sentences.rule(step.get("show")),
                "blocks": [_child(block) for block in step.get("blocks", [])],
            },
        }
        for step in steps
    ]


def _child(block: dict[str, Any]) -> dict[str, Any]:
    return {"type": block["type"], "value": {**_raw(block), "show": sentences.rule(block.get("show"))}}


def _raw(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] == GROUP:
        words = {name: block.get(name) for name in ("key", "label", "help", "row_title", "min", "max")}
        return {**words, "blocks": [_child(inner) for inner in block.get("blocks", [])]}
    kind = TYPES.get(block["type"])
    if kind is None:
        return {"title": block.get("title", ""), "text": block.get("text", "")}
    spec = Spec.read(block)
    common = {name: getattr(spec, name) for name in COMMON if name != "type"}
    own = {"value": calculations.raw(block.get("value"))} if kind.computes else {}
    return {**common, **own, "require": sentences.rule(block.get("require")), **kind.write_options(spec)}
