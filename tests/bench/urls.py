"""The hall's addresses, and the yardstick: a view that does nothing, behind the same middleware."""

from django.http import HttpResponse
from django.urls import include, path

BARE = "/bare/"


def bare(request):
    """Two letters and nothing else."""
    return HttpResponse("ok")


urlpatterns = [path(BARE.strip("/") + "/", bare), path("", include("hall.urls"))]
