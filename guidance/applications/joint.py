"""Joint approval (联合审批): which cases are joint, who takes part in one, and what becomes of each bureau's verdict."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t

from accounts.errors import Refused
from guidance.cases.doing import Doing
from guidance.cases.due_words import JOINT_DAYS
from guidance.cases.models import Case, Message, Participation

from .opinions import Opinion
from .promises.telling import day_of, tell_desk

if TYPE_CHECKING:
    from .models import CaseMaterial, CaseStep

JOINT_DECISION_DAYS = JOINT_DAYS
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


def ask_to_look(doing: Doing) -> None:
    """The five days run: each bureau that takes part is told to look at the papers, for the one notice of what lacks."""
    due, lead = day_of(doing.case.due_at), doing.case.bureau.display_name
    for part in doing.case.participations.participants().select_related("bureau"):
        tell_desk(doing, "staff.joint", part.bureau, due=due, lead=lead)


def tell_begun(doing: Doing, opened: "Iterable[CaseStep]") -> None:
    """Steps of bureaus that take part have begun: each of them is told, once for all of its steps."""
    for bureau in {step.bureau_id: step.bureau for step in opened if step.bureau is not None}.values():
        tell_desk(doing, "staff.joint_begins", bureau)


def part_of(case: Case, bureau_id: int | None) -> Participation | None:
    """A bureau's part in a case that another leads, or None."""
    rows = case.participations.participants().select_related("bureau")
    return rows.filter(bureau=bureau_id).first() if bureau_id else None


def _others(case: Case | None) -> list[Participation]:
    return [part for part in case.participations.all() if not part.leads] if case else []


def silent(case: Case | None) -> list[str]:
    """The bureaus that take part and have not looked at the papers yet."""
    return [str(part.bureau) for part in _others(case) if part.checked_at is None]


def wanting(case: Case | None) -> list[dict[str, str]]:
    """What bureaus that take part have asked the applicant for: {bureau, reason}."""
    return [
        {"bureau": str(part.bureau), "reason": part.missing_reason} for part in _others(case) if part.missing_reason
    ]


def asked_of(case: Case, merged: str) -> "Callable[[CaseMaterial], str]":
    """Of one merged notice, what concerns a paper: the lines of the bureaus that miss it, else the lead's own words.

    Where neither says a word of it: that it is missing. Ask before the paper's state changes.
    """
    lines, rest = _apart(case, merged)

    def note(material: "CaseMaterial") -> str:
        own = [line for part, line in lines if material.order in part.missing]
        return "\n".join(own) or rest or _unsaid(material)

    return note


def _apart(case: Case, merged: str) -> tuple[list[tuple[Participation, str]], str]:
    """The lines of each bureau, as the lead left them, and what is left: the lead's own words."""
    lines, rest = [], merged
    for part in _others(case):
        if part.missing_reason and line_of(part) in rest:
            lines.append((part, line_of(part)))
            rest = rest.replace(line_of(part), "")
    left = [line for line in rest.splitlines() if line.strip()]
    for part in _others(case):
        changed = [line for line in left if line.startswith(f"{part.bureau}：")]
        lines += [(part, line) for line in changed]
        left = [line for line in left if line not in changed]
    return lines, "\n".join(left)


def _unsaid(material: "CaseMaterial") -> str:
    """What is said of a paper that no bureau has said anything of."""
    if material.state == material.State.MISSING:
        return _t("还没有提交")
    return material.note or _t("请看补正告知书")


def line_of(part: Participation) -> str:
    """What a bureau misses, as the merged notice says it."""
    return f"{part.bureau}：{part.missing_reason}"


def disagreeing(case: Case) -> list[Participation]:
    """The parts of the bureaus that do not agree."""
    return [row for row in case.participations.all() if row.verdict == Participation.Verdict.DISAGREE]


def against(case: Case) -> list[dict[str, str]]:
    """What stands against granting, {bureau, reason}: of bureaus that take part, and of those whose opinion was asked."""
    parts = [{"bureau": str(row.bureau), "reason": row.reason} for row in disagreeing(case)]
    opinions = [row for row in case.opinions.all() if row.conclusion == Opinion.Conclusion.DISAGREE]
    return [*parts, *({"bureau": str(row.bureau), "reason": row.answer} for row in opinions)]


def meet_disagreement(doing: Doing) -> None:
    """Keep with the decision which bureaus did not agree, and how the lead met what they said."""
    found = against(doing.case)
    if not found:
        return
    if not doing.data.get("met"):
        raise Refused(_t("刚有机构提出不同意见，请重新打开本页，写明怎样处理。"), code="disagreement")
    doing.facts["against"] = found
    doing.facts["met"] = doing.data["met"]
    doing.say(_t("对不同意见的处理：%(text)s") % {"text": doing.data["met"]}, Message.Side.INTERNAL)


def agreed(doing: Doing, step: "CaseStep") -> None:
    """After a step of another bureau: once all of its steps are over, it agrees, unless it has said that it does not."""
    part = part_of(doing.case, step.bureau_id)
    if part is None or any(not row.is_over for row in doing.case.steps.filter(bureau=step.bureau_id)):
        return
    part.verdict = part.verdict or Participation.Verdict.AGREE
    part.reason = part.reason or _in_whose_words(doing, step)
    part.ended_at = doing.now
    doing.save(part)
    if all(row.ended_at for row in doing.case.participations.participants()):
        tell_desk(doing, "staff.joint_done", due=day_of(doing.case.due_at) if doing.case.due_at else "")


def _in_whose_words(doing: Doing, step: "CaseStep") -> str:
    """The reason; where somebody of another bureau closed the step in its place, that is said."""
    user = doing.actor.user
    if user is None or user.bureau_id == step.bureau_id:
        return doing.reason
    return _t("由%(bureau)s代为完成：%(reason)s") % {"bureau": user.bureau or user, "reason": doing.reason}


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
