"""What is asked to set, move and close a visit."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Bureau
from guidance.cases.registry import VerbForm
from guidance.cases.uploading import FilesField
from guidance.cases.verb_forms import long_text, offer
from guidance.clock.due import CLOSING

from .models import VisitPart, span

FURTHEST = timedelta(days=90)
"""How far ahead a visit is set: further, nobody knows yet who can come."""
LENGTHS = [(30, _("30 分钟")), (60, _("1 小时")), (90, _("1 个半小时")), (120, _("2 小时")), (180, _("3 小时"))]
PHOTOS = 10
OPENS = time(8, 0)
"""The earliest that a visit begins; the latest that it ends is the closing hour of the bureau in charge."""


class MomentField(forms.DateTimeField):
    """A day and a time, by the browser's own picker or typed as 2026-12-01 09:30."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    default_error_messages = {"invalid": _("请按“2026-12-01 09:30”的样子填写日期和时间。")}


class TimedForm(VerbForm):
    """Times that lie ahead."""

    time = MomentField(label=_("时间"))
    minutes = forms.TypedChoiceField(label=_("预计用时"), choices=LENGTHS, coerce=int, initial=60)
    together = forms.BooleanField(label=_("时间重叠或不是工作日，也这样安排（已和各机构、申请人说好）"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in [name for name in self.fields if name.startswith("time")]:
            at = cleaned.get(name)
            if at and at <= self.now:
                self.add_error(name, _t("这个时间已经过去，请填以后的时间。"))
            elif at and at > self.now + FURTHEST:
                self.add_error(name, _t("最多安排到 %(days)s 天以内。") % {"days": FURTHEST.days})
            elif at and (words := self._outside_hours(at, cleaned.get("minutes") or 0)):
                self.add_error(name, words)
        return cleaned

    def _outside_hours(self, at: datetime, minutes: int) -> str:
        """Why a visit cannot be then: it begins before the bureaus do, or ends after they close or on another day."""
        begins, ends = timezone.localtime(at), timezone.localtime(at + timedelta(minutes=minutes))
        closes = self.case.bureau.closing_time if self.case else CLOSING
        if begins.time() >= OPENS and begins.date() == ends.date() and ends.time() <= closes:
            return ""
        words = {"span": span(begins, ends), "opens": f"{OPENS:%H:%M}", "closes": f"{closes:%H:%M}"}
        return _t("%(span)s不在办公时间里。请安排在同一天的%(opens)s至%(closes)s之间，结束也要在这之前。") % words


class PlanForm(TimedForm):
    """A visit to be set, for the case that it is about."""

    time_2 = MomentField(
        label=_("备选时间一"), required=False, help_text=_("先按上面的时间定；申请人可以自己改到备选时间。")
    )
    time_3 = MomentField(label=_("备选时间二"), required=False)
    address = forms.CharField(label=_("踏勘地址"), max_length=300)
    bureaus = forms.ModelMultipleChoiceField(
        Bureau.objects.none(), label=_("要到场的机构"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一个机构。")},
    )  # fmt: skip
    prepare = long_text(
        _("请申请人准备"), rows=2, required=False, help_text=_("如平面图、钥匙、负责人在场。申请人会看到。")
    )

    field_order = ("time", "time_2", "time_3", "minutes", "address", "bureaus", "prepare", "together")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [self.case.bureau_id, *(row.bureau_id for row in self.case.participations.all())]
        offer(self, "bureaus", Bureau.objects.filter(pk__in=keys))
        self.fields["bureaus"].initial = keys


class MoveForm(TimedForm):
    reason = long_text(_("改期原因"), rows=2, help_text=_("申请人和各机构都会看到。"))

    field_order = ("time", "minutes", "reason", "together")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if visit := getattr(self.case, "site_visit", None):
            self.fields["minutes"].initial = int(visit.length.total_seconds() // 60)


class ChooseForm(VerbForm):
    """The applicant takes another of the proposed times."""

    time = forms.ChoiceField(
        label=_("改到"), widget=forms.RadioSelect, error_messages={"required": _("请选择一个时间。")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if visit := getattr(self.case, "site_visit", None):
            times = visit.other_times(self.now)
            choices = [(timezone.localtime(at).isoformat(), span(at, at + visit.length)) for at in times]
            self.fields["time"].choices = choices  # type: ignore[attr-defined]

    def clean_time(self) -> datetime:
        return datetime.fromisoformat(self.cleaned_data["time"])


class CancelForm(VerbForm):
    reason = long_text(_("取消原因"), rows=2, help_text=_("申请人和各机构都会看到。"))


class FindingForm(VerbForm):
    """What the actor's bureau found."""

    result = forms.ChoiceField(
        label=_("踏勘结果"), choices=VisitPart.Result.choices, widget=forms.RadioSelect,
        error_messages={"required": _("请选择踏勘结果。")},
    )  # fmt: skip
    reason = long_text(_("说明"), required=False, help_text=_("不合格的写明哪里不合格、怎样改。申请人会看到。"))
    photos = FilesField(label=_("照片"), required=False, max_files=PHOTOS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("result") in (VisitPart.Result.FAILED, VisitPart.Result.NOTED) and not cleaned.get("reason"):
            self.add_error("reason", _t("请写明情况：申请人要据此整改。"))
        return cleaned


class AbsentForm(VerbForm):
    """Who of the bureaus did not come."""

    parts = forms.ModelMultipleChoiceField(
        VisitPart.objects.none(), label=_("没有到场的机构"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选没有到场的机构。")},
    )  # fmt: skip
    reason = long_text(_("说明"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = VisitPart.objects.filter(case=self.case, state=VisitPart.State.EXPECTED).select_related("bureau")
        offer(self, "parts", rows)


class NobodyForm(VerbForm):
    reason = long_text(_("情况"), rows=2, help_text=_("写明几点到的、怎样联系的。申请人会看到。"))
