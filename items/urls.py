"""The public addresses of bureaus, items, themes and the search; included at the root, before Wagtail's tree."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from . import checklist_views, clicks, downloads, feeds, finding, robots, statements, useful, views

urlpatterns = [
    path("items/<slug:address>/", views.item, name="item"),
    path("items/<slug:address>/feed/", feeds.GuideFeed(), name="item-feed"),
    path("items/<slug:address>/changes/", downloads.changes, name="item-changes"),
    path("items/<slug:address>/useful/", useful.page, name="item-useful"),
    path("items/<slug:address>/checklist/", checklist_views.item, name="checklist"),
    path("items/<slug:address>/checklist/qr.svg", checklist_views.item_code, name="checklist_qr"),
    path("items/<slug:address>/checklist.<str:form>", downloads.checklist, name="item-checklist"),
    path("feed/", feeds.HallFeed(), name="feed"),
    path("bureaus/<slug:slug>/feed/", feeds.BureauFeed(), name="bureau-feed"),
    path("bureaus/", views.bureaus, name="bureaus"),
    path("bureaus/<slug:slug>/", views.bureau, name="bureau"),
    path("themes/", views.themes, name="themes"),
    path("themes/<slug:slug>/", views.theme, name="theme"),
    path("themes/<slug:slug>/checklist/", checklist_views.theme, name="theme_checklist"),
    path("themes/<slug:slug>/checklist/qr.svg", checklist_views.theme_code, name="theme_checklist_qr"),
    path("sitemap.xml", sitemap, {"sitemaps": {"guides": robots.Guides}}, name="sitemap"),
    path("robots.txt", robots.robots, name="robots"),
    path("search/", finding.search, name="search"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("map/", statements.site_map, name="sitemap_page"),
    path("search/suggest/", finding.suggest, name="search_suggest"),
    path("search/opened/", clicks.opened, name="search_opened"),
]
