"""A draft of any kind is left: saved under a code, with a reminder before its end, closed in this browser, or deleted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import ratelimit
from accounts.errors import Refused
from guidance.cases.contact import PhoneField

from . import here, kept, telling
from .models import Kept

Reach = dict[str, str]
"""Where the applicant can be reached, as far as it was told already: `phone` and `email`."""


class ReminderForm(forms.Form):
    """Where to send the code and the reminder. `code` is the one just shown: the hall itself cannot read it again."""

    use_required_attribute = False
    phone = PhoneField(label=_("手机"), required=False)
    email = forms.EmailField(
        label=_("邮箱"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("phone") or cleaned.get("email")):
            raise forms.ValidationError(_t("请填写手机或邮箱，至少一项。"))
        return cleaned


@dataclass(frozen=True)
class Leaving:
    """The pages for it: of which draft, what it is called, and the addresses around it."""

    request: HttpRequest
    draft: Kept
    title: str
    start_url: str
    saved_url: str
    onward_url: str
    discard_url: str

    def after_saving(self, reach: Reach) -> HttpResponse:
        """The answer to 保存并稍后继续: the code, the first time; it is not shown again."""
        if self.draft.is_saved:
            return redirect(self.saved_url)
        code = kept.give_code(self.draft)
        return self._page(ReminderForm(initial=self._known(reach) | {"code": code}), code)

    def saved(self, reach: Callable[[], Reach]) -> HttpResponse:
        """Until when the draft is kept; a new code; where to send the code and the reminder. `reach`: asked for if shown."""
        request = self.request
        if request.method != "POST":
            return self._page(ReminderForm(initial=self._known(reach())))
        if request.POST.get("go") == "code":
            code = kept.give_code(self.draft)
            return self._page(ReminderForm(initial=self._known({}) | {"code": code}), code)
        return self._told(ReminderForm(request.POST))

    def discard(self) -> HttpResponse:
        """Delete the draft and its files, or only close it in this browser; asks first."""
        request = self.request
        if request.method != "POST":
            return render(request, "guidance/apply_discard.html", {"leaving": self, "draft": self.draft})
        here.forget(request, self.draft)
        if request.POST.get("go") == "close":
            messages.success(request, _t("已在这台设备上退出。凭续填码可以继续填写。"))
            return redirect("apply-resume")
        kept.discard(self.draft)
        messages.success(request, _t("没填完的申请和上传的文件已删除。"))
        return redirect(self.start_url)

    def _known(self, reach: Reach) -> Reach:
        draft = self.draft
        return {"phone": draft.phone or reach.get("phone", ""), "email": draft.email or reach.get("email", "")}

    def _told(self, form: ReminderForm) -> HttpResponse:
        code = form.data.get("code", "")
        code = code if kept.opens(self.draft, code) else ""
        if not form.is_valid():
            return self._page(form, code)
        phone, email = form.cleaned_data["phone"], form.cleaned_data["email"]
        if not code:
            telling.leave_contact(self.draft, phone, email)
            messages.success(self.request, _t("到期前三天会提醒您。"))
            return redirect(self.saved_url)
        try:
            telling.send_code(self.draft, code, phone, email, ratelimit.client_key(self.request))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            return self._page(form, code, refusal)
        messages.success(self.request, _t("续填码正在发送，到期前三天会再提醒您。"))
        return redirect(self.saved_url)

    def _page(self, form: ReminderForm, code: str = "", refusal: Refused | None = None) -> HttpResponse:
        context = {"leaving": self, "draft": self.draft, "form": form, "code": code}
        status = refusal.status if refusal else 200
        answer = render(self.request, "guidance/apply_saved.html", context, status=status)
        return ratelimit.say_when(answer, refusal)
