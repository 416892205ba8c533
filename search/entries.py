"""Editors' entries in the admin: added, changed and deleted after a look at what that does to citizens' searches."""

import re
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from accounts.spreadsheets import HarmlessDownloads

from . import preview, service
from .desk import VERDICTS, BaseEntries
from .families import variant
from .models import Synonym, SynonymKind, split_words
from .synonyms import base

OFFERED = 5
"""Official words offered for what was searched."""
SEPARATORS = re.compile("[,，;；、|]+")
"""What would part one name into several meanings; with a blank instead all its pieces must be there."""


def _shown(found: preview.Preview) -> dict[str, Any]:
    """A preview as the templates draw it."""
    lines = [
        {
            "text": line.text,
            "times": line.times,
            "sides": [
                (word, VERDICTS[answer.verdict], [hit.title for hit in answer.shown])
                for word, answer in ((_("现在"), line.before), (_("改后"), line.after))
            ],
        }
        for line in found.lines
    ]
    return {"preview": found, "preview_lines": lines}


class PreviewMixin:
    """A form that is saved at once where no search changes, and else a second time, with the changes seen."""

    request: Any

    def form_valid(self, form: Any) -> HttpResponse:
        """Saves, or shows what would change."""
        found = preview.of(form.instance) if form.has_changed() else preview.Preview((), 0, 0)
        if found.lines and self.request.POST.get("seen") != found.mark:
            context: dict[str, Any] = self.get_context_data(form=form, **_shown(found))  # type: ignore[attr-defined]
            return self.render_to_response(context)  # type: ignore[attr-defined]
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        self._tell_idle(form.instance)
        return answer

    def _tell_idle(self, row: Synonym) -> None:
        """Say which meanings no item is called by: the entry is kept, since the item may come."""
        idle = [word for word in split_words(row.meant) if _of_nothing(word)] if row.active else []
        if idle:
            words = "、".join(idle)
            messages.warning(
                self.request, _("还没有事项叫“%(words)s”或者有这样的说法，这样写暂时搜不出东西。") % {"words": words}
            )


def _of_nothing(word: str) -> bool:
    """Whether no item, published or a draft, is found by a meaning."""
    return service.query(word, limit=1, include_drafts=True).verdict == "none"


class SynonymIndex(HarmlessDownloads, generic.IndexView):
    """The editors' entries, with the way to the shipped ones."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With how many are shipped."""
        return super().get_context_data(*args, shipped=len(base()), **kwargs)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Beside those of any list."""
        return [*super().header_more_buttons, Button(_("内置词条"), reverse("synonym:base"), icon_name="list-ul")]


class SynonymCreate(PreviewMixin, generic.CreateView):
    """A new entry; the address may bring the words, as the other screens' links do."""

    def get_initial_form_instance(self) -> Synonym:
        """An unsaved entry with the words of the address."""
        kind = self.request.GET.get("kind", "")
        return Synonym(
            said=self.request.GET.get("said", "")[:300],
            meant=self.request.GET.get("meant", "")[:500],
            kind=kind if kind in SynonymKind.values else SynonymKind.ONE_WAY,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the names nearest to the words, each a click away from being what they mean."""
        return super().get_context_data(offered=self._offered(), **kwargs)

    def _offered(self) -> list[tuple[str, str]]:
        said = self.request.GET.get("said", "")[:100]
        if not said or self.request.GET.get("meant"):
            return []
        hits = service.query(said, limit=OFFERED, at_least=OFFERED, by_family=True).hits
        names = dict.fromkeys(self._of_all_variants(hit.title) for hit in hits)
        return [(name, urlencode({"said": said, "meant": SEPARATORS.sub(" ", name)})) for name in names]

    @staticmethod
    def _of_all_variants(title: str) -> str:
        """The name without the variant that stands in brackets at its end."""
        return variant(title).stem if title.endswith((")", "）")) else title


class SynonymEdit(PreviewMixin, generic.EditView):
    """A changed entry."""


class SynonymDelete(generic.DeleteView):
    """The question whether to delete, with what that changes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the preview."""
        return super().get_context_data(**_shown(preview.of(self.object, gone=True)), **kwargs)


class SynonymViewSet(ModelViewSet):
    """Editors' entries. They act on the next search."""

    model = Synonym
    icon = "link"
    menu_label = _("同义词")
    add_to_admin_menu = False
    index_view_class = SynonymIndex
    add_view_class = SynonymCreate
    edit_view_class = SynonymEdit
    delete_view_class = SynonymDelete
    index_results_template_name = "search/admin/synonym_index_results.html"
    create_template_name = "search/admin/synonym_create.html"
    edit_template_name = "search/admin/synonym_edit.html"
    delete_template_name = "search/admin/synonym_delete.html"
    inspect_view_enabled = False
    list_display: ClassVar = ["said", "meant", "kind", BooleanColumn("active", label=_("启用")), "updated_at"]
    list_filter: ClassVar = ["kind", "active"]
    list_export: ClassVar = ["kind", "said", "meant", "active", "note"]
    search_fields: ClassVar = ["said", "meant", "note"]
    search_backend_name = None
    panels: ClassVar = [
        FieldPanel("said"),
        FieldPanel("kind"),
        FieldPanel("meant"),
        FieldPanel("active"),
        FieldPanel("note"),
    ]

    def get_urlpatterns(self) -> list[Any]:
        """The shipped base beside the entries."""
        return [*super().get_urlpatterns(), path("base/", BaseEntries.as_view(), name="base")]


class SearchGroup(ViewSetGroup):
    """The menu 搜索."""

    menu_label = _("搜索用语")
    menu_icon = "search"
    items = (SynonymViewSet("synonym", url_prefix="search/synonyms"),)
