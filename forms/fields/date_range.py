"""From one day to another."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from . import limits, readings
from .base import Cell
from .date import Date, day_schema
from .parts import Parts, PartsInput
from .spec import Fault, Spec


class DateRange(Parts, Date):
    """Two dates, both included: {"start": "2026-03-01", "end": "2026-03-31"}."""

    name = "date_range"
    label = gettext_lazy("起止日期")
    icon = "date"
    rule_type = "opaque"
    takes_examples = False
    names = ("start", "end")

    def options(self) -> list[tuple[str, blocks.Block]]:
        most = blocks.IntegerBlock(required=False, min_value=1, max_value=36_600, label=gettext_lazy("最多几天"))
        return [*super().options(), ("max_days", most)]

    def read_options(self, value: Any) -> dict[str, Any]:
        return {**super().read_options(value), "max_days": value.get("max_days")}

    def field_options(self, spec: Spec) -> dict[str, Any]:
        one = Date.field_options(self, spec)
        day = {"validators": one["validators"]}
        day["error_messages"] = {**one["error_messages"], "required": _("请填写日期。")}
        words = {"incomplete": _("开始日期和结束日期都要填写。")}
        inputs = {
            name: forms.DateInput(attrs={**one["widget"].attrs, "type": "date"}, format="%Y-%m-%d")
            for name in self.names
        }
        return {
            "fields": [readings.DayField(**day), readings.DayField(**day)],
            "widget": PartsInput(inputs, [_("开始日期"), _("结束日期")]),
            "validators": [in_order(spec.get("max_days"))],
            "error_messages": words,
        }

    def reading(self, spec: Spec) -> dict[str, Any]:
        most = spec.get("max_days")
        return {**super().reading(spec), "as": "dates", **({"most": most} if most else {})}

    def limits_text(self, spec: Spec) -> str:
        most = spec.get("max_days")
        return super().limits_text(spec) + (_("最多 %(most)s 天。") % {"most": most} if most else "")

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        if not cleaned or not all(cleaned):
            return None
        return {name: day.isoformat() for name, day in zip(self.names, cleaned, strict=True)}

    def display(self, spec: Spec, answer: Any) -> str:
        return _("%(start)s 至 %(end)s") % answer

    def export(self, spec: Spec, answer: Any) -> Cell:
        return self.display(spec, answer)

    def part_schema(self, spec: Spec, name: str) -> dict[str, Any]:
        return day_schema(spec)

    def hints(self, spec: Spec) -> dict[str, Any]:
        most = spec.get("max_days")
        return {**super().hints(spec), **({"maxDays": most} if most else {})}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        yield from super().faults(spec)
        low, high = limits.read_date(spec.get("earliest")), limits.read_date(spec.get("latest"))
        most = int(spec.get("max_days") or 0)
        if low and high and most > (high - low).days + 1 > 0:
            yield Fault("max_days", _("最多天数超过了最早到最晚日期的天数。请改小。"), "limits")


def in_order(most: int | None) -> Callable[[list[datetime.date | None]], None]:
    """A validator: both or none, the end not before the start, not too long."""

    def check(days: list[datetime.date | None]) -> None:
        start, end = [*days, None, None][:2]
        if (start is None) != (end is None):
            raise ValidationError(_("开始日期和结束日期都要填写。"), code="incomplete")
        if start is None or end is None:
            return
        if end < start:
            raise ValidationError(_("结束日期不能早于开始日期。"), code="order")
        if most and (end - start).days + 1 > most:
            raise ValidationError(_("起止日期最多 %(most)s 天。"), code="max_days", params={"most": most})

    return check
