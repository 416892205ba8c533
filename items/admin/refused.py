"""On the admin's home: what was to go out and did not, so that nobody believes a guide is public that is not."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.models import PageLogEntry

from .. import gate, reports
from ..models import ItemPage
from ..standing import refusals

SHOWN = 10
LOOKED_AT = 200
"""Newest refusals that are looked through for those still unanswered."""


class RefusedPanel(Component):
    """Guides whose last publication was refused."""

    name = "refused"
    template_name = "items/admin/refused.html"
    order = 60

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The rows."""
        return {"rows": self.rows}


def open_refusals(user: Any) -> list[dict[str, Any]]:
    """Of the user's guides, the newest first: {page, refusal}."""
    keys = PageLogEntry.objects.filter(action=gate.REFUSED).order_by("-timestamp").values_list("page", flat=True)
    found = refusals(list(dict.fromkeys(keys[:LOOKED_AT])))
    pages = ItemPage.objects.visible_to(user).filter(pk__in=found)
    rows = [{"page": page, "refusal": found[page.pk]} for page in pages]
    return sorted(rows, key=lambda row: row["refusal"].at, reverse=True)[:SHOWN]


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Hook `construct_homepage_panels`."""
    if reports.may_edit(request.user) and (rows := open_refusals(request.user)):
        panels.append(RefusedPanel(rows))
