"""Random people do random verbs to a case in random order: nothing is done without permission, no step is lost."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.errors import Refused
from accounts.models import User
from accounts.roles import Role
from guidance.applications.hands import Hands
from guidance.applications.models import CaseStep
from guidance.applications.posts import PostHolder
from guidance.applications.steps import stages
from guidance.cases import actors, deputies, flow, registry
from guidance.cases.models import Absence, Case
from guidance.cases.states import STATES, Kind, State
from tests.factories import make_bureau, make_user

from .stepping import clerk_of, item_of, opened

POSTS = ["审查岗", "勘查岗", "决定岗"]
VERBS = [
    "take",
    "assign",
    "accept",
    "take_step",
    "pass",
    "return_step",
    "give_step",
    "suspend",
    "resume",
    "decide",
    "close",
]
EXTRA: dict[str, dict[str, Any]] = {
    "suspend": {"kind": "experts", "expected_days": 2},
    "decide": {"decision": "granted"},
    "close": {"delivery": "pickup"},
}


class Walk(RuleBasedStateMachine):
    """One case, five colleagues and a stranger; posts and absences change as they go."""

    @initialize(separate=st.booleans(), staffed=st.lists(st.sampled_from(POSTS), unique=True))
    def begin(self, separate: bool, staffed: list[str]) -> None:
        self.bureau = make_bureau()
        self.people = [clerk_of(self.bureau) for _ in range(4)]
        self.people += [make_user(Role.SUPERVISOR, bureau=self.bureau), clerk_of(make_bureau(), *POSTS)]
        for n, post in enumerate(staffed):
            PostHolder.objects.create(bureau=self.bureau, post=post, user=self.people[n % 3])
        self.case = opened(item_of(self.bureau, separate_decision=separate))
        self.names = [step.name for step in self.case.steps.all()]

    @rule(who=st.integers(0, 3), deputy=st.integers(0, 3))
    def go_away(self, who: int, deputy: int) -> None:
        today = timezone.localdate()
        row = Absence(user=self.people[who], deputy=self.people[deputy], first_day=today, last_day=today)
        try:
            row.full_clean()
        except ValidationError:
            return
        row.save()

    @rule(who=st.integers(0, 3), post=st.sampled_from(POSTS))
    def take_post(self, who: int, post: str) -> None:
        PostHolder.objects.get_or_create(bureau=self.bureau, post=post, user=self.people[who])

    @rule(who=st.integers(0, 5), verb=st.sampled_from(VERBS), at=st.integers(0, 6), other=st.integers(0, 6))
    def try_it(self, who: int, verb: str, at: int, other: int) -> None:
        user = User.objects.get(pk=self.people[who].pk)
        before = Case.objects.get(pk=self.case.pk)
        rows = {step.name: step for step in before.steps.all()}
        data = {
            "step": rows[self.names[at]].pk,
            "to": rows[self.names[other]].pk,
            "owner": self.people[other % len(self.people)].pk,
            "reason": "理由",
            **EXTRA.get(verb, {}),
        }
        may = registry.verb(Kind.APPLICATION, verb).ask(before, actors.staff(user)) is None
        hands = Hands(before)
        works = hands.works_on(rows[self.names[at]], user)
        try:
            flow.perform(before, verb, actors.staff(user), data)
        except Refused:
            assert Case.objects.get(pk=before.pk).version == before.version
            return
        assert may
        assert who != 5
        if verb in ("pass", "return_step"):
            assert works
        event = self.case.events.last()
        assert event.verb == verb
        owner_or_step = event.actor_label.partition("（代")[2].rstrip("）")
        if owner_or_step:
            minded = deputies.today(user).minded_by(user)
            assert owner_or_step in {str(one) for one in self.people if one.pk in minded}

    @invariant()
    def no_step_is_lost(self) -> None:
        if not hasattr(self, "case"):
            return
        case = Case.objects.get(pk=self.case.pk)
        rows = list(case.steps.all())
        assert [step.name for step in rows] == self.names
        assert case.state in STATES[Kind.APPLICATION]
        assert case.events.count() == case.version
        over = True
        for stage in stages(rows):
            if over and case.is_open:
                assert all(step.state != CaseStep.State.WAITING for step in stage), "a stage whose turn it is waits"
            over = over and all(step.state == CaseStep.State.DONE for step in stage)
        for step in rows:
            assert (step.state == CaseStep.State.DONE) == (step.ended_at is not None)
            assert step.state == CaseStep.State.WAITING or step.started_at
            newest = step.history.order_by("history_id").last()
            assert (newest.state, newest.assignee_id, newest.opinion) == (step.state, step.assignee_id, step.opinion)

    @invariant()
    def every_open_step_is_in_somebodys_hands_or_pool(self) -> None:
        """With an owner, each step under way has a holder who is there, or somebody may take it."""
        if not hasattr(self, "case"):
            return
        case = Case.objects.get(pk=self.case.pk)
        if case.owner is None or not case.is_open or case.state == State.RECEIVED:
            return
        found, people = Hands(case), [User.objects.get(pk=one.pk) for one in self.people[:5]]
        for step in found.under_way:
            assert any(found.works_on(step, user) or found.may_take(step, user) for user in people)


@pytest.mark.slow
@pytest.mark.django_db
def test_cases_at_random() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Walk, settings=settings(max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=checks)
    )
