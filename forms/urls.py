"""Addresses of the form engine."""

from django.urls import path

from . import views

app_name = "forms"
urlpatterns = [
    path("divisions.json", views.all_divisions, name="divisions"),
    path("uploads/<str:token>/", views.upload, name="upload"),
]
