"""The editor's form of an item: when it is about to go out, what the gate would refuse stands at its field."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.coreutils import find_available_slug

from . import shared_rows, status

ROW_KEYS = ("pk", "sort_order")
OUTGOING = ("action-publish", "action-submit", "action-restart-workflow")


class ItemPageForm(WagtailAdminPageForm):
    """Saving a draft asks for the name alone; publishing and submitting ask the gate."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data and _with_plain_lines(data), *args, **kwargs)
        self._reviewed = _content(self.instance) if "action-workflow-action" in self.data else None
        if "status" in self.fields:
            self.initial["status"] = status.due(self.instance, timezone.localdate())
        bureau = self.instance.bureau_id or getattr(getattr(self.parent_page, "specific", None), "bureau_id", None)
        shared_rows.prepare(self, bureau)
        shared_rows.prepare_sources(self)
        chooser: Any = self.fields.get("form")
        if chooser is not None:
            own = Q(bureau_id=bureau, archived=False)
            chooser.queryset = chooser.queryset.filter(own | Q(pk=self.instance.form_id))

    def has_changed(self) -> bool:
        """Whether the content is another; in a review, by the content itself.

        Rows that only the draft has carry no key, so that the form takes each of them for a new one.
        """
        changed: bool = super().has_changed()
        if not changed or self._reviewed is None:
            return changed
        self.save(commit=False)
        return _content(self.instance) != self._reviewed

    def is_valid(self) -> bool:
        """Valid, and, when going out, without a blocking problem."""
        valid: bool = super().is_valid()
        if valid and self._goes_out():
            return not self._show_problems()
        return valid

    def _goes_out(self) -> bool:
        approving = "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        return approving or any(key in self.data for key in OUTGOING)

    def _show_problems(self) -> bool:
        """Put each blocking problem at its field; whether there was any."""
        from .gate import blocking

        self.save(commit=False)
        if self.instance.bureau_id is None:
            self.instance.bureau_id = getattr(getattr(self.parent_page, "specific", None), "bureau_id", None)
        found = blocking(self.instance)
        for problem in found:
            self._show(problem)
        return bool(found)

    def _show(self, problem: Any) -> None:
        if problem.field in self.fields:
            self.add_error(problem.field, problem.message)
            return
        formset = self.formsets.get(problem.field)
        form = next((f for f in formset.forms if f.instance is problem.row), None) if formset else None
        if form is not None:
            self._at_row(form, problem)
        elif formset is not None:
            formset.non_form_errors().append(str(problem.message))
        else:
            self.add_error(None, problem.message)

    def _at_row(self, form: Any, problem: Any) -> None:
        if not hasattr(form, "cleaned_data"):
            form.cleaned_data = {}
        form.add_error(problem.row_field if problem.row_field in form.fields else None, problem.message)


class ItemCopyForm(CopyForm):
    """Wagtail's, with an address part for the copy that is free."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_slug"].initial = find_available_slug(self.page.get_parent(), self.page.slug)


def _content(page: Any) -> dict[str, Any]:
    """What a page says: its fields, and its rows in order, whatever keys they have."""
    found: dict[str, Any] = page.serializable_data()
    for name, value in found.items():
        if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            rows = sorted(value, key=lambda row: row.get("sort_order") or 0)
            found[name] = [{key: one for key, one in row.items() if key not in ROW_KEYS} for row in rows]
    return found


def _with_plain_lines(data: Any) -> Any:
    """What was posted, with line breaks as the hall keeps them: browsers send CR LF, and no text is another for that."""
    found = data.copy()
    for name, values in found.lists():
        found.setlist(name, [value.replace("\r\n", "\n") if isinstance(value, str) else value for value in values])
    return found
