"""Cells of the editor's tables that are more than a text."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.tables import Column


class WhenColumn(Column):
    """A moment as YYYY-MM-DD HH:MM."""

    def get_value(self, instance: Any) -> str:
        moment = super().get_value(instance)
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


class StateColumn(Column):
    """Whether a form is published, changed since, or out of use."""

    cell_template_name = "forms/admin/state.html"


class LinesColumn(Column):
    """What one save changed, a line for each difference."""

    cell_template_name = "forms/admin/change_lines.html"
