"""What cases put into the Wagtail admin: registration only."""

from wagtail import hooks

from .dashboard import add_today
from .viewsets import case_viewset, desk_rules_viewset

hooks.register("register_admin_viewset", lambda: case_viewset)
hooks.register("register_admin_viewset", lambda: desk_rules_viewset)
hooks.register("construct_homepage_panels", add_today)
