"""The table of a source: upload it, look at what was read and at every problem, put it in place."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from accounts.errors import Refused
from accounts.masks import mask_id, mask_name

from . import reading, tables
from .models import DataSource, SourceTable
from .source_views import SourceView

SAMPLE = 10


class TableForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("表格文件"),
        help_text=_(".xlsx 或 .csv（UTF-8 或 GB18030），最大 20 MB、10 万行，只读第一张工作表。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("请选择文件。"), "empty": _("文件是空的。")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".xlsx", ".csv")):
            raise forms.ValidationError(_t("只收 .xlsx 和 .csv。旧版 .xls 请先另存为 .xlsx。"))
        return file


@dataclass(frozen=True)
class Sample:
    """A line of the preview, its number and name masked."""

    number: str
    name: str
    reference: str
    valid_until: Any


class TableView(SourceView):
    """Nothing is asked of a table before it is put in place; one with problems is not kept at all."""

    template_name = "comparing/table.html"
    page_title = _("上传表格")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.source.kind != DataSource.Kind.TABLE:
            raise Http404
        return {"form": TableForm(), **super().get_context_data(**kwargs)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read the file, or put in place what was looked at."""
        if "table" in request.POST:
            return self._put_in_place(request)
        form = TableForm(request.POST, request.FILES)
        found = table = None
        if form.is_valid():
            file = form.cleaned_data["file"]
            data = file.read(reading.LARGEST + 1)
            try:
                found = reading.read(data, file.name, self.source)
            except reading.UnreadableError as problem:
                form.add_error("file", str(problem))
            else:
                table = None if found.problems else tables.keep(self.source, found, data, file.name, request.user)
        context = self.get_context_data(form=form, found=found, new=table, sample=_sample(found))
        return self.render_to_response(context, status=200 if table else 422)

    def _put_in_place(self, request: HttpRequest) -> HttpResponse:
        key = request.POST["table"]
        table = get_object_or_404(
            SourceTable, source=self.source, pk=int(key) if key.isdecimal() and len(key) < 19 else 0
        )
        try:
            tables.put_in_place(self.source, table, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal.message))
            return redirect("data_sources:table", pk=self.source.pk)
        messages.success(request, _t("已启用“%(name)s”，共 %(n)s 行。") % {"name": table.file_name, "n": table.count})
        return redirect("data_sources:edit", pk=self.source.pk)


def _sample(found: reading.Found | None) -> list[Sample]:
    lines = found.lines[:SAMPLE] if found and not found.problems else []
    return [Sample(mask_id(one.number), mask_name(one.name), one.reference, one.valid_until) for one in lines]
