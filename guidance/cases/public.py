"""The citizens' pages of a case: look-up, receipt, progress, and the verbs a citizen may do."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import ratelimit
from accounts.errors import Invalid, Refused

from . import access, actors, flow, panels, posting, registry
from .files import respond
from .models import Attachment, Case, Message


class LookUpForm(forms.Form):
    """Number and code: both from the receipt."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("编号"), max_length=40, help_text=_("如 20261123-00017。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("查询码"), max_length=20, help_text=_("提交时给您的 8 位字母和数字，不分大小写。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; a wrong pair always gets the same answer."""
    form = LookUpForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            client = ratelimit.client_key(request)
            case = access.look_up(form.cleaned_data["number"], form.cleaned_data["code"], client)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            refused = refusal
        else:
            if case is not None:
                access.remember(request, case)
                return redirect("progress-case", number=case.number)
            url = access.look_up_elsewhere(request, form.cleaned_data["number"], form.cleaned_data["code"])
            if url is not None:
                return redirect(url)
            form.add_error(None, _t("没有找到。请核对编号和查询码；两者必须都对。"))
    response = render(request, "guidance/look_up.html", {"form": form}, status=refused.status if refused else 200)
    return ratelimit.say_when(response, refused)


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The number and the code, to keep or print."""
    if not access.is_remembered(request, number):
        return _ask_for_code(number)
    case = access.remembered(request, number)
    return render(request, "guidance/receipt.html", {"case": case})


@never_cache
@require_safe
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """Where the case stands, until when, what was said, and what the citizen can do."""
    if not access.is_remembered(request, number):
        return _ask_for_code(number)
    return _progress_page(request, access.remembered(request, number))


def _ask_for_code(number: str) -> HttpResponse:
    """A kept address, in another browser or days later: the number stands in the form. The same for every number."""
    return redirect(f"{reverse('progress')}?{urlencode({'number': number[:40]})}")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the cases on a computer that others use."""
    access.leave(request)
    messages.success(request, _t("已退出查询。再看时请重新输入编号和查询码。"))
    return redirect("progress")


def _progress_page(request: HttpRequest, case: Case) -> HttpResponse:
    actor = actors.citizen()
    panels.load(case)
    context = {
        "case": case,
        "events": list(case.events.public()),
        "thread": list(case.messages.exclude(side=Message.Side.INTERNAL).prefetch_related("attachments")),
        "offers": registry.offers(case, actor),
        "panels": panels.panels_for("citizen", case, actor),
        "actor": actor,
    }
    return render(request, "guidance/progress.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One verb of the citizen's: its form, or at least a question, and then the deed."""
    if request.method != "POST" and not access.is_remembered(request, number):
        return _ask_for_code(number)
    case = access.remembered(request, number)
    actor = actors.citizen()
    offer = next((row for row in registry.offers(case, actor) if row.verb.name == verb), None)
    if offer is None:
        raise Http404
    context: dict[str, Any] = {"case": case, "offer": offer, "verb": offer.verb, "version": case.version}
    posted = request.method == "POST"
    form = (
        offer.verb.bind(case, actor, request.POST, posting.files_of(request))
        if posted
        else offer.verb.bind(case, actor)
    )
    context["form"] = form
    if not posted:
        return render(request, "guidance/act.html", context)
    try:
        ratelimit.check("act", ratelimit.client_key(request), access.LOOKUPS, access.LOOKUP_WINDOW)
        seen = _whole_number(request.POST.get("seen"))
        case = flow.perform(case, verb, actor, form=form, seen=seen)
    except Refused as refusal:
        context["refusal"] = None if isinstance(refusal, Invalid) else refusal
        context["version"] = refusal.extra.get("version", case.version)
        return ratelimit.say_when(render(request, "guidance/act.html", context, status=refusal.status), refusal)
    messages.success(request, _t("“%(verb)s”已完成。") % {"verb": offer.verb.label})
    successor = getattr(getattr(case, "booking", None), "moved_to", None)
    if successor is not None:
        access.remember(request, successor)
        return redirect("receipt", number=successor.number)
    return redirect("progress-case", number=case.number)


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


@never_cache
@require_safe
def file(request: HttpRequest, number: str, token: str) -> FileResponse:
    """A file of the thread or of the citizen's own, never one of an internal note."""
    case = access.remembered(request, number)
    rows = Attachment.objects.filter(case=case).exclude(message__side=Message.Side.INTERNAL)
    return respond(get_object_or_404(rows, token=token))
