"""The editor's screens around publishing: what it would change, the versions, the preview, out of use and back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from accounts.errors import Refused

from . import definition, diff, service, uses
from .admin_views import OwnForms, url
from .compiled import CompiledForm
from .models import Form, FormVersion
from .problem_rows import rows_of
from .uploads import Desk


class FormScreen(OwnForms, PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """Base of the screens that Wagtail has no word for."""

    model = Form
    permission_required = "change"
    header_icon = "form"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        label = str(capfirst(Form._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse("forms_admin:index"), "label": label},
            {"url": url("edit", self.object), "label": self.object.title},
            {"url": "", "label": str(self.page_title), "sublabel": self.object.title},
        ]

    def get_page_subtitle(self) -> str:
        return self.object.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edit_url = url("edit", self.object)
        return super().get_context_data(**kwargs) | {"object": self.object, "edit_url": edit_url}


class PublishView(FormScreen):
    """What publishing would change, what stands in its way, and the button."""

    permission_required = "publish"
    page_title = gettext_lazy("发布")
    template_name = "forms/admin/publish.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish."""
        before = service.latest(self.object)
        try:
            version = service.publish(self.object, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal.message))
            return redirect(f"{url('edit', self.object)}?check=1")
        if before and version.pk == before.pk:
            messages.warning(request, _("与第 %(number)s 版相同，没有发布新版本。") % {"number": version.number})
        else:
            words = {"title": self.object.title, "number": version.number}
            messages.success(request, _("「%(title)s」第 %(number)s 版已发布。") % words)
        return redirect(url("edit", self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = service.latest(self.object)
        draft = definition.of(self.object)
        lines = diff.changes(definition.read(newest), draft) if newest else []
        same = bool(newest and newest.sha256 == self.object.draft_sha256)
        rows = rows_of(self.object.body, service.problems(self.object), may_fix=False)
        return super().get_context_data(**kwargs) | {
            "newest": newest,
            "lines": lines,
            "same": same,
            "errors": [row for row in rows if row.problem.blocking],
            "warnings": [row for row in rows if not row.problem.blocking],
            "lost": uses.lost(self.object),
            "count": len(definition.specs(draft)),
        }


class VersionsView(FormScreen):
    """Every published version and what it changed."""

    page_title = gettext_lazy("版本")
    template_name = "forms/admin/versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(self.object.versions.select_related("author").order_by("-number"))
        rows = []
        for version, older in zip(versions, [*versions[1:], None], strict=True):
            lines = diff.changes(definition.read(older), definition.read(version)) if older else [_("第一次发布")]
            rows.append(
                {"version": version, "lines": lines, "preview_url": f"{url('preview', self.object)}?v={version.number}"}
            )
        return super().get_context_data(**kwargs) | {"rows": rows}


class ArchiveView(FormScreen):
    """Take a form out of use, or back."""

    permission_required = "publish"
    page_title = gettext_lazy("停用或恢复")
    template_name = "forms/admin/archive.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Archive, or bring back."""
        try:
            form = service.archive(self.object, request.user, archived=not self.object.archived)
        except Refused as refusal:
            messages.error(request, str(refusal.message))
            return redirect(url("edit", self.object))
        gone = _("「%(title)s」已停用，不能再用它开始新的网上申请；已经开始填写的仍可填完并提交。")
        text = gone if form.archived else _("「%(title)s」已恢复使用。")
        messages.success(request, text % {"title": form.title})
        return redirect(url("edit", form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"uses": uses.of(self.object)}


class PreviewView(OwnForms, PermissionCheckedMixin, BaseObjectMixin, TemplateView):
    """The form as citizens will see it. It can be sent, to try the checks; nothing is kept."""

    model = Form
    permission_required = "change"
    template_name = "forms/preview.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check what was filled in."""
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        compiled = CompiledForm(self._definition())
        sent = self.request.method == "POST"
        data, files = (self.request.POST, self.request.FILES) if sent else (None, None)
        form = compiled.form_class(data, files, desk=Desk(dry=True))
        return super().get_context_data(**kwargs) | {
            "object": self.object,
            "edit_url": url("edit", self.object),
            "form": form,
            "intro": compiled.intro,
            "fine": sent and form.is_valid(),
        }

    def _definition(self) -> definition.Definition:
        number = self.request.GET.get("v", "")
        if number.isdecimal() and len(number) < 10:
            return definition.read(get_object_or_404(FormVersion, form=self.object, number=int(number[:9])))
        return definition.of(self.object)
