"""The case page: everything known of a case, and the verbs one may do to it, each with its form in place."""

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import InspectView

from accounts.errors import Invalid, Refused
from accounts.masks import mask_mail, mask_phone

from . import access_log, actors, applicants, deputies, due_words, files, flow, inbox, panels, permissions, registry
from .columns import Clock, owner
from .history import entries
from .models import Attachment, Case, Message
from .registry import Offer, VerbForm

UNSEEN = -1
"""The version of a page that did not say which it was: older than any."""
BACK_LIMIT = 2000
"""Characters of a list's address that a case page carries."""


@dataclass(frozen=True)
class Tried:
    """A verb that was posted and refused: its form as typed, and why. Shown on the page, so that nothing is lost."""

    verb: str
    form: VerbForm | None
    refusal: Refused


@dataclass(frozen=True)
class Action:
    """A verb as the page draws it: what it offers, its form (blank or as typed), and whether it stands open."""

    offer: Offer
    form: VerbForm | None
    open: bool = False
    refusal: Refused | None = None


def actions_for(case: Case, actor: actors.Actor, tried: Tried | None) -> list[Action]:
    """The verbs that staff may do here now, with their forms; the first of the main ones stands open."""
    found: list[Action] = []
    for offer in registry.offers(case, actor):
        if not offer.allowed:
            continue
        if tried and tried.verb == offer.verb.name:
            found.append(Action(offer, tried.form, open=True, refusal=tried.refusal))
            continue
        form = _named_apart(offer.verb.bind(case, actor), offer.verb.name)
        main = offer.verb.tone == "primary" and not tried and not any(action.open for action in found)
        found.append(Action(offer, form, open=main and form is not None))
    return found


def _named_apart(form: VerbForm | None, verb: str) -> VerbForm | None:
    """Several forms stand on one page: give their fields ids of their own."""
    if form is not None:
        form.auto_id = f"id_{verb}_%s"
    return form


class CasePageView(InspectView):
    """The page. Scope comes from the viewset's mixin."""

    template_name = "guidance/admin/case.html"
    page_title = _("办件")
    object: Case
    tried: Tried | None = None

    def get_fields(self) -> list[str]:
        return []

    def get_page_subtitle(self) -> str:
        return str(self.object.number)

    @property
    def back(self) -> str:
        """The address of the list one came from: a query of the inbox, nothing else."""
        return (self.request.POST.get("from") or self.request.GET.get("from") or "")[:BACK_LIMIT]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": inbox_url(self.back), "label": _("办件箱")},
            {"url": "", "label": self.object.number},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        case: Case = self.object
        panels.load(case)
        deputies.lend(case, self.request.user)
        actor = actors.staff(self.request.user)
        clock = Clock()
        offers = registry.offers(case, actor)
        return {
            **context,
            "case": case,
            "actor": actor,
            "clock": clock,
            "left": clock.words(case),
            "lateness": case.lateness(clock.now),
            "why_due": due_words.explained(case),
            "whole": permissions.sees_personal_data(case, self.request.user),
            "is_organisation": applicants.is_organisation(case),
            "masked": {
                "name": applicants.masked_name(case),
                "phone": mask_phone(case.applicant_phone),
                "id": applicants.masked_number(case),
                "mail": mask_mail(case.applicant_email),
            },
            "panels": panels.panels_for("staff", case, actor),
            "thread": list(thread_of(case)),
            "loose_files": [row for row in case.attachments.all() if row.message_id is None and not row.key],
            "history": entries(case),
            "actions": actions_for(case, actor, self.tried),
            "refused": [offer for offer in offers if not offer.allowed and offer.verb.ask is not permissions.applicant],
            "tried": self.tried,
            "lost_form": self._form_without_a_place(offers),
            "in_hand_of": deputies.today(actor.user).named(case.owner) if case.owner else owner(case),
            "back": self.back,
            "back_url": inbox_url(self.back),
            "next_pk": inbox.after(self.request, self.back, case),
        }

    def _form_without_a_place(self, offers: list[Offer]) -> VerbForm | None:
        """What was typed for a verb that the case no longer allows: shown to be copied, not to be sent."""
        if self.tried is None or any(o.allowed and o.verb.name == self.tried.verb for o in offers):
            return None
        return self.tried.form

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if permissions.sees_personal_data(self.object, request.user):
            access_log.record(request.user, "page", self.object)  # type: ignore[arg-type]
        return super().get(request, *args, **kwargs)


class VerbView(CasePageView):
    """One verb, posted. What is refused comes back on the page, with all that was typed."""

    http_method_names: ClassVar[list[str]] = ["get", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An address for posting only: somebody who reloads or bookmarks it lands on the case."""
        return redirect("cases:inspect", self.object.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = kwargs["verb"]
        actor = actors.staff(request.user)  # type: ignore[arg-type]
        verb = registry.verb(self.object.kind, name) if _exists(self.object.kind, name) else None
        if verb is None:
            messages.error(request, _t("没有这个操作。"))
            return redirect("cases:inspect", self.object.pk)
        seen = request.POST.get("seen", "")
        try:
            case = flow.perform(
                self.object, name, actor, request.POST, request.FILES, seen=int(seen) if seen.isdecimal() else UNSEEN
            )
        except Refused as refusal:
            return self._refused(name, actor, refusal)
        messages.success(request, _t("%(number)s：“%(verb)s”已完成。") % {"number": case.number, "verb": verb.label})
        return redirect(self._where_next(case))

    def _refused(self, name: str, actor: actors.Actor, refusal: Refused) -> HttpResponseBase:
        if (url := self._safe_next()) and not isinstance(refusal, Invalid):
            messages.error(self.request, f"{self.object.number}：{refusal.message}")
            return redirect(url)
        self.object = self.get_object()
        form = registry.verb(self.object.kind, name).bind(self.object, actor, self.request.POST, self.request.FILES)
        _named_apart(form, name)
        if form is not None:
            form.is_valid()
        self.tried = Tried(name, form, refusal)
        context = self.get_context_data(object=self.object)
        return self.render_to_response(context, status=refusal.status)

    def _where_next(self, case: Case) -> str:
        if url := self._safe_next():
            return url
        if not Case.objects.visible_to(self.request.user).filter(pk=case.pk).exists():
            return inbox_url(self.back)
        if self.request.POST.get("then") == "next":
            key = inbox.after(self.request, self.back, case)
            return case_url(key, self.back) if key else inbox_url(self.back)
        return case_url(case.pk, self.back)

    def _safe_next(self) -> str:
        url = self.request.POST.get("next", "")
        allowed = url_has_allowed_host_and_scheme(url, {self.request.get_host()}, self.request.is_secure())
        return url if url and allowed else ""


class CaseFileView(CasePageView):
    """A file of the case, shown in place where that is safe; each view is logged."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        attachment = get_object_or_404(Attachment, case=self.object, token=kwargs["token"])
        access_log.record(request.user, "file", self.object, attachment.name)  # type: ignore[arg-type]
        return files.respond(attachment)


class CaseHistoryView(CasePageView):
    """The history alone, for print."""

    template_name = "guidance/admin/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super(CasePageView, self).get_context_data(**kwargs)
        return {**context, "case": self.object, "history": entries(self.object)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super(CasePageView, self).get(request, *args, **kwargs)


def _exists(kind: str, name: str) -> bool:
    return any(verb.name == name for verb in registry.verbs_of(kind))


def thread_of(case: Case) -> "QuerySet[Message]":
    """The lines of the thread with their files, internal notes included."""
    return case.messages.select_related("author").prefetch_related("attachments")


def inbox_url(back: str) -> str:
    """The list one came from."""
    return reverse("cases:index") + (f"?{back}" if back else "")


def case_url(key: int, back: str) -> str:
    """The page of a case, with the way back."""
    return reverse("cases:inspect", args=[key]) + (f"?{urlencode({'from': back})}" if back else "")
