"""前面环节已经审核过的…要坚决取消: a material verified at one step is read-only at the later ones, unless the item says why."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t

from guidance.cases.models import Case
from items.verifying import same

from .models import CaseMaterial, CaseStep


def step_for(material: CaseMaterial, steps: Iterable[CaseStep]) -> CaseStep | None:
    """The step under way at which the material is judged: the one that lists it, else the first; none between steps."""
    active = [step for step in steps if step.state == CaseStep.State.ACTIVE]
    return next((step for step in active if _lists(step, material)), active[0] if active else None)


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
    steps = list(case.steps.all())
    deferral = getattr(case, "deferral", None)
    apart = deferral.materials if deferral else []
    return [row for row in case.materials.all() if row.order not in apart and not settled(row, steps)]


def competent(material: CaseMaterial, steps: Iterable[CaseStep], user: Any, own: int) -> bool:
    """Whether the person's bureau judges the material: the bureaus whose steps list it, else the case's own (`own`).

    Who belongs to no bureau and sees them all may judge each.
    """
    named = {step.bureau_id or own for step in steps if _lists(step, material)} or {own}
    return user is None or user.bureau_id is None or user.bureau_id in named


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
