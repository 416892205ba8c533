"""Who may do what to a case, told anew from plain rows: shares no line with `permissions`, `hands`, `deputies`, `scope`."""

from collections import defaultdict

from django.utils import timezone

from accounts.roles import Role
from guidance.applications.models import Application, CaseMaterial, CaseStep
from guidance.applications.opinions import Opinion
from guidance.applications.posts import PostHolder
from guidance.applications.promises.models import Deferral
from guidance.cases.models import Absence, Case, Event

from .world import Person

OVER = ("refused", "closed", "withdrawn", "terminated")
CLOSED_ELSEWHERE, RECEIPT = ("decide", "deliver"), ("receive", "accept")


class Facts:
    """The rows that decide, as they stand."""

    def __init__(self, case: Case) -> None:
        self.case = Case.objects.get(pk=case.pk)
        self.own, self.owner = self.case.bureau_id, self.case.owner_id
        self.steps = list(CaseStep.objects.filter(case=case).order_by("order"))
        self.doing = [step for step in self.steps if step.state == "active" and step.kind not in RECEIPT]
        named = {step.get("bureau_id") for step in self.case.snapshot["steps"]}
        self.partners = named - {None, self.case.snapshot["bureau"]["id"]}
        between = {step.name for step in self.steps if step.kind not in (*RECEIPT, "decide")}
        self.reviewers = {
            event.actor_id
            for event in Event.objects.filter(case=case).select_related("actor")
            if event.verb in ("pass", "disagree")
            or (event.verb == "answer_opinion" and event.actor.bureau_id != self.own)
            or (event.verb in ("verify", "return_step") and event.data.get("step") in between)
        }
        owed = Opinion.objects.filter(case=case, answered_at=None, recalled_at=None).select_related("asked_by")
        self.asked = set() if self.case.state in OVER else {row.bureau_id for row in owed}
        self.askers = {row.asked_by.bureau_id if row.asked_by.bureau_id in self.partners else self.own for row in owed}
        self._read_promises()
        self.told_once = Application.objects.get(case=case).supplements > 0
        self._read_people()

    def _read_promises(self) -> None:
        """The papers that an accepted case owes, by key, each with the bureaus that judge it."""
        self.owed: dict[int, set[int]] = {}
        row = Deferral.objects.filter(case=self.case, ended_at=None).first()
        if row is None or self.case.state not in ("accepted", "review", "suspended"):
            return
        for paper in CaseMaterial.objects.filter(case=self.case, order__in=row.materials).exclude(state="verified"):
            named = {self.place(step) for step in self.steps if paper.name in step.checks}
            self.owed[paper.pk] = named or {self.own}

    def _read_people(self) -> None:
        self.holders = defaultdict(set)
        for bureau, post, user in PostHolder.objects.values_list("bureau", "post", "user"):
            self.holders[bureau, post].add(user)
        today = timezone.localdate()
        rows = Absence.objects.filter(first_day__lte=today, last_day__gte=today)
        self.away = dict(rows.values_list("user", "deputy"))

    def stands_in(self, who: int) -> int:
        """Who does a person's work today."""
        seen = set()
        while who in self.away and who not in seen:
            seen.add(who)
            who = self.away[who]
        return who

    def for_whom(self, one: Person) -> set[int]:
        """Those whose work is in the person's hands."""
        return {one.pk} | {who for who in self.away if self.stands_in(who) == one.pk}

    # Steps

    def place(self, step: CaseStep) -> int:
        return step.bureau_id or self.own

    def barred(self, step: CaseStep, key: int | None) -> bool:
        return step.separate and key in self.reviewers

    def holder(self, step: CaseStep) -> int | None:
        if step.assignee_id:
            return step.assignee_id if self.waits_for(step, step.assignee_id) else None
        staff = self.staff(step)
        suits = self.owner and not step.bureau_id and (not staff or self.owner in staff)
        return self.owner if suits and self.waits_for(step, self.owner) else None

    def waits_for(self, step: CaseStep, key: int) -> bool:
        return not self.barred(step, key) and not self.barred(step, self.stands_in(key))

    def staff(self, step: CaseStep) -> set[int]:
        return {key for key in self.holders[self.place(step), step.role] if self.waits_for(step, key)}

    def works_on(self, step: CaseStep, one: Person) -> bool:
        chief = one.leads and (one.everywhere or one.bureau == self.place(step))
        return not self.barred(step, one.pk) and (chief or self.holder(step) in self.for_whom(one))

    def may_take(self, step: CaseStep, one: Person) -> bool:
        near = one.bureau == self.place(step) or (one.everywhere and not step.bureau_id)
        staff = self.staff(step)
        suits = not staff or staff & self.for_whom(one)
        return self.holder(step) is None and near and bool(suits) and not self.barred(step, one.pk)

    def may_give(self, step: CaseStep, one: Person) -> bool:
        return self.works_on(step, one) or (not step.bureau_id and self.owner in self.for_whom(one))

    def follows_its_case(self, step: CaseStep) -> bool:
        """Of a case that nobody owns, what is in no post's hands waits with the case itself, not in the pool."""
        return not (self.owner or step.bureau_id or step.assignee_id or self.staff(step))

    # People

    def told(self, one: Person) -> str:
        """What a failure should say: the steps, and who is away."""
        steps = [(step.name, step.state, step.bureau_id, step.role, step.assignee_id) for step in self.doing]
        return f"{one} {steps} owner {self.owner} of {self.own} away {self.away} posts {dict(self.holders)}"

    def sees(self, one: Person) -> bool:
        return one.everywhere or one.bureau == self.own or one.bureau in self.partners

    def desk(self, one: Person) -> bool:
        return one.works and (one.everywhere or one.bureau == self.own)

    def seat(self, one: Person) -> bool:
        return one.works and self.sees(one)

    def handler(self, one: Person) -> bool:
        return self.desk(one) and (one.leads or (self.owner is not None and self.owner in self.for_whom(one)))

    def worker(self, one: Person) -> bool:
        if not self.doing:
            return self.handler(one)
        return self.seat(one) and any(self.works_on(step, one) for step in self.doing)

    def decider(self, one: Person) -> bool:
        step = next(step for step in self.steps if step.kind == "decide")
        if not self.desk(one) or self.barred(step, one.pk):
            return False
        return self.works_on(step, one) if step.state == "active" else self.worker(one)

    def may(self, verb: str, one: Person) -> bool:
        """Whether the person may do the verb at all, whatever the state of the case."""
        if verb in OTHERS:
            return one.kind == OTHERS[verb]
        return one.kind == "staff" and bool(STAFF[verb](self, one))

    def suits(self, verb: str, step: CaseStep, one: Person) -> bool:
        """Whether the person may do a verb of steps to this one."""
        ask = {"take_step": self.may_take, "give_step": self.may_give}.get(verb, self.works_on)
        return ask(step, one)


def _dissents(facts: Facts, one: Person) -> bool:
    own = [step for step in facts.doing if step.bureau_id and step.kind not in CLOSED_ELSEWHERE]
    return facts.seat(one) and any(facts.works_on(step, one) for step in own)


def _takes_step(facts: Facts, one: Person) -> bool:
    return facts.seat(one) and any(facts.may_take(step, one) for step in facts.doing)


def _gives_step(facts: Facts, one: Person) -> bool:
    return facts.handler(one) or (facts.seat(one) and any(facts.may_give(step, one) for step in facts.doing))


def _takes_in(facts: Facts, one: Person) -> bool:
    near = facts.seat(one) if one.bureau in facts.partners else _reads(facts, one)
    judges = not facts.owed or one.bureau is None or any(one.bureau in named for named in facts.owed.values())
    return near and judges


def _recalls(facts: Facts, one: Person) -> bool:
    joins = one.bureau in facts.partners
    near = facts.seat(one) if joins else _reads(facts, one)
    asker = one.bureau if joins else facts.own
    return near and (not facts.askers or asker in facts.askers or (one.leads and facts.desk(one)))


def _reads(facts: Facts, one: Person) -> bool:
    return facts.handler(one) or facts.worker(one)


def _at_the_window(facts: Facts, one: Person) -> bool:
    return one.bureau == facts.own and (Role.DATA_ENTRY in one.roles or facts.handler(one))


OTHERS = {
    **dict.fromkeys(("supplement", "withdraw", "reply", "rate", "hand_in"), "citizen"),
    **dict.fromkeys(
        ("deem_accepted", "recalculate", "remind_deferral", "propose_end", "recalculate_deferral"), "system"
    ),
    **dict.fromkeys(("remind_check", "recalculate_check", "joint_begin", "joint_drop"), "system"),
}
STAFF = {
    **dict.fromkeys(("take", "transfer", "note", "resend_code", "check_promise"), Facts.desk),
    **dict.fromkeys(("accept", "refuse", "suspend", "resume", "close", "message", "extend_deferral"), Facts.handler),
    "plan_visit": Facts.seat,
    "take_in": _takes_in,
    **dict.fromkeys(("verify", "ask_opinion"), _reads),
    "recall_opinion": _recalls,
    **dict.fromkeys(("pass", "return_step"), Facts.worker),
    "assign": lambda facts, one: facts.desk(one) and (facts.owner is None or facts.handler(one)),
    "correct": lambda facts, one: facts.handler(one) and (one.leads or not facts.told_once),
    "supplement_here": _at_the_window,
    "state_missing": lambda facts, one: one.works and one.bureau in facts.partners,
    "take_step": _takes_step,
    "give_step": _gives_step,
    "decide": Facts.decider,
    "disagree": _dissents,
    "extend": lambda facts, one: facts.desk(one) and one.leads and facts.owner not in facts.for_whom(one),
    **dict.fromkeys(("terminate", "confirm_end"), lambda facts, one: facts.desk(one) and one.leads),
    "answer_opinion": lambda facts, one: one.works and one.bureau is not None and one.bureau in facts.asked,
}
"""By verb, who of the staff may. A verb that stands in neither table fails the walk."""
