"""The citizens' addresses of appointments."""

from django.urls import path

from . import public

urlpatterns = [path("items/<slug:address>/book/", public.book_page, name="book")]
