"""The staff's pages of a case's notices. Each view is logged: a notice names the applicant."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.admin_page import admin_page
from guidance.cases import access_log

from .models import Paper
from .public import as_pdf


def read(request: HttpRequest, code: str) -> HttpResponse:
    """A notice as a page."""
    paper = _of_scope(request, code)
    return admin_page(
        request, "guidance/admin/paper.html", str(paper), "doc-full", {"paper": paper, "case": paper.case}
    )


def download(request: HttpRequest, code: str) -> FileResponse:
    """A notice as a PDF."""
    return as_pdf(_of_scope(request, code))


def _of_scope(request: HttpRequest, code: str) -> Paper:
    """The notice, if its case is in the user's scope; Http404 else."""
    paper = get_object_or_404(Paper.objects.visible_to(request.user).select_related("case", "template"), code=code)
    access_log.record(request.user, "file", paper.case, str(paper))  # type: ignore[arg-type]
    return paper
