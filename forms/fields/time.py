"""A time of day."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .base import FieldType
from .spec import Fault, Spec

FORMATS = ["%H:%M", "%H:%M:%S", "%H：%M", "%H点%M分", "%H时%M分"]


class Time(FieldType):
    """A time, kept as HH:MM, 24 hours."""

    name = "time"
    label = gettext_lazy("时间")
    icon = "time"

    def options(self) -> list[tuple[str, blocks.Block]]:
        earliest = blocks.TimeBlock(required=False, label=gettext_lazy("最早"))
        latest = blocks.TimeBlock(required=False, label=gettext_lazy("最晚"))
        return [("earliest", earliest), ("latest", latest)]

    def read_options(self, value: Any) -> dict[str, Any]:
        times = {name: read_time(value.get(name)) for name in ("earliest", "latest")}
        return {name: f"{time:%H:%M}" for name, time in times.items() if time is not None}

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return forms.TimeField

    def field_options(self, spec: Spec) -> dict[str, Any]:
        attrs: dict[str, Any] = {"class": "input", "type": "time"}
        for attribute, option in (("min", "earliest"), ("max", "latest")):
            if spec.get(option):
                attrs[attribute] = spec.get(option)
        return {
            "widget": forms.TimeInput(attrs=attrs, format="%H:%M"),
            "input_formats": FORMATS,
            "validators": [within(spec)],
            "error_messages": {"invalid": _("请填写 24 小时制的时间，如 14:30。")},
        }

    def limits_text(self, spec: Spec) -> str:
        low, high = spec.get("earliest"), spec.get("latest")
        if low and high:
            return _("%(low)s 至 %(high)s。") % {"low": low, "high": high}
        if low or high:
            return _("不早于 %(low)s。") % {"low": low} if low else _("不晚于 %(high)s。") % {"high": high}
        return ""

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        return None if cleaned is None else f"{cleaned:%H:%M}"

    def schema(self, spec: Spec) -> dict[str, Any]:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {name: spec.get(name) for name in ("earliest", "latest") if spec.get(name)}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        low, high = read_time(spec.get("earliest")), read_time(spec.get("latest"))
        if low and high and low > high:
            yield Fault("earliest", _("最早时间在最晚时间之后。请改正其中一个。"), "limits")


def read_time(value: Any) -> datetime.time | None:
    """A time of a definition (HH:MM), None if there is none or it is not a time."""
    if isinstance(value, datetime.time):
        return value
    try:
        return datetime.time.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None


def within(spec: Spec) -> Callable[[datetime.time], None]:
    """A validator of the field's limits."""
    low, high = read_time(spec.get("earliest")), read_time(spec.get("latest"))

    def check(time: datetime.time) -> None:
        if low and time < low:
            raise ValidationError(_("时间不能早于 %(time)s。"), code="min_value", params={"time": f"{low:%H:%M}"})
        if high and time > high:
            raise ValidationError(_("时间不能晚于 %(time)s。"), code="max_value", params={"time": f"{high:%H:%M}"})

    return check
