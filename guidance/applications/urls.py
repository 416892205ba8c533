"""The citizens' addresses of applications."""

from django.urls import path

from . import public
from .papers import public as papers

urlpatterns = [
    path("items/<slug:address>/apply/", public.apply_page, name="apply"),
    path("papers/check/", papers.check, name="paper-check"),
    path("progress/<str:number>/papers/<str:code>/", papers.read, name="paper"),
    path("progress/<str:number>/papers/<str:code>.pdf", papers.download, name="paper-pdf"),
]
