"""Joint approval (联合审批): which cases are joint, who takes part in one, and what becomes of each bureau's verdict."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t

from accounts.errors import Refused
from guidance.cases.doing import Doing
from guidance.cases.models import Case, Message, Participation

if TYPE_CHECKING:
    from .models import CaseStep

JOINT_DECISION_DAYS = 45
"""Working days to decide where several bureaus handle a licence together; 行政许可法 art. 42, with art. 26."""
JOINT_EXTENSION_MAX = 15
"""Working days by which that may be extended, once; the same article."""


def elsewhere(case: Case, bureau_id: int | None) -> int | None:
    """The key of a step's bureau where it is not the case's own, else None."""
    return bureau_id if bureau_id != case.bureau_id else None


def bureaus_of(snapshot: dict[str, Any]) -> list[int]:
    """By key, the bureaus other than the item's own that its steps name, as published, each once in their order."""
    own = (snapshot.get("bureau") or {}).get("id")
    found = (step.get("bureau_id") for step in snapshot.get("steps") or [])
    return list(dict.fromkeys(pk for pk in found if pk and pk != own))


def is_joint(snapshot: dict[str, Any]) -> bool:
    """Whether the item as published gives steps to another bureau than its own."""
    return bool(bureaus_of(snapshot))


def join(doing: Doing) -> None:
    """Write who leads a joint case and who takes part, as its own copy of the guide says."""
    others = bureaus_of(doing.case.snapshot)
    roles = [(doing.case.bureau_id, Participation.Role.LEAD)] if others else []
    for pk, role in [*roles, *((pk, Participation.Role.PARTICIPANT) for pk in others)]:
        doing.save(Participation(case=doing.case, bureau_id=pk, role=role, joined_at=doing.now))


def part_of(case: Case, bureau_id: int | None) -> Participation | None:
    """A bureau's part in a case that another leads, or None."""
    rows = case.participations.participants().select_related("bureau")
    return rows.filter(bureau=bureau_id).first() if bureau_id else None


def disagreeing(case: Case) -> list[Participation]:
    """The parts of the bureaus that do not agree."""
    return [row for row in case.participations.all() if row.verdict == Participation.Verdict.DISAGREE]


def meet_disagreement(doing: Doing) -> None:
    """Keep with the decision which bureaus did not agree, and how the lead met what they said."""
    against = disagreeing(doing.case)
    if not against:
        return
    if not doing.data.get("met"):
        raise Refused(_t("联办机构刚提出不同意见，请重新打开本页，写明怎样处理。"), code="disagreement")
    doing.facts["against"] = [{"bureau": str(row.bureau), "reason": row.reason} for row in against]
    doing.facts["met"] = doing.data["met"]
    doing.say(_t("对不同意见的处理：%(text)s") % {"text": doing.data["met"]}, Message.Side.INTERNAL)


def agreed(doing: Doing, step: "CaseStep") -> None:
    """After a step of another bureau: once all of its steps are over, it agrees, unless it has said that it does not."""
    part = part_of(doing.case, step.bureau_id)
    if part is None or any(not row.is_over for row in doing.case.steps.filter(bureau=step.bureau_id)):
        return
    part.verdict = part.verdict or Participation.Verdict.AGREE
    part.reason = part.reason or doing.reason
    part.ended_at = doing.now
    doing.save(part)


def look_anew(doing: Doing) -> None:
    """The papers have changed: no bureau has looked at them as they are now. What it missed stays in the history."""
    for part in doing.case.participations.exclude(checked_at=None):
        part.checked_at, part.missing, part.missing_reason = None, [], ""
        doing.save(part)


def anew(doing: Doing, steps: "Iterable[CaseStep]") -> None:
    """Steps were sent back: their bureaus will say anew what they think."""
    for pk in {step.bureau_id for step in steps} - {None}:
        if part := part_of(doing.case, pk):
            part.verdict, part.reason, part.ended_at = "", "", None
            doing.save(part)
