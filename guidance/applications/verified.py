"""前面环节已经审核过的…要坚决取消: a material verified at one step is read-only at the later ones, unless the item says why."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t

from accounts.roles import Role, has_role
from guidance.cases.models import Case
from items.verifying import same

from .bundles.models import JointEntry
from .models import CaseMaterial, CaseStep


def step_for(material: CaseMaterial, steps: Iterable[CaseStep]) -> CaseStep | None:
    """The step under way at which the material is judged: the one that lists it, else the first; none between steps."""
    active = [step for step in steps if step.state == CaseStep.State.ACTIVE]
    return next((step for step in active if _lists(step, material)), active[0] if active else None)


def elsewhere(case: Case) -> dict[str, CaseMaterial]:
    """Of a case under a joint case, the papers that another of its cases has verified, by name as `same` writes it."""
    siblings = JointEntry.objects.filter(joint__entries__case=case).exclude(case=case).values("case")
    rows = CaseMaterial.objects.filter(case__in=siblings, state=CaseMaterial.State.VERIFIED, verified_by__isnull=False)
    return {same(row.name): row for row in rows.select_related("verified_by", "case__bureau").order_by("-verified_at")}


def by_other(material: CaseMaterial) -> str:
    """“已由 X 于 Y 核验”, of a paper that another case of the joint case has verified."""
    when: datetime | None = material.verified_at
    return _t("已由 %(who)s 于 %(when)s 核验（%(title)s）") % {
        "who": material.case.bureau.display_name,
        "when": timezone.localtime(when).strftime("%Y-%m-%d %H:%M") if when else "",
        "title": material.case.title,
    }


def settled(material: CaseMaterial, steps: list[CaseStep]) -> bool:
    """Whether it was verified at a step that is over, and no step under way may judge it again with a basis."""
    if material.state != CaseMaterial.State.VERIFIED or not _over(material, steps):
        return False
    first = next((step.order for step in steps if step.pk == material.verified_step_id), 0)
    return not any(
        step.state == CaseStep.State.ACTIVE and step.order > first and step.recheck_basis and _lists(step, material)
        for step in steps
    )


def open_materials(case: Case) -> list[CaseMaterial]:
    """The materials of a case that may be judged now. What is owed on a promise is taken in by a verb of its own."""
    steps, others = list(case.steps.all()), elsewhere(case)
    deferral = getattr(case, "deferral", None)
    apart = deferral.materials if deferral else []
    judged = [row for row in case.materials.all() if row.order not in apart and not settled(row, steps)]
    return [row for row in judged if not seen(row, others)]


def seen(material: CaseMaterial, others: dict[str, CaseMaterial]) -> CaseMaterial | None:
    """The same paper as another case of the joint case has verified it, where it was given here and not found wrong."""
    given = material.state == CaseMaterial.State.GIVEN
    return others.get(same(material.name)) if given else None


def competent(material: CaseMaterial, steps: Iterable[CaseStep], user: Any, own: int) -> bool:
    """Whether the person's bureau judges the material: the bureaus whose steps list it, else the case's own (`own`).

    Who belongs to no bureau and sees them all may judge each.
    """
    named = {step.bureau_id or own for step in steps if _lists(step, material)} or {own}
    return user is None or user.bureau_id is None or user.bureau_id in named


def asked_before(material: CaseMaterial, user: Any) -> str | None:
    """Why a person may not ask for an accepted case's paper anew: once was the clerk's, more is a supervisor's (art. 32)."""
    case = material.case
    if not case.accepted_at or has_role(user, Role.SUPERVISOR):
        return None
    before = case.events.filter(verb="verify", data__replaced=material.order).exists()
    words = _t("受理后已经要求更换过一次“%(name)s”；再次要求须由督查人员操作并写明理由。")
    return words % {"name": material.name} if before else None


def by_whom(material: CaseMaterial) -> str:
    """“已由 X 于 Y 审核”, as the case page and the refusal say it."""
    when: datetime | None = material.verified_at
    return _t("已由 %(who)s 于 %(when)s 审核") % {
        "who": material.verified_by or _t("系统"),
        "when": timezone.localtime(when).strftime("%Y-%m-%d %H:%M") if when else "",
    }


def _lists(step: CaseStep, material: CaseMaterial) -> bool:
    return same(material.name) in {same(str(name)) for name in step.checks}


def _over(material: CaseMaterial, steps: list[CaseStep]) -> bool:
    """The step of its verification is done; of older rows, which name none, any step that ended since then."""
    if material.verified_step_id:
        return any(step.pk == material.verified_step_id and step.state == CaseStep.State.DONE for step in steps)
    at = material.verified_at
    return at is not None and any(step.ended_at is not None and step.ended_at >= at for step in steps)
