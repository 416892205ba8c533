"""Saved for later: the code, where to send it, the way back with it on any device, and away with it all."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import ratelimit
from accounts.errors import Refused
from forms import service
from guidance.cases.contact import PhoneField

from ..bundles.public import resumed
from . import drafts, here, telling
from .filling import Filling
from .models import Draft
from .visit import Visit, item_at


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


class CodeForm(forms.Form):
    """The code of a draft."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("续填码"), max_length=40, help_text=_("保存时给您的 12 位字母和数字，不分大小写，如 7K4M-9QXB-H2TD。"),
        widget=forms.TextInput(
            attrs={
                "class": "input input--code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
            }
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)


def after_saving(request: HttpRequest, draft: Draft, filling: Filling) -> HttpResponse:
    """The answer to 保存并稍后继续: the code, the first time; it is not shown again."""
    if draft.is_saved:
        return redirect("apply-saved", address=filling.personal.page.address)
    code = drafts.give_code(draft)
    return _saved_page(request, draft, ReminderForm(initial=_reach(draft, filling) | {"code": code}), code)


def _reach(draft: Draft, filling: Filling) -> dict[str, str]:
    """Where the applicant can be reached, as far as it was told already."""
    answers = filling.answers.answers() if filling.answers else {}
    hints = service.applicant_hints(filling.version, answers) if filling.version else {}
    contact = getattr(filling.contact, "cleaned_data", {})
    phone = draft.phone or hints.get("phone") or contact.get("phone", "")
    return {"phone": phone, "email": draft.email or hints.get("email", "")}


def _saved_page(
    request: HttpRequest, draft: Draft, form: ReminderForm, code: str = "", refusal: Refused | None = None
) -> HttpResponse:
    context = {"item": draft.item, "draft": draft, "form": form, "code": code}
    status = refusal.status if refusal else 200
    return ratelimit.say_when(render(request, "guidance/apply_saved.html", context, status=status), refusal)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@here.while_kept
def saved(request: HttpRequest, address: str) -> HttpResponse:
    """Until when the draft is kept; a new code; where to send the code and the reminder."""
    item = item_at(address)
    draft = here.open_draft(request, item)
    if draft is None or not draft.is_saved:
        return redirect("apply", address=address)
    if request.method != "POST":
        filling = Visit.to_first_page(request, item, draft).as_left()
        filling.receive()
        return _saved_page(request, draft, ReminderForm(initial=_reach(draft, filling)))
    if request.POST.get("go") == "code":
        code = drafts.give_code(draft)
        initial = {"phone": draft.phone, "email": draft.email, "code": code}
        return _saved_page(request, draft, ReminderForm(initial=initial), code)
    return _told(request, address, draft, ReminderForm(request.POST))


def _told(request: HttpRequest, address: str, draft: Draft, form: ReminderForm) -> HttpResponse:
    code = form.data.get("code", "")
    code = code if drafts.opens(draft, code) else ""
    if not form.is_valid():
        return _saved_page(request, draft, form, code)
    phone, email = form.cleaned_data["phone"], form.cleaned_data["email"]
    if not code:
        telling.leave_contact(draft, phone, email)
        messages.success(request, _t("到期前三天会提醒您。"))
        return redirect("apply-saved", address=address)
    try:
        telling.send_code(draft, code, phone, email, ratelimit.client_key(request))
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _saved_page(request, draft, form, code, refusal)
    messages.success(request, _t("续填码正在发送，到期前三天会再提醒您。"))
    return redirect("apply-saved", address=address)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Go on with a draft by its code; a wrong code always gets the same answer."""
    form = CodeForm(request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.find(form.cleaned_data["code"], ratelimit.client_key(request))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            refused = refusal
        else:
            if draft is not None and draft.item is not None:
                here.remember(request, draft)
                return redirect("apply-page", address=draft.item.address, name=draft.page)
            if (other := resumed(request, form.cleaned_data["code"])) is not None:
                return other
            form.add_error("code", _t("没有找到。请核对续填码；已经提交、删除或过期的，不能再继续。"))
    response = render(request, "guidance/apply_resume.html", {"form": form}, status=refused.status if refused else 200)
    return ratelimit.say_when(response, refused)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, address: str) -> HttpResponse:
    """Delete the draft and its files, or only close it in this browser; asks first."""
    item = item_at(address)
    draft = here.open_draft(request, item)
    if draft is None:
        return redirect("apply", address=address)
    if request.method != "POST":
        return render(request, "guidance/apply_discard.html", {"item": item, "draft": draft})
    here.forget(request, draft)
    if request.POST.get("go") == "close":
        messages.success(request, _t("已在这台设备上退出。凭续填码可以继续填写。"))
        return redirect("apply-resume")
    drafts.discard(draft)
    messages.success(request, _t("没填完的申请和上传的文件已删除。"))
    return redirect("apply", address=address)
