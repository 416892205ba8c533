"""数据源 in the admin, for supervisors: set a source up, upload its table, try it out. No code."""

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, Q
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from accounts.models import Bureau
from accounts.scope import limit
from accounts.scoped_views import scoped

from .models import DataSource
from .table_views import TableView
from .trying import TryView


class SourceForm(WagtailAdminModelForm):
    """A source is of a bureau in scope."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bureau"].queryset = limit(Bureau.objects.all(), self.for_user, "pk")
        self.fields["bureau"].initial = self.for_user.bureau_id


def standing(source: DataSource) -> str:
    """What a list says of a source: whether it can answer."""
    if not source.active:
        return _t("已停用")
    if source.kind == DataSource.Kind.TABLE:
        return _t("%(n)s 行") % {"n": source.table.count} if source.table else _t("还没有上传表格")
    state = getattr(source, "state", None)
    if state and state.resting_until and state.resting_until > timezone.now():
        return _t("连续失败，暂停询问：%(why)s") % {"why": state.last_error}
    return _t("最近一次询问失败：%(why)s") % {"why": state.last_error} if state and state.failures else _t("正常")


class SourceIndexView(IndexView):
    """The sources of the bureaus in scope, and how each stands."""

    columns: ClassVar = [
        TitleColumn("name", label=_("名称"), sort_key="name", url_name="data_sources:edit"),
        Column("bureau", label=_("数据提供机构"), accessor=lambda row: row.bureau.display_name),
        Column("kind", label=_("类型"), accessor="get_kind_display"),
        Column("identity", label=_("凭什么查"), accessor="get_identity_display"),
        BooleanColumn("active", label=_("启用")),
        Column("guides", label=_("用它的指南"), accessor="guides"),
        Column("standing", label=_("现状"), accessor=standing),
    ]

    def get_base_queryset(self) -> Any:
        """`guides`: how many published guides ask it."""
        live = Count("materials__page", filter=Q(materials__page__live=True), distinct=True)
        rows = super().get_base_queryset().annotate(guides=live)
        return rows.select_related("bureau", "table", "state")


class SourceCreateView(CreateView):
    """A source is not done when it is saved: a table is uploaded next, a service tried out."""

    def get_success_url(self) -> str:
        step = "table" if self.object.kind == DataSource.Kind.TABLE else "try"
        return reverse(f"data_sources:{step}", args=[self.object.pk])


class SourceEditView(EditView):
    """A source, with the ways to its table and to a trial."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        found = [HeaderButton(_t("试查"), url=reverse("data_sources:try", args=[self.object.pk]), icon_name="search")]
        if self.object.kind == DataSource.Kind.TABLE:
            url = reverse("data_sources:table", args=[self.object.pk])
            found.insert(0, HeaderButton(_t("上传表格"), url=url, icon_name="upload"))
        return found


PANELS = [
    FieldPanel("name"),
    FieldPanel("about"),
    FieldPanel("bureau"),
    FieldRowPanel([FieldPanel("kind"), FieldPanel("identity")]),
    FieldPanel("check_name"),
    FieldPanel("active"),
    MultiFieldPanel(
        [
            FieldPanel("url"),
            FieldPanel("timeout"),
            FieldRowPanel([FieldPanel("secret_name"), FieldPanel("secret_header")]),
            FieldRowPanel([FieldPanel("number_key"), FieldPanel("name_key")]),
            FieldPanel("answer_path"),
            FieldRowPanel([FieldPanel("yes_words"), FieldPanel("no_words")]),
            FieldPanel("reference_path"),
        ],
        heading=_("数据接口（类型是“上传的表格”时不用填）"),
    ),
]


class DataSourceViewSet(ModelViewSet):
    """Never deleted: guides and cases name it. One that is not wanted any more is switched off."""

    model = DataSource
    name = "data_sources"
    url_prefix = "data-sources"
    icon = "link"
    menu_label = _("数据源")
    menu_order = 896
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_handler = ObjectList(PANELS, base_form_class=SourceForm)
    index_view_class = SourceIndexView
    add_view_class = SourceCreateView
    edit_view_class = SourceEditView
    CLOSED = ("delete", "usage", "usage_results")

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        return super().construct_view(scoped(view_class), **kwargs)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {**common, "delete_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.CLOSED]
        return [
            *kept,
            path("<int:pk>/table/", TableView.as_view(), name="table"),
            path("<int:pk>/try/", TryView.as_view(), name="try"),
        ]


data_source_viewset = DataSourceViewSet()
