"""What the verbs of an application ask."""

from typing import Any, ClassVar, cast

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Bureau
from guidance.cases.registry import VerbForm
from guidance.cases.uploading import FilesField
from guidance.cases.verb_forms import long_text, offer
from items.choices import Necessity

from . import joint, verified, visiting
from .agents import is_authorisation
from .models import RESULT, Application, CaseMaterial, Pause, lacking
from .promises.telling import day_of
from .promises.texts import defer_days
from .results import ResultForm

EXTENSION_MAX = 10
"""Working days; 行政许可法 art. 42: once, by at most ten days."""


DEFERRAL_MAX = 90
"""Working days that the clerk may give to hand in a promised paper; what is longer is no deferral."""
MATERIAL_FILES = 5


def material_field(row: Any) -> FilesField:
    """The place for the files of one material of a guide or a case, with what it must be like beside it."""
    field = FilesField(label=row.name, required=False, max_files=MATERIAL_FILES)
    field.help_text = row.standard
    field.is_necessary = row.necessity != Necessity.OPTIONAL  # type: ignore[attr-defined]
    if is_authorisation(row.name):
        said = _t("在“替别人办理”里上传的授权委托书就是这份材料，不用再传。")
        field.help_text = f"{row.standard} {said}".strip()
    return field


class PapersForm(VerbForm):
    """A verb that is done with the papers in view: says which necessary ones lack, and forbids nothing."""

    @property
    def cautions(self) -> list[str]:
        names = "、".join(lacking(self.case))
        return [_t("还缺必要材料：%(names)s。如已在窗口收到，请先“核验材料”。") % {"names": names}] if names else []


class AcceptForm(PapersForm):
    """With `defer_days` where the applicant promised papers for later: to accept is 容缺受理 then."""

    defer_days = forms.IntegerField(
        label=_("几个工作日内补交（容缺受理）"), min_value=1, max_value=DEFERRAL_MAX, required=False
    )
    reason = long_text(_("说明"), rows=2, required=False, help_text=_("可不填。申请人会看到。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.later = [row.name for row in self.case.materials.all() if row.state == CaseMaterial.State.DEFERRED]
        if self.later:
            self.fields["defer_days"].initial = defer_days(self.case.snapshot, self.case.bureau)
        else:
            del self.fields["defer_days"]

    @property
    def cautions(self) -> list[str]:
        words = _t("申请人承诺后补：%(names)s。受理就是容缺受理；不同意的，请要求补正。")
        later = [words % {"names": "、".join(self.later)}] if self.later else []
        return [*super().cautions, *later, *self._of_others()]

    def _of_others(self) -> list[str]:
        """What bureaus that take part have asked for, and which have not looked: after acceptance it is too late."""
        asked = [_t("%(bureau)s要求补正：%(reason)s") % found for found in joint.wanting(self.case)]
        if asked:
            asked.append(_t("受理以后不能再要求补正；联办机构要的材料，请用“要求补正”一次告知。"))
        silent = "、".join(joint.silent(self.case))
        words = _t("还没有看过材料的联办机构：%(bureaus)s。受理以后不能再要求补正，请先催问。")
        return [*asked, *([words % {"bureaus": silent}] if silent else [])]


class RefuseForm(VerbForm):
    """Not accepted: the reason, and the body that is competent where it is not this one (art. 32)."""

    competent = forms.ModelChoiceField(
        Bureau.objects.all(), label=_("应向哪个机构申请"), required=False, empty_label=_("不涉及其他机构")
    )
    competent_other = forms.CharField(label=_("其他行政机关（不在名单中）"), max_length=100, required=False)
    reason = long_text(_("不予受理的理由"), help_text=_("申请人会看到，请写明依据。"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("competent") and cleaned.get("competent_other"):
            self.add_error("competent_other", _("机构已在上面选定，这里请留空；或清除上面的选择。"))
        return cleaned


class VerifyForm(VerbForm):
    material = forms.ModelChoiceField(CaseMaterial.objects.none(), label=_("材料"), empty_label=None)
    state = forms.ChoiceField(
        label=_("结论"),
        choices=[(CaseMaterial.State.VERIFIED, _("符合要求")), (CaseMaterial.State.WANTED, _("需补正"))],
    )
    reason = long_text(
        _("说明"),
        rows=2,
        required=False,
        help_text=_("要申请人补正或更换的，写明哪里不合要求、怎样才合要求；申请人会看到。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = list(self.case.steps.all()) if self.case else []
        left = [
            row.pk
            for row in (verified.open_materials(self.case) if self.case else [])
            if verified.competent(row, steps, self.actor.user, self.case.bureau_id)
        ]
        offer(self, "material", CaseMaterial.objects.filter(pk__in=left))
        if self.case and self.case.accepted_at:
            again = (CaseMaterial.State.WANTED, _t("需更换或补充"))
            cast(forms.ChoiceField, self.fields["state"]).choices = [
                (CaseMaterial.State.VERIFIED, _t("符合要求")),
                again,
            ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") != CaseMaterial.State.WANTED:
            return cleaned
        if not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _t("请写明哪里不合要求、怎样才合要求，申请人会看到。"))
        material = cleaned.get("material")
        if material and (refusal := verified.asked_before(material, self.actor.user)):
            self.add_error("state", refusal)
        return cleaned


class SuspendForm(VerbForm):
    kind = forms.ChoiceField(label=_("特别程序"), choices=Pause.Kind.choices)
    expected_days = forms.IntegerField(label=_("预计天数"), min_value=1, max_value=365)
    reason = long_text(_("理由"), help_text=_("特别程序的时间不计入办理期限，须书面告知申请人。"))


class ExtendForm(VerbForm):
    @property
    def cautions(self) -> list[str]:
        late = self.case is not None and self.case.lateness() == "late"
        return [_t("期限已经过了：延期只管以后，已经超期的仍记为超期。")] if late else []

    days = forms.IntegerField(label=_("延长工作日"), min_value=1)
    reason = long_text(_("延长理由"), help_text=_("须经本机关负责人批准，并告知申请人。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = joint.JOINT_EXTENSION_MAX if self.case and joint.is_joint(self.case.snapshot) else EXTENSION_MAX
        field = self.fields["days"]
        field.validators.append(MaxValueValidator(most))
        field.widget.attrs["max"] = most


class DecideForm(PapersForm, ResultForm):
    @property
    def cautions(self) -> list[str]:
        given = "、".join(row.name for row in self.case.materials.all() if row.state == CaseMaterial.State.GIVEN)
        unread = _t("还没有核验的材料：%(names)s。") % {"names": given}
        owed = "、".join(str(row.bureau) for row in self.case.opinions.all() if row.is_waiting)
        words = _t("还在等意见：%(bureaus)s。照样可以作决定。") % {"bureaus": owed}
        against = [_t("%(bureau)s不同意：%(reason)s") % found for found in joint.against(self.case)]
        visits = [
            _t("联合踏勘（%(when)s）还没有结果。") % {"when": day_of(visit.starts_at)}
            for visit in visiting.still_open(self.case)
        ]
        return [*super().cautions, *([unread] if given else []), *against, *visits, *([words] if owed else [])]

    decision = forms.ChoiceField(label=_("决定"), choices=Application.Decision.choices, widget=forms.RadioSelect)
    reason = long_text(_("决定理由"), required=False, help_text=_("不予许可的必须写明理由和依据。申请人会看到。"))
    met = long_text(
        _("怎样处理不同意见"),
        rows=3,
        help_text=_("联办机构或被征求意见的机构不同意的，写明采纳与否和理由。写入记录，不给申请人看。"),
    )
    attachments = FilesField(label=_("决定文书或证照"), required=False, max_files=5)

    field_order = ("decision", *ResultForm.base_fields, "reason", "met", "attachments")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_results(self.case)
        if not joint.against(self.case):
            del self.fields["met"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == Application.Decision.GRANTED and (names := self._owed()):
            self.add_error("decision", _t("还有承诺后补的材料没有核收，不能准予：%(names)s。") % {"names": names})
        if cleaned.get("decision") == Application.Decision.DENIED and not cleaned.get("reason"):
            self.add_error("reason", _("不予许可的必须写明理由和依据。"))
        self.check_result(self.case, cleaned)
        return cleaned

    def _owed(self) -> str:
        """The names of the papers that are owed on a promise."""
        deferral = getattr(self.case, "deferral", None)
        return "、".join(row.name for row in deferral.owed(self.case.materials.all())) if deferral else ""


class CloseForm(VerbForm):
    """How the decision reached the applicant, with the proof of it; a download needs what is to be downloaded."""

    PROOF: ClassVar[dict[str, Any]] = {
        Application.Delivery.POST: _("邮寄的，请写快递公司和单号。"),
        Application.Delivery.PICKUP: _("窗口领取的，请写领取人的姓名。"),
        Application.Delivery.DIRECT: _("直接送达的，请写签收人的姓名。"),
    }

    delivery = forms.ChoiceField(label=_("送达方式"), choices=[("", _("请选择")), *Application.Delivery.choices])
    attachments = FilesField(label=_("决定文书或证照"), required=False, max_files=5)
    reason = long_text(
        _("送达说明"),
        rows=2,
        required=False,
        help_text=_("邮寄的写快递公司和单号，窗口领取、直接送达的写领取人或签收人的姓名。"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        proof = self.PROOF.get(cleaned.get("delivery") or "")
        if proof and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", proof)
        here = cleaned.get("attachments") or self.case.attachments.filter(key=RESULT).exists()
        if cleaned.get("delivery") == Application.Delivery.DOWNLOAD and not here and "attachments" not in self.errors:
            self.add_error("attachments", _("网上下载需要文书：请上传决定文书或证照，或选别的送达方式。"))
        return cleaned
