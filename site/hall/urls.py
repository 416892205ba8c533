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
from .api import api
from .health import health
from .locked_pages import LockedPages
from .site_history import SiteHistoryView

media = [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})] if settings.HALL_SERVE_MEDIA else []
demo = [path("components/", components_page.show, name="components")] if settings.HALL_ALLOW_DEMO else []
history, history_results, locked, locked_results = (
    require_admin_access(view.as_view(results_only=results))
    for view in (SiteHistoryView, LockedPages)
    for results in (False, True)
)

urlpatterns = [
    path("health/", health, name="health"),
    path("", include("items.urls")),
    path("admin/login/", LoginView.as_view(), name="hall_login"),
    path("admin/reports/site-history/", history, name="site_history"),
    path("admin/reports/site-history/results/", history_results, name="site_history_results"),
    path("admin/reports/locked/", locked, name="locked_pages"),
    path("admin/reports/locked/results/", locked_results, name="locked_pages_results"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("preferences/", preferences.choose, name="preferences"),
    path("forms/", include("forms.urls")),
    *media,
    path("api/", RedirectView.as_view(pattern_name="api:openapi-view")),
    path("api/", api.urls),
    path("", include("guidance.applications.urls")),
    path("", include("guidance.appointments.urls")),
    path("", include("guidance.consultations.urls")),
    path("", include("guidance.cases.urls")),
    *demo,
    path("", include(wagtail_urls)),
]
