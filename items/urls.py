"""The public addresses of bureaus, items, themes and the search; included at the root, before Wagtail's tree."""

from django.urls import path

from . import views

urlpatterns = [
    path("items/<slug:address>/", views.item, name="item"),
    path("bureaus/", views.bureaus, name="bureaus"),
    path("bureaus/<slug:slug>/", views.bureau, name="bureau"),
    path("themes/", views.themes, name="themes"),
    path("themes/<slug:slug>/", views.theme, name="theme"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="search_suggest"),
]
