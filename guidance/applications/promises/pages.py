"""Where promises are seen: panels of the case's pages, queues of the inbox, numbers of the first page."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases import queues
from guidance.cases.actors import Actor
from guidance.cases.columns import Clock
from guidance.cases.dashboard import Number, add_numbers
from guidance.cases.models import Case, CaseQuerySet
from guidance.cases.panels import Panel, register, tells_next
from guidance.cases.queues import BY_NAME
from guidance.cases.states import Kind

from ..models import CaseMaterial
from . import owing
from .models import Deferral, Promise, PromiseCheck

if TYPE_CHECKING:
    from accounts.models import User


def _made(case: Case) -> list[tuple[Promise, list[str]]]:
    """Each promise with the names of its papers."""
    names = {row.order: row.name for row in case.materials.all()}
    return [(row, [names[order] for order in row.materials if order in names]) for row in case.promises.all()]


def _owing(case: Case) -> dict[str, Any]:
    """What is owed and until when, for both pages of a case; nothing where nothing is."""
    row, rows = owing.deferral_of(case), owing.owed(case)
    if row is None or not rows:
        return {}
    not_given = CaseMaterial.State.DEFERRED
    return {
        "deferral": row,
        "owed": [one for one in rows if one.state == not_given],
        "handed_in": [one for one in rows if one.state != not_given],
        "until": Clock().until(case, row.due_at),
    }


@register("staff", Kind.APPLICATION, order=5)
def proposed(case: Case, actor: Actor) -> Panel | None:
    """The time to hand in is over: a person is asked whether to end the case."""
    context = _owing(case)
    if not context or not context["owed"] or context["deferral"].proposed_at is None:
        return None
    return Panel(_t("逾期未补交，提请终止"), "guidance/admin/panels/proposed.html", context)


@register("staff", Kind.APPLICATION, order=22)
def promises(case: Case, actor: Actor) -> Panel | None:
    """What was promised in which words, what is still owed, and the check that follows."""
    made = _made(case)
    if not made:
        return None
    check: PromiseCheck | None = getattr(case, "promise_check", None)
    until = Clock().until(case, check.due_at) if check and check.checked_at is None else None
    row: Deferral | None = getattr(case, "deferral", None)
    context = {**_owing(case), "made": made, "check": check, "check_until": until, "row": row}
    return Panel(_t("书面承诺"), "guidance/admin/panels/promises.html", context)


@register("citizen", Kind.APPLICATION, order=8)
def owed(case: Case, actor: Actor) -> Panel | None:
    """What the applicant has yet to hand in, until when, and why then."""
    context = _owing(case)
    return Panel(_t("还要补交的材料"), "guidance/panels/owed.html", context) if context else None


@register("citizen", Kind.APPLICATION, order=32)
def promised(case: Case, actor: Actor) -> Panel | None:
    """The promises as they were read."""
    made = _made(case)
    return Panel(_t("您的书面承诺"), "guidance/panels/promises.html", {"made": made}) if made else None


@tells_next
def to_hand_in(case: Case) -> str:
    """Hand in what was promised."""
    if case.kind != Kind.APPLICATION or not owing.not_given(case):
        return ""
    return _t("按承诺补交下面的材料；别的不用做什么。")


def to_take_in(rows: CaseQuerySet, user: "User", now: datetime) -> CaseQuerySet:
    """Cases with a promised paper that was handed in and nobody has looked at."""
    given = CaseMaterial.objects.filter(state=CaseMaterial.State.GIVEN)
    return rows.filter(pk__in=Deferral.objects.open().values("case")).filter(materials__in=given).distinct()


def to_end(rows: CaseQuerySet, user: "User", now: datetime) -> CaseQuerySet:
    """Cases that a person is asked to end, since what was promised did not come."""
    return rows.filter(pk__in=Deferral.objects.proposed().values("case"))


@add_numbers
def waiting(user: "User", now: datetime) -> list[Number]:
    """What waits for a person because of promises."""
    rows, base = Case.objects.visible_to(user), reverse("cases:index")
    ends, given = to_end(rows, user, now).count(), to_take_in(rows, user, now).count()
    checks = PromiseCheck.objects.visible_to(user).waiting()
    found = checks.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    return [
        Number(BY_NAME["take_in"].label, given, f"{base}?queue=take_in"),
        Number(BY_NAME["to_end"].label, ends, f"{base}?queue=to_end", alarm=bool(ends)),
        Number(_("待核查承诺"), found["all"], reverse("promises") + "?show=checks", alarm=bool(found["late"])),
    ]


def install() -> None:
    """Called once, from the app's `ready()`."""
    queues.add(queues.Queue("take_in", _("待核收补交"), to_take_in, _("没有等着核收的补交材料。")), after="overdue")
    queues.add(
        queues.Queue("to_end", _("待确认终止"), to_end, _("没有逾期未补交、等着确认终止的件。"), alarm=True),
        after="take_in",
    )
