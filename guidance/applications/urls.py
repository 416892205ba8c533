"""The citizens' addresses of applications."""

from django.urls import path

from . import public

urlpatterns = [path("items/<slug:address>/apply/", public.apply_page, name="apply")]
