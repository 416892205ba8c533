"""What data sources put into the Wagtail admin: registration only."""

from wagtail import hooks

from .admin import data_source_viewset

hooks.register("register_admin_viewset", lambda: data_source_viewset)
