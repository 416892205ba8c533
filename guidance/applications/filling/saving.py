"""Saved for later: the code, where to send it, the way back with it on any device, and away with it all."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import ratelimit
from accounts.errors import Refused
from forms import service

from ..bundles.public import resumed
from . import drafts, here, kept
from .filling import Filling
from .leaving import Leaving
from .models import Draft
from .visit import Visit, item_at


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


def leaving(request: HttpRequest, draft: Draft) -> Leaving:
    """The pages where the draft of an item is left."""
    item: Any = draft.item
    at = [item.address]
    onward = reverse("apply-page", args=[item.address, draft.page])
    return Leaving(
        request, draft, f"{item.title} · {item.bureau}", reverse("apply", args=at), reverse("apply-saved", args=at),
        onward, reverse("apply-discard", args=at),
    )  # fmt: skip


def after_saving(request: HttpRequest, draft: Draft, filling: Filling) -> HttpResponse:
    """The answer to 保存并稍后继续."""
    return leaving(request, draft).after_saving(_reach(filling))


def _reach(filling: Filling) -> dict[str, str]:
    """Where the applicant can be reached, as far as it was told already."""
    answers = filling.answers.answers() if filling.answers else {}
    hints = service.applicant_hints(filling.version, answers) if filling.version else {}
    contact = getattr(filling.contact, "cleaned_data", {})
    return {"phone": hints.get("phone") or contact.get("phone", ""), "email": hints.get("email", "")}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@here.while_kept
def saved(request: HttpRequest, address: str) -> HttpResponse:
    """Until when the draft is kept; a new code; where to send the code and the reminder."""
    item = item_at(address)
    draft = here.open_draft(request, item)
    if draft is None or not draft.is_saved:
        return redirect("apply", address=address)

    def reach() -> dict[str, str]:
        filling = Visit.to_first_page(request, item, draft).as_left()
        filling.receive()
        return _reach(filling)

    return leaving(request, draft).saved(reach)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Go on with a draft by its code; a wrong code always gets the same answer."""
    form = CodeForm(request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            kept.count_try(ratelimit.client_key(request))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            refused = refusal
        else:
            if (found := _resumed(request, form.cleaned_data["code"])) is not None:
                return found
            form.add_error("code", _t("没有找到。请核对续填码；已经提交、删除或过期的，不能再继续。"))
    response = render(request, "guidance/apply_resume.html", {"form": form}, status=refused.status if refused else 200)
    return ratelimit.say_when(response, refused)


def _resumed(request: HttpRequest, code: str) -> HttpResponse | None:
    draft = drafts.find(code)
    if draft is None or draft.item is None:
        return resumed(request, code)
    here.remember(request, draft)
    return redirect("apply-page", address=draft.item.address, name=draft.page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, address: str) -> HttpResponse:
    """Delete the draft and its files, or only close it in this browser; asks first."""
    item = item_at(address)
    draft = here.open_draft(request, item)
    if draft is None:
        return redirect("apply", address=address)
    return leaving(request, draft).discard()
