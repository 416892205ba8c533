"""The verbs of bureaus that take part in a joint case: say what is missing before acceptance, disagree after it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotAllowed, Refused
from guidance.cases import deputies, permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.models import Case, Message, Participation
from guidance.cases.registry import VerbForm, register
from guidance.cases.states import Kind, State
from guidance.cases.verb_forms import long_text, offer

from . import joint, steps
from .hands import Hands
from .models import CaseMaterial, CaseStep
from .promises.telling import tell_desk
from .step_forms import PassForm, passable


class MissingForm(VerbForm):
    """What a bureau lacks, for the one notice that the lead sends (行政许可法 art. 32: 一次告知)."""

    materials = forms.ModelMultipleChoiceField(
        CaseMaterial.objects.none(), label=_("需补正的材料"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = long_text(
        _("需要补正的内容"),
        required=False,
        help_text=_("牵头机构把各机构的内容合成一份补正告知书，申请人会看到。不缺什么就留空。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "materials", CaseMaterial.objects.filter(case=self.case))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("materials") and not cleaned.get("reason"):
            self.add_error("reason", _("请写明这些材料缺什么、怎样才合要求。"))
        return cleaned


class DisagreeForm(PassForm):
    reason = long_text(_("不同意的理由"), help_text=_("写明依据。由牵头机构处理，不给申请人看。"))

    def offered(self) -> list[CaseStep]:
        return [step for step in super().offered() if step.bureau_id]


def state_missing(doing: Doing) -> None:
    """Keep what the actor's bureau misses; said again, it replaces what was said before."""
    part = _own_part(doing.case, doing.actor)
    if part is None:
        raise NotAllowed(_t("您的机构不是这件的联办机构。"))
    part.checked_at = doing.now
    part.missing = [material.order for material in doing.data["materials"]]
    part.missing_reason = doing.reason
    doing.save(part)
    doing.facts.update(bureau=str(part.bureau), materials=[row.name for row in doing.data["materials"]])


def disagree(doing: Doing) -> str:
    """Close one's step without agreeing. The case goes on; the lead meets the reason when it decides."""
    hands = Hands(doing.case)
    chosen = doing.data["step"]
    step = next((row for row in passable(hands) if row.pk == chosen.pk and row.bureau_id), None)
    if step is None:
        raise Refused(_t("环节“%(name)s”已经完成。") % {"name": chosen.name}, code="step-done")
    if not hands.works_on(step, doing.actor.user):
        raise NotAllowed(hands.whose(step), code="step-not-yours")
    doing.instead_of = deputies.instead_of(hands.holder(step), doing.actor)
    part = joint.part_of(doing.case, step.bureau_id)
    if part is not None:
        part.verdict, part.reason = Participation.Verdict.DISAGREE, doing.reason
        doing.save(part)
    steps.finish(doing, [step], doing.reason)
    joint.agreed(doing, step)
    words = {"bureau": step.bureau, "step": step.name, "reason": doing.reason}
    doing.say(_t("%(bureau)s在环节“%(step)s”不同意：%(reason)s") % words, Message.Side.INTERNAL)
    opened = steps.open_next(doing)
    tell_desk(doing, "staff.disagreed", who=step.bureau)
    doing.facts.update(step=step.name, bureau=str(step.bureau), opened=[row.name for row in opened])
    return State.REVIEW


def _own_part(case: Case, actor: Actor) -> Participation | None:
    return joint.part_of(case, actor.user.bureau_id if actor.user else None)


def _participant(case: Case, actor: Actor) -> permissions.Answer:
    """A clerk or supervisor of a bureau that takes part without leading."""
    if actor.user is None or not permissions.takes_part(case, actor.user):
        return _t("只有联办机构可以这样做。")
    return permissions.seat(case, actor)


def _dissenter(case: Case, actor: Actor) -> permissions.Answer:
    """Whoever has a step of a bureau that takes part in hand."""
    if refusal := permissions.seat(case, actor):
        return refusal
    hands = Hands(case)
    mine = any(step.bureau_id and hands.works_on(step, actor.user) for step in passable(hands))
    return None if mine else _t("没有在您手里的联办环节。")


def _is_joint(case: Case, now: datetime) -> str | None:
    return None if case.participations.all() else _t("这件不是联合审批。")


def install() -> None:
    """Called once, from the app's `ready()`."""
    kinds = [Kind.APPLICATION]
    register(
        "state_missing", _("提出要补正的材料"), kinds=kinds, sources=[State.RECEIVED], ask=_participant,
        run=state_missing, form=MissingForm, ready=_is_joint, public=False, tone="primary", order=12,
    )  # fmt: skip
    register(
        "disagree", _("不同意"), kinds=kinds, sources=[State.ACCEPTED, State.REVIEW], ask=_dissenter, run=disagree,
        form=DisagreeForm, targets=[State.REVIEW], ready=_is_joint, public=False, order=23,
    )  # fmt: skip
