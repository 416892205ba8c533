"""A free upload, for whoever holds its token: the person who just sent it."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from .models import Upload


@require_safe
def upload(request: HttpRequest, token: str) -> FileResponse:
    """The file as a download. Claimed files are served by their owner's own pages only: here they are not found."""
    found = get_object_or_404(Upload, token=token, owner="", expires_at__gt=timezone.now())
    response = FileResponse(found.file.open(), as_attachment=True, filename=found.name, content_type=found.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
