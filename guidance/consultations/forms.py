"""What a citizen fills in to ask, and what a clerk fills in to answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Bureau
from guidance.cases.contact import PhoneField
from guidance.cases.registry import VerbForm
from guidance.cases.uploading import FilesField, TakesFiles
from guidance.cases.verb_forms import long_text
from items.models import ItemPage

from .privacy import personal_data_in

QUESTION_LIMIT = 2000


class AskForm(TakesFiles):
    """A question to a bureau, perhaps about an item. Used by the page and by the API alike."""

    use_required_attribute = False

    item = forms.ModelChoiceField(
        ItemPage.objects.live(), to_field_name="address", required=False, widget=forms.HiddenInput
    )
    bureau = forms.ModelChoiceField(
        Bureau.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("向哪个机构咨询"),
        empty_label=_("不确定，请帮我分派"),
    )
    question = forms.CharField(
        label=_("您的问题"),
        max_length=QUESTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("说清楚您想办什么、遇到了什么情况，最多 2000 字。请不要写身份证号、银行卡号。"),
    )
    attachments = FilesField(label=_("附件"), required=False, max_files=3)
    name = forms.CharField(
        label=_("怎么称呼您"), max_length=50, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(help_text=_("答复后短信通知您。仅用于本次咨询，不会公开。"))
    email = forms.EmailField(
        label=_("电子邮箱"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    may_publish = forms.BooleanField(label=_("同意把我的问题和答复（隐去个人信息后）公开，帮助其他人"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        del self.fields["question"].widget.attrs["maxlength"]  # a browser would cut what is pasted, and say nothing


class AnswerForm(VerbForm):
    answer = long_text(_("答复"), rows=8, help_text=_("申请人会看到。请直接回答，写明依据和下一步怎么办。"))
    attachments = FilesField(label=_("附件"), required=False, max_files=5)


class ExtendForm(VerbForm):
    reason = long_text(_("延期理由"), help_text=_("申请人会看到。只能延期一次。"))


class PublishForm(VerbForm):
    """The text as the public will read it; refused while it holds personal data."""

    question = long_text(_("公开的问题"))
    answer = long_text(_("公开的答复"), rows=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        consultation = self.case.consultation
        self.fields["question"].initial = consultation.public_question or consultation.question
        self.fields["answer"].initial = consultation.public_answer or consultation.answer

    def _without_personal_data(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        if found := personal_data_in(text):
            raise forms.ValidationError(_("请先删去个人信息：%(found)s。"), params={"found": "、".join(found)})
        applicant = self.case.applicant_name
        if len(applicant) > 1 and applicant in text:
            raise forms.ValidationError(_("请先删去申请人的姓名“%(name)s”。"), params={"name": applicant})
        return text

    def clean_question(self) -> str:
        return self._without_personal_data("question")

    def clean_answer(self) -> str:
        return self._without_personal_data("answer")


class AskAgainForm(VerbForm):
    question = forms.CharField(
        label=_("还有什么不清楚"), max_length=QUESTION_LIMIT, widget=forms.Textarea(attrs={"rows": 5})
    )
