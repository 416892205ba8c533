"""Addresses of the hall. Wagtail's page tree comes last: it takes what is left; the guides, asked for most, are looked for first."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from accounts.login import LoginView

from . import components_page, preferences
from .api import api, no_such_call
from .health import health
from .locked_pages import LockedPages
from .site_history import SiteHistoryView
from .workflow_reports import ReviewsView, ReviewTasksView

media = [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})] if settings.HALL_SERVE_MEDIA else []
demo = [path("components/", components_page.show, name="components")] if settings.HALL_ALLOW_DEMO else []
REPORTS = (
    ("site-history", "site_history", SiteHistoryView),
    ("locked", "locked_pages", LockedPages),
    ("workflow", "reviews", ReviewsView),
    ("workflow_tasks", "review_tasks", ReviewTasksView),
)
reports = [
    path(f"admin/reports/{at}/{part}", require_admin_access(view.as_view(results_only=bool(part))), name=name + tail)
    for at, name, view in REPORTS
    for part, tail in (("", ""), ("results/", "_results"))
]

urlpatterns = [
    path("health/", health, name="health"),
    path("", include("items.urls")),
    path("admin/login/", LoginView.as_view(), name="hall_login"),
    *reports,
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("preferences/", preferences.choose, name="preferences"),
    path("forms/", include("forms.urls")),
    *media,
    path("api/", RedirectView.as_view(pattern_name="api:openapi-view")),
    path("api/", api.urls),
    path("api/<path:rest>", no_such_call, name="api-nothing"),
    path("", include("guidance.applications.urls")),
    path("", include("guidance.appointments.urls")),
    path("", include("guidance.consultations.urls")),
    path("", include("guidance.cases.urls")),
    *demo,
    path("", include(wagtail_urls)),
]
