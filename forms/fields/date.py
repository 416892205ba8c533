"""A calendar date."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from . import limits, readings
from .base import Cell, FieldType
from .spec import Fault, Spec

WHEN = [("", gettext_lazy("任何日期")), ("past", gettext_lazy("今天或以前")), ("future", gettext_lazy("今天或以后"))]


class Date(FieldType):
    """A date, kept as YYYY-MM-DD; "today" is the day it is sent, in the hall's time zone."""

    name = "date"
    label = gettext_lazy("日期")
    icon = "date"
    rule_type = "date"

    def options(self) -> list[tuple[str, blocks.Block]]:
        when = blocks.ChoiceBlock(choices=WHEN[1:], required=False, label=gettext_lazy("只能是"))
        earliest = blocks.DateBlock(required=False, label=gettext_lazy("最早"))
        latest = blocks.DateBlock(required=False, label=gettext_lazy("最晚"))
        return [("when", when), ("earliest", earliest), ("latest", latest)]

    def read_options(self, value: Any) -> dict[str, Any]:
        days = {name: limits.read_date(value.get(name)) for name in ("earliest", "latest")}
        return {"when": value.get("when"), **{name: day.isoformat() for name, day in days.items() if day}}

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return readings.DayField

    def reading(self, spec: Spec) -> dict[str, Any]:
        bounds = {name: spec.get(name) for name in ("when", "earliest", "latest") if spec.get(name)}
        return {"as": "date", **bounds}

    def field_options(self, spec: Spec) -> dict[str, Any]:
        attrs: dict[str, Any] = {"class": "input", "type": "date"}
        for attribute, option in (("min", "earliest"), ("max", "latest")):
            if spec.get(option):
                attrs[attribute] = spec.get(option)
        return {
            "widget": forms.DateInput(attrs=attrs, format="%Y-%m-%d"),
            "validators": [within(spec)],
            "error_messages": {"invalid": _("请填写一个存在的日期，如 2026-03-01。")},
        }

    def limits_text(self, spec: Spec) -> str:
        words = {"past": _("今天或以前的日期。"), "future": _("今天或以后的日期。")}
        low, high = spec.get("earliest"), spec.get("latest")
        parts = [words.get(spec.get("when", ""), "")]
        if low and high:
            parts.append(_("%(low)s 至 %(high)s。") % {"low": low, "high": high})
        elif low or high:
            parts.append(_("不早于 %(low)s。") % {"low": low} if low else _("不晚于 %(high)s。") % {"high": high})
        return "".join(parts)

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        return cleaned.isoformat() if cleaned else None

    def export(self, spec: Spec, answer: Any) -> Cell:
        return limits.read_date(answer) or str(answer)

    def schema(self, spec: Spec) -> dict[str, Any]:
        return day_schema(spec)

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {name: spec.get(name) for name in ("when", "earliest", "latest") if spec.get(name)}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        low, high = limits.read_date(spec.get("earliest")), limits.read_date(spec.get("latest"))
        if low and high and low > high:
            yield Fault("earliest", _("最早日期在最晚日期之后。请改正其中一个。"), "limits")
        today, when = timezone.localdate(), spec.get("when")
        if (when == "past" and low and low > today) or (when == "future" and high and high < today):
            yield Fault("when", _("「只能是」与最早、最晚日期矛盾，没有日期可填。请改正其中一个。"), "limits")


def day_schema(spec: Spec) -> dict[str, Any]:
    """A date within fixed limits, exactly. What hangs on today a schema of a version cannot say: `x-when` names it."""
    low, high, when = spec.get("earliest"), spec.get("latest"), spec.get("when")
    bounds = [{"pattern": pattern_from(low)}] if low else []
    bounds += [{"pattern": pattern_until(high)}] if high else []
    return {
        "type": "string",
        "format": "date",
        **({"formatMinimum": low} if low else {}),
        **({"formatMaximum": high} if high else {}),
        **({"allOf": bounds} if bounds else {}),
        **({"x-when": when} if when else {}),
    }


def pattern_from(low: str) -> str:
    """The pattern of the dates not before one: digit for digit the same, then one that is greater."""
    return _pattern(low, lambda digit: f"[{digit + 1}-9]" if digit < 9 else "")


def pattern_until(high: str) -> str:
    """The pattern of the dates not after one."""
    return _pattern(high, lambda digit: f"[0-{digit - 1}]" if digit else "")


def _pattern(bound: str, beyond: Callable[[int], str]) -> str:
    shape = ["-" if sign == "-" else "[0-9]" for sign in bound]
    ways = [
        bound[:at] + beyond(int(sign)) + "".join(shape[at + 1 :])
        for at, sign in enumerate(bound)
        if sign != "-" and beyond(int(sign))
    ]
    return f"^(?:{'|'.join([*ways, bound])})$"


def within(spec: Spec) -> Callable[[datetime.date], None]:
    """A validator of the field's limits."""
    low, high = limits.read_date(spec.get("earliest")), limits.read_date(spec.get("latest"))
    when = spec.get("when")

    def check(day: datetime.date) -> None:
        today = timezone.localdate()
        if (low and day < low) or (when == "future" and day < today):
            first = max(d for d in (low, today if when == "future" else None) if d)
            raise ValidationError(_("日期不能早于 %(day)s。"), code="min_value", params={"day": first})
        if (high and day > high) or (when == "past" and day > today):
            last = min(d for d in (high, today if when == "past" else None) if d)
            raise ValidationError(_("日期不能晚于 %(day)s。"), code="max_value", params={"day": last})

    return check
