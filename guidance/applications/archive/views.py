"""The archive of a case, for clerks and supervisors of the bureau in charge; each is logged with the hash of its manifest."""

from tempfile import TemporaryFile

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidance.cases import access, access_log
from guidance.cases.states import Kind

from .access import MARK, may_export
from .writing import write


@require_safe
def download(request: HttpRequest, number: str) -> FileResponse:
    """The whole case as a ZIP file."""
    case = access.for_staff(request.user, number)  # type: ignore[arg-type]
    if case.kind != Kind.APPLICATION:
        raise Http404
    if not may_export(case, request.user):
        raise PermissionDenied
    target = TemporaryFile()  # noqa: SIM115  the response closes it
    sha256 = write(case, target, timezone.now())
    target.seek(0)
    access_log.record(request.user, "file", case, f"{MARK}{sha256}")  # type: ignore[arg-type]
    return FileResponse(target, as_attachment=True, filename=f"{case.number}.zip", content_type="application/zip")
