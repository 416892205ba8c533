"""The search in the admin: the shipped base, what citizens asked in vain, and what was learned of their clicks."""

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.spreadsheets import HarmlessDownloads

from . import querylog
from .models import ClickPrior, QueryLog, SynonymKind
from .priors import MOST
from .synonyms import base

PAGE = 50
USUAL = "30"
PERIODS = {"1": _("今天"), "7": _("近 7 天"), USUAL: _("近 30 天"), "90": _("近 90 天"), "365": _("近一年")}
VERDICTS = {"hits": _("有结果"), "unsure": _("不确定"), "none": _("无结果"), "clarify": _("太笼统")}


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
            Column("kind", label=_("关系"), classname="hall-short"),
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


class AskedFilter(WagtailFilterSet):
    """Since when, with which words, and to what end."""

    days = django_filters.ChoiceFilter(
        label=_("时间"), choices=list(PERIODS.items()), empty_label=None, method="within"
    )
    text = django_filters.CharFilter(label=_("搜索词"), lookup_expr="icontains", help_text=_("其中的字。"))
    verdict = django_filters.MultipleChoiceFilter(
        label=_("结果"), choices=list(VERDICTS.items()), widget=CheckboxSelectMultiple
    )

    class Meta:
        model = QueryLog
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        data = data.copy() if data else QueryDict(mutable=True)
        data.setdefault("days", USUAL)
        super().__init__(data, *args, **kwargs)

    def within(self, rows: Any, name: str, value: str) -> Any:
        """Of the last so many days, today among them."""
        return rows.filter(day__gt=timezone.localdate() - dt.timedelta(days=int(value)))


class Unanswered(HarmlessDownloads, ReportView):
    """What citizens asked and got nothing for, or opened nothing of; of the last thirty days unless told otherwise."""

    page_title = _("没找到的搜索")
    filterset_class = AskedFilter
    export_filename = "searches"
    header_icon = "search"
    index_url_name = "search_unanswered"
    index_results_url_name = "search_unanswered_results"
    list_export: ClassVar = ["text", "verdict", "times", "opened"]
    export_headings: ClassVar = {
        "text": _("搜索词"),
        "verdict": _("结果"),
        "times": _("次数"),
        "opened": _("点开的次数"),
    }
    model = QueryLog
    permission_policy = ModelPermissionPolicy(QueryLog)
    permission_required = "view"
    is_searchable = False
    no_results_message = _("这段时间没有这样的搜索：市民搜到了，也点开了，或者没有人搜。可以把时间放长一些。")
    columns: ClassVar = [
        TitleColumn("text", label=_("搜索词"), get_url=lambda row: _add_url(row["text"])),
        Column("verdict", label=_("结果"), accessor=lambda row: VERDICTS.get(row["verdict"], row["verdict"])),
        Column("times", label=_("次数")),
        Column("opened", label=_("点开的次数")),
        WaysColumn("ways", label=_("怎么办")),
    ]

    def get_queryset(self) -> QuerySet[QueryLog]:
        """All that was asked."""
        return QueryLog.objects.all()

    def filter_queryset(self, queryset: Any) -> Any:
        """Counted after they were chosen, the most frequent first."""
        return querylog.unanswered(super().filter_queryset(queryset))

    def to_row_dict(self, item: dict[str, Any]) -> dict[str, Any]:
        """The verdict in words."""
        return item | {"verdict": str(VERDICTS.get(item["verdict"], item["verdict"]))}


class Learned(HarmlessDownloads, ReportView):
    """What enough visitors opened after the same words, and what that does to the order; in words."""

    page_title = _("从点击学到的")
    header_icon = "search"
    index_url_name = "search_learned"
    index_results_url_name = "search_learned_results"
    list_export: ClassVar = ["text", "title", "visitors", "last_day", "boost"]
    model = ClickPrior
    permission_policy = ModelPermissionPolicy(QueryLog)
    permission_required = "view"
    is_searchable = False
    no_results_message = _("还没有：同一个词至少有 5 位访客点开同一项，才会影响排名。")
    columns: ClassVar = [
        Column("text", label=_("搜索词")),
        Column("title", label=_("点开的"), accessor=lambda row: row.title or row.key),
        Column("told", label=_("说明"), accessor=lambda row: _told(row)),
    ]

    def get_queryset(self) -> QuerySet[ClickPrior]:
        """The strongest first."""
        return ClickPrior.objects.order_by("-boost", "text", "pk")


def _told(row: ClickPrior) -> str:
    """How a prior came about and what it does."""
    return _t(
        "半年内有 %(visitors)d 位访客搜这个词后点开它，最近一次在 %(day)s；排名略微提前（%(share)d%%，最多 100%%），会随时间减弱。"
    ) % {"visitors": row.visitors, "day": row.last_day.isoformat(), "share": round(100 * row.boost / MOST)}


def _add_url(text: str) -> str:
    """Where the words can be made a synonym at once."""
    return f"{reverse('synonym:add')}?{urlencode({'said': text})}"
