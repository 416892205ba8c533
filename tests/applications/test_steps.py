"""The steps of a case: in whose hands they are, taken, passed, sent back and handed over; groups that meet again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.models import User
from accounts.roles import Role
from guidance.applications import hands
from guidance.applications.posts import PostHolder
from guidance.applications.timeline import stages_of
from guidance.cases import actors, bulk, deputies, registry
from guidance.cases.models import Absence, Case
from guidance.cases.queues import BY_NAME
from guidance.cases.states import State
from items.choices import StepKind
from items.models.rows import Step
from tests.factories import make_bureau, make_user

from .stepping import accepted, clerk_of, do, item_of, opened, states, step_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return make_bureau()


@pytest.fixture
def item(bureau):
    return item_of(bureau)


@pytest.fixture
def owner(bureau):
    return clerk_of(bureau)


def in_queue(name, user):
    return list(BY_NAME[name].rows(Case.objects.visible_to(user), user, None))


def offered(case, user):
    case = Case.objects.get(pk=case.pk)
    return {offer.verb.name for offer in registry.offers(case, actors.staff(user)) if offer.allowed}


def test_a_group_opens_together_and_the_way_goes_on_when_both_are_through(item, owner):
    case = accepted(item, owner)
    assert states(case) == {"初审": "active", "现场勘查": "waiting", "复核": "waiting", "决定": "waiting"}
    do(case, "pass", owner, step="初审", reason="齐全")
    assert states(case) == {"初审": "done", "现场勘查": "active", "复核": "active", "决定": "waiting"}
    do(case, "pass", owner, step="复核", reason="符合")
    assert states(case)["决定"] == "waiting"
    do(case, "pass", owner, step="现场勘查", reason="属实")
    assert states(case)["决定"] == "active"
    case = do(case, "decide", owner, decision="granted")
    assert case.state == State.GRANTED
    assert [row.actor for row in case.steps.all()[:6]] == [owner] * 6


def test_a_step_of_a_post_waits_in_its_pool_and_one_of_its_people_takes_it(item, owner, bureau):
    one, two, other = clerk_of(bureau, "审查岗"), clerk_of(bureau, "审查岗"), clerk_of(bureau, "勘查岗")
    case = accepted(item, owner)
    assert [in_queue("pool", user) for user in (one, two, other, owner)] == [[case], [case], [], []]
    assert [in_queue("steps", user) for user in (one, owner)] == [[], []]
    for verb, user in (("pass", owner), ("pass", one), ("take_step", owner), ("take_step", other)):
        with pytest.raises(NotAllowed, match="认领"):
            do(case, verb, user, step="初审", reason="越权")
    do(case, "take_step", one, step="初审")
    assert in_queue("pool", two) == []
    assert in_queue("steps", one) == [case]
    with pytest.raises(NotAllowed, match=str(one)):
        do(case, "pass", two, step="初审", reason="抢")
    do(case, "pass", one, step="初审", reason="齐全")
    assert step_of(case, "初审").actor == one
    assert in_queue("pool", other) == [case]


def test_two_take_one_step_and_the_second_is_told_whose_it_is(item, owner, bureau):
    one, two = clerk_of(bureau, "审查岗"), clerk_of(bureau, "审查岗")
    case = accepted(item, owner)
    do(case, "take_step", one, step="初审")
    with pytest.raises(NotAllowed):
        do(case, "take_step", two, step="初审")
    assert step_of(case, "初审").assignee == one
    assert case.events.filter(verb="take_step").count() == 1


def test_what_nobodys_post_is_goes_to_the_owner_and_follows_to_the_next(item, owner, bureau):
    colleague = clerk_of(bureau)
    case = accepted(item, owner)
    assert in_queue("steps", owner) == [case]
    do(case, "assign", owner, owner=colleague.pk)
    assert (in_queue("steps", owner), in_queue("steps", colleague)) == ([], [case])
    PostHolder.objects.create(bureau=bureau, post="审查岗", user=colleague)
    assert in_queue("steps", colleague) == [case]
    assert in_queue("pool", colleague) == []


def test_a_step_is_given_to_a_colleague_of_its_post_alone(item, owner, bureau):
    one, other = clerk_of(bureau, "审查岗"), clerk_of(bureau, "勘查岗")
    case = accepted(item, owner)
    with pytest.raises(Invalid) as refusal:
        do(case, "give_step", owner, step="初审", owner=other.pk)
    assert "审查岗" in refusal.value.fields["owner"][0]
    do(case, "give_step", owner, step="初审", owner=one.pk, reason="他熟悉")
    assert step_of(case, "初审").assignee == one
    event = case.events.get(verb="give_step")
    assert event.data["given"] == [{"step": "初审", "from": ""}]
    with pytest.raises(Invalid, match="检查"):
        do(case, "give_step", one, owner=one.pk)
    with pytest.raises(NotAllowed):
        do(case, "give_step", other, owner=other.pk)


def test_sent_back_to_a_named_step_it_is_done_anew_by_who_did_it(item, owner, bureau):
    one = clerk_of(bureau, "审查岗")
    case = accepted(item, owner)
    do(case, "take_step", one, step="初审")
    do(case, "pass", one, step="初审", reason="齐全")
    do(case, "take_step", one, step="复核")
    do(case, "pass", owner, step="现场勘查", reason="属实")
    do(case, "pass", one, step="复核", reason="符合")
    with pytest.raises(Invalid):
        do(case, "return_step", owner, step="决定", to="受理", reason="重来")
    with pytest.raises(Invalid):
        do(case, "return_step", owner, step="决定", to="初审", reason="")
    do(case, "return_step", owner, step="决定", to="初审", reason="面积不符")
    assert states(case) == {"初审": "active", "现场勘查": "waiting", "复核": "waiting", "决定": "waiting"}
    first = step_of(case, "初审")
    assert (first.assignee, first.returned, first.rounds, first.opinion) == (one, "面积不符", 2, "")
    assert in_queue("steps", one) == [case]
    form = registry.verb("application", "pass").bind(Case.objects.get(pk=case.pk), actors.staff(one))
    assert "面积不符" in form.cautions[0]
    do(case, "pass", one, step="初审", reason="已核")
    assert states(case) == {"初审": "done", "现场勘查": "active", "复核": "active", "决定": "waiting"}
    assert "齐全" in {row.opinion for row in first.history.all()}


def test_sent_back_from_one_of_a_group_the_other_goes_on(item, owner):
    case = accepted(item, owner)
    do(case, "pass", owner, step="初审", reason="齐全")
    do(case, "return_step", owner, step="复核", to="初审", reason="漏页")
    assert states(case) == {"初审": "active", "现场勘查": "active", "复核": "waiting", "决定": "waiting"}
    do(case, "pass", owner, step="现场勘查", reason="属实")
    assert states(case)["决定"] == "waiting"
    do(case, "pass", owner, step="初审", reason="补了")
    assert states(case) == {"初审": "done", "现场勘查": "done", "复核": "active", "决定": "waiting"}


def test_whoever_reviewed_may_not_decide_where_the_item_says_so(bureau, owner):
    case = accepted(item_of(bureau, separate_decision=True), owner)
    colleague, chief = clerk_of(bureau), make_user(Role.SUPERVISOR, bureau=bureau)
    for name in ("初审", "现场勘查"):
        do(case, "pass", owner, step=name, reason="符合")
    do(case, "pass", chief, step="复核", reason="符合")
    for user in (owner, chief):
        with pytest.raises(NotAllowed, match="别人"):
            do(case, "decide", user, decision="granted")
    assert in_queue("steps", owner) == []
    assert in_queue("pool", colleague) == [case]
    assert "take_step" in offered(case, colleague)
    with pytest.raises(Invalid):
        do(case, "give_step", owner, step="决定", owner=chief.pk)
    do(case, "take_step", colleague, step="决定")
    assert do(case, "decide", colleague, decision="granted").application.decided_by == colleague


def test_whoever_judged_a_paper_or_sent_back_in_review_may_not_decide_either(bureau, owner):
    case = accepted(item_of(bureau, separate_decision=True), owner)
    one, judge, decider = clerk_of(bureau), clerk_of(bureau), clerk_of(bureau)
    do(case, "give_step", owner, step="初审", owner=judge.pk)
    paper = case.materials.first()
    do(case, "verify", judge, material=paper.pk, state="verified")
    do(case, "give_step", judge, step="初审", owner=one.pk)
    do(case, "pass", one, step="初审", reason="符合")
    for name in ("现场勘查", "复核"):
        do(case, "give_step", owner, step=name, owner=one.pk)
        do(case, "pass", one, step=name, reason="符合")
    for user in (judge, one):
        with pytest.raises(Invalid):
            do(case, "give_step", owner, step="决定", owner=user.pk)
    do(case, "give_step", owner, step="决定", owner=decider.pk)
    do(case, "return_step", decider, step="决定", to="复核", reason="再看")
    do(case, "return_step", one, step="复核", to="初审", reason="漏了")
    assert hands.Hands(Case.objects.get(pk=case.pk))._reviewers == {judge.pk, one.pk}
    agree(case)


def test_the_queues_say_what_each_step_says_itself(item, owner, bureau):
    """`in_hands_of` and `in_pool_of` ask the database what `Hands` says of one step."""
    people = [owner, clerk_of(bureau, "审查岗"), clerk_of(bureau, "审查岗", "勘查岗"), clerk_of(bureau)]
    for taken in (False, True):
        case = accepted(item, owner)
        if taken:
            do(case, "take_step", people[1], step="初审")
    for case in Case.objects.all():
        for user in people:
            found = hands.Hands(case)
            mine = {step.pk for step in found.under_way if found.works_on(step, user)}
            free = {step.pk for step in found.under_way if found.may_take(step, user)}
            assert set(hands.in_hands_of(user).filter(case=case).values_list("pk", flat=True)) == mine
            assert set(hands.in_pool_of(user).filter(case=case).values_list("pk", flat=True)) == free


def agree(case):
    """Database and object say the same of every step and person of the case's bureau."""
    for user in User.objects.filter(bureau=case.bureau):
        found = hands.Hands(Case.objects.get(pk=case.pk))
        holds = {
            step.pk for step in found.under_way if deputies.acts_for(user, getattr(found.holder(step), "pk", None))
        }
        free = {step.pk for step in found.under_way if found.may_take(step, user)}
        assert set(hands.in_hands_of(user).filter(case=case).values_list("pk", flat=True)) == holds
        assert set(hands.in_pool_of(user).filter(case=case).values_list("pk", flat=True)) == free
        for step in hands.with_holder(case.steps.active()):
            assert step.holder == getattr(found.holder(step), "pk", None)


def away(user, deputy):
    today = timezone.localdate()
    Absence.objects.create(user=user, deputy=deputy, first_day=today, last_day=today)


@pytest.fixture
def decision(bureau, owner):
    """A reviewed case whose decision is in its clerk's hands, who holds the post for it."""
    dec = clerk_of(bureau, "决定岗")
    case = accepted(item_of(bureau, separate_decision=True), owner)
    for name in ("初审", "现场勘查", "复核"):
        do(case, "pass", owner, step=name, reason="符合")
    do(case, "take_step", dec, step="决定")
    return case, dec


def test_a_decision_whose_deputy_reviewed_goes_back_to_the_pool(decision, owner, bureau):
    case, dec = decision
    second, other = clerk_of(bureau, "决定岗"), clerk_of(bureau)
    away(dec, owner)
    agree(case)
    assert [in_queue("steps", User.objects.get(pk=user.pk)) for user in (owner, dec)] == [[], []]
    assert [in_queue("pool", user) for user in (second, other, owner)] == [[case], [], []]
    do(case, "take_step", second, step="决定")
    agree(case)
    assert do(case, "decide", second, decision="granted").application.decided_by == second


def test_a_post_whose_only_holder_is_not_to_be_reached_is_as_if_nobody_held_it(decision, owner, bureau):
    case, dec = decision
    other = clerk_of(bureau)
    away(dec, owner)
    agree(case)
    assert in_queue("pool", other) == [case]
    do(case, "take_step", other, step="决定")
    assert do(case, "decide", other, decision="granted").application.decided_by == other


@pytest.mark.parametrize("closed", ["holder", "deputy"])
def test_nothing_waits_for_a_closed_account(decision, bureau, closed):
    case, dec = decision
    second, deputy = clerk_of(bureau, "决定岗"), clerk_of(bureau)
    if closed == "deputy":
        away(dec, deputy)
    gone = deputy if closed == "deputy" else dec
    gone.is_active = False
    gone.save()
    agree(case)
    assert in_queue("pool", second) == [case]
    do(case, "take_step", second, step="决定")
    agree(case)


def test_the_case_of_a_closed_account_is_for_others_to_take(item, owner, bureau):
    case, colleague = accepted(item, owner), clerk_of(bureau)
    assert in_queue("unassigned", colleague) == []
    with pytest.raises(Refused, match="认领"):
        do(case, "take", colleague)
    owner.is_active = False
    owner.save()
    agree(case)
    assert in_queue("unassigned", colleague) == [case]
    assert {"take", "assign"} <= offered(case, colleague)
    assert do(case, "take", colleague).owner == colleague
    assert in_queue("unassigned", colleague) == []
    assert in_queue("steps", colleague) == [case]


def test_many_steps_are_reassigned_at_once_each_with_its_own_answer(item, owner, bureau):
    colleague, chief = clerk_of(bureau), make_user(Role.SUPERVISOR, bureau=bureau)
    cases = [accepted(item, owner), accepted(item, owner), opened(item)]
    picked = {case.pk: Case.objects.get(pk=case.pk).version for case in cases}
    found = bulk.perform(chief, "give_step", picked, {"owner": colleague.pk, "reason": "出差"})
    assert [bool(row.problem) for row in found] == [False, False, True]
    assert [step_of(case, "初审").assignee for case in cases] == [colleague, colleague, None]


def test_steps_follow_the_pauses_of_the_case(item, owner):
    case = accepted(item, owner)
    before = step_of(case, "初审").due_at
    do(case, "suspend", owner, kind="experts", expected_days=3, reason="评审")
    with pytest.raises(Refused, match="挂起"):
        do(case, "pass", owner, step="初审", reason="x")
    do(case, "resume", owner)
    assert step_of(case, "初审").due_at == before


def test_the_page_says_who_has_each_step_and_what_can_be_done(client, item, owner, bureau):
    one = clerk_of(bureau, "审查岗")
    case = accepted(item, owner)
    client.force_login(one)
    page = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert "待认领" in page
    assert "并联组 甲：2 个环节同时办理" in page
    assert 'id="verb-take_step"' in page
    seen = Case.objects.get(pk=case.pk).version
    data = {"seen": seen, "step": step_of(case, "初审").pk}
    page = client.post(reverse("cases:verb", args=[case.pk, "take_step"]), data, follow=True).content.decode()
    assert "“认领环节”已完成" in page
    assert 'id="verb-pass"' in page


def test_no_verb_of_steps_reaches_another_bureaus_case(client, item, owner):
    case = accepted(item, owner)
    stranger = clerk_of(make_bureau(), "审查岗")
    client.force_login(stranger)
    for verb in ("take_step", "pass", "return_step", "give_step", "ask_opinion", "answer_opinion", "recall_opinion"):
        assert client.post(reverse("cases:verb", args=[case.pk, verb]), {"reason": "越权"}).status_code == 404
        with pytest.raises(NotAllowed):
            do(case, verb, stranger, step="初审", reason="越权")
    assert case.events.count() == 3


def decided_with(bureau, owner, kinds, decision="granted"):
    """A case with these steps behind its decision, decided."""
    page = item_of(bureau)
    last = [
        Step(kind=kind, name=str(kind.label), role="", basis="条例", sort_order=9 + n) for n, kind in enumerate(kinds)
    ]
    page.steps = [*list(page.steps.all())[:6], *last]
    page.save_revision().publish()
    case = accepted(type(page).objects.get(pk=page.pk), owner)
    for name in ("初审", "复核", "现场勘查"):
        do(case, "pass", owner, step=name, reason="符合")
    return do(case, "decide", owner, decision=decision, reason="依据")


def test_a_document_is_made_before_it_is_delivered(bureau, owner):
    case = decided_with(bureau, owner, [StepKind.CERTIFY, StepKind.DELIVER])
    with pytest.raises(Refused, match="制证"):
        do(case, "close", owner, delivery="pickup", reason="李敏领取")
    do(case, "pass", owner, step="制证", reason="已制作")
    case = do(case, "close", owner, delivery="pickup", reason="李敏领取")
    assert {row.state for row in case.steps.all()} == {"done"}


def test_what_a_guide_lists_after_delivery_holds_nothing_up(bureau, owner):
    case = decided_with(bureau, owner, [StepKind.DELIVER, StepKind.CERTIFY])
    case = do(case, "close", owner, delivery="pickup", reason="李敏领取")
    assert [row.state for row in case.steps.all()][-2:] == ["done", "skipped"]


def test_a_refusal_needs_no_document_and_nobody_has_it_in_hand(bureau, owner):
    case = decided_with(bureau, owner, [StepKind.CERTIFY, StepKind.DELIVER], "denied")
    shown = {row.step.name: row for stage in stages_of(case, actors.staff(owner)) for row in stage}
    assert (shown["制证"].step.state, shown["制证"].who) == ("skipped", "")
    assert do(case, "close", owner, delivery="pickup", reason="李敏领取").state == State.CLOSED
