"""The form an editor changes a form with."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList

from accounts.models import Bureau
from accounts.scope import limit

from . import keys
from .blocks import place_errors
from .models import Form


def own_bureaus(field: Any, user: Any) -> int | None:
    """Offer the bureaus of the user's scope; the one to begin with: the user's own, or the only one there is."""
    field.queryset = limit(Bureau.objects.all(), user, "pk")
    if user.bureau_id:
        return int(user.bureau_id)
    first = list(field.queryset.values_list("pk", flat=True)[:2])
    return first[0] if len(first) == 1 else None


class FormAdminForm(WagtailAdminModelForm):
    """Bureaus of the editor's scope only; keys as published; a draft somebody else saved meanwhile is told of."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.draft_sha256 if self.instance.pk else ""
        bureau = self.fields["bureau"]
        bureau.queryset = limit(Bureau.objects.all(), self.for_user, "pk")
        if self.for_user.bureau_id and not self.for_user.is_superuser:
            bureau.empty_label = None
            bureau.initial = bureau.initial or self.for_user.bureau_id

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        before = Form.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        body = cleaned.get("body")
        found = keys.faults(self.instance, body, before.body) if before and body is not None else {}
        if found:
            self.add_error("body", place_errors(found))
        if before and cleaned.get("seen") and cleaned["seen"] != before.draft_sha256:
            self._tell_of(before)
        return cleaned

    data: Any

    def _tell_of(self, newer: Form) -> None:
        """Refuse once, keep what was typed, and let a second save stand."""
        data = self.data.copy()
        data[self.add_prefix("seen")] = newer.draft_sha256
        self.data = data
        when = timezone.localtime(newer.updated_at).strftime("%Y-%m-%d %H:%M")
        message = _(
            "您打开之后，这个表单已在 %(when)s 被别人保存过。您的修改还在下面，没有丢失。"
            "请先在「历史」里看别人改了什么；再按一次保存，就以您的为准。"
        )
        self.add_error(None, message % {"when": when})


EDIT_HANDLER = ObjectList(
    [
        FieldPanel("title"),
        FieldPanel("intro"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("bureau"), FieldPanel("code")], heading=gettext_lazy("归属和编号"), classname="collapsed"
        ),
    ],
    base_form_class=FormAdminForm,
)
