"""Cells of the editor's tables that are more than a text."""

from wagtail.admin.ui.tables import Column


class StateColumn(Column):
    """Whether a form is published, changed since, or out of use."""

    cell_template_name = "forms/admin/state.html"


class LinesColumn(Column):
    """What one save changed, a line for each difference."""

    cell_template_name = "forms/admin/change_lines.html"
