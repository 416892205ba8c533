"""The head of a county's guide in the editor: whose each value is, and the button that gives it back to the city."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from ..choices import Own


class CountyPanel(Panel):
    """Shown on a county's guide only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("区县大厅"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        """The panel of one guide."""

        template_name = "items/admin/whose.html"

        def is_shown(self) -> bool:
            """A city's item has nothing to give back."""
            return self.instance.city_item_id is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The values a county may set, with whose each is now."""
            page = self.instance
            rows = [{"value": own.value, "label": own.label, "own": own.value in page.own_values} for own in Own]
            more = {"page": page, "rows": rows, "area": page.bureau.area_name, "city": page.city_item}
            return {**super().get_context_data(parent_context), **more}
