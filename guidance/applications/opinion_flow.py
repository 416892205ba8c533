"""The verbs of opinions: ask another bureau, answer as that bureau, call the question back."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from accounts.models import Bureau
from guidance.cases import permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.models import Case, Message
from guidance.cases.registry import VerbForm, register
from guidance.cases.states import Kind, State
from guidance.cases.uploading import FilesField
from guidance.cases.verb_forms import long_text, offer
from guidance.clock import calendar

from . import deadlines
from .hands import note_review, reader
from .models import CaseMaterial
from .opinions import Opinion
from .papers.issuing import issue
from .papers.kinds import PaperKind
from .promises.telling import day_of, tell_desk

ANSWER_DAYS = 5
"""Working days for an answer where the asker sets nothing else."""
LONGEST = 20
FILES = 5
ASKED_IN = (State.ACCEPTED, State.REVIEW, State.SUSPENDED)


class AskOpinionForm(VerbForm):
    bureau = forms.ModelChoiceField(Bureau.objects.all(), label=_("征求哪个机构"), empty_label=_("请选择机构"))
    reason = long_text(
        _("征求什么意见"), help_text=_("对方看得到这段话、事项名称和下面勾选的材料，看不到这件的别的内容。")
    )
    materials = forms.ModelMultipleChoiceField(
        CaseMaterial.objects.none(), label=_("给对方看的材料"), required=False, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=_("几个工作日内回复"), min_value=1, max_value=LONGEST, initial=ANSWER_DAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "bureau", Bureau.objects.exclude(pk=_asking(self.case, self.actor).pk))
        offer(self, "materials", CaseMaterial.objects.filter(case=self.case))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        bureau = cleaned.get("bureau")
        asking = _asking(self.case, self.actor)
        waiting = self.case.opinions.waiting().filter(bureau=bureau).select_related("case__bureau", "paper__bureau")
        if bureau and any(row.asker == asking for row in waiting):
            self.add_error("bureau", _("已经在等这个机构的意见；要改问别的，请先撤回。"))
        return cleaned


class AnswerOpinionForm(VerbForm):
    opinion = forms.ModelChoiceField(Opinion.objects.none(), widget=forms.HiddenInput)
    conclusion = forms.ChoiceField(label=_("结论"), choices=Opinion.Conclusion.choices, widget=forms.RadioSelect)
    reason = long_text(_("意见"), help_text=_("只给征求意见的机构看，不给申请人看。"))
    attachments = FilesField(label=_("附件"), required=False, max_files=FILES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "opinion", _owed(self.case, self.actor))


class RecallOpinionForm(VerbForm):
    opinion = forms.ModelChoiceField(Opinion.objects.none(), label=_("撤回哪个机构的"), empty_label=None)
    reason = long_text(_("理由"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [row.pk for row in _recallable(self.case, self.actor)]
        offer(self, "opinion", Opinion.objects.filter(pk__in=mine).select_related("bureau"))


def _asking(case: Case, actor: Actor) -> Bureau:
    """For which bureau somebody asks: their own where it takes part in the case, else the one that leads it."""
    user = actor.user
    if user is not None and user.bureau is not None and permissions.takes_part(case, user):
        return user.bureau
    return case.bureau


def _recallable(case: Case, actor: Actor) -> list[Opinion]:
    """The questions not answered yet that somebody may call back: their bureau's; all, for a supervisor of the lead."""
    asking, chief = _asking(case, actor), permissions.supervisor(case, actor) is None
    waiting = case.opinions.waiting().select_related("case__bureau", "paper__bureau")
    return [row for row in waiting if chief or row.asker == asking]


def _owed(case: Case, actor: Actor) -> Any:
    """The questions that the actor's bureau has yet to answer on a case."""
    bureau = actor.user.bureau_id if actor.user else None
    return Opinion.objects.waiting().filter(case=case, bureau=bureau)


def ask_opinion(doing: Doing) -> None:
    bureau, case = doing.data["bureau"], doing.case
    row = Opinion(
        case=case,
        bureau=bureau,
        question=doing.reason,
        materials=[material.order for material in doing.data["materials"]],
        asked_by=doing.actor.user,
        asked_at=doing.now,
        days=doing.data["days"],
    )
    row.due_at = deadlines.opinion_due(row, calendar.load_all())
    doing.save(row)
    doing.facts.update(bureau=str(bureau), days=row.days, due_at=row.due_at.isoformat())
    asking = _asking(case, doing.actor)
    row.paper = issue(doing, PaperKind.OPINION, bureau=asking)
    doing.save(row)
    url, due = reverse("opinion", args=[row.pk]), day_of(row.due_at)
    tell_desk(doing, "staff.opinion", bureau, url, asker=asking.display_name, due=due)


def answer_opinion(doing: Doing) -> None:
    """Keep the other bureau's answer with the case, where its own clerks read it."""
    row = _under_lock(doing)
    row.conclusion = doing.data["conclusion"]
    row.answer = doing.reason
    row.answered_by = doing.actor.user
    row.answered_at = doing.now
    doing.save(row)
    words = {"bureau": row.bureau, "conclusion": row.get_conclusion_display(), "answer": doing.reason}
    line = doing.say(_t("%(bureau)s回复意见：%(conclusion)s。%(answer)s") % words, Message.Side.INTERNAL)
    doing.attach(doing.data.get("attachments") or [], line)
    doing.facts.update(bureau=str(row.bureau), conclusion=row.conclusion)
    if row.bureau_id != doing.case.bureau_id:
        note_review(doing)
    desk = row.asker if row.asker != doing.case.bureau else None
    people, said = [row.asked_by] if row.asked_by else [], row.get_conclusion_display()
    tell_desk(doing, "staff.answered", desk, people=people, who=row.bureau, conclusion=said)


def recall_opinion(doing: Doing) -> None:
    row = _under_lock(doing)
    row.recalled_at = doing.now
    doing.save(row)
    doing.facts["bureau"] = str(row.bureau)


def _under_lock(doing: Doing) -> Opinion:
    row = Opinion.objects.waiting().filter(pk=doing.data["opinion"].pk).select_related("bureau").first()
    if row is None:
        raise Refused(_t("这条意见已经回复或撤回。"), code="opinion-over")
    return row


def _asked(case: Case, actor: Actor) -> permissions.Answer:
    """A clerk or supervisor of a bureau that owes an answer: the one verb that reaches another bureau's case."""
    if actor.user is None or not actor.is_staff or not permissions.works_at_a_desk(actor.user):
        return _t("需要“经办”或“督查”角色。")
    return None if _owed(case, actor).exists() else _t("没有等您的机构回复的意见。")


def _recaller(case: Case, actor: Actor) -> permissions.Answer:
    """Who asked: a desk of the bureau that takes part, whoever has the case or a step of the lead, or its supervisor."""
    if actor.user is not None and permissions.takes_part(case, actor.user):
        refusal = permissions.seat(case, actor)
    else:
        refusal = reader(case, actor)
    if refusal or not _waiting(case) or _recallable(case, actor):
        return refusal
    return _t("只有发函征求意见的机构或牵头机构的督查可以撤回。")


def _waiting(case: Case) -> bool:
    return any(row.answered_at is None and row.recalled_at is None for row in case.opinions.all())


def _waits(case: Case, now: datetime) -> str | None:
    return None if _waiting(case) else _t("没有等着回复的意见。")


def install() -> None:
    """Called once, from the app's `ready()`."""
    kinds = [Kind.APPLICATION]
    register(
        "ask_opinion", _("征求意见"), kinds=kinds, sources=ASKED_IN, ask=reader, run=ask_opinion, form=AskOpinionForm,
        public=False, order=42,
    )  # fmt: skip
    register(
        "answer_opinion", _("回复意见"), kinds=kinds, sources=ASKED_IN, ask=_asked, run=answer_opinion,
        form=AnswerOpinionForm, public=False, tone="primary", elsewhere=True,
    )  # fmt: skip
    register(
        "recall_opinion", _("撤回征求意见"), kinds=kinds, sources=ASKED_IN, ask=_recaller, run=recall_opinion,
        form=RecallOpinionForm, ready=_waits, public=False, order=43,
    )  # fmt: skip
