"""The screens of importing: upload, preview, confirm, progress, result; past runs; profiles; the way out."""

import json
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.errors import Refused

from ..importing import runs
from ..importing.access import imports_everywhere, may_import
from ..importing.exporting import export_file
from ..importing.mapping import targets
from ..importing.reading import MAX_SIZE, SUFFIXES
from ..models import ImportProfile, ImportRun
from .import_report import FILTERS, as_csv, as_json, lines_of, tabs

PER_PAGE = 50
RUNS_PER_PAGE = 20
View = Callable[..., HttpResponse]


class UploadForm(forms.Form):
    """A file and, if the source has one, its profile."""

    file = forms.FileField(
        label=_("文件"),
        help_text=_(".xlsx、.csv（UTF-8 或 GB18030）或 .jsonl，最大 %(n)s MB。旧版 .xls 请先另存为 .xlsx。")
        % {"n": MAX_SIZE >> 20},
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        error_messages={"required": _("请选择文件。"), "empty": _("文件是空的。")},
    )
    profile = forms.ModelChoiceField(
        ImportProfile.objects.all(),
        label=_("映射方案"),
        required=False,
        empty_label=_("不用方案"),
        help_text=_("来源的表头或用语和大厅不同时选用。常见的叫法不用方案也认识。"),
    )


class ChooseProfile(forms.Form):
    """Another profile for a file that is there already."""

    profile = UploadForm.base_fields["profile"]


def importer(view: View) -> View:
    """Only for those who may import; a run of another bureau is not found."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int | None = None) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        if pk is None:
            return view(request)
        rows = ImportRun.objects.visible_to(request.user).select_related("profile", "user", "bureau")  # type: ignore[arg-type]
        return view(request, get_object_or_404(rows, pk=pk))

    return guarded


def frame(title: str, *trail: tuple[str, str]) -> dict[str, Any]:
    """The admin's header around a page of ours."""
    way = [{"url": reverse("wagtailadmin_home"), "label": _t("首页")}]
    way += [{"url": url, "label": label} for url, label in trail]
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "upload",
        "breadcrumbs_items": [*way, {"url": "", "label": title}],
    }


@importer
def index(request: HttpRequest) -> HttpResponse:
    """Upload a file; past runs below."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = runs.upload(request.user, form.cleaned_data["file"], form.cleaned_data["profile"])  # type: ignore[arg-type]
        except Refused as problem:
            for said in problem.fields.get("file", [problem.message]):
                form.add_error("file", str(said))
        else:
            return redirect("imports:run", run.pk)
    found = ImportRun.objects.visible_to(request.user).select_related("user", "profile")  # type: ignore[arg-type]
    page = Paginator(found, RUNS_PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "page_obj": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
        "everywhere": imports_everywhere(request.user),
        "formats": [suffix.lstrip(".") for suffix in SUFFIXES],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "items/admin/imports.html", {**frame(_t("导入事项")), **context}, status=status)


@importer
def run_page(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Where a run is: progress, preview or result."""
    wanted = request.GET.get("show", "")
    page = Paginator(lines_of(run, wanted if wanted in FILTERS else ""), PER_PAGE).get_page(request.GET.get("p"))
    everywhere = imports_everywhere(request.user)
    context = {
        "run": run,
        "tabs": tabs(run, wanted),
        "page_obj": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
        "unknown": runs.unknown_headings(run),
        "targets": list(targets()) if everywhere else [],
        "everywhere": everywhere,
        "choose": ChooseProfile(initial={"profile": run.profile_id}),
        "waiting_long": run.at_work and not run.claimed_by and (timezone.now() - run.created_at).seconds > 60,
    }
    return render(request, "items/admin/import_run.html", {**frame(run.name, (_index(), _t("导入事项"))), **context})


def _index() -> str:
    return reverse("imports:index")


@require_GET
@importer
def progress(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """For the script of the progress page."""
    return JsonResponse({"state": run.state, "done": run.done, "total": run.total, "at_work": run.at_work})


def _act(request: HttpRequest, run: ImportRun, act: Callable[[], object]) -> HttpResponse:
    """Do a verb and show where the run is now, with the reason where it was refused."""
    try:
        act()
    except Refused as problem:
        said = [str(one) for texts in problem.fields.values() for one in texts] or [str(problem.message)]
        messages.error(request, " ".join(said))
    return redirect("imports:run", run.pk)


@require_POST
@importer
def confirm(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Take it in."""
    return _act(request, run, lambda: runs.confirm(run, request.user))  # type: ignore[arg-type]


@require_POST
@importer
def drop(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Leave it."""
    return _act(request, run, lambda: runs.drop(run, request.user))  # type: ignore[arg-type]


@require_POST
@importer
def again(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Preview with another profile."""
    form = ChooseProfile(request.POST)
    profile = form.cleaned_data["profile"] if form.is_valid() else run.profile
    return _act(request, run, lambda: runs.preview_again(run, request.user, profile))  # type: ignore[arg-type]


@require_POST
@importer
def map_headings(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Put unknown headings into a profile and preview again."""
    allowed = {"-", *(heading for _group, headings in targets() for heading in headings)}
    unknown = runs.unknown_headings(run)
    said = {heading: request.POST.get(f"target-{number}", "") for number, heading in enumerate(unknown)}
    chosen = {heading: target for heading, target in said.items() if target in allowed}
    name = request.POST.get("name", "").strip()
    return _act(request, run, lambda: runs.map_headings(run, request.user, chosen, name))  # type: ignore[arg-type]


@require_GET
@importer
def report_csv(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Every line of a run as a table."""
    return _download(as_csv(run), "text/csv; charset=utf-8", f"import-{run.pk}.csv")


@require_GET
@importer
def report_json(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Every line of a run for programs, shaped as the command's --report."""
    text = json.dumps(as_json(run), ensure_ascii=False, indent=1)
    return _download(text.encode(), "application/json", f"import-{run.pk}.json")


@require_GET
@importer
def export(request: HttpRequest) -> HttpResponse:
    """Every item in scope, drafts included, as a file that can be changed and imported again."""
    suffix = f".{request.GET.get('format', '')}"
    if suffix not in SUFFIXES:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"items{suffix}"
        export_file(target, request.user)  # type: ignore[arg-type]
        content = target.read_bytes()
    return _download(content, "application/octet-stream", f"items-{timezone.localdate():%Y%m%d}{suffix}")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class ForImporters(MenuItem):
    """Shown to those who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By role and scope."""
        return may_import(request.user)


class ImportViewSet(ViewSet):
    """导入事项."""

    name = "imports"
    icon = "upload"
    menu_label = _("导入事项")
    menu_item_class = ForImporters

    def get_urlpatterns(self) -> list[Any]:
        """Its pages."""
        return [
            path("", index, name="index"),
            path("export/", export, name="export"),
            path("<int:pk>/", run_page, name="run"),
            path("<int:pk>/progress/", progress, name="progress"),
            path("<int:pk>/confirm/", confirm, name="confirm"),
            path("<int:pk>/drop/", drop, name="drop"),
            path("<int:pk>/again/", again, name="again"),
            path("<int:pk>/map/", map_headings, name="map"),
            path("<int:pk>/report.csv", report_csv, name="csv"),
            path("<int:pk>/report.json", report_json, name="json"),
        ]


class ProfileViewSet(ModelViewSet):
    """映射方案: read by all who import, changed by those who import into every bureau."""

    model = ImportProfile
    name = "import_profiles"
    icon = "list-ul"
    menu_label = _("映射方案")
    copy_view_enabled = False
    add_to_reference_index = False
    inspect_view_enabled = True
    search_fields = ["name", "note"]
    search_backend_name = None
    list_display = ["name", Column("note", label=_("备注")), "updated_at"]


class ImportGroup(ViewSetGroup):
    """导入: files and profiles."""

    menu_label = _("导入")
    menu_icon = "upload"
    menu_order = 310
    items = (ImportViewSet(), ProfileViewSet())
