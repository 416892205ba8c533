"""A theme's draft becomes cases under one joint case; a case that must wait begins when the one before it is granted."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from forms import uploads
from forms.uploads import Held
from guidance.cases import access, actors, codes, flow, numbers, permissions, registry
from guidance.cases.doing import Doing
from guidance.cases.models import Case
from guidance.cases.registry import register
from guidance.cases.states import Kind, State
from guidance.notices import outbox
from guidance.notices.texts import compose
from items.models import ItemPage
from items.verifying import same

from .. import deadlines, steps
from ..ending import terminate
from ..filling import kept
from ..joint import ask_to_look
from ..models import RESULT, CaseMaterial
from ..submit import Submission, Within, submit
from .filling import Joint
from .models import JointCase, JointDraft, JointEntry, JointWait

LOST = (State.REFUSED, State.DENIED, State.WITHDRAWN, State.TERMINATED, State.CLOSED)
"""Where a case stands when nothing can follow it, unless it was granted."""


def sent_as(key: Any) -> JointCase | None:
    """The joint case that the draft of that key has become."""
    return JointCase.objects.filter(key=key).first()


def send(draft: JointDraft, *, language: str = "zh-hans", now: datetime | None = None) -> JointCase:
    """Make the draft cases, all or none, once: whoever sends it again is led to the same joint case.

    Refused if another page changed it since this one was read, or an item can no longer be applied for.
    """
    moment = now or timezone.now()

    def make() -> JointCase:
        joint = Joint(draft)
        if len(joint.lanes) < len(draft.items):
            raise Refused(_t("有事项刚停止网上申请，请返回核对要办的事项。"), code="not-online")
        if not joint.is_complete:
            raise Refused(_t("还有内容没有填完，请核对后再提交。"), code="incomplete", status=422)
        return open_joint(joint, key=draft.key, language=language, now=moment)

    return kept.send_once(draft, lambda: sent_as(draft.key), make)


def open_joint(joint: Joint, *, key: Any, language: str, now: datetime) -> JointCase:
    """The joint case with its cases, in the order of what waits for what. Within a transaction."""
    theme = joint.theme
    row = JointCase(
        number=numbers.next_number(now), code_salt=codes.new_salt(), key=key, theme=theme, title=theme.title,
        version=theme.last_published_at.isoformat() if theme.last_published_at else "",
        bureau=theme.lead or joint.lanes[0].item.bureau, submitted_at=now,
        situation=[{"question": line.question, "answer": line.answer} for line in joint.bundle.lines],
    )  # fmt: skip
    _save(row, now)
    entries: dict[int, JointEntry] = {}
    taken: set[str] = set()
    for order, lane in enumerate(joint.lanes, start=1):
        item = ItemPage.objects.select_related("bureau", "form").get(pk=lane.item.pk)
        befores = [entries[pk] for pk in joint.after.get(item.pk, ())]
        submission = _own_files(joint.submission(lane), taken)
        opened = submit(
            submission, actors.citizen(), key=f"web:joint:{key}:{item.pk}", language=language, now=now,
            within=Within(row.code_salt, row.number, waits=bool(befores)),
        )  # fmt: skip
        entries[item.pk] = JointEntry(joint=row, case=opened.case, order=order)
        _save(entries[item.pk], now)
        for before in befores:
            _save(JointWait(entry=entries[item.pk], before=before), now)
    _tell(row, joint, now)
    return row


def _save(row: Any, now: datetime) -> None:
    row._history_date, row._change_reason = now, _t("提交一件事申请")
    row.save()


def _own_files(submission: Submission, taken: set[str]) -> Submission:
    """A file belongs to one case: for each further case that needs the same paper it is copied, in its answers too."""
    copies: dict[str, Held] = {}

    def own(held: Iterable[Held]) -> list[Held]:
        found = []
        for one in held:
            mine = uploads.copy(one, submission.owner) if one.token in taken else one
            taken.add(mine.token)
            copies[one.token] = mine
            found.append(mine)
        return found

    files = {key: own(held) for key, held in submission.files.items()}
    answers = {key: _with_copies(answer, copies) for key, answer in submission.answers.items()}
    agency = submission.agency
    own_agency = agency and replace(agency, files=tuple(own(agency.files)))
    return replace(submission, answers=answers, files=files, agency=own_agency)


def _with_copies(answer: Any, copies: dict[str, Held]) -> Any:
    """An answer whose files are the case's own."""
    if isinstance(answer, dict) and "token" in answer:
        return copies[answer["token"]].as_answer() if answer["token"] in copies else answer
    if isinstance(answer, dict):
        return {key: _with_copies(one, copies) for key, one in answer.items()}
    return [_with_copies(one, copies) for one in answer] if isinstance(answer, list) else answer


def _tell(row: JointCase, joint: Joint, now: datetime) -> None:
    """One notice for all."""
    url = settings.HALL_BASE_URL + reverse("progress") + f"?number={row.number}"
    words = {"number": row.number, "code": row.query_code, "url": url, "count": len(joint.lanes), "title": row.title}
    subject, body = compose("joint.received", **words)
    outbox.add_all(
        [("sms", joint.contact.cleaned_data["phone"])], f"{row.number}:joint", kind="joint.received", subject=subject, body=body,
        case_number=row.number, bureau=row.bureau, at=now,
    )  # fmt: skip


def begin(doing: Doing) -> str:
    """All it waited for is granted: received now, its first step opens, and the earlier results are among its papers."""
    for before in waited_for(doing.case):
        _fill_from(doing, before)
    steps.open_next(doing)
    deadlines.set_acceptance(doing)
    ask_to_look(doing)
    doing.notify("case.received")
    return State.RECEIVED


def _fill_from(doing: Doing, before: Case) -> None:
    names = {same(row["name"]) for row in before.snapshot.get("results") or []}
    kept = before.attachments.filter(key=RESULT)
    number = before.application.result_number
    for material in doing.case.materials.all():
        if same(material.name) not in names:
            continue
        copies = [uploads.copy(_held(row), "") for row in kept]
        doing.attach(copies, key=material.key)
        material.state, material.verified_at = CaseMaterial.State.VERIFIED, doing.now
        material.note = _t("取自“%(title)s”（%(number)s）的办理结果 %(result)s") % {
            "title": before.title, "number": before.number, "result": number,
        }  # fmt: skip
        doing.save(material)
        doing.facts.setdefault("filled", []).append(material.name)


def _held(row: Any) -> Held:
    return Held(row.token, row.name, row.size, row.content_type, row.sha256)


def drop(doing: Doing) -> str:
    """What it waited for came to nothing: it cannot begin, and the applicant is told why."""
    before = next(one for one in waited_for(doing.case) if is_lost(one))
    words = {"title": before.title, "number": before.number, "state": before.get_state_display()}
    doing.reason = _t("要先办成的“%(title)s”（%(number)s）是“%(state)s”，这件不再继续。需要时可以另行申请。") % words
    return terminate(doing)


def waited_for(case: Case) -> list[Case]:
    """The cases that must be granted before this one begins."""
    entry = getattr(case, "joint_entry", None)
    return [one.case for one in entry.after.select_related("case__application")] if entry is not None else []


def is_lost(case: Case) -> bool:
    """Whether a case came to nothing, so that nothing can follow it."""
    return case.state in LOST and not case.application.is_granted


def _may_begin(case: Case, now: datetime) -> str | None:
    left = [before.title for before in waited_for(case) if not before.application.is_granted]
    return _t("要等“%s”办成。") % "”“".join(left) if left else None


def _is_lost(case: Case, now: datetime) -> str | None:
    return None if any(map(is_lost, waited_for(case))) else _t("前面的事项还在办。")


def follow(case: Case) -> None:
    """Within every verb: what waited for the case begins, or ends with it."""
    if case.kind != Kind.APPLICATION or case.state not in (State.GRANTED, *LOST):
        return
    settle(list(Case.objects.filter(state=State.WAITING, joint_entry__after__case=case)), timezone.now())


def settle(waiting: Iterable[Case], now: datetime) -> int:
    """Begin, or end, what need not wait any longer; how many."""
    count = 0
    for case in waiting:
        for verb in ("joint_begin", "joint_drop"):
            with suppress(Refused):
                flow.perform(case, verb, actors.system(), now=now)
                count += 1
                break
    return count


def leading(number: str) -> Iterable[str]:
    """Who has the joint case open has its cases open."""
    return JointEntry.objects.filter(case__number=number).values_list("joint__number", flat=True)


def look_up(number: str, code: str) -> JointCase | None:
    """The joint case that number and code open together."""
    found = JointCase.objects.filter(number=number).first()
    return found if found is not None and codes.matches(found.code_salt, code) else None


def install() -> None:
    """Called once, from the app's `ready()`."""
    shared: dict[str, Any] = {
        "kinds": [Kind.APPLICATION], "sources": [State.WAITING], "ask": permissions.clock, "by_time": True, "order": 99,
    }  # fmt: skip
    register(
        "joint_begin", _("前面的事项已办成，收件"), run=begin, ready=_may_begin, targets=[State.RECEIVED], **shared
    )
    register(
        "joint_drop", _("前面的事项没有办成，终止"), run=drop, ready=_is_lost, targets=[State.TERMINATED], **shared
    )
    registry.on_change(follow)
    access.along(leading)
    access.elsewhere(look_up, "joint-progress")
