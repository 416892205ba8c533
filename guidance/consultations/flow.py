"""Questions: how they are asked, answered, extended, asked again and published."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from guidance.cases import permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.flow import Applicant, Opened, Opening, open_case
from guidance.cases.models import Case, DeskRules, Message
from guidance.cases.registry import register
from guidance.cases.states import Kind, State
from guidance.cases.verb_forms import PublicReasonForm, ReasonForm
from guidance.clock.due import Span, Unit
from items.models.stamp import key_of, touch

from . import searching
from .forms import AnswerForm, AskAgainForm, ExtendForm, PublishForm
from .models import Consultation
from .privacy import masked

if TYPE_CHECKING:
    from accounts.models import Bureau
    from forms.uploads import Held
    from items.models import ItemPage

ASK_AGAIN_DAYS = 10
"""Calendar days after the answer within which the same question may be asked again, once."""
OPEN = (State.SUBMITTED, State.ASSIGNED, State.WORKING)


@dataclass(frozen=True)
class Question:
    """What a citizen asks, checked by `AskForm`."""

    text: str
    bureau: "Bureau"
    applicant: Applicant
    item: "ItemPage | None" = None
    may_publish: bool = False
    files: tuple["Held", ...] = ()


def title_of(question: str) -> str:
    """The first line of a question, without personal data, cut to what a list shows."""
    first = masked(question.strip().splitlines()[0])
    return first if len(first) <= 60 else first[:59] + "…"


def fingerprint(question: Question) -> list[Any]:
    """What makes two posts the same question: all that the case keeps. Files count by content."""
    item = question.item.pk if question.item else None
    files = [held.sha256 for held in question.files]
    return [question.text, question.bureau.pk, item, question.may_publish, files, *astuple(question.applicant)]


def ask(
    question: Question,
    actor: Actor,
    *,
    key: str | None,
    payload: Any = None,
    channel: str = "web",
    language: str = "zh-hans",
    now: datetime | None = None,
) -> Opened:
    """Open a consultation; the bureau's reply days run from today.

    `payload` is what the key stands for, where that is not what was asked for itself.
    """
    if not question.text.strip():
        raise Invalid(_t("请填写您的问题。"), {"question": [_t("请填写您的问题。")]})
    opening = Opening(
        kind=Kind.CONSULTATION,
        state=State.SUBMITTED,
        title=title_of(question.text),
        bureau=question.bureau,
        item=question.item,
        verb="ask",
        label=_("提交咨询"),
        applicant=question.applicant,
        channel=channel,
        language=language,
        key=key,
        payload=payload or fingerprint(question),
    )

    def setup(doing: Doing) -> None:
        doing.save(Consultation(case=doing.case, question=question.text.strip(), may_publish=question.may_publish))
        line = doing.say(question.text)
        doing.attach(question.files, line)
        _set_reply_due(doing, extended=False)
        doing.notify("consultation.received")

    return open_case(opening, actor, setup, now=now)


def _set_reply_due(doing: Doing, *, extended: bool, since: datetime | None = None) -> None:
    rules = DeskRules.of(doing.case.bureau)
    days = rules.reply_days_extended if extended else rules.reply_days
    doing.set_due(Span(days, Unit.WORKING), _("答复咨询"), since or doing.case.submitted_at)


def answer(doing: Doing) -> str:
    row = doing.case.consultation
    row.answer = doing.data["answer"]
    row.answered_at = doing.now
    row.answered_by = doing.actor.user
    doing.save(row)
    line = doing.say(row.answer, Message.Side.OFFICE)
    doing.attach(doing.data.get("attachments") or [], line)
    doing.facts["due_at_was"] = doing.case.due_at.isoformat() if doing.case.due_at else None
    doing.notify("consultation.answered")
    return State.ANSWERED


def extend(doing: Doing) -> None:
    row = doing.case.consultation
    row.extended = True
    doing.save(row)
    _set_reply_due(doing, extended=True, since=_asked_at(doing.case))
    doing.say(_t("延期答复。原因：%(reason)s") % {"reason": doing.reason}, Message.Side.OFFICE)
    doing.notify("consultation.extended")


def _asked_at(case: Case) -> datetime:
    again = case.events.filter(verb="ask_again").last()
    return again.at if again else case.submitted_at


def refuse(doing: Doing) -> str:
    doing.say(doing.reason, Message.Side.OFFICE)
    doing.notify("consultation.refused")
    return State.REFUSED


def publish(doing: Doing) -> str:
    row = doing.case.consultation
    row.public_question = doing.data["question"]
    row.public_answer = doing.data["answer"]
    row.published_at = doing.now
    doing.save(row)
    _shown_anew(doing.case)
    return State.PUBLISHED


def unpublish(doing: Doing) -> str:
    row = doing.case.consultation
    row.published_at = None
    doing.save(row)
    _shown_anew(doing.case)
    return State.ANSWERED


def _shown_anew(case: Case) -> None:
    """The guide shows what was asked about it: its kept page is no longer good; and the search finds it, or no more."""
    searching.changed(case)
    if case.item:
        touch(key_of(case.item.address))


def ask_again(doing: Doing) -> str:
    row = doing.case.consultation
    row.asked_again = True
    row.extended = False
    doing.save(row)
    doing.say(doing.data["question"])
    _set_reply_due(doing, extended=False, since=doing.now)
    return State.WORKING if doing.case.owner_id else State.ASSIGNED


def withdraw(doing: Doing) -> str:
    return State.WITHDRAWN


def _not_extended(case: Case, now: datetime) -> str | None:
    return _t("已延期过一次，不能再延期。") if case.consultation.extended else None


def _may_ask_again(case: Case, now: datetime) -> str | None:
    row = case.consultation
    if row.asked_again:
        return _t("每件咨询可以重新提问一次，您已用过。需要时请另提新的咨询。")
    if row.answered_at and now > row.answered_at + timedelta(days=ASK_AGAIN_DAYS):
        return _t("答复已超过%(days)s天，请另提新的咨询。") % {"days": ASK_AGAIN_DAYS}
    return None


def _agreed_to_publish(case: Case, now: datetime) -> str | None:
    return None if case.consultation.may_publish else _t("申请人没有同意公开。")


def install() -> None:
    """Called once, from the app's `ready()`."""
    kinds = [Kind.CONSULTATION]
    register("answer", _("答复"), kinds=kinds, sources=[State.ASSIGNED, State.WORKING, State.SUBMITTED], ask=permissions.handler, run=answer,
             form=AnswerForm, tone="primary", order=10, targets=[State.ANSWERED])  # fmt: skip
    register("extend", _("延期"), kinds=kinds, sources=OPEN, ask=permissions.handler, run=extend, form=ExtendForm,
             ready=_not_extended, order=30)  # fmt: skip
    register("refuse", _("不予受理"), kinds=kinds, sources=OPEN, ask=permissions.handler, run=refuse,
             form=PublicReasonForm, tone="warning", order=40, targets=[State.REFUSED])  # fmt: skip
    register("publish", _("公开问答"), kinds=kinds, sources=[State.ANSWERED], ask=permissions.handler, run=publish,
             form=PublishForm, ready=_agreed_to_publish, tone="primary", order=15,
             targets=[State.PUBLISHED])  # fmt: skip
    register("unpublish", _("取消公开"), kinds=kinds, sources=[State.PUBLISHED], ask=permissions.handler,
             run=unpublish, form=ReasonForm, tone="warning", order=16,
             targets=[State.ANSWERED])  # fmt: skip
    register("ask_again", _("重新提问"), kinds=kinds, sources=[State.ANSWERED], ask=permissions.applicant,
             run=ask_again, form=AskAgainForm, ready=_may_ask_again, order=20,
             targets=[State.ASSIGNED, State.WORKING])  # fmt: skip
    register("withdraw", _("撤回咨询"), kinds=kinds, sources=OPEN, ask=permissions.applicant, run=withdraw,
             tone="warning", order=90, targets=[State.WITHDRAWN])  # fmt: skip
