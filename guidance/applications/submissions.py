"""What was filled in on one form: a table with a column for each question, to look at and to take away.

Answers stay in the words of their own version: a question that was renamed keeps one column, by its key, and one that
only some versions asked says so in its heading. Personal answers are masked, as in every list and export.
"""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from accounts.admin_page import admin_page
from accounts.roles import Role, has_role
from accounts.spreadsheets import harmless
from forms import service
from forms.models import Form, FormVersion
from guidance.cases import access_log, applicants, exports
from guidance.cases.columns import stamp
from guidance.cases.models import Case, CaseQuerySet
from guidance.cases.states import Kind, State

PAGE = 50
READERS = (Role.CLERK, Role.SUPERVISOR)
FORMATS = ("csv", "xlsx")


class Columns:
    """The questions of some versions of a form: heading by key, in the order of the newest that asks each."""

    def __init__(self, versions: list[FormVersion]) -> None:
        self.versions = sorted(versions, key=lambda version: -version.number)
        asked: dict[str, list[int]] = {}
        labels: dict[str, str] = {}
        for version in self.versions:
            for key, label in service.headings(version).items():
                labels.setdefault(key, label)
                asked.setdefault(key, []).append(version.number)
        self.headings = {key: self._heading(labels[key], sorted(set(asked[key]))) for key in labels}

    def _heading(self, label: str, numbers: list[int]) -> str:
        if len(numbers) == len(self.versions):
            return label
        said = "、".join(str(number) for number in numbers)
        return _t("%(label)s（仅第 %(versions)s 版）") % {"label": label, "versions": said}

    def cells(self, version: FormVersion, answers: dict[str, Any]) -> list[str]:
        """A line's answers; what a group repeats stands below each other."""
        found: dict[str, list[str]] = {}
        for section in service.display(version, answers):
            for row in section.rows:
                if row.text:
                    found.setdefault(row.key, []).append(row.masked if row.personal else row.text)
        return ["\n".join(found.get(key, [])) for key in self.headings]


class SubmissionFilterSet(WagtailFilterSet):
    """By version, state and day."""

    version = django_filters.ModelChoiceFilter(
        label=_("表单版本"), queryset=lambda request: FormVersion.objects.none(), field_name="application__form_version"
    )
    state = django_filters.ChoiceFilter(label=_("状态"), choices=State.choices)
    submitted_at = django_filters.DateFromToRangeFilter(label=_("提交日"), widget=DateRangePickerWidget)

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["version"].queryset = versions
        self.filters["version"].extra["queryset"] = versions


def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The submissions of a form that the user may see, newest first; `?export=csv` or `xlsx` takes them away."""
    if not has_role(request.user, *READERS):  # type: ignore[arg-type]
        raise PermissionDenied
    form = get_object_or_404(Form, pk=pk)
    mine = Case.objects.visible_to(request.user).of_kind(Kind.APPLICATION).filter(application__form_version__form=form)
    versions = form.versions.filter(applications__case__in=mine).select_related("form").distinct().order_by("-number")
    filters = SubmissionFilterSet(request.GET, mine, request=request, versions=versions)
    rows: CaseQuerySet = filters.qs if filters.is_valid() else mine
    rows = rows.select_related("application__form_version", "bureau").order_by("-submitted_at", "-pk")
    asked = filters.form.cleaned_data.get("version") if filters.is_valid() else None
    columns = Columns([asked] if asked else list(versions))
    if (kind := request.GET.get("export", "")) in FORMATS:
        access_log.record(request.user, "export", detail=f"{form.code} {request.GET.urlencode()}")  # type: ignore[arg-type]
        name = f"{form.code}-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
        return exports.download(_lines(rows, columns), kind, name)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    query = request.GET.copy()
    for name in ("p", "export"):
        query.pop(name, None)
    context = {
        "form": form,
        "filters": filters,
        "page_obj": shown,
        "columns": columns,
        "lines": [(case, columns.cells(*_answered(case))) for case in shown],
        "query": query.urlencode(),
    }
    trail = [{"url": reverse("forms_admin:index"), "label": _t("表单")}]
    return admin_page(request, "guidance/admin/submissions.html", form.title, "form", context, trail=trail)


def _answered(case: Case) -> tuple[FormVersion, dict[str, Any]]:
    application: Any = case.application
    return application.form_version, application.answers


def _lines(rows: CaseQuerySet, columns: Columns) -> Iterator[list[str]]:
    yield [*(_t(name) for name in ("编号", "提交时间", "状态", "申请人", "表单版本")), *columns.headings.values()]
    for case in rows.iterator(chunk_size=exports.CHUNK):
        version, answers = _answered(case)
        facts = [case.number, stamp(case.submitted_at), case.get_state_display(), applicants.masked_name(case)]
        yield [harmless(text) for text in (*facts, str(version.number), *columns.cells(version, answers))]
