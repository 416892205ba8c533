"""Forms in and out as workbooks: upload, look at what would come of it, make the draft; and the download."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from accounts.errors import Refused
from accounts.models import Bureau
from accounts.scope import limit

from . import definition, drafts
from .admin_forms import own_bureaus
from .admin_views import OwnForms, url
from .fields.registry import TYPES
from .models import Form
from .xlsform import reading, writing
from .xlsform.report import Finding
from .xlsform.workbook import FIRST_ROW

SALT, KEPT_SECONDS = "forms.excel", 3600
"""What was read waits on the page, signed, for an hour."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookForm(forms.Form):
    """The workbook, and whose a new form is to be."""

    file = forms.FileField(
        label=gettext_lazy("工作簿"),
        help_text=gettext_lazy("XLSForm 格式的 xlsx、xls 或 csv，不超过 5 MB。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={"required": gettext_lazy("请选择一个文件。"), "empty": gettext_lazy("文件是空的。")},
    )
    bureau = forms.ModelChoiceField(Bureau.objects.none(), label=gettext_lazy("机构"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bureau"].initial = own_bureaus(self.fields["bureau"], user)


class ImportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """First the report, then, with a second button, the draft."""

    permission_required = "add"
    page_title = gettext_lazy("从 Excel 导入表单")
    header_icon = "upload"
    template_name = "forms/admin/import.html"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        label = str(capfirst(Form._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse("forms_admin:index"), "label": label},
            {"url": "", "label": str(self.page_title)},
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read the file, or save what was read."""
        if "read" in request.POST:
            return self._save(request)
        form = WorkbookForm(request.POST, request.FILES, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file = form.cleaned_data["file"]
        found = drafts.read(file.read(), file.name)
        known = Form.objects.filter(code=found.code).first() if found.code else None
        try:
            drafts.refuse(known, form.cleaned_data["bureau"], request.user)
        except Refused as refusal:
            found.report.errors = [
                *found.report.errors,
                Finding(str(refusal.message), "settings", FIRST_ROW, "form_id"),
            ]
        context = {"form": form, "found": found, "steps": list(outline(found))}
        if not found.report.errors:
            kept = {name: getattr(found, name) for name in ("title", "code", "intro", "steps")}
            kept["bureau"] = form.cleaned_data["bureau"].pk
            context |= {"known": known, "read": signing.dumps(kept, salt=SALT, compress=True)}
        return self.render_to_response(self.get_context_data(**context))

    def _save(self, request: HttpRequest) -> HttpResponse:
        try:
            kept = signing.loads(request.POST["read"], salt=SALT, max_age=KEPT_SECONDS)
            bureau = limit(Bureau.objects.all(), request.user, "pk").get(pk=kept.pop("bureau"))
            form = drafts.save(reading.Read(**kept), bureau, request.user)
        except (signing.BadSignature, Bureau.DoesNotExist):
            messages.error(request, _("这一页放得太久了。请重新上传。"))
            return redirect("forms_admin:import")
        except Refused as refusal:
            messages.error(request, str(refusal.message))
            return redirect("forms_admin:import")
        messages.success(request, _("「%(title)s」的草稿已建立，还没有发布。") % {"title": form.title})
        return redirect(f"{url('edit', form)}?check=1")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", WorkbookForm(user=self.request.user))
        return super().get_context_data(**kwargs)


def outline(found: reading.Read) -> Iterator[tuple[str, list[tuple[str, str | Promise]]]]:
    """(step title, [(label, kind)]) of what the form will ask."""
    for step in found.steps:
        rows = [(block["label"], TYPES[block["type"]].label) for block in step["blocks"] if block["type"] in TYPES]
        yield step.get("title", ""), rows


class ExportView(OwnForms, PermissionCheckedMixin, BaseObjectMixin, View):
    """The draft as a workbook."""

    model = Form
    permission_required = "change"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        content, _lost = writing.write(definition.of(self.object), self.object.code)
        response = HttpResponse(content, content_type=XLSX)
        name = escape_uri_path(f"{self.object.title}.xlsx")
        response["Content-Disposition"] = f"attachment; filename=\"{self.object.code}.xlsx\"; filename*=utf-8''{name}"
        return response
