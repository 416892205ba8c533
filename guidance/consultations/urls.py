"""The citizens' addresses of consultations."""

from django.urls import path

from . import public

urlpatterns = [
    path("ask/", public.ask_page, name="ask"),
    path("questions/", public.questions, name="questions"),
    path("questions/<str:number>/", public.question, name="question"),
]
