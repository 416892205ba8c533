"""Every address of ours that answers to reading: the citizens', the API's, the staff's."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.admin.viewsets import viewsets

from hall import urls
from hall.api import api

OURS = {"hall", "accounts", "items", "forms", "guidance", "search"}
CATCH_ALL = "wagtail_serve"
"""Wagtail's tree: the home page is all of it that has no other address."""


def names() -> set[str]:
    """The names, as `reverse` takes them, of every address that is ours and can be read."""
    rows = list(_patterns())
    return {name for name, pattern, route in rows if _is_ours(name, pattern, route)} | _reading() | {CATCH_ALL}


def by_route() -> dict[str, set[str]]:
    """The names that share one route."""
    found: dict[str, set[str]] = {}
    for name, _pattern, route in _patterns():
        found.setdefault(route, set()).add(name)
    return found


def _patterns(
    rows: Any = None, before: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern, str]]:
    for row in get_resolver().url_patterns if rows is None else rows:
        route = before + str(row.pattern)
        if isinstance(row, URLResolver):
            yield from _patterns(row.url_patterns, route, (*spaces, row.namespace) if row.namespace else spaces)
        else:
            yield ":".join((*spaces, row.name or route)), row, route


def _is_ours(name: str, pattern: URLPattern, route: str) -> bool:
    if name.startswith("api:"):
        return False
    public = not route.startswith(("admin/", "documents/", "_util/"))
    own = pattern in urls.urlpatterns or _module(pattern) in OURS
    return public or own or name.split(":")[0] in _viewsets()


def _module(pattern: URLPattern) -> str:
    """The package a view was written in, whatever wraps it."""
    view: Any = pattern.callback
    while inner := getattr(view, "__wrapped__", None):
        view = inner
    view = getattr(view, "view_class", view)
    return str(getattr(view, "__module__", "")).split(".")[0]


def _viewsets() -> set[str]:
    """The name spaces of our viewsets."""
    return {one.url_namespace for one in viewsets.viewsets if type(one).__module__.split(".")[0] in OURS}


def _reading() -> set[str]:
    """The API's operations under GET, by the name of each."""
    return {
        f"api:{operation.view_func.__name__}"
        for _prefix, router in api._routers
        for path in router.path_operations.values()
        for operation in path.operations
        if "GET" in operation.methods
    }


_POST = "answers to a post alone"
_FILE = "one file"
_ROW = "the form of one row, with nothing to choose that grows"
_ASKS = "asks about one row before it goes or changes"
_UNUSED = "nothing refers to these rows"
_FIXED = "the same whatever is in the database"
EXEMPT = {
    "absences:delete": _ASKS,
    "absences:usage": _UNUSED,
    "counter-enter": "the form of one item, as it was published",
    "counter-receipt": "one case, as it was entered",
    "counter-supplement": "one case, and what was brought to the window for it",
    "opinion-file": _FILE,
    "opinion-letter": _FILE,
    "post-holders:delete": _ASKS,
    "post-holders:usage": _UNUSED,
    "staff-paper-pdf": _FILE,
    "api/": "leads on to the API's page",
    "api-nothing": _FIXED,
    "api:file": _FILE,
    "appointments:lift": _POST,
    "case-archive": _FILE,
    "cases:bulk": _POST,
    "cases:file": _FILE,
    "cases:verb": _POST,
    "components": _FIXED,
    "desk-rules:delete": _ASKS,
    "desk-rules:usage": _UNUSED,
    "forms_admin:export": _FILE,
    "form_chooser:chosen": "the one form that was chosen",
    "form_chooser:chosen_multiple": "read in one query, for no screen of ours",
    "form_chooser:create": _ROW,
    "forms:upload": _FILE,
    "forms:divisions": _FIXED,
    "forms_admin:archive": _ASKS,
    "forms_admin:mend": _POST,
    "forms_admin:restore": _ASKS,
    "hall_components": _FIXED,
    "hall_login": _FIXED,
    "import_profiles:add": _ROW,
    "import_profiles:delete": _ASKS,
    "import_profiles:inspect": _ROW,
    "import_profiles:usage": _UNUSED,
    "imports:again": _POST,
    "imports:confirm": _POST,
    "imports:drop": _POST,
    "imports:export": "the newest version of every guide, read one after the other into a file",
    "imports:map": _POST,
    "items_reset": _ASKS,
    "items_selfcheck_start": _POST,
    "notices:retry": _ASKS,
    "preferences": _POST,
    "paper": "one notice: a row",
    "paper-pdf": _FILE,
    "progress-file": _FILE,
    "progress-leave": _POST,
    "search_opened": _POST,
    "robots": _FIXED,
    "synonym:add": _ROW,
    "synonym:copy": _ROW,
    "synonym:delete": _ASKS,
    "synonym:edit": _ROW,
    "synonym:usage": _UNUSED,
    "wagtailsnippetchoosers_items_sharedmaterial:chosen": "the one record that was chosen",
    "wagtailsnippetchoosers_items_sharedmaterial:chosen_multiple": "read in one query, for no screen of ours",
    "wagtailsnippetchoosers_items_sharedmaterial:create": _ROW,
    "wagtailsnippets_items_sharedmaterial:collect_workflow_action_data": _ASKS,
    "wagtailsnippets_items_sharedmaterial:confirm_workflow_cancellation": _ASKS,
    "wagtailsnippets_items_sharedmaterial:delete": _ASKS,
    "wagtailsnippets_items_sharedmaterial:lock": _POST,
    "wagtailsnippets_items_sharedmaterial:revisions_unschedule": _ASKS,
    "wagtailsnippets_items_sharedmaterial:unlock": _POST,
    "wagtailsnippets_items_sharedmaterial:unpublish": _ASKS,
    "wagtailsnippets_items_sharedmaterial:workflow_action": _POST,
    "wagtailusers_users:delete": _ASKS,
    "wagtailusers_users:usage": _UNUSED,
    "windows:delete": _ASKS,
    "windows:usage": _UNUSED,
    "workdays:add": _ROW,
    "workdays:delete": _ASKS,
    "workdays:edit": _ROW,
    "workdays:usage": _UNUSED,
    "workyears:add": _ROW,
    "workyears:edit": _ROW,
    "workyears:usage": _UNUSED,
}
"""Addresses without a budget, and why."""
WAGTAILS = {
    "wagtailadmin_home", "wagtailadmin_explore", "wagtailadmin_pages:edit", "wagtailadmin_pages:history",
    "wagtailadmin_pages:search", "wagtailadmin_choose_page_child", "wagtailadmin_reports:aging_pages",
    "wagtaildocs:index", "wagtailusers_groups:index",
}  # fmt: skip
"""Screens of Wagtail's on which our rows stand: they have a budget too."""
