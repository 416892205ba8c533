"""What accounts put into the Wagtail admin; read when the admin is, and not at every start."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import NameEmailSettingsPanel

from .staff import OwnDetailsForm

NameEmailSettingsPanel.form_class = OwnDetailsForm
NameEmailSettingsPanel.title = _("姓名和联系方式")
