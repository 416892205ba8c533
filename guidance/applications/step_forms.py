"""What the verbs of steps ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from guidance.cases.registry import VerbForm
from guidance.cases.verb_forms import ClerkField, clerks_of, long_text, offer, offer_clerks
from items.choices import StepKind

from .forms import PapersForm
from .hands import Hands
from .models import DECISION_KIND, RECEIPT_KINDS, CaseStep
from .steps import stages

CLOSED_ELSEWHERE = (DECISION_KIND, StepKind.DELIVER.value)
"""Steps that the decision and the delivery close, each with what it needs."""


def passable(hands: Hands) -> list[CaseStep]:
    """The steps under way that are closed by an opinion alone."""
    return [step for step in hands.under_way if step.kind not in CLOSED_ELSEWHERE]


def earlier(hands: Hands, step: CaseStep) -> list[CaseStep]:
    """The steps that are over, before a step's own stage: what it can be sent back to."""
    found: list[CaseStep] = []
    for stage in stages(hands.steps):
        if any(row.pk == step.pk for row in stage):
            break
        found += [row for row in stage if row.state == CaseStep.State.DONE and row.kind not in RECEIPT_KINDS]
    return found


class StepForm(VerbForm):
    """A verb on one of the steps under way: those that the person may do it to."""

    step = forms.ModelChoiceField(CaseStep.objects.none(), label=_("环节"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hands = Hands(self.case)
        offer(self, "step", CaseStep.objects.filter(pk__in=[step.pk for step in self.offered()]))

    def offered(self) -> list[CaseStep]:
        """The steps to choose from."""
        return [step for step in self.hands.under_way if self.hands.works_on(step, self.actor.user)]


class PassForm(StepForm, PapersForm):
    reason = long_text(_("意见"), help_text=_("写入记录，不给申请人看。"))

    def offered(self) -> list[CaseStep]:
        return [step for step in passable(self.hands) if self.hands.works_on(step, self.actor.user)]

    @property
    def cautions(self) -> list[str]:
        """Why a step was sent back, to who does it again."""
        words = _t("“%(step)s”被退回重新办理：%(reason)s")
        back = [words % {"step": row.name, "reason": row.returned} for row in self.offered() if row.returned]
        return [*back, *super().cautions]


class TakeStepForm(StepForm):
    def offered(self) -> list[CaseStep]:
        return [step for step in self.hands.under_way if self.hands.may_take(step, self.actor.user)]


class ReturnForm(StepForm):
    to = forms.ModelChoiceField(CaseStep.objects.none(), label=_("退回到"), empty_label=_("请选择"))
    reason = long_text(_("退回理由"), help_text=_("写给重新办理的人，不给申请人看。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {row.pk for step in self.offered() for row in earlier(self.hands, step)}
        offer(self, "to", CaseStep.objects.filter(pk__in=found))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        step, target = cleaned.get("step"), cleaned.get("to")
        if step and target and target not in earlier(self.hands, step):
            self.add_error("to", _("只能退回到前面已经完成的环节。"))
        return cleaned


class GiveStepForm(StepForm):
    """One step, or all that the person may give; `owner` as the inbox's form for many cases names it too."""

    step = forms.ModelChoiceField(
        CaseStep.objects.none(), label=_("环节"), required=False, empty_label=_("全部进行中的环节")
    )
    owner = ClerkField(User.objects.none(), label=_("交给"), empty_label=_("请选择"))
    reason = long_text(_("说明"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_clerks(self, "owner", clerks_of(*{step.bureau or self.case.bureau for step in self.offered()}))

    def offered(self) -> list[CaseStep]:
        return [step for step in self.hands.under_way if self.hands.may_give(step, self.actor.user)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        owner = cleaned.get("owner")
        if owner is None:
            return cleaned
        chosen = [cleaned["step"]] if cleaned.get("step") else self.offered()
        cleaned["steps"] = [step for step in chosen if step.assignee_id != owner.pk]
        if not cleaned["steps"]:
            self.add_error("owner", _t("环节已经在%(name)s手里。") % {"name": owner})
        for step in cleaned["steps"]:
            if self.hands.barred(step, owner):
                self.add_error("owner", _t("%(name)s办过审查环节，按事项规定不得作决定。") % {"name": owner})
            elif not self.hands.fits(step, owner):
                words = {"name": owner, "post": step.role}
                self.add_error("owner", _t("%(name)s不在岗位“%(post)s”上，请选这个岗位的人。") % words)
        return cleaned
