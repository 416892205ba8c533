"""Several of several."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from ..widgets import Checks
from .choice import SeveralChoices
from .spec import Fault, Spec


class MultipleChoice(SeveralChoices):
    """Check boxes. The answer is a list of values in the order of the choices, whatever order they came in."""

    name = "multiple_choice"
    label = gettext_lazy("多选")
    icon = "list-ul"
    rule_type = "list"

    def options(self) -> list[tuple[str, blocks.Block]]:
        most = blocks.IntegerBlock(required=False, min_value=1, label=gettext_lazy("最多选几项"))
        return [*super().options(), ("max_choices", most)]

    def read_options(self, value: Any) -> dict[str, Any]:
        return {**super().read_options(value), "max_choices": value.get("max_choices")}

    def field_options(self, spec: Spec) -> dict[str, Any]:
        options = super().field_options(spec)
        return {**options, "widget": Checks(), "validators": [at_most(spec.get("max_choices"))]}

    def limits_text(self, spec: Spec) -> str:
        most = spec.get("max_choices")
        return _("最多选 %(most)s 项。") % {"most": most} if most else _("可选多项。")

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        chosen = set(cleaned or [])
        return [value for value, _label in self.pairs(spec) if value in chosen] or None

    def display(self, spec: Spec, answer: Any) -> str:
        labels = dict(self.pairs(spec))
        return _("、").join(labels.get(value, str(value)) for value in answer)

    def schema(self, spec: Spec) -> dict[str, Any]:
        schema = {"type": "array", "uniqueItems": True, "items": super().schema(spec)}
        if spec.required:
            schema["minItems"] = 1
        return {**schema, "maxItems": spec.get("max_choices")} if spec.get("max_choices") else schema

    def faults(self, spec: Spec) -> Iterator[Fault]:
        yield from super().faults(spec)
        if int(spec.get("max_choices") or 0) > len(self.pairs(spec)):
            yield Fault("max_choices", _("最多选的项数超过了选项的个数。请改小。"), "limits")


def at_most(most: int | None) -> Callable[[list[str]], None]:
    """A validator of how many may be chosen."""

    def check(values: list[str]) -> None:
        if most and len(values) > most:
            raise ValidationError(
                _("最多选 %(most)s 项，现在选了 %(count)s 项。"), params={"most": most, "count": len(values)}
            )

    return check
