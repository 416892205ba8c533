"""Cells of the outbox that are more than a text."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from wagtail.admin.ui.tables import Column


def moment(value: datetime | None) -> str:
    """YYYY-MM-DD HH:MM in the hall's time zone; a dash for none."""
    return date_format(timezone.localtime(value), "Y-m-d H:i") if value else "—"


class StateColumn(Column):
    """The state in words; what was given up stands out by colour, weight and sign."""

    cell_template_name = "notices/state.html"


class MomentColumn(Column):
    """A moment, to the minute."""

    def get_value(self, instance: Any) -> str:
        return moment(super().get_value(instance))


class ShortColumn(Column):
    """The beginning of a text; the whole stands on the notice's own page."""

    def get_value(self, instance: Any) -> str:
        return Truncator(super().get_value(instance)).chars(40)
