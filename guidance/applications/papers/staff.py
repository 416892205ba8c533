"""The staff's pages of a case's notices. Each view is logged: a notice names the applicant."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from accounts.admin_page import admin_page
from guidance.cases import access_log, applicants
from guidance.cases.permissions import sees_personal_data

from .models import Paper
from .public import as_pdf


def read(request: HttpRequest, code: str) -> HttpResponse:
    """A notice as a page; with the applicant's name masked as on the case's page, for whom the bureau in charge is not
    the own.
    """
    paper = _of_scope(request, code)
    whole = sees_personal_data(paper.case, request.user)
    if not whole:
        paper.body = _masked(paper)
    context = {"paper": paper, "case": paper.case, "whole": whole}
    return admin_page(request, "guidance/admin/paper.html", str(paper), "doc-full", context)


def download(request: HttpRequest, code: str) -> HttpResponseBase:
    """A notice as a PDF, which is the one issued; who may not read the applicant's name is led to the masked page."""
    paper = _of_scope(request, code)
    if not sees_personal_data(paper.case, request.user):
        return redirect("staff-paper", code)
    return as_pdf(paper)


def _masked(paper: Paper) -> str:
    """The text as those read it who see no whole personal data."""
    name = paper.case.applicant_name
    return paper.body.replace(name, applicants.masked_name(paper.case)) if name else paper.body


def _of_scope(request: HttpRequest, code: str) -> Paper:
    """The notice, if the user may open cases and its case is in scope; PermissionDenied or Http404 else."""
    if not request.user.has_perm("cases.view_case"):
        raise PermissionDenied
    paper = get_object_or_404(Paper.objects.visible_to(request.user).select_related("case", "template"), code=code)
    access_log.record(request.user, "file", paper.case, str(paper))  # type: ignore[arg-type]
    return paper
