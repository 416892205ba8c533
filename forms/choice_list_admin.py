"""Choice lists in the admin."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from . import choice_lists, choice_rows
from .admin_forms import own_bureaus
from .choice_list_history import ListHistoryView
from .choice_lists import ChoiceList
from .columns import WhenColumn


class ChoiceListForm(WagtailAdminModelForm):
    """Bureaus of the editor's scope; choices typed, pasted or from the first columns of a workbook."""

    file = forms.FileField(
        required=False, label=gettext_lazy("从 Excel 导入"),
        help_text=gettext_lazy("xlsx，取第一张表，每行一个选项；几列就是几级。导入的选项加在上面的后面。"),
    )  # fmt: skip

    initial: dict[str, Any]
    notes: Sequence[str] = ()
    """How the workbook was read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = own_bureaus(self.fields["bureau"], self.for_user)
        self.fields["code"].disabled = bool(self.instance.pk)
        if not self.instance.pk:
            self.initial |= {"bureau": mine, "code": choice_lists.new_code()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("file"):
            try:
                found = choice_rows.read(cleaned["file"])
                cleaned["lines"] = "\n".join([cleaned.get("lines", ""), *found.lines])
                self.notes = found.notes
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned


class OwnLists:
    """What the user may not see is not found."""

    request: Any

    def get_base_object_queryset(self) -> QuerySet[ChoiceList]:
        """For views of one list."""
        return ChoiceList.objects.visible_to(self.request.user)

    def get_queryset(self) -> QuerySet[ChoiceList]:
        """For all views."""
        return ChoiceList.objects.visible_to(self.request.user).select_related("bureau")


class SavesLists:
    """Saves through the verb, and says which forms get the change."""

    request: Any
    form: Any

    def save_instance(self) -> ChoiceList:
        """Save; forms that use the list are named."""
        changed: ChoiceList = self.form.save(commit=False)
        using = choice_lists.save(changed, self.request.user)
        for note in self.form.notes:
            messages.info(self.request, note)
        if using:
            names = _("、").join(f"「{form.title}」" for form in using)
            message = _("下次发布时，这些表单会用上新的选项：%(names)s。已发布的版本不变。")
            messages.warning(self.request, message % {"names": names})
        return changed


class ListIndexView(OwnLists, generic.IndexView):
    """The lists of the bureau."""

    columns = [
        TitleColumn("title", label=gettext_lazy("名称"), url_name="choice_lists:edit"),
        Column("code", label=gettext_lazy("编号")),
        Column("bureau", label=gettext_lazy("机构"), accessor=lambda row: row.bureau.display_name),
        WhenColumn("updated_at", label=gettext_lazy("修改时间")),
    ]


class ListCreateView(SavesLists, generic.CreateView):
    """A new list."""


class ListEditView(OwnLists, SavesLists, generic.EditView):
    """Change a list."""

    template_name = "forms/admin/choice_list.html"

    def get_last_updated_info(self) -> None:
        """Nothing: who changed what is in the history."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"using": self.object.forms()}


class ChoiceListViewSet(ModelViewSet):
    """选项表. Not deleted: drafts name it."""

    model = ChoiceList
    name = "choice_lists"
    url_prefix = "choice-lists"
    icon = "list-ul"
    menu_label = gettext_lazy("选项表")
    menu_order = 310
    add_to_admin_menu = True
    inspect_view_enabled = False
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("title"), FieldPanel("lines"), FieldPanel("file"), FieldPanel("bureau"), FieldPanel("code")],
        base_form_class=ChoiceListForm,
    )
    index_view_class = ListIndexView
    add_view_class = ListCreateView
    edit_view_class = ListEditView
    history_view_class = ListHistoryView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {**common, "delete_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        closed = ("delete", "usage", "usage_results")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in closed]


choice_list_viewset = ChoiceListViewSet()
