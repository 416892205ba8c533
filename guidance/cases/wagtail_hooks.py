"""What cases put into the Wagtail admin: registration only."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from .absence_admin import absence_viewset
from .dashboard import add_today
from .rating_admin import follow_up_viewset
from .viewsets import case_viewset, desk_rules_viewset

hooks.register("register_admin_viewset", lambda: case_viewset)
hooks.register("register_admin_viewset", lambda: desk_rules_viewset)
hooks.register("register_admin_viewset", lambda: absence_viewset)
hooks.register("register_admin_viewset", lambda: follow_up_viewset)
hooks.register("construct_homepage_panels", add_today)


@hooks.register("insert_global_admin_css", order=10)
def stylesheet() -> SafeString:
    """The staff's screens of cases, and what is different on a phone."""
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}" media="(max-width: 48rem)">',
        static("guidance/desk.css"),
        static("guidance/desk-narrow.css"),
    )


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    """What makes them quicker; all works without."""
    return format_html('<script src="{}"></script>', static("guidance/desk.js"))
