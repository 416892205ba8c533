"""The accounts of staff in the admin: name, bureau, roles and how to reach them; and what each sets for themselves.

Wagtail asks for a first and a last name and a mail address, and knows no bureau.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelMultipleChoiceField
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import GroupFilter, IndexView, UserFilterSet, UserViewSet

from .models import User
from .roles import Role

FIELDS = ("username", "display_name", "bureau", "phone", "email", "is_superuser", "groups")
WAGTAILS_OWN = ("Editors", "Moderators")
"""Groups that Wagtail makes and the hall has no use for."""
HELP = {
    "display_name": _("显示在办件历史和答复里。"),
    "bureau": _("只看得到这个机构的件和指南；不选，就是为全市工作。"),
    "email": _("名下的件临期或者超期时，提醒发到这里。"),
}


def assignable() -> Any:
    """The roles, and groups that somebody made here; a bureau's own come with role and bureau by themselves."""
    of_bureaus = Q(edits_bureau__isnull=False) | Q(reviews_bureau__isnull=False)
    return Group.objects.exclude(name__in=WAGTAILS_OWN).exclude(of_bureaus).order_by("pk")


class ByRole:
    """A choice of groups, the roles among them by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """The role's name, or the group's own."""
        return str(Role(obj.name).label) if obj.name in Role.values else str(obj)


class RolesField(ByRole, forms.ModelMultipleChoiceField):
    """For a form."""


class RoleField(ByRole, forms.ModelChoiceField):
    """For a form, one."""


class RolesFilterField(ByRole, ModelMultipleChoiceField):
    """For a filter."""


class RolesFilter(GroupFilter):
    """Staff by role."""

    field_class = RolesFilterField


class StaffFields(forms.ModelForm[User]):
    """What the forms for a new and for a present account have in common."""

    first_name = last_name = None
    email = forms.EmailField(label=_("邮箱"), required=False)
    display_name = forms.CharField(label=_("姓名"), max_length=50)
    groups = RolesField(
        Group.objects.none(),
        label=_("角色"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in HELP.items():
            self.fields[name].help_text = text
        self.fields["groups"].queryset = assignable()  # type: ignore[attr-defined]
        self.fields["bureau"].empty_label = _("全市")  # type: ignore[attr-defined]


class StaffCreationForm(StaffFields, UserCreationForm):
    """A new account."""

    class Meta(UserCreationForm.Meta):
        fields = FIELDS


class StaffEditForm(StaffFields, UserEditForm):
    """A present account."""

    class Meta(UserEditForm.Meta):
        fields = (*FIELDS, "is_active")


class StaffFilterSet(UserFilterSet):
    """With the bureau, and the roles by their names."""

    def __init__(self, *args: Any, is_searching: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, is_searching=is_searching, **kwargs)
        self.filters["group"] = RolesFilter(
            field_name="groups",
            queryset=assignable(),
            label=_("角色"),
            use_subquery=is_searching,
            widget=forms.CheckboxSelectMultiple,
        )

    class Meta(UserFilterSet.Meta):
        fields: ClassVar = ["bureau"]


class StaffIndexView(IndexView):
    """With the bureau of each, and a search by name."""

    search_fields: ClassVar = ["username", "display_name", "phone", "email"]

    @cached_property
    def columns(self) -> list[Any]:
        """Wagtail's, with the name sorted as it is shown, and the bureau after the sign-in name."""
        columns = list(super().columns)
        columns[1].sort_key = "display_name"
        columns.insert(
            3, Column("bureau", label=_("机构"), accessor="bureau.display_name", sort_key="bureau__sort_order")
        )
        return columns

    def get_base_queryset(self) -> Any:
        """In a fixed number of queries."""
        return super().get_base_queryset().select_related("bureau")


class StaffViewSet(UserViewSet):
    """Under 设置 → 用户."""

    copy_view_enabled = False
    filterset_class = StaffFilterSet
    index_view_class = StaffIndexView
    create_template_name = "accounts/staff_create.html"
    edit_template_name = "accounts/staff_edit.html"

    def get_form_class(self, for_update: bool = False) -> Any:
        """Ours."""
        return StaffEditForm if for_update else StaffCreationForm


class OwnDetailsForm(forms.ModelForm[User]):
    """How to reach oneself. The name is what the history and the citizens see: who keeps the accounts sets it."""

    display_name = forms.CharField(label=_("姓名"), required=False, disabled=True, help_text=_("由管理员维护。"))

    class Meta:
        model = User
        fields = ("display_name", "phone", "email")
