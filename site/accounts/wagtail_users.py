"""Wagtail's users app, with the hall's own forms for staff."""

from wagtail.users.apps import WagtailUsersAppConfig


class StaffUsersConfig(WagtailUsersAppConfig):
    """In place of "wagtail.users" in INSTALLED_APPS."""

    user_viewset = "accounts.staff.StaffViewSet"
