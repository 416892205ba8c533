"""Options of a field as a workbook of ours writes them: each is what the builder's own input would take."""

from typing import Any

from django.core.exceptions import ValidationError

from ..fields.registry import TYPES
from ..fields.spec import Spec

PERSONAL = "personal"
"""An option of every field, which has no input of its own type."""


def accepted(kind: str, name: str, value: Any) -> bool:
    """Whether the builder takes the value for that option of a field of that type."""
    if name == PERSONAL or value is None:
        return value is None or isinstance(value, bool)
    field = TYPES[kind]
    try:
        spec = Spec.read({"type": kind, "key": "f1", "label": "f1", name: value})
        raw = field.write_options(spec)[name]
        block = dict(field.options())[name]
        read = block.to_python(raw)
        block.clean(read)
        list(field.faults(spec))
    except (ValidationError, ValueError, TypeError, AttributeError, KeyError, ArithmeticError):
        return False
    return read is not None or raw in (None, "")
