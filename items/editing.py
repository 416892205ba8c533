"""The frame of an item's editor: its standing above the tabs, and comparison in words an editor reads."""

from typing import Any

from wagtail.admin.panels import TabbedInterface


class GuideInterface(TabbedInterface):
    """Wagtail's tabs, under what the rules and the reviewers say."""

    class BoundPanel(TabbedInterface.BoundPanel):
        template_name = "items/admin/editor.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The standing of what is saved; a new item has none yet."""
            from .standing import Standing

            context: dict[str, Any] = super().get_context_data(parent_context)
            if self.instance is not None and self.instance.pk:
                context["standing"] = Standing(self.instance, self.form)
            return context

        def get_comparison(self) -> list[Any]:
            """Of the whole guide, not panel by panel: rows and choices in words."""
            from .comparing import comparators

            return list(comparators(type(self.instance)))
