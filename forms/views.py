"""What a form's page asks for besides itself: a free upload, for whoever holds its token, and the divisions."""

from django.http import FileResponse, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from . import divisions
from .models import Upload

A_WEEK = 7 * 24 * 3600
"""Seconds a browser may keep the divisions: they change once or twice a year."""


@require_safe
def upload(request: HttpRequest, token: str) -> FileResponse:
    """The file as a download. Claimed files are served by their owner's own pages only: here they are not found."""
    found = get_object_or_404(Upload, token=token, owner="", expires_at__gt=timezone.now())
    response = FileResponse(found.file.open(), as_attachment=True, filename=found.name, content_type=found.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def all_divisions(request: HttpRequest) -> JsonResponse:
    """Provinces, cities and districts with their codes, for the lists of a page that asks for one."""
    response = JsonResponse(divisions.tree(), json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    response["Cache-Control"] = f"public, max-age={A_WEEK}"
    return response
