"""In whose hands a step is, who may take it up and who may not: the one answer for verbs, forms, pages and queues."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Conditional
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext as _t

from accounts.roles import Role, has_role
from accounts.scope import scope_of
from guidance.cases import deputies, permissions
from guidance.cases.actors import Actor
from guidance.cases.deputies import Away
from guidance.cases.doing import Doing
from guidance.cases.models import Case, Event

from .models import DECISION_KIND, RECEIPT_KINDS, CaseStep, CaseStepQuerySet
from .posts import PostHolder, PostHolderQuerySet

if TYPE_CHECKING:
    from accounts.models import User

PASSING = "pass"
"""The verb that closes a step."""
REVIEWED = Q(verb__in=(PASSING, "disagree")) | Q(data__reviewed=True)
"""The events by which somebody reviewed the case: they closed a step, or `note_review` has noted it."""


def note_review(doing: Doing, step: CaseStep | None = None) -> None:
    """Note with a verb's event that it was review: an opinion, or what was done at a step from acceptance to decision."""
    if step is None or step.kind not in (*RECEIPT_KINDS, DECISION_KIND):
        doing.facts["reviewed"] = True


class Hands:
    """The steps under way of one case, and the people of its bureaus' posts, as they are now."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.steps = list(case.steps.all())

    @property
    def under_way(self) -> list[CaseStep]:
        """Those that somebody should be doing; receipt and acceptance belong to the case's owner."""
        return [step for step in self.steps if step.state == CaseStep.State.ACTIVE and step.kind not in RECEIPT_KINDS]

    @cached_property
    def _posts(self) -> "dict[tuple[int, str], list[User]]":
        found: dict[tuple[int, str], list[User]] = defaultdict(list)
        bureaus = {step.bureau_id: step.bureau for step in self.steps if step.bureau is not None}
        for bureau in [self.case.bureau, *bureaus.values()]:
            for row in bureau.post_holders.all():
                found[bureau.pk, row.post].append(row.user)
        return found

    def _named(self, step: CaseStep) -> "Sequence[User]":
        """Who holds its post in its bureau."""
        return self._posts.get((step.bureau_id or self.case.bureau_id, step.role), ())

    def _staff_of(self, step: CaseStep) -> set[int]:
        """By key, those of them who can be reached; where nobody can, it is as if nobody held it."""
        return {user.pk for user in self._named(step) if self.reaches(step, user)}

    def _within(self, step: CaseStep, user: "User | Any") -> bool:
        """Whether it is a step of the person's bureau; of the case's own also for who sees every bureau."""
        if step.bureau_id:
            return bool(user.bureau_id == step.bureau_id)
        return scope_of(user).allows(self.case.bureau_id)

    @cached_property
    def _reviewers(self) -> set[int]:
        """By key, who reviewed the case: closed a step, sent it back from one, judged a paper at one, gave an opinion."""
        return set(self.case.events.filter(REVIEWED).values_list("actor_id", flat=True))

    def barred(self, step: CaseStep, user: "User | Any") -> bool:
        """Whether the person reviewed the case, and the item wants this step done by somebody who did not."""
        return step.separate and user.pk in self._reviewers

    def reaches(self, step: CaseStep, user: "User | Any") -> bool:
        """Whether it can wait for a person: their account is open, they or their deputy are there, and neither is barred."""
        away = deputies.today(self.case)
        if not away.reaches(user) or self.barred(step, user):
            return False
        deputy = away.deputy_of(user.pk)
        return deputy is None or not self.barred(step, deputy)

    def fits(self, step: CaseStep, user: "User | Any") -> bool:
        """Whether a person may have it: they or who they stand in for hold its post, where anybody does; not if barred."""
        if not self._within(step, user):
            return False
        staff = self._staff_of(step)
        return (not staff or not staff.isdisjoint(deputies.hands_of(user))) and not self.barred(step, user)

    def holder(self, step: CaseStep) -> "User | None":
        """Whom it was given to, else the case's owner where they fit; None while it waits to be taken.

        What cannot reach them, nor a deputy who may do it, waits to be taken too.
        """
        if step.assignee is not None:
            return step.assignee if self.reaches(step, step.assignee) else None
        owner = self.case.owner
        if owner is None or step.bureau_id or not self.reaches(step, owner):
            return None
        staff = self._staff_of(step)
        return owner if not staff or owner.pk in staff else None

    def fell_to(self, step: CaseStep, owner: "User | Any") -> bool:
        """Whether a step of the past that was given to nobody was its case's owner's, wherever that person is today."""
        staff = {user.pk for user in self._named(step)}
        return not (step.bureau_id or (staff and owner.pk not in staff) or self.barred(step, owner))

    def works_on(self, step: CaseStep, user: "User | Any") -> bool:
        """Whether a person may do it: it is theirs or an absent colleague's whose deputy they are; a supervisor's always."""
        if self.barred(step, user):
            return False
        holder = self.holder(step)
        chief = has_role(user, Role.SUPERVISOR) and scope_of(user).allows(step.bureau_id or self.case.bureau_id)
        return chief or (holder is not None and deputies.acts_for(user, holder.pk))

    def may_take(self, step: CaseStep, user: "User | Any") -> bool:
        """Whether it waits to be taken, and by this person too."""
        return self.holder(step) is None and self.fits(step, user)

    def may_give(self, step: CaseStep, user: "User | Any") -> bool:
        """Whether the person may give it to somebody: who has it in hand, a supervisor, of own steps the case's owner."""
        return self.works_on(step, user) or (not step.bureau_id and deputies.acts_for(user, self.case.owner_id))

    def whose(self, step: CaseStep) -> str:
        """In words, in whose hands it is."""
        holder = self.holder(step)
        words = {"step": step.name, "name": holder, "post": step.role}
        if holder is not None:
            return _t("环节“%(step)s”由%(name)s办理。") % words
        return _t("环节“%(step)s”还没有人认领。") % words


def worker(case: Case, actor: Actor) -> permissions.Answer:
    """Whoever has one of the steps under way in hand; between steps, the case's owner."""
    if refusal := permissions.seat(case, actor):
        return refusal
    hands = Hands(case)
    if not hands.under_way:
        return permissions.handler(case, actor)
    if any(hands.works_on(step, actor.user) for step in hands.under_way):
        return None
    return "".join(hands.whose(step) for step in hands.under_way)


def giver(case: Case, actor: Actor) -> permissions.Answer:
    """Whoever may give one of the steps under way to somebody else."""
    if refusal := permissions.seat(case, actor):
        return refusal
    hands = Hands(case)
    if any(hands.may_give(step, actor.user) for step in hands.under_way):
        return None
    return permissions.handler(case, actor)


def reader(case: Case, actor: Actor) -> permissions.Answer:
    """Whoever judges papers: who has a step in hand, and the case's owner."""
    return permissions.handler(case, actor) and worker(case, actor)


def decider(case: Case, actor: Actor) -> permissions.Answer:
    """Whoever has the decision in hand, and did not review where the item keeps the two apart."""
    if refusal := permissions.desk(case, actor):
        return refusal
    hands = Hands(case)
    step = next((row for row in hands.steps if row.kind == DECISION_KIND), None)
    if step is None:
        return permissions.handler(case, actor)
    if hands.barred(step, actor.user):
        return _t("您办过这件的审查环节，按事项规定须由别人作决定。")
    if step.state != CaseStep.State.ACTIVE:
        return worker(case, actor)
    return None if hands.works_on(step, actor.user) else hands.whose(step)


def in_hands_of(user: "User | Any") -> CaseStepQuerySet:
    """The steps that are a person's to do today, their absent colleagues' among them: by what `holder` says of each."""
    return _held(deputies.hands_of(user), deputies.today(user)).exclude(kind__in=RECEIPT_KINDS)


def held_by(people: Collection[int]) -> CaseStepQuerySet:
    """The steps under way that these people have in hand, by their keys; receipt and acceptance too."""
    return _held(people, _away())


def _held(people: Collection[int], away: Away) -> CaseStepQuerySet:
    own = Q(assignee=None, case__owner__in=people) & _owner_fits(away)
    return CaseStep.objects.active().filter((Q(assignee__in=people) & _reached("assignee", away)) | own)


def with_holder(rows: CaseStepQuerySet, away: Away | None = None) -> Any:
    """The steps with `holder`: the key of who has each in hand, None where it waits to be taken."""
    away = away or _away()
    given = When(_reached("assignee", away), then=F("assignee"))
    own = When(Q(assignee=None) & _owner_fits(away), then=F("case__owner"))
    return rows.annotate(holder=Conditional(given, own, default=None))


def in_pool_of(user: "User | Any") -> CaseStepQuerySet:
    """The steps in nobody's hands that a person may take: of their posts, and those that cannot reach whose they were."""
    away = deputies.today(user)
    staff = _staff(away)
    given = Q(assignee__isnull=False)
    nobodys = ~Exists(staff) & (Q(case__owner__isnull=False) | Q(bureau__isnull=False) | given)
    open_to = Exists(staff.of(deputies.hands_of(user))) | nobodys
    within = Q(bureau__isnull=False, bureau=user.bureau_id) | (Q(bureau=None) & scope_of(user).q("case__bureau"))
    barred = Q(separate=True) & Exists(_reviewed().filter(actor=user.pk))
    free = (given & ~_reached("assignee", away)) | (Q(assignee=None) & ~_owner_fits(away))
    return _under_way().filter(open_to, within, free).filter(~barred)


def _away() -> Away:
    return Away.on(timezone.localdate())


def _reached(column: str, away: Away) -> Q:
    """`Hands.reaches`, of the person whom a column of the step names."""
    barred = Q(separate=True) & Q(Exists(_reviewed_by(OuterRef(column), away)))
    return Q(**{f"{column}__is_active": True}) & ~Q(**{f"{column}__in": away.lost}) & ~barred


def _owner_fits(away: Away) -> Q:
    staff, owner = _staff(away), OuterRef("case__owner")
    holds = Q(~Exists(staff)) | Q(Exists(staff.filter(user=owner)))
    return Q(case__owner__isnull=False, bureau=None) & holds & _reached("case__owner", away)


def _under_way() -> CaseStepQuerySet:
    return CaseStep.objects.active().exclude(kind__in=RECEIPT_KINDS)


def _staff(away: Away) -> PostHolderQuerySet:
    """Who holds a step's post and can be reached: `Hands._staff_of`."""
    rows = PostHolder.objects.filter(
        bureau=Coalesce(OuterRef("bureau"), OuterRef("case__bureau")), post=OuterRef("role"), user__is_active=True
    )
    barred = Exact(OuterRef("separate"), Value(True)) & Q(
        Exists(_reviewed_by(OuterRef("user"), away, OuterRef(OuterRef("case"))))
    )
    return rows.exclude(user__in=away.lost).filter(~barred)


def _reviewed(case: OuterRef | None = None) -> "QuerySet[Event]":
    return Event.objects.filter(case=case or OuterRef("case")).filter(REVIEWED)


def _reviewed_by(person: OuterRef, away: Away, case: OuterRef | None = None) -> "QuerySet[Event]":
    """What a person, or who stands in for them, did to review a case."""
    rows = _reviewed(case)
    if not away.doers:
        return rows.filter(actor=person)
    cases = [When(Exact(person, Value(key)), then=Value(doer)) for key, doer in away.doers.items()]
    return rows.filter(Q(actor=person) | Q(actor=Conditional(*cases, default=None)))
