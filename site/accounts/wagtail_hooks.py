"""What accounts put into the Wagtail admin; read when the admin is, and not at every start."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.users.views.bulk_actions.assign_role import RoleForm

from .staff import OwnDetailsForm, RoleField, assignable

NameEmailSettingsPanel.form_class = OwnDetailsForm
NameEmailSettingsPanel.title = _("姓名和联系方式")
RoleForm.base_fields["role"] = RoleField(assignable(), label=_("角色"))
