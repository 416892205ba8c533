"""The search in the admin: editors' synonyms, the shipped base, and what citizens asked in vain."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from . import querylog
from .models import QueryLog, Synonym, SynonymKind
from .synonyms import base

PAGE = 50
VERDICTS = {"hits": _("有结果"), "unsure": _("不确定"), "none": _("无结果"), "clarify": _("太笼统")}


class SynonymCreate(generic.CreateView):
    """A new entry; the address may bring the words, as the other screens' links do."""

    def get_initial_form_instance(self) -> Synonym:
        """An unsaved entry with the words of the address."""
        kind = self.request.GET.get("kind", "")
        return Synonym(
            said=self.request.GET.get("said", "")[:300],
            meant=self.request.GET.get("meant", "")[:500],
            kind=kind if kind in SynonymKind.values else SynonymKind.ONE_WAY,
        )


class SynonymViewSet(ModelViewSet):
    """Editors' entries. They act on the next search."""

    model = Synonym
    icon = "link"
    menu_label = _("同义词")
    add_to_admin_menu = False
    add_view_class = SynonymCreate
    inspect_view_enabled = False
    list_display: ClassVar = ["said", "meant", "kind", "active", "updated_at"]
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


class BaseEntries(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """The entries the hall ships with, to be looked through and replaced by one's own."""

    permission_required = "search.view_synonym"
    template_name = "search/admin/base_entries.html"
    page_title = _("内置词条")
    header_icon = "link"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Under the synonyms."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _t("首页")},
            {"url": reverse("synonym:index"), "label": _t("同义词")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of the entries that hold the words asked for."""
        words = self.request.GET.get("q", "").strip()
        found = [e for e in base() if not words or any(words in text for text in (*e.said, *e.meant))]
        rows = [
            {
                "said": "、".join(entry.said),
                "meant": "、".join(entry.meant),
                "kind": SynonymKind(entry.kind).label,
                "url": f"{reverse('synonym:add')}?{self._words(entry)}",
            }
            for entry in found
        ]
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("p"))
        columns = [
            TitleColumn("said", label=_("人们说的"), url_name=None, get_url=lambda row: row["url"]),
            Column("meant", label=_("规范的用语")),
            Column("kind", label=_("关系")),
        ]
        return super().get_context_data(
            table=Table(columns, page.object_list), page_obj=page, words=words, count=len(rows), **kwargs
        )

    @staticmethod
    def _words(entry: Any) -> str:
        return urlencode({"said": "、".join(entry.said), "meant": "、".join(entry.meant), "kind": str(entry.kind)})


ways: list[Callable[[str, Any], tuple[str, str] | None]] = []
"""What the apps above offer for words asked in vain: a label and an address, by the words and the user."""


class WaysColumn(Column):
    """Links to what can be done at once about the words."""

    def get_value(self, instance: Any) -> Any:
        """Nothing but the words themselves is known here."""
        return instance["text"]

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Drawn here, since the user decides what is offered."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        user, text = parent_context["request"].user, instance["text"]
        found = [(_t("加为同义词"), _add_url(text))] if user.has_perm("search.add_synonym") else []
        found += [way for make in ways if (way := make(text, user))]
        context["value"] = format_html_join(" · ", '<a href="{1}">{0}</a>', found)
        return context


class Unanswered(ReportView):
    """What citizens asked in the last thirty days and got nothing for, or opened nothing of."""

    page_title = _("没找到的搜索")
    header_icon = "search"
    index_url_name = "search_unanswered"
    index_results_url_name = "search_unanswered_results"
    list_export: ClassVar = ["text", "verdict", "times"]
    export_headings: ClassVar = {"text": _("搜索词"), "verdict": _("结果"), "times": _("次数")}
    model = QueryLog
    permission_policy = ModelPermissionPolicy(QueryLog)
    permission_required = "view"
    is_searchable = False
    columns: ClassVar = [
        TitleColumn("text", label=_("搜索词"), get_url=lambda row: _add_url(row["text"])),
        Column("verdict", label=_("结果"), accessor=lambda row: VERDICTS.get(row["verdict"], row["verdict"])),
        Column("times", label=_("次数")),
        WaysColumn("ways", label=_("怎么办")),
    ]

    def get_queryset(self) -> QuerySet[QueryLog, dict[str, object]]:
        """The most frequent first."""
        return querylog.unanswered()


def _add_url(text: str) -> str:
    """Where the words can be made a synonym at once."""
    return f"{reverse('synonym:add')}?{urlencode({'said': text})}"


class SearchGroup(ViewSetGroup):
    """The menu 搜索."""

    menu_label = _("搜索用语")
    menu_icon = "search"
    items = (SynonymViewSet("synonym", url_prefix="search/synonyms"),)
