"""The citizens' addresses of applications."""

from django.urls import path

from .bundles import progress as joint
from .bundles import public as themes
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
    path("themes/<slug:slug>/apply/", themes.start, name="theme-apply"),
    path("themes/<slug:slug>/apply/check/", themes.check, name="theme-apply-check"),
    path("themes/<slug:slug>/apply/saved/", themes.saved, name="theme-apply-saved"),
    path("themes/<slug:slug>/apply/discard/", themes.discard, name="theme-apply-discard"),
    path("themes/<slug:slug>/apply/version/", themes.version, name="theme-apply-version"),
    path("themes/<slug:slug>/apply/earlier/", themes.prefill, name="theme-apply-earlier"),
    path("themes/<slug:slug>/apply/<slug:name>/", themes.page, name="theme-apply-page"),
    path("joint/<str:number>/", joint.progress, name="joint-progress"),
    path("joint/<str:number>/receipt/", joint.receipt, name="joint-receipt"),
    path("joint/<str:number>/withdraw/", joint.withdraw, name="joint-withdraw"),
    path("apply/resume/", saving.resume, name="apply-resume"),
    path("papers/check/", papers.check, name="paper-check"),
    path("progress/<str:number>/papers/<str:code>/", papers.read, name="paper"),
    path("progress/<str:number>/papers/<str:code>.pdf", papers.download, name="paper-pdf"),
]
