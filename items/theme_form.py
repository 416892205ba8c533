"""A theme in the editor: what must come before what is among its own items, and never in a circle."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from .theme_order import in_circle


class ThemeForm(WagtailAdminPageForm):
    """Checked whenever the theme is saved or published."""

    def is_valid(self) -> bool:
        """As Wagtail's, and the order of the items."""
        fine: bool = super().is_valid()
        return fine and self._order_is_right()

    def _order_is_right(self) -> bool:
        formset = self.formsets.get("theme_items")
        rows = [form for form in formset.forms if _counts(form)] if formset else []
        here = {form.cleaned_data["item"].pk for form in rows}
        wanted = {form.cleaned_data["item"].pk: after.pk for form in rows if (after := form.cleaned_data.get("after"))}
        circle, fine = in_circle(wanted), True
        for form in rows:
            pk, after = form.cleaned_data["item"].pk, form.cleaned_data.get("after")
            if after is None:
                continue
            if after.pk not in here:
                form.add_error("after", _("“%s”不在本主题的事项里，请先把它加进来，或改选。") % after.title)
                fine = False
            elif pk in circle:
                form.add_error("after", _("前后顺序绕成了一圈：请去掉其中一个“要先办成的事项”。"))
                fine = False
        return fine


def _counts(form: Any) -> bool:
    return bool(form.cleaned_data.get("item")) and not form.cleaned_data.get("DELETE")
