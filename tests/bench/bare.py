"""The yardstick: a Django view that does nothing, behind the same middleware."""

from django.http import HttpResponse
from django.urls import include, path


def view(request):
    """Two words and nothing else."""
    return HttpResponse("ok")


urlpatterns = [path("bare/", view), path("", include("hall.urls"))]
