"""Who may do a verb of an application, and what must be so before: each says why not, or None."""

from datetime import datetime
from itertools import takewhile

from django.utils.translation import gettext as _t

from accounts.roles import Role, has_role
from guidance.cases import deputies, permissions
from guidance.cases.actors import Actor
from guidance.cases.models import Case
from guidance.cases.states import State

from . import verified
from .models import AFTER_DECISION, DECISION_KIND, LAST, CaseMaterial, CaseStep


def may_correct(case: Case, actor: Actor) -> str | None:
    """Once by the handler (行政许可法 art. 32: 一次告知); again only by a supervisor."""
    if refusal := permissions.handler(case, actor):
        return refusal
    again = case.application.supplements and not (actor.user and has_role(actor.user, Role.SUPERVISOR))
    return _t("补正只能一次性告知；再次补正须由督查人员操作并写明理由。") if again else None


def still_wanted(case: Case, now: datetime) -> str | None:
    """After the answer, what did not come with it may still be sent."""
    wanted = case.state == State.CORRECTION or any(
        row.state == CaseMaterial.State.WANTED for row in case.materials.all()
    )
    return None if wanted else _t("没有等着补正的材料。")


def not_owner(case: Case, actor: Actor) -> str | None:
    """An extension is approved by the head, never by the clerk who asks for it, nor their deputy (art. 42)."""
    if refusal := permissions.supervisor(case, actor):
        return refusal
    same = actor.user is not None and deputies.acts_for(actor.user, case.owner_id)
    return _t("延期须由经办人以外的负责人批准。") if same else None


def never_extended(case: Case, now: datetime) -> str | None:
    return _t("已延长过一次，不能再延长。") if case.application.extended_days else None


def steps_before_decision(case: Case, now: datetime) -> str | None:
    """A decision needs every step before it done."""
    before = []
    for step in case.steps.all():
        if step.kind == DECISION_KIND or step.kind in AFTER_DECISION:
            break
        if not step.is_over:
            before.append(step.name)
    return _t("还有环节未完成：%(names)s。") % {"names": "、".join(before)} if before else None


def steps_before_delivery(case: Case, now: datetime) -> str | None:
    """What follows the decision is done by those whose it is: a document is made before it is delivered.

    What a guide lists after 送达 never opens, and holds nothing up.
    """
    rows = list(case.steps.all())
    before = list(takewhile(lambda step: step.kind not in LAST, rows))
    open_ = [step for step in rows if step.kind not in LAST and (step in before or step.state == CaseStep.State.ACTIVE)]
    left = [step.name for step in open_ if not step.is_over]
    return _t("还有环节未完成：%(names)s。由办理它的人完成后再送达。") % {"names": "、".join(left)} if left else None


def to_verify(case: Case, now: datetime) -> str | None:
    """Something is left to judge."""
    if case.materials.all() and not verified.open_materials(case):
        return _t("材料都已在前面的环节审核过。")
    return None


def acceptance_is_late(case: Case, now: datetime) -> str | None:
    return None if case.due_at and case.due_at < now else _t("受理期限还没有到。")
