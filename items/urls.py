"""The public addresses of bureaus, items and themes; included at the root, before Wagtail's tree."""

from django.urls import path

from . import views

urlpatterns = [
    path("items/<str:address>/", views.item, name="item"),
    path("bureaus/<slug:slug>/", views.bureau, name="bureau"),
    path("themes/", views.themes, name="themes"),
    path("themes/<slug:slug>/", views.theme, name="theme"),
]
