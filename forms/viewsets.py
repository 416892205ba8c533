"""Forms in the admin: where their screens are, and how other screens choose a form."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from . import admin_views as views
from . import excel_views, publish_views, revision_views
from .admin_forms import EDIT_HANDLER
from .columns import StateColumn
from .models import Form


class FormViewSet(ModelViewSet):
    """表单. Deleting is closed: forms are taken out of use."""

    model = Form
    name = "forms_admin"
    url_prefix = "forms"
    icon = "form"
    menu_label = _("表单")
    menu_order = 300
    add_to_admin_menu = True
    edit_handler = EDIT_HANDLER
    list_filter = ["archived", "bureau"]
    search_fields = ["title", "code"]
    search_backend_name = None
    index_view_class = views.FormIndexView
    add_view_class = views.FormCreateView
    edit_view_class = views.FormEditView
    copy_view_class = views.FormCopyView
    history_view_class = views.FormHistoryView
    usage_view_class = views.FormUsageView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {**common, "delete_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        stock = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        own = [
            path("preview/<int:pk>/", publish_views.PreviewView.as_view(), name="preview"),
            path("publish/<int:pk>/", publish_views.PublishView.as_view(), name="publish"),
            path("versions/<int:pk>/", publish_views.VersionsView.as_view(), name="versions"),
            path("archive/<int:pk>/", publish_views.ArchiveView.as_view(), name="archive"),
            path("mend/<int:pk>/", revision_views.MendView.as_view(), name="mend"),
            path("restore/<int:pk>/<int:history_id>/", revision_views.RestoreView.as_view(), name="restore"),
            path("import/", excel_views.ImportView.as_view(permission_policy=self.permission_policy), name="import"),
            path(
                "export/<int:pk>/",
                excel_views.ExportView.as_view(permission_policy=self.permission_policy),
                name="export",
            ),
        ]
        return [*stock, *own]


class TitleFilter(BaseFilterForm):
    """Search by title in the chooser."""

    q = forms.CharField(label=_("名称"), required=False)

    def filter(self, objects: QuerySet[Form]) -> QuerySet[Form]:
        """The forms whose title holds the words."""
        found = super().filter(objects)
        words = self.cleaned_data.get("q")
        return found.filter(title__icontains=words) if words else found


class OwnChoices:
    """The forms a user may choose: of the own bureau, in use."""

    request: Any
    filter_form_class = TitleFilter

    def get_object_list(self) -> QuerySet[Form]:
        """For the list."""
        rows = Form.objects.visible_to(self.request.user).current()
        return rows.select_related("bureau").with_latest()

    @property
    def columns(self) -> list[Column]:
        """Title, state, bureau."""
        state = StateColumn("state", label=_("状态"))
        bureau = Column("bureau", label=_("机构"), accessor=lambda form: form.bureau.display_name)
        return [*super().columns, state, bureau]  # type: ignore[misc]


class ChooseView(OwnChoices, chooser.ChooseView):
    """The list in the modal."""


class ChooseResultsView(OwnChoices, chooser.ChooseResultsView):
    """The list after a search."""


class ChosenView(chooser.ChosenView):
    """One form chosen."""

    def get_object(self, pk: str) -> Form:
        """Form.DoesNotExist, answered as not found, for one of another bureau."""
        return Form.objects.visible_to(self.request.user).get(pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0)


class ChosenMultipleView(chooser.ChosenMultipleView):
    """Several forms chosen."""

    def get_objects(self, pks: list[str]) -> QuerySet[Form]:
        """Those of the own bureau."""
        return Form.objects.visible_to(self.request.user).filter(
            pk__in=[pk for pk in pks if pk.isdecimal() and len(pk) < 19]
        )


class FormChooserViewSet(ChooserViewSet):
    """Foreign keys to Form use this by themselves."""

    model = Form
    icon = "form"
    choose_one_text = _("选择表单")
    choose_another_text = _("换一个表单")
    edit_item_text = _("编辑这个表单")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


form_viewset = FormViewSet()
form_chooser_viewset = FormChooserViewSet("form_chooser")
FormChooser = form_chooser_viewset.widget_class
"""The widget: for panels and forms that name it themselves."""
