"""Hand out a private file so that no browser ever runs it."""

from django.http import FileResponse

from .models import Attachment

PDF = "application/pdf"
"""The browser's own viewer, a program of its own, refuses a sandboxed PDF."""
SHOWN_IN_PLACE = ("image/jpeg", "image/png", "image/gif", "image/webp", PDF, "text/plain")
"""Types a browser shows without running anything; all others are downloads."""


def respond(attachment: Attachment) -> FileResponse:
    """The file under its own name: shown in place where that is safe, in a sandbox without scripts."""
    inline = attachment.content_type in SHOWN_IN_PLACE
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=not inline,
        filename=attachment.name,
        content_type=attachment.content_type if inline else "application/octet-stream",
    )
    if attachment.content_type != PDF:
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
