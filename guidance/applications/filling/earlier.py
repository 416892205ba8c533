"""Answers of an earlier application, taken over where the applicant says so: by its number and query code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
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
from forms.models import FormVersion
from forms.service import keeping
from guidance.cases import access
from guidance.cases.models import Case
from guidance.cases.public import LookUpForm
from guidance.cases.states import Kind
from items.checklists import Checklist

from ..facts import told
from ..submit import asked_in_form, is_form_away
from . import drafts, here
from .earlier_papers import asked_again, copies, handed_in, has_results, take_papers
from .kept import Gone
from .parts import known_of
from .visit import Visit, closed_page, item_at


class EarlierForm(LookUpForm):
    """Number and code of the earlier case, and the consent without which nothing of it is used."""

    consent = forms.BooleanField(
        label=_("我同意从这个办件读取我填过的内容、交过的材料和办理结果，用于这次申请"),
        error_messages={"required": _("没有您的同意，不读取以前的内容。请勾选，或返回直接填写。")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@here.while_kept
def prefill(request: HttpRequest, address: str) -> HttpResponse:
    """Ask for the earlier case and the consent; then lead to the first page, filled in as far as it goes."""
    item = item_at(address)
    if closed := closed_page(request, item):
        return closed
    draft = here.open_draft(request, item)
    if draft is None and is_form_away(item):
        return redirect("apply", address=address)
    visit = Visit.to_first_page(request, item, draft)
    title = f"{_t('网上申请')} {item.title}"
    back = reverse("apply", args=[address]) + visit.personal.tail
    return ask_for(request, title, back, lambda case: _filled(visit, case), visit.personal)


def ask_for(
    request: HttpRequest,
    title: str,
    back: str,
    take: Callable[[Case], HttpResponse],
    personal: Checklist | None = None,
) -> HttpResponse:
    """The page that asks for an earlier case and the consent; `take` uses it, Refused where it holds nothing."""
    form = EarlierForm(request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return take(_looked_up(form.cleaned_data, ratelimit.client_key(request)))
        except Gone:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            refused = refusal
    context = {"title": title, "back": back, "form": form, "personal": personal}
    response = render(request, "guidance/apply_earlier.html", context, status=refused.status if refused else 200)
    return ratelimit.say_when(response, refused)


def _looked_up(given: dict[str, Any], client: str) -> Case:
    case = access.look_up(given["number"], given["code"], client)
    if case is None:
        raise Refused(_t("没有找到。请核对编号和查询码；两者必须都对。"), code="not-found", status=200)
    return case


def _filled(visit: Visit, case: Case) -> HttpResponse:
    request = visit.request
    kept = visit.draft.inputs if visit.draft else told(visit.version, visit.personal)
    found = Taken.of(case, visit.personal, visit.version, kept)
    draft = visit.draft
    if draft is None:
        draft = drafts.begin(visit.personal, visit.version, ratelimit.client_key(request))
        here.remember(request, draft)
    draft.source = case.number
    draft.spared = {**draft.spared, **found.spared}
    drafts.change(draft, {**kept, **found.inputs})
    say_taken(request, case)
    return redirect("apply-page", address=visit.item.address, name=draft.page)


def say_taken(request: HttpRequest, case: Case) -> None:
    """Tell the applicant where the answers are from, on the next page."""
    words = {"number": case.number, "title": case.title}
    messages.success(request, _t("已从您的办件 %(number)s（%(title)s）填入相同的内容，请逐页核对。") % words)


def nothing() -> Refused:
    """The earlier case holds nothing for this application."""
    return Refused(_t("那个办件里没有可以用在这里的内容。请直接填写。"), code="nothing", status=200)


@dataclass(frozen=True)
class Taken:
    """What an earlier case gives to an application: inputs for fields with nothing in them, papers, where they are from."""

    inputs: keeping.Inputs
    spared: dict[str, Any]
    papers: list[str]

    @classmethod
    def of(cls, case: Case, personal: Checklist, version: FormVersion | None, kept: keeping.Inputs) -> "Taken":
        """Refused if it holds nothing that can be used here. The files are copied only then."""
        fresh = fresh_of(version, taken_over(case, version), kept)
        papers = handed_in(case, personal, kept, asked_in_form(version))
        again = asked_again(case, version, kept)
        if not (fresh or papers or again or has_results(case, personal)):
            raise nothing()
        files, spared = take_papers(case, papers)
        in_form = copies(again, version)
        names = [papers[key][0] for key in spared]
        names += [label for name, (label, _files) in again.items() if f"{name}-{keeping.KEPT}" in in_form]
        return cls({**fresh, **files, **in_form}, {key: found.as_kept() for key, found in spared.items()}, names)


def taken_over(case: Case, version: FormVersion | None) -> keeping.Inputs:
    """What of an earlier case fits here, as inputs: fields of the same key and type, with answers that are still good."""
    asked = known_of(version)
    contact = {"name": case.applicant_name, "phone": case.applicant_phone}
    found = {name: [text] for name, text in contact.items() if text and name not in asked}
    application = getattr(case, "application", None) if case.kind == Kind.APPLICATION else None
    if application is None or version is None or application.form_version is None:
        return found
    old, new = service.compiled(application.form_version), service.compiled(version)
    inputs = keeping.written(old, keeping.reusable(old, application.answers))
    same_form = application.form_version.form_id == version.form_id
    fitting = keeping.carried(old, new, inputs, same_form=same_form)
    form = service.django_form(version, keeping.post_of(fitting))
    form.is_valid()
    return found | keeping.written(new, keeping.reusable(new, form.answers()))


def fresh_of(version: FormVersion | None, found: keeping.Inputs, kept: keeping.Inputs) -> keeping.Inputs:
    """Of what was found, what is for fields with nothing in them: nothing typed is ever replaced."""
    ready = service.compiled(version) if version else None

    def field_of(name: str) -> str:
        place = keeping.place_of(ready, name) if ready else None
        return place.key if place else name

    filled = {field_of(name) for name, values in kept.items() if any(values)}
    return {name: values for name, values in found.items() if field_of(name) not in filled}
