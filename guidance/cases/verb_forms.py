"""The forms that several verbs share."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Bureau, User
from accounts.roles import Role
from accounts.scope import scope_of

from . import deputies
from .registry import VerbForm

TEXT_LIMIT = 5000
"""Characters of one message or reason: some ten pages, far below what slows a page."""


def long_text(label: Any, rows: int = 4, **options: Any) -> forms.CharField:
    """A field for a message or a reason."""
    return forms.CharField(label=label, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": rows}), **options)


def offer(form: forms.Form, name: str, rows: "QuerySet[Any]") -> None:
    """Let a field of a form choose among these rows only."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows


class ReasonForm(VerbForm):
    """A verb that must say why."""

    reason = long_text(_("理由"), help_text=_("会写入记录。"))


class PublicReasonForm(VerbForm):
    """A verb whose reason the applicant reads."""

    reason = long_text(_("理由"), help_text=_("申请人会看到这段话，请写明原因和下一步怎么办。"))


class NoteForm(VerbForm):
    body = long_text(_("备注"), help_text=_("只有工作人员能看到。"))


def clerks_of(*bureaus: Bureau) -> "QuerySet[User]":
    """Who may own a case of the bureaus: their active clerks and supervisors."""
    return User.objects.filter(
        bureau__in=bureaus, is_active=True, groups__name__in=[Role.CLERK.value, Role.SUPERVISOR.value]
    ).distinct()


def clerks_in_scope(user: User) -> "QuerySet[User]":
    """Who may own the cases a member of staff sees, by bureau and name."""
    roles = [Role.CLERK.value, Role.SUPERVISOR.value]
    rows = User.objects.filter(scope_of(user).q(), is_active=True, groups__name__in=roles)
    return rows.select_related("bureau").distinct().order_by("bureau__sort_order", "display_name", "pk")


class ClerkField(forms.ModelChoiceField):
    """A choice of colleagues; of those who are away today it says until when, and who stands in."""

    away = deputies.Away(date.min)

    def label_from_instance(self, obj: Any) -> str:
        """The name, and whether the person is there."""
        return self.away.named(obj)


def offer_clerks(form: VerbForm, name: str, rows: "QuerySet[User]") -> None:
    """Let a field of a verb's form choose among these colleagues."""
    field = cast(ClerkField, form.fields[name])
    field.queryset = rows.order_by("display_name", "pk")
    field.away = deputies.today(form.actor.user)


class AssignForm(VerbForm):
    owner = ClerkField(User.objects.none(), label=_("经办人"), empty_label=_("请选择"))
    reason = long_text(_("说明"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_clerks(self, "owner", clerks_of(self.case.bureau).exclude(pk=self.case.owner_id or 0))
        self.fields["owner"].error_messages["invalid_choice"] = _t(
            "这是%(bureau)s的件，只能改派给%(bureau)s的另一位经办或督查。几个机构的件请按机构分开勾选、分开改派；要换机构的，用“转办”。"
        ) % {"bureau": self.case.bureau}


class TransferForm(VerbForm):
    bureau = forms.ModelChoiceField(
        Bureau.objects.all(),
        label=_("转给"),
        empty_label=_("请选择机构"),
        error_messages={"invalid_choice": _("请选择另一个机构。")},
    )
    reason = long_text(_("转办理由"), help_text=_("申请人和接收机构都会看到。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case:
            offer(self, "bureau", Bureau.objects.exclude(pk=self.case.bureau_id))
