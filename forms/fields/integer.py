"""A whole number."""

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail import blocks

from . import limits
from .number import Number
from .spec import Spec


class Integer(Number):
    """A whole number: persons, pieces, square metres without a fraction."""

    name = "integer"
    label = gettext_lazy("整数")
    icon = "order"

    def options(self) -> list[tuple[str, blocks.Block]]:
        unit = blocks.CharBlock(required=False, max_length=20, label=gettext_lazy("单位"))
        return [*limits.number_blocks(0), ("unit", unit)]

    def places(self, spec: Spec) -> int:
        return 0

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {"unit": spec.get("unit", "")}
