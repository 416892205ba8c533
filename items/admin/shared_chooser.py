"""Choosing a shared material in a guide: those published, of the city and of the user's bureau."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import chooser
from wagtail.snippets.widgets import AdminSnippetChooser

from ..models import SharedMaterial


class NameFilter(BaseFilterForm):
    """Search by name or issuer."""

    q = forms.CharField(label=_("名称或核发机构"), required=False)

    def filter(self, objects: Any) -> Any:
        """The records whose name or issuer holds the words."""
        found = super().filter(objects)
        words = (self.cleaned_data.get("q") or "").strip()[:50]
        return found.filter(Q(name__icontains=words) | Q(issuer__icontains=words)) if words else found


class Offered:
    """The records a user may choose."""

    request: Any
    filter_form_class = NameFilter

    def get_object_list(self) -> Any:
        """For the list."""
        return SharedMaterial.objects.visible_to(self.request.user).filter(live=True).select_related("bureau")

    @property
    def columns(self) -> list[Column]:
        """Name, whose, issuer."""
        title = super().title_column  # type: ignore[misc]
        whose = Column("bureau", label=_("所属机构"), accessor="owner_name")
        return [title, whose, Column("issuer", label=_("核发机构"), accessor="issuer")]


class ChooseView(Offered, chooser.ChooseView):
    """The list in the modal."""


class ChooseResultsView(Offered, chooser.ChooseResultsView):
    """The list after a search."""


def _keys(pks: list[str]) -> list[int]:
    return [int(pk) for pk in pks if pk.isdecimal() and len(pk) < 19]


class ChosenView(chooser.SnippetChosenView):
    """One record chosen."""

    def get_object(self, pk: str) -> SharedMaterial:
        """DoesNotExist, answered as not found, for one of another bureau."""
        keys = _keys([pk])
        return SharedMaterial.objects.visible_to(self.request.user).filter(live=True).get(pk__in=keys)


class ChosenMultipleView(chooser.SnippetChosenMultipleView):
    """Several records chosen."""

    def get_objects(self, pks: list[str]) -> Any:
        """Those the user may choose."""
        return SharedMaterial.objects.visible_to(self.request.user).filter(live=True, pk__in=_keys(pks))


class RecordChooser(AdminSnippetChooser):
    """The widget in a guide's row; `known` holds the records that the whole form may show, read in one query."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choose_one_text = _("选择共用材料")
        self.choose_another_text = _("换一个")
        self.link_to_chosen_text = _("看这份共用材料")
        self.clear_choice_text = _("不再共用")
        self.known: dict[int, SharedMaterial] | None = None

    def get_instance(self, value: Any) -> Any:
        """From what the form knows, where it does: a key that was posted and is not offered shows no name."""
        if self.known is None or value is None or isinstance(value, SharedMaterial):
            return super().get_instance(value)
        return self.known.get(int(value)) if str(value).isdecimal() else None


class SharedChooserViewSet(chooser.SnippetChooserViewSet):
    """Foreign keys to SharedMaterial use this by themselves. Nothing is created here: that goes through review."""

    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView
    base_widget_class = RecordChooser
