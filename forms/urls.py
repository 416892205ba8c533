"""Addresses of the form engine."""

from django.urls import path

from . import views

app_name = "forms"
urlpatterns = [
    path("uploads/<str:token>/", views.upload, name="upload"),
]
