"""What a published definition says of one field, and what may be wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

COMMON = ("type", "key", "label", "help", "example", "required", "purpose", "personal")
RULES = ("show", "require", "value")
"""Expressions of `forms.rules`: whether a field is asked, whether it must be answered, what a computed one is."""
KEY_PATTERN = r"^[a-z][a-z0-9_]{0,29}$"
"""A field's key: short ASCII, never derived from the label, so that relabelling loses no answer."""


@dataclass(frozen=True)
class Spec:
    """One field of a form as its definition has it; `options` holds what only this type knows."""

    type: str
    key: str
    label: str
    help: str = ""
    example: str = ""
    required: bool = False
    purpose: str = ""
    personal: bool = False
    show: Mapping[str, Any] | None = None
    require: Mapping[str, Any] | None = None
    value: Mapping[str, Any] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Spec":
        """From the definition's JSON, where empty values are left out."""
        options = {name: value for name, value in raw.items() if name not in (*COMMON, *RULES)}
        common = {name: raw[name] for name in (*COMMON, *RULES) if name in raw}
        return cls(**{"key": "", "label": "", **common}, options=options)

    def get(self, name: str, default: Any = None) -> Any:
        """An option of this type, or the default."""
        return self.options.get(name, default)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a block of a form: which input of it, and in plain words what to do."""

    attribute: str
    message: str
    code: str
