"""What the hall as a whole puts into the Wagtail admin: registration only."""

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .components_page import staff


@hooks.register("insert_global_admin_css")
def stylesheet() -> SafeString:
    """The hall's colours and the parts of its own screens, and what is different on a phone."""
    sheets = (
        ("admin", "all"),
        ("admin-case", "all"),
        ("picture", "all"),
        ("admin-guides", "all"),
        ("admin-narrow", "(max-width: 48rem)"),
    )
    link = '<link rel="stylesheet" href="{}" media="{}">'
    return format_html_join("", link, ((static(f"hall/css/{name}.css"), media) for name, media in sheets))


@hooks.register("insert_editor_js")
def rows() -> SafeString:
    """The focus after a row is moved or deleted, undo, and the names of a row's buttons; all works without."""
    return format_html('<script src="{}"></script>', static("hall/js/rows.js"))


@hooks.register("register_admin_urls")
def components() -> list[URLPattern]:
    """The staff's parts, shown where the demo may be loaded."""
    return [path("components/", staff, name="hall_components")] if settings.HALL_ALLOW_DEMO else []


@hooks.register("construct_help_menu")
def no_news_of_wagtail(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's release notes and its English guide are no help to a clerk."""
    items[:] = [item for item in items if not item.name.startswith(("whats-new-in-wagtail", "editor-guide"))]
