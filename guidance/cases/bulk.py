"""The same verb to several cases at once: each by itself, each in its own history, each with its own answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST

from accounts.admin_page import admin_page
from accounts.errors import Refused

from . import actors, flow, permissions, registry
from .models import Case
from .states import Kind

if TYPE_CHECKING:
    from accounts.models import User

VERBS = ["take", "assign"]
"""What makes sense for many at once: all others look at one case. Those after the first two are an upper app's."""
AT_MOST = 200


def add(verb: str) -> None:
    """Let an app above offer a verb of its own for many cases; its form takes `owner` and `reason`, as `assign` does."""
    VERBS.append(verb)


def more() -> list["registry.Verb"]:
    """The verbs that were added, as the list offers them."""
    return [row for row in registry.verbs_of(Kind.APPLICATION) if row.name in VERBS[2:]]


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    case: Case
    problem: str = ""


def parse(values: Iterable[str]) -> dict[int, int]:
    """`key:version` as posted; anything else is dropped."""
    found = {}
    for value in values:
        key, _colon, version = value.partition(":")
        if key.isdecimal() and version.isdecimal() and len(key) < 19:
            found[int(key)] = int(version)
    return dict(list(found.items())[:AT_MOST])


def perform(user: "User", verb: str, picked: Mapping[int, int], data: Mapping[str, Any]) -> list[Outcome]:
    """Do the verb to each case in the user's scope; a refusal of one stops none of the others."""
    outcomes = []
    for case in Case.objects.visible_to(user).for_lists().filter(pk__in=picked).order_by("number"):
        try:
            outcomes.append(Outcome(flow.perform(case, verb, actors.staff(user), data, seen=picked[case.pk])))
        except Refused as refusal:
            texts = [str(text) for rows in refusal.fields.values() for text in rows]
            outcomes.append(Outcome(case, " ".join([str(refusal.message), *texts])))
    return outcomes


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Take or assign what was picked in the inbox, and report for each case."""
    user: Any = request.user
    if not permissions.works_at_a_desk(user):
        raise PermissionDenied
    verb, back = request.POST.get("verb", ""), request.POST.get("from", "")[:2000]
    url = reverse("cases:index") + (f"?{back}" if back else "")
    picked = parse(request.POST.getlist("case"))
    if verb not in VERBS or not picked:
        messages.warning(request, _t("请先勾选要处理的件，再选操作。"))
        return redirect(url)
    outcomes = perform(user, verb, picked, request.POST)
    if not outcomes:
        raise Http404
    verb_label = next(row.label for row in registry.verbs_of(Kind.APPLICATION) if row.name == verb)
    context = {
        "outcomes": outcomes,
        "done": sum(not row.problem for row in outcomes),
        "failed": sum(bool(row.problem) for row in outcomes),
        "back_url": url,
    }
    title = _t("批量%(verb)s") % {"verb": verb_label}
    trail = [{"url": url, "label": _t("办件箱")}]
    return admin_page(request, "guidance/admin/bulk.html", title, "clipboard-list", context, trail=trail)
