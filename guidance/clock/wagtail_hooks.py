"""What the clock puts into the Wagtail admin: registration only."""

from wagtail import hooks

from .viewsets import CalendarGroup

hooks.register("register_admin_viewset", CalendarGroup)
