"""不在岗安排 in the admin: everybody their own, a supervisor those of the bureaus in scope."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets import AdminDateInput

from accounts.roles import Role, has_role

from .absence import Absence
from .verb_forms import clerks_in_scope
from .viewsets import ScopedViewSet


class AbsenceForm(WagtailAdminModelForm):
    """Whom one may send away: oneself, or, as a supervisor, the clerks in scope."""

    class Meta:
        model = Absence
        fields = ("user", "deputy", "first_day", "last_day", "note")
        widgets = {"first_day": AdminDateInput, "last_day": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = clerks_in_scope(self.for_user)
        self.fields["deputy"].queryset = colleagues
        mine = colleagues.filter(pk=self.for_user.pk)
        self.fields["user"].queryset = colleagues if has_role(self.for_user, Role.SUPERVISOR) else mine
        if mine.exists():
            self.fields["user"].initial = self.for_user.pk


class AbsenceIndexView(IndexView):
    """The list, the latest first."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("user__bureau", "deputy")


class AbsenceViewSet(ScopedViewSet):
    """Who is away when, and who stands in."""

    model = Absence
    name = "absences"
    icon = "user"
    menu_label = _("不在岗安排")
    menu_order = 890
    add_to_settings_menu = True
    index_view_class = AbsenceIndexView
    list_display: ClassVar = [
        Column("user", label=_("不在岗的人"), sort_key="user__display_name"),
        Column("deputy", label=_("代办人"), sort_key="deputy__display_name"),
        Column("first_day", label=_("从"), sort_key="first_day"),
        Column("last_day", label=_("到"), sort_key="last_day"),
        Column("note", label=_("说明")),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        """Ours."""
        return AbsenceForm


absence_viewset = AbsenceViewSet()
