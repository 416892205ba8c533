"""The editor's screens for what `revisions` does: mend a fault at one click, take an earlier draft back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from accounts.errors import Refused

from . import definition, diff, revisions
from .admin_views import OwnForms, restore_url, url
from .models import Form
from .publish_views import FormScreen


class MendView(OwnForms, PermissionCheckedMixin, BaseObjectMixin, View):
    """Apply the fix of one problem, then check again."""

    model = Form
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mend, and say what was changed and how to take it back."""
        before = self.object.history.order_by("-history_date", "-history_id").first()
        try:
            said = revisions.mend(self.object, request.user, self._named(), request.POST.get("seen", ""))
        except Refused as refusal:
            messages.error(request, str(refusal.message))
        else:
            undo = messages.button(restore_url(self.object, before.pk), _("撤销")) if before else None
            messages.success(request, _("已改好：%(said)s。") % {"said": said}, buttons=[undo] if undo else [])
        return redirect(f"{url('edit', self.object)}?check=1")

    def _named(self) -> revisions.Named:
        numbers = [self.request.POST.get(name, "") for name in ("step", "block", "inner")]
        step, block, inner = (int(text) if text.isdecimal() and len(text) < 6 else -1 for text in numbers)
        return self.request.POST.get("code", ""), step, block, inner, self.request.POST.get("attribute", "")


class RestoreView(FormScreen):
    """What taking an earlier draft back would change, and the button."""

    page_title = gettext_lazy("恢复以前的草稿")
    template_name = "forms/admin/restore.html"

    @cached_property
    def row(self) -> Any:
        """The history row; not found unless it is this form's."""
        return get_object_or_404(self.object.history, history_id=self.kwargs["history_id"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Restore."""
        try:
            form = revisions.restore(self.object, request.user, self.row)
        except Refused as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("「%(title)s」的草稿已恢复。已发布的版本没有变。") % {"title": form.title})
        return redirect(url("edit", self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = diff.changes(definition.of(self.object), definition.of(self.row))
        when = timezone.localtime(self.row.history_date).strftime("%Y-%m-%d %H:%M")
        return super().get_context_data(**kwargs) | {"lines": lines, "when": when}
