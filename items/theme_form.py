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
        here = {form.cleaned_data["item"].pk for form in self._rows("theme_items")}
        rows = [form for form in self._rows("theme_order") if form.cleaned_data.get("after")]
        wanted: dict[int, set[int]] = {}
        for form in rows:
            wanted.setdefault(form.cleaned_data["item"].pk, set()).add(form.cleaned_data["after"].pk)
        circle = in_circle(wanted)
        for form in rows:
            _check(form, here, circle)
        return not any(form.errors for form in rows)

    def _rows(self, name: str) -> list[Any]:
        formset = self.formsets.get(name)
        return [form for form in formset.forms if _counts(form)] if formset else []


def _check(form: Any, here: set[int], circle: set[int]) -> None:
    """Say at its field what is wrong with one row of the order."""
    pair = {name: form.cleaned_data[name] for name in ("item", "after")}
    for name, page in pair.items():
        if page.pk not in here:
            form.add_error(name, _("“%s”不在本主题的事项里，请先把它加进来，或改选。") % page.title)
    if all(page.pk in circle for page in pair.values()):
        form.add_error("after", _("前后顺序绕成了一圈：请去掉其中一行。"))


def _counts(form: Any) -> bool:
    return bool(form.cleaned_data.get("item")) and not form.cleaned_data.get("DELETE")
