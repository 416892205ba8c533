"""What was filled in on one form: a table with a column for each question, to look at and to take away."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from accounts.admin_page import Trail, admin_page
from accounts.roles import Role, has_role
from forms.links import Link
from forms.models import Form, FormVersion
from guidance.cases import access_log, exports
from guidance.cases.models import Case, CaseQuerySet
from guidance.cases.states import STATES, Kind

from .submission_tables import Columns, answered, lines, workbook

PAGE = 50
READERS = (Role.CLERK, Role.SUPERVISOR)
FORMATS = ("csv", "xlsx")


class SubmissionFilterSet(WagtailFilterSet):
    """By version, state and day."""

    version = django_filters.ModelChoiceFilter(
        label=_("表单版本"), queryset=lambda request: FormVersion.objects.none(), field_name="application__form_version"
    )
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=[(state.value, state.label) for state in STATES[Kind.APPLICATION]]
    )
    submitted_at = django_filters.DateFromToRangeFilter(label=_("提交日"), widget=DateRangePickerWidget)

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["version"].queryset = versions
        self.filters["version"].extra["queryset"] = versions


def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The submissions of a form that the user may see, newest first; `?export=csv` or `xlsx` takes them away.

    A filter that is wrong shows and exports nothing: it says so.

    Who builds the form does not read them; where the form itself may be seen, the page says who may.
    """
    if not may_read(request.user):
        return _closed(request, get_object_or_404(Form.objects.visible_to(request.user), pk=pk))
    form = get_object_or_404(Form, pk=pk)
    mine = Case.objects.visible_to(request.user).of_kind(Kind.APPLICATION).filter(application__form_version__form=form)
    versions = form.versions.filter(applications__case__in=mine).select_related("form").distinct().order_by("-number")
    filters = SubmissionFilterSet(request.GET, mine, request=request, versions=versions)
    fine = filters.is_valid()
    rows: CaseQuerySet = filters.qs if fine else mine.none()
    rows = rows.select_related("application__form_version", "bureau").order_by("-submitted_at", "-pk")
    asked = filters.form.cleaned_data.get("version") if fine else None
    columns = Columns([asked] if asked else list(versions))
    kind = request.GET.get("export", "")
    if kind in FORMATS and fine:
        access_log.record(request.user, "export", detail=f"{form.code} {request.GET.urlencode()}")  # type: ignore[arg-type]
        name = f"{form.code}-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
        if kind == "xlsx":
            return FileResponse(workbook(rows, columns), as_attachment=True, filename=name, content_type=exports.XLSX)
        return exports.download(lines(rows, columns), kind, name)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    query = request.GET.copy()
    for name in ("p", "export"):
        query.pop(name, None)
    context = {
        "form": form,
        "filters": filters,
        "faulty": not fine,
        "not_exported": kind in FORMATS,
        "page_obj": shown,
        "columns": columns,
        "lines": [(case, columns.cells(*answered(case))) for case in shown],
        "query": query.urlencode(),
    }
    page, status = "guidance/admin/submissions.html", 422 if kind in FORMATS else 200
    return admin_page(request, page, form.title, "form", context, trail=_trail(request), status=status)


def _closed(request: HttpRequest, form: Form) -> HttpResponse:
    if not _sees_forms(request):
        raise PermissionDenied
    page = "guidance/admin/submissions_closed.html"
    return admin_page(request, page, form.title, "form", {}, trail=_trail(request), status=403)


def _sees_forms(request: HttpRequest) -> bool:
    return any(request.user.has_perm(f"hall_forms.{action}_form") for action in ("add", "change", "view"))


def _trail(request: HttpRequest) -> Trail:
    """By way of the forms for who sees them."""
    return [{"url": reverse("forms_admin:index"), "label": _t("表单")}] if _sees_forms(request) else []


def may_read(user: Any) -> bool:
    """Whether a user reads what was filled in at all: the desk does, with its cases; who builds forms does not."""
    return has_role(user, *READERS)


def link(form: Form, user: Any) -> Link | None:
    """From the form's page."""
    return Link(_("填报"), reverse("form-submissions", args=[form.pk]), "table") if may_read(user) else None
