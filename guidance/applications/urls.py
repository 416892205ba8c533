"""The citizens' addresses of applications."""

from django.urls import path

from .filling import earlier, public, saving, versions
from .papers import public as papers

urlpatterns = [
    path("items/<slug:address>/apply/", public.apply_page, name="apply"),
    path("items/<slug:address>/apply/check/", public.check, name="apply-check"),
    path("items/<slug:address>/apply/saved/", saving.saved, name="apply-saved"),
    path("items/<slug:address>/apply/discard/", saving.discard, name="apply-discard"),
    path("items/<slug:address>/apply/version/", versions.choose, name="apply-version"),
    path("items/<slug:address>/apply/earlier/", earlier.prefill, name="apply-earlier"),
    path("items/<slug:address>/apply/<slug:name>/", public.page, name="apply-page"),
    path("apply/resume/", saving.resume, name="apply-resume"),
    path("papers/check/", papers.check, name="paper-check"),
    path("progress/<str:number>/papers/<str:code>/", papers.read, name="paper"),
    path("progress/<str:number>/papers/<str:code>.pdf", papers.download, name="paper-pdf"),
]
