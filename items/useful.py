"""这份指南有用吗: a reader's word on the version before him. The guide's page is kept for all and carries no form of its
own, so its two buttons lead here, to a small page that is made for one reader."""

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import ratelimit
from accounts.errors import Refused
from accounts.masks import mask_text

from .models import GuideFeedback, ItemPage

COOKIE = "hall_reader"
KEEP = 180 * 24 * 3600
"""Seconds for which the browser keeps its number; it is sent to this one page only, so it follows nobody about."""
POSTS, WINDOW = 30, timedelta(hours=1)
LONGEST = 300


class UsefulForm(forms.Form):
    """Yes or no, and perhaps why."""

    use_required_attribute = False
    answer = forms.ChoiceField(
        label=_("这份指南有用吗？"), choices=[("yes", _("有用")), ("no", _("没用"))], widget=forms.RadioSelect,
        error_messages={"required": _("请选“有用”或“没用”。")},
    )  # fmt: skip
    comment = forms.CharField(
        label=_("哪里看不懂、哪里不对"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只用来改进这份指南，不会答复。请不要写姓名、电话和证件号码，写了也会被遮住。要答复请用“我要咨询”。"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, address: str) -> HttpResponse:
    """The question; after it is answered, thanks. A second answer of one browser on one version changes nothing."""
    guide = get_object_or_404(ItemPage.objects.public().select_related("bureau").filter(version__gt=0), address=address)
    token = request.COOKIES.get(COOKIE, "")[:64]
    context: dict[str, Any] = {"page": guide, "trail": [{"title": guide.title, "url": guide.public_path()}]}
    if request.method != "POST":
        initial = {"answer": request.GET.get("answer"), "version": guide.version}
        context |= {"form": UsefulForm(initial=initial), "said": "said" in request.GET}
        return render(request, "items/useful.html", context)
    form = UsefulForm(request.POST)
    status = 200
    if form.is_valid():
        token = token or secrets.token_urlsafe(16)
        try:
            ratelimit.check("useful", ratelimit.client_key(request), POSTS, WINDOW)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            keep(guide, token, **form.cleaned_data)
            return _thanks(request, token)
    return render(request, "items/useful.html", {**context, "form": form}, status=status)


def _thanks(request: HttpRequest, token: str) -> HttpResponse:
    response = redirect(f"{request.path}?said")
    response.set_cookie(
        COOKIE, token, max_age=KEEP, path=request.path, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
    return response


def keep(guide: ItemPage, token: str, *, answer: str, comment: str, version: int) -> bool:
    """Write a reader's word, its personal numbers hidden; False where this browser has had its word on the version.

    A version that was never published counts as the present one.
    """
    reader = salted_hmac("items.useful", f"{guide.pk}\n{token}").hexdigest()[:40]
    row = GuideFeedback(
        page=guide,
        version=min(version, guide.version),
        useful=answer == "yes",
        comment=mask_text(comment.strip())[:LONGEST],
        at=timezone.now(),
        reader=reader,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return False
    return True
