"""共用材料 in the admin: every screen within scope, the guides a change touches beside the record."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.models import ReferenceIndex
from wagtail.snippets.views import snippets

from accounts.admin_page import admin_page
from accounts.models import Bureau
from accounts.roles import Role, has_role
from accounts.scope import limit, scope_of
from accounts.scoped_views import Scoped, scoped
from forms.admin_views import Users

from .. import shared_view, sharing
from ..models import SharedMaterial
from ..workflow import tell_tasks
from .shared_chooser import SharedChooserViewSet

SHOWN = 8
PER_PAGE = 50
READING = (
    snippets.InspectView,
    snippets.HistoryView,
    snippets.UsageView,
    snippets.RevisionsCompareView,
    snippets.WorkflowHistoryView,
    snippets.WorkflowHistoryDetailView,
)
"""Views that change nothing: the city's records are read by every bureau."""


class InScope(Scoped):
    """Another bureau's record is not found; the city's is read by all and changed by who works for the city."""

    def get_object(self, queryset: Any = None) -> Any:
        row = super().get_object(queryset)
        if row is not None and not isinstance(self, READING) and not scope_of(self.request.user).allows(row.bureau_id):
            raise PermissionDenied(_t("全市共用材料只能选用，由市级人员修改。"))
        return row


class SharedMaterialForm(WagtailAdminModelForm):
    """The bureau is chosen once, within the editor's scope."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("bureau")
        if field is None:
            return
        scope = scope_of(self.for_user)
        field.queryset = limit(Bureau.objects.all(), self.for_user, "pk")
        field.empty_label = _("全市（各机构都能选用）") if scope.everything else None
        field.required = not scope.everything
        if not scope.everything:
            field.initial = next(iter(scope.bureau_ids), None)
        if self.instance.pk:
            field.disabled, field.required = True, False

    def defer_required_fields(self) -> None:
        """A draft may be incomplete, but belongs to somebody and has a name from the start."""


class TouchedPanel(Panel):
    """Above the record: what a change would change, and in which guides."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one record."""

        template_name = "items/admin/shared_touched.html"

        def is_shown(self) -> bool:
            """A record that is just being made touches nothing."""
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The first guides, how many there are, and the differences in words."""
            return {**super().get_context_data(parent_context), **touched(self.instance, self.request.user)}


def touched(record: SharedMaterial, user: Any, number: Any = None) -> dict[str, Any]:
    """What is shown of the guides a record touches: of the user's scope, with a count of the others."""
    every = sharing.guides(record)
    seen = every.visible_to(user)
    page = Paginator(seen, PER_PAGE if number else SHOWN).get_page(number)
    total = every.count()
    return {
        "record": record,
        "lines": shared_view.lines(record, page.object_list),
        "page_obj": page,
        "total": total,
        "elsewhere": total - page.paginator.count,
        "differences": shared_view.differences(record),
        "waits": record.live and (record.spread_at is None or record.spread_at < record.last_published_at),
    }


class IndexView(snippets.IndexView):
    """All records the user may see: the city's and the own bureau's."""

    @cached_property
    def columns(self) -> list[Any]:
        """The name leads to the editor, or to the reading page where one may not edit."""
        whose = Column("bureau", label=_("所属机构"), accessor="owner_name", sort_key="bureau__name")
        uses = Column("uses_count", label=_("使用的指南"), accessor="uses_count")
        issuer = Column("issuer", label=_("核发机构"), accessor="issuer")
        return [*super().columns, whose, issuer, uses, LiveStatusTagColumn(label=_("状态"))]

    def get_edit_url(self, instance: Any) -> Any:
        """None, and so the reading page, for the city's record seen from a bureau."""
        return super().get_edit_url(instance) if scope_of(self.request.user).allows(instance.bureau_id) else None

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Only what the user may do with this record."""
        mine = scope_of(self.request.user).allows(instance.bureau_id)
        return super().get_list_more_buttons(instance) if mine else []

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Beside Wagtail's own: the papers that could be shared."""
        buttons = list(super().header_more_buttons)
        bureau = getattr(self.request.user, "bureau", None)
        if bureau and has_role(self.request.user, Role.EDITOR):
            url = reverse("items_share", args=[bureau.slug])
            buttons.append(Button(_t("找出可以共用的材料"), url, icon_name="search", priority=5))
        return buttons


class EditView(snippets.EditView):
    """The editor and the reviewer's screen."""

    def save_instance(self) -> Any:
        """Who approves or sends back without a change writes no version: Wagtail's would, and so approve their own."""
        if self.action == "workflow-action" and not self.form.has_changed():
            self.new_revision = None
            return self.object
        return super().save_instance()


class DeleteView(snippets.DeleteView):
    """Only a record that no guide uses, public or in a draft."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if sharing.is_used(self.object):
            messages.error(request, _t("“%(name)s”没有删除：还有指南在使用它。") % {"name": self.object})
            return redirect(reverse("items_shared_guides", args=[self.object.pk]))
        return super().dispatch(request, *args, **kwargs)


class CompareView(snippets.RevisionsCompareView):
    """For reviewers too, who change nothing."""

    permission_required = "view"


class HistoryView(snippets.HistoryView):
    """For reviewers too."""

    any_permission_required: ClassVar = ["view", "add", "change", "delete"]


class WorkflowHistoryView(snippets.WorkflowHistoryView):
    """With the steps of all reviews at once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's asks twice for each review."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context[self.context_object_name] = list(context[self.context_object_name])
        tell_tasks(context[self.context_object_name])
        return context


class UsageView(snippets.UsageView):
    """Where it is used, read for the whole page at once."""

    def get_queryset(self) -> Users:
        return Users(ReferenceIndex.get_references_to(self.object))


class SharedMaterialViewSet(snippets.SnippetViewSet):
    """Records of materials that guides share. Scope reaches every view, also those Wagtail may add."""

    model = SharedMaterial
    icon = "link"
    menu_label = _("共用材料")
    menu_order = 310
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "name", "bureau", "kind", "source", "form", "issuer", "basis", "instructions", "blank_form", "sample",
    ]  # fmt: skip
    list_display: ClassVar = ["name"]
    search_fields: ClassVar = ["name", "issuer", "code"]
    search_backend_name = None
    index_view_class = IndexView
    delete_view_class = DeleteView
    history_view_class = HistoryView
    revisions_compare_view_class = CompareView
    edit_view_class = EditView
    workflow_history_view_class = WorkflowHistoryView
    usage_view_class = UsageView
    chooser_viewset_class = SharedChooserViewSet
    edit_handler = ObjectList(
        [
            TouchedPanel(heading=_("改动和用到的指南")),
            FieldPanel("bureau"),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("source"), FieldPanel("form")]),
            FieldRowPanel([FieldPanel("issuer"), FieldPanel("basis")]),
            FieldPanel("instructions"),
            FieldRowPanel([FieldPanel("blank_form"), FieldPanel("sample")]),
        ],
        base_form_class=SharedMaterialForm,
    )

    def get_queryset(self, request: Any) -> Any:
        """For the list, with how many guides use each."""
        return SharedMaterial.objects.visible_to(request.user).for_list()

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        return super().construct_view(scoped(view_class, InScope), **kwargs)


def guides(request: HttpRequest, pk: int) -> HttpResponse:
    """All guides that a record touches, paged."""
    record = SharedMaterial.objects.visible_to(request.user).filter(pk=pk).first()
    if record is None or not has_role(request.user, Role.EDITOR, Role.REVIEWER, Role.LEGAL, Role.SUPERVISOR):  # type: ignore[arg-type]
        raise Http404
    trail = [{"url": reverse("wagtailsnippets_items_sharedmaterial:list"), "label": _t("共用材料")}]
    context = touched(record, request.user, request.GET.get("page", "1"))
    title = _t("用到“%(name)s”的指南") % {"name": record}
    return admin_page(request, "items/admin/shared_guides.html", title, "link", context, trail=trail)
