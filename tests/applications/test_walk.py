"""Random people try every verb of an application on random cases, alone and joint, while days, posts and absences change.

After each try everything of `walking.truths` holds. `HALL_WALK=2000` walks so many cases instead of a CI's few.
"""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from random import Random
from typing import Any, ClassVar

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from accounts.errors import NotAllowed, Refused
from accounts.models import User
from guidance.applications.posts import PostHolder
from guidance.applications.promises.models import Deferral
from guidance.appointments.models import SiteVisit
from guidance.cases import actors, flow, registry
from guidance.cases.models import Absence, Case, Event
from guidance.cases.states import Kind
from guidance.clock.flow import save_day
from guidance.clock.models import Day
from tests.factories import at

from .walking import truths, visits, world
from .walking.facts import OTHERS, OVER, STAFF, Facts
from .walking.fills import FILLS, JOINT_TIME, Filling
from .walking.world import COUNTY, POSTS, Person

EXAMPLES = int(os.environ.get("HALL_WALK", "12"))
STEPS = 40
PHASES = [Phase.generate, Phase.shrink] if os.environ.get("HALL_WALK_SHRINK") else [Phase.generate]
BEGIN = ("2026-09-17 15:00", "2026-09-24 16:45", "2026-02-09 10:00", "2026-12-14 09:30")
"""Shortly before holidays, make-up days and a year that nobody has published yet."""
STEP_VERBS = ("pass", "return_step", "take_step", "disagree")
SHOWN = ("steps", "participations", "materials", "bureau__post_holders", "steps__bureau__post_holders", "opinions")
ENDING = {"refuse", "withdraw", "terminate"}
WRITES = ("INSERT", "UPDATE", "DELETE")
RARELY = {
    **dict.fromkeys(("refuse", "withdraw", "terminate"), 0.05),
    **dict.fromkeys(("note", "message", "reply", "resend_code", "assign", "recalculate"), 0.15),
    **dict.fromkeys(("recalculate_deferral", "recalculate_check", "confirm_end"), 0.15),
    "plan_visit": 0.3,
}
"""How likely a verb is beside the others: a walk should come far."""
drawn, seeds = st.integers(0, 30), st.integers(0, 2**32)
guides = st.integers(0, 5)
"""Those of `world.build`, the theme last."""


class Walked:
    """A case that is walked: its steps as published, whom it was seen to wait for, its rows after the last check."""

    def __init__(self, case: Case, now: dt.datetime) -> None:
        self.case = case
        self.names = [step["name"] for step in case.snapshot["steps"]]
        self.seen = [(now, truths.whom(case))]
        self.before = truths.rows_of(case)

    @property
    def has_moved(self) -> bool:
        """Whether something was recorded since the last check."""
        return Event.objects.filter(case=self.case).count() != len(self.before["Event"])


@contextmanager
def writing_nothing() -> Iterator[None]:
    """Fails as soon as a statement would change a row."""

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        assert not sql.lstrip().upper().startswith(WRITES), sql
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield


class Walk(RuleBasedStateMachine):
    """One case in a world of five bureaus. Every walk rolls back what it wrote."""

    world: ClassVar[world.World]
    tried: ClassVar[Counter[str]] = Counter()
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint()
        self.turn = 0
        self.walked: list[Walked] = []
        self.users: dict[int, User] | None = None
        self.watch: Any = None

    def teardown(self) -> None:
        if self.watch is not None:
            self.watch.stop()
        transaction.savepoint_rollback(self.mark)

    @initialize(guide=guides, begin=st.sampled_from(BEGIN), counter=st.booleans())
    def begin(self, guide: int, begin: str, counter: bool = False) -> None:
        self.now = at(begin)
        self.watch = time_machine.travel(self.now, tick=False)
        self.clock = self.watch.start()
        self.open(guide, counter)

    def open(self, guide: int, counter: bool = False) -> None:
        self.walked = [Walked(case, self.now) for case in self.world.open(guide, self.now, counter=counter)]
        for one in self.walked:
            self.one = one
            self.check()

    @property
    def case(self) -> Case:
        """The one that is tried now: of a theme, one of its cases."""
        return self.one.case

    @property
    def open_ones(self) -> list["Walked"]:
        rows = Case.objects.in_bulk([one.case.pk for one in self.walked])
        return [one for one in self.walked if rows[one.case.pk].state not in OVER]

    @property
    def is_over(self) -> bool:
        return not self.open_ones

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)
        self.clock.move_to(self.now)

    @rule(who=drawn, deputy=drawn, days=st.integers(0, 3))
    def go_away(self, who: int, deputy: int, days: int) -> None:
        staff, today = self.world.staff, timezone.localdate()
        users = [User.objects.get(pk=staff[n % len(staff)].pk) for n in (who, deputy)]
        last = today + dt.timedelta(days=days)
        row = Absence(user=users[0], deputy=users[1], first_day=today, last_day=last)
        try:
            row.full_clean()
        except ValidationError:
            return
        row.save()
        self.users = None

    @rule(who=drawn, post=st.sampled_from(POSTS))
    def take_post(self, who: int, post: str) -> None:
        one = self.world.staff[who % len(self.world.staff)]
        if one.bureau and one.works:
            PostHolder.objects.get_or_create(bureau_id=one.bureau, post=post, user_id=one.pk)

    @precondition(lambda self: not self.is_over)
    @rule(ahead=st.integers(0, 20), county=st.booleans(), works=st.booleans())
    def change_days(self, ahead: int, county: bool, works: bool) -> None:
        """A day becomes a holiday, or a working one: open due dates move with it."""
        date, area = timezone.localdate() + dt.timedelta(days=ahead), COUNTY if county else ""
        day = Day.objects.filter(date=date, area_code=area).first() or Day(date=date, area_code=area)
        day.is_working, day.name = works, "调整"
        save_day(day)
        self.check()

    @precondition(lambda self: self.is_over)
    @rule(guide=guides, counter=st.booleans())
    def come_again(self, guide: int, counter: bool) -> None:
        self.open(guide, counter)

    @rule(verb=st.sampled_from(sorted(FILLS)), seed=seeds)
    def try_anything(self, verb: str, seed: int) -> None:
        chance = Random(seed + self.turn)
        self.one = chance.choice(self.walked)
        self.act(chance.choice(self.world.people), verb, chance.randrange(60), chance.randrange(60))

    @precondition(lambda self: not self.is_over)
    @rule(seed=seeds)
    def go_on(self, seed: int) -> None:
        """Two things, one after the other, that somebody may do then."""
        chance = Random(seed + self.turn)
        for _ in range(2):
            if not (left := self.open_ones):
                return
            self.one = chance.choice(left)
            facts = Facts(self.case)
            offered = {verb: [one for one in self.world.people if facts.may(verb, one)] for verb in sorted(FILLS)}
            ready = [verb for verb, people in offered.items() if people and not self.refusal(verb, facts.case)]
            verb = chance.choices(ready, [RARELY.get(name, 1) for name in ready])[0]
            self.act(chance.choice(offered[verb]), verb, chance.randrange(60), chance.randrange(60))
            self.now += dt.timedelta(minutes=chance.choice((0, 7)))
            self.clock.move_to(self.now)

    go_further = precondition(lambda self: not self.is_over)(rule(seed=seeds)(lambda self, seed: self.go_on(seed)))

    @precondition(lambda self: self.visits)
    @rule(verb=st.sampled_from(visits.VERBS), seed=seeds)
    def at_a_visit(self, verb: str, seed: int) -> None:
        """Somebody moves a visit, cancels it or says what came of it; those who may not are refused."""
        chance = Random(seed + self.turn)
        visit = chance.choice(self.visits)
        self.one = next(one for one in self.walked if one.case.pk == visit.about_id)
        if verb in visits.THERE and visit.case.state == "booked" and chance.random() < 0.7:
            self.now = max(self.now, visit.starts_at)
            self.clock.move_to(self.now)
        self.end_in_vain(visit)
        able = [one for one in self.world.people if visits.may(visit, verb, one)]
        one = chance.choice(able if chance.random() < 0.8 else self.world.people)
        self.act_at(visit, verb, one, visits.filled(visit, verb, chance))

    @rule(who=drawn, verb=st.sampled_from(["note", "message", "pass", "accept", "decide"]))
    def on_an_old_page(self, who: int, verb: str) -> None:
        """Whoever may, but looks at an older page, is told and changes nothing."""
        facts, one = Facts(self.case), self.world.people[who % len(self.world.people)]
        if facts.case.version < 2 or not facts.may(verb, one) or self.is_late(facts.case):
            return
        with pytest.raises(flow.Stale), writing_nothing():
            flow.perform(self.case, verb, self.actor(one), {}, seen=facts.case.version - 1)

    # What the rules do

    @property
    def visits(self) -> list[SiteVisit]:
        """Of all the cases of the walk."""
        rows = SiteVisit.objects.filter(about__in=[one.case for one in self.walked])
        return list(rows.select_related("case__bureau", "about").order_by("pk"))

    def end_in_vain(self, visit: SiteVisit) -> None:
        """The case is over: the visit to come ends first, whoever comes by."""
        if visit.case.state == "booked" and visit.about.state in OVER:
            assert self.act_at(visit, "visit_void", Person("system"), {})
            visit.case.refresh_from_db()

    def act_at(self, visit: SiteVisit, verb: str, one: Person, data: dict[str, Any]) -> bool:
        """One try of a verb of a visit. Refused, nothing was written on either side."""
        may, refused = visits.may(visit, verb, one), list[Refused]()
        found = [truths.rows_of(case) for case in (visit.case, visit.about)]
        try:
            flow.perform(visit.case, verb, self.actor(one), data)
        except Refused as refusal:
            refused.append(refusal)
        if refused:
            assert found == [truths.rows_of(case) for case in (visit.case, visit.about)]
            assert may != isinstance(refused[0], NotAllowed), (verb, one)
            return False
        assert may, (verb, one)
        self.done[verb] += 1
        self.check()
        return True

    def refusal(self, verb: str, case: Case) -> str | None:
        return registry.verb(Kind.APPLICATION, verb).state_refusal(case, timezone.now())

    def is_late(self, case: Case) -> bool:
        """Whether time has accepted it, though nobody has come by yet."""
        return case.state == "received" and case.due_at < timezone.now()

    def actor(self, one: Person) -> actors.Actor:
        """As the hall would make it, anew for each request."""
        if one.kind == "staff":
            return actors.staff(User.objects.get(pk=one.pk))
        return actors.citizen() if one.kind == "citizen" else actors.system()

    def act(self, one: Person, verb: str, a: int = 1, b: int = 1) -> bool:
        """One try, after those who may not have been refused; whether it was done."""
        if self.is_late(Facts(self.case).case):
            self.be_deemed()
        facts = Facts(self.case)
        self.compare(verb, facts)
        data, files = FILLS[verb](Filling(self.world, facts, a, b))
        self.tried[verb] += 1
        if not self.is_done(verb, one, facts, data, files):
            return False
        self.done[verb] += 1
        assert facts.may(verb, one)
        assert facts.case.state in registry.verb(Kind.APPLICATION, verb).sources
        if verb in STEP_VERBS:
            assert facts.suits(verb, next(step for step in facts.steps if step.pk == data["step"]), one)
        self.named(verb, one, facts)
        self.check()
        return True

    def is_done(self, verb: str, one: Person, facts: Facts, data: Any, files: Any) -> bool:
        """Whether the hall did it. If not, nothing was written, and it was not for want of a permission they have."""
        refused: list[Refused] = []
        try:
            flow.perform(self.case, verb, self.actor(one), data, files)
        except Refused as refusal:
            refused.append(refusal)
        if refused:
            assert truths.rows_of(self.case) == self.one.before
            assert verb == "transfer" or not (facts.may(verb, one) and isinstance(refused[0], NotAllowed))
        return not refused

    def compare(self, verb: str, facts: Facts) -> None:
        """The hall's answer to each person is the tables'; some of those who may not try it, and write nothing."""
        case, ask = Case.objects.get(pk=self.case.pk), registry.verb(Kind.APPLICATION, verb).ask
        prefetch_related_objects([case], *SHOWN)
        refused = []
        if self.users is None:
            self.users = User.objects.in_bulk([one.pk for one in self.world.staff])
        for one in self.world.people:
            actor = actors.staff(self.users[one.pk]) if one.pk else self.actor(one)
            assert (ask(case, actor) is None) == facts.may(verb, one), (verb, one)
            if not facts.may(verb, one):
                refused.append(actor)
        self.turn += 1
        with pytest.raises(NotAllowed), writing_nothing():
            flow.perform(self.case, verb, refused[self.turn * 7 % len(refused)], {})

    def be_deemed(self) -> None:
        """Whoever comes first after the five days, and may do nothing, finds it accepted by time."""
        facts = Facts(self.case)
        stranger = next(one for one in self.world.staff if not facts.may("note", one))
        with pytest.raises(NotAllowed):
            flow.perform(self.case, "note", self.actor(stranger), {"body": "x"})
        assert self.case.events.last().verb == "deem_accepted"
        self.done["deem_accepted"] += 1
        self.check()

    def named(self, verb: str, one: Person, facts: Facts) -> None:
        """The event names who did it, and an absent colleague only where the person stands in for them."""
        event = self.case.events.last()
        assert (event.verb, event.actor_id, event.actor_kind) == (verb, one.pk, one.kind)
        instead = event.actor_label.partition("（代")[2].rstrip("）")
        if instead:
            assert instead in {str(User.objects.get(pk=pk)) for pk in facts.for_whom(one) - {one.pk}}

    def check(self) -> None:
        """All that must hold of the case, of those of its theme that moved with it, and of the visits."""
        self.check_one(self.one)
        for one in self.walked:
            if one is not self.one and one.has_moved:
                self.check_one(one)
        for visit in self.visits:
            visits.hold(visit, visit.about)
        truths.order([one.case for one in self.walked])

    def check_one(self, one: "Walked") -> None:
        case = Case.objects.select_related("bureau").get(pk=one.case.pk)
        found = truths.rows_of(case)
        truths.states(found["Event"])
        truths.history(case, found, one.before)
        truths.papers(found, one.before)
        truths.notices(case.number, found)
        truths.due_dates(case)
        truths.steps(case, one.names)
        one.seen = [*(row for row in one.seen if row[0] != self.now), (self.now, truths.whom(case))]
        if not case.is_open:
            one.seen = [row for row in one.seen if row[0] < case.ended_at]
        truths.spans(case, one.seen)
        facts = Facts(case)
        truths.nobody_left(facts, self.world.staff)
        if self.turn % 2:
            person = self.world.staff[self.turn * 3 % len(self.world.staff)]
            truths.seen_by(facts, person, User.objects.get(pk=person.pk))
        fresh = found["Event"][len(one.before["Event"]) :]
        self.done.update(event["verb"] for event in fresh if event["verb"] in JOINT_TIME)
        one.before = found


@pytest.fixture
def walk(db: None) -> Iterator[type[Walk]]:
    Walk.world, Walk.tried, Walk.done = world.build(), Counter(), Counter()
    return Walk


def test_every_verb_has_its_filling_and_says_who_may(db: None) -> None:
    """A new verb joins the walk, or this fails."""
    names = {verb.name for verb in registry.verbs_of(Kind.APPLICATION)}
    assert set(FILLS) == names
    assert set(STAFF) | set(OTHERS) == names


@pytest.mark.slow
def test_cases_at_random(walk: type[Walk]) -> None:
    """Some hundred tries of random people, and as many of those who may not; each followed by all the checks."""
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    limits = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=checks,
        database=None,
        report_multiple_bugs=False,
        phases=PHASES,
    )
    run_state_machine_as_test(walk, settings=limits)
    assert EXAMPLES < 10 or len(walk.done) > len(FILLS) / 2


@pytest.mark.slow
def test_each_verb_is_offered_to_the_walk_at_each_stage(walk: type[Walk]) -> None:
    """Every verb of the registry, by the lead's clerk, a participant's and the citizen in turn, from receipt to the end."""
    machine = walk()
    try:
        machine.begin(0, BEGIN[0])
        owner, partner = (walk.world.clerks_of(bureau)[0] for bureau in (walk.world.lead, walk.world.first))
        people = cycle([owner, partner, *(one for one in walk.world.people if one.kind != "staff")])
        for leading in ("take", "accept", "take_step", "pass", "decide", "close"):
            for verb in sorted(set(FILLS) - ENDING):
                machine.act(next(people), verb, 2, 2)
            machine.act(owner, leading, 1, 1)
    finally:
        machine.teardown()
    assert set(walk.tried) | ENDING == {verb.name for verb in registry.verbs_of(Kind.APPLICATION)}


@pytest.fixture
def machine(walk: type[Walk]) -> Iterator[Walk]:
    found = walk()
    yield found
    found.teardown()


def go(machine: Walk, verb: str, a: int = 1, b: int = 1) -> None:
    """Whoever may does it, of the case that is open and not waiting; all the checks follow."""
    rows = Case.objects.in_bulk([one.case.pk for one in machine.walked])
    ready = [one for one in machine.walked if rows[one.case.pk].state not in (*OVER, "waiting")]
    machine.one = ready[0] if ready else machine.one
    facts = Facts(machine.case)
    assert any(machine.act(one, verb, a, b) for one in machine.world.people if facts.may(verb, one)), verb


@pytest.mark.slow
def test_what_is_owed_is_reminded_of_proposed_to_end_extended_and_ended(machine: Walk) -> None:
    machine.begin(4, BEGIN[0])
    for verb in ("take", "accept"):
        go(machine, verb)
    for verb, moment in (("remind_deferral", "warn_at"), ("propose_end", "due_at"), ("extend_deferral", "since")):
        machine.now = max(machine.now, getattr(Deferral.objects.get(), moment) + dt.timedelta(minutes=1))
        machine.clock.move_to(machine.now)
        go(machine, verb)
    machine.wait(800)
    go(machine, "propose_end")
    machine.change_days(0, False, True)
    go(machine, "confirm_end")
    assert machine.is_over


@pytest.mark.slow
@pytest.mark.parametrize(("decision", "then"), [(1, "joint_begin"), (3, "joint_drop")])
def test_what_waits_in_a_theme_begins_with_the_grant_and_ends_with_the_loss(
    machine: Walk, decision: int, then: str
) -> None:
    machine.begin(5, BEGIN[0])
    go(machine, "take")
    go(machine, "accept")
    for n in range(12):
        facts = Facts(machine.case)
        if all(step.kind == "decide" for step in facts.doing):
            break
        for one in machine.world.people:
            if facts.may("pass", one):
                machine.act(one, "pass", 1 + n % 4, 1)
    go(machine, "decide", decision)
    assert machine.done[then] == 1
