"""What the verbs of promised papers ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases.registry import VerbForm
from guidance.cases.uploading import FilesField
from guidance.cases.verb_forms import PublicReasonForm, long_text, offer

from ..forms import MATERIAL_FILES, material_field
from ..models import CaseMaterial
from . import owing
from .telling import day_of

EXTENSION_MAX = 20
"""Working days by which the time to hand in may be extended, once."""


class HandInForm(VerbForm):
    """A place for the files of each paper that is owed."""

    body = long_text(_("说明"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = {row.key: material_field(row) for row in owing.not_given(self.case)}
        self.places = list(places)
        self.fields = {**places, **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.places and not any(cleaned.get(key) or key in self.errors for key in self.places):
            self.add_error(self.places[0], _("请至少上传一份；送到窗口的，由窗口登记。"))
        return cleaned


class TakeInForm(VerbForm):
    material = forms.ModelChoiceField(CaseMaterial.objects.none(), label=_("材料"), empty_label=None)
    state = forms.ChoiceField(
        label=_("结论"),
        choices=[
            (CaseMaterial.State.VERIFIED, _("符合要求，核收")),
            (CaseMaterial.State.DEFERRED, _("退回，重新补交")),
        ],
    )
    reason = long_text(_("说明"), rows=2, required=False, help_text=_("退回的写明为什么，申请人会看到。"))
    attachments = FilesField(label=_("窗口收到的扫描件"), required=False, max_files=MATERIAL_FILES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = owing.judged_by(self.case, self.actor.user) if self.case else []
        rows.sort(key=lambda row: row.state != CaseMaterial.State.GIVEN)
        offer(self, "material", CaseMaterial.objects.filter(pk__in=[row.pk for row in rows]))
        if rows:
            self.initial["material"] = rows[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        material, back = cleaned.get("material"), cleaned.get("state") == CaseMaterial.State.DEFERRED
        if back and not cleaned.get("reason"):
            self.add_error("reason", _("退回的必须写明为什么、怎样才合要求。"))
        if back and material and material.state != CaseMaterial.State.GIVEN:
            self.add_error("state", _("这份材料还没有提交，不用退回。"))
        return cleaned


class ExtendDeferralForm(VerbForm):
    days = forms.IntegerField(label=_("延长几个工作日"), min_value=1, max_value=EXTENSION_MAX)
    reason = long_text(_("延长理由"), rows=2, help_text=_("只能延长一次。申请人会看到。"))


class ConfirmEndForm(PublicReasonForm):
    """The reason is written already, to be changed; the person who confirms answers for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = owing.deferral_of(self.case)
        if row is not None:
            names = "、".join(one.name for one in owing.not_given(self.case))
            words = {"until": day_of(row.due_at), "names": names}
            self.initial["reason"] = _t("承诺在%(until)s前补交的%(names)s，逾期没有补交。") % words
