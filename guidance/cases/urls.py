"""The citizens' addresses of cases."""

from django.urls import path

from . import public

urlpatterns = [
    path("progress/", public.look_up, name="progress"),
    path("progress/leave/", public.leave, name="progress-leave"),
    path("progress/<str:number>/", public.progress, name="progress-case"),
    path("progress/<str:number>/receipt/", public.receipt, name="receipt"),
    path("progress/<str:number>/files/<str:token>/", public.file, name="progress-file"),
    path("progress/<str:number>/<slug:verb>/", public.act, name="progress-act"),
]
