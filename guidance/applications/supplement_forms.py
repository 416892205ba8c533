"""What is asked of both sides of a supplement (补正): of the desk what is missing, of the applicant the answer."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases.registry import VerbForm
from guidance.cases.states import State
from guidance.cases.uploading import FilesField
from guidance.cases.verb_forms import long_text, offer
from items.choices import Necessity

from . import joint, partly, verified
from .forms import PapersForm, material_field
from .models import CaseMaterial
from .promises.form import LATER, Promising, vows_of
from .promises.texts import words_in

SUPPLEMENT_DAYS, SUPPLEMENT_MAX = 10, 60
"""Working days in which the applicant is asked to answer a 补正; no law sets them, the hall proposes ten."""
VOWS = "vows"
"""Under what a supplement keeps the promises that were made with it."""


def _wanted_field(row: CaseMaterial) -> FilesField:
    """The same for a paper that is asked for again: why stands beside it, unless the page says just that above."""
    field = material_field(row)
    if row.note and row.note != row.case.application.supplement_asked:
        field.help_text = " ".join(
            filter(None, (_t("补正原因：%(note)s。") % {"note": row.note.rstrip("。")}, row.standard))
        )
    return field


class CorrectForm(PapersForm):
    """Everything that is missing, told at once (行政许可法 art. 32)."""

    materials = forms.ModelMultipleChoiceField(
        CaseMaterial.objects.none(), label=_("需补正的材料"), required=False, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=_("请申请人在几个工作日内补正"), min_value=1, max_value=SUPPLEMENT_MAX, initial=SUPPLEMENT_DAYS, required=False,
        help_text=_("写进补正告知书。过期没有补正的，不会自动终止，由督查人员决定。"),
    )  # fmt: skip
    reason = long_text(_("需要补正的全部内容"), help_text=_("必须一次说全。申请人会收到这段话。"))
    again = long_text(
        _("为什么再次要求补正"), rows=2, help_text=_("补正只能一次告知；再次补正的理由写入记录，不给申请人看。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case and not self.case.application.supplements:
            del self.fields["again"]
        left = verified.open_materials(self.case)
        offer(self, "materials", CaseMaterial.objects.filter(pk__in=[row.pk for row in left]))
        parts = list(self.case.participations.all()) if self.case else []
        wanted = {order for part in parts for order in part.missing}
        self.initial["materials"] = [row.pk for row in left if row.lacks or row.order in wanted]
        said = [joint.line_of(part) for part in parts if part.missing_reason]
        if said:
            self.initial["reason"] = "\n".join(said)

    def clean_days(self) -> int:
        return self.cleaned_data["days"] or SUPPLEMENT_DAYS

    @property
    def cautions(self) -> list[str]:
        """Which bureaus have not looked at the papers yet: what they miss later cannot be asked for any more."""
        silent = "、".join(joint.silent(self.case))
        words = _t("还没有看过材料的联办机构：%(bureaus)s。补正只能告知一次，请先催问。") % {"bureaus": silent}
        return [words] if silent else []


class SupplementForm(VerbForm, Promising):
    """The answer: a place for the files of each material that was asked for, and one for all else.

    Of these, what the guide as published lets come later (容缺后补) may be promised instead.
    """

    body = long_text(_("说明"), required=False)
    attachments = FilesField(label=_("补正的文件"), required=False, max_files=20)
    promises: ClassVar[bool] = True
    beside: ClassVar[tuple[str, ...]] = (partly.REST,)
    """Fields that are no answer by themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [row for row in self.case.materials.all() if row.state == CaseMaterial.State.WANTED]
        wanted = {row.key: _wanted_field(row) for row in rows}
        if wanted:
            self.fields["attachments"].label = _("其他文件")
        self.wanted = {row.key: str(row.order) for row in rows}
        others = self.fields
        self.fields = dict(wanted)
        if self.promises and self.case and self.case.snapshot.get("deferrable"):
            self._offer_later([row for row in rows if row.necessity == Necessity.DEFERRABLE])
        if rows and self.case.state == State.CORRECTION:
            self.fields[partly.REST] = partly.rest_field()
        self.fields |= others

    def _offer_later(self, rows: list[CaseMaterial]) -> None:
        if rows:
            said = _t("现在交不了、保证以后补交的，在这里勾选，可以先受理。上面已经上传的不用勾。")
            choices = [(str(row.order), row.name) for row in rows]
            self.add_promise(words_in(LATER, self.case), _t("暂时交不了的材料（容缺受理）"), said, choices)

    @property
    def asked(self) -> str:
        return self.case.application.supplement_asked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {name: value for name, value in cleaned.items() if name not in self.beside}
        if not self.errors and not any(given.values()):
            raise forms.ValidationError(_("请填写说明或上传文件。"))
        promised = set(cleaned.get(LATER) or ())
        left = [key for key, order in self.wanted.items() if not (cleaned.get(key) or order in promised)]
        if partly.REST in self.fields and not self.errors:
            partly.ask_of_the_rest(self, [str(self.fields[key].label) for key in left])
        settled = partly.REST not in self.fields or cleaned.get(partly.REST) == partly.ALL
        for key in left if settled and not cleaned.get("body") else ():
            if key not in self.errors:
                self.add_error(key, self._how_else(self.wanted[key]))
        cleaned[VOWS] = vows_of(self.words, cleaned)
        return cleaned

    def _how_else(self, order: str) -> str:
        """What to do about a paper that was asked for and did not come."""
        offered = self.fields[LATER].choices if LATER in self.fields else []  # type: ignore[attr-defined]
        if order in dict(offered):
            return _t("请上传这份材料；暂时交不了的，在下面承诺以后补交。")
        return _t("请上传这份材料；暂时交不了的，在“说明”里写明怎么补交，如送到窗口。")
