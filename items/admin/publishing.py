"""The publish gate where people press buttons: the editor's, and the bulk action of listings."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction

from .. import gate
from ..models import ItemPage


def refuse_unready(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Hook `before_publish_page`: the form has shown each error at its field already; this holds whatever comes by."""
    if not isinstance(page, ItemPage):
        return None
    found = gate.blocking(page)
    if not found:
        return None
    messages.error(request, gate.message(page, found))
    return redirect("wagtailadmin_pages:edit", page.pk)


class GatedPublish(PublishBulkAction):
    """Publishes those that pass; the others are named with what they lack."""

    def prepare_action(self, objects: list[Any], objects_without_access: dict[str, Any]) -> None:
        """Take out of the batch what the gate would refuse, and say so."""
        refused = [page for page in objects if self._refused(page)]
        for page in refused:
            objects.remove(page)

    @classmethod
    def execute_action(
        cls, objects: list[Any], include_descendants: bool = False, user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        """As Wagtail's; of descendants only those count that did go out."""
        parents, children = super().execute_action(
            objects, include_descendants=include_descendants, user=user, **kwargs
        )
        if include_descendants:
            held = [page.get_descendants().type(ItemPage).not_live().count() for page in objects]
            children = max(0, children - sum(held))
        return parents, children

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Nothing to say when nothing went out; how many descendants stayed behind, when some did."""
        if not num_parent_objects and not num_child_objects:
            return None
        said = super().get_success_message(num_parent_objects, num_child_objects)
        return str(said) if said else None

    def form_valid(self, form: Any) -> HttpResponse:
        """As Wagtail's, then name the descendants that were held back."""
        response = super().form_valid(form)
        if form.cleaned_data.get("include_descendants"):
            for page in self.actionable_objects:
                for held in ItemPage.objects.descendant_of(page).not_live()[:5]:
                    messages.warning(self.request, gate.message(held, gate.blocking(held)))
        return response

    def _refused(self, page: Any) -> bool:
        newest = page.specific.get_latest_revision_as_object()
        found = gate.blocking(newest) if isinstance(newest, ItemPage) else []
        if found:
            messages.warning(self.request, gate.message(newest, found))
        return bool(found)
