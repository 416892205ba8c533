"""容缺受理: promised, accepted with a time to hand in, handed in, taken in or returned, extended once, ended by a person."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.roles import Role
from guidance.applications.models import CaseMaterial
from guidance.applications.papers.kinds import PaperKind
from guidance.applications.papers.models import PaperTemplate
from guidance.applications.promises import jobs, owing
from guidance.applications.promises.models import Deferral
from guidance.cases import actors, flow
from guidance.cases.models import Case, DeskRules
from guidance.cases.registry import offers
from guidance.cases.states import State
from guidance.clock import calendar
from guidance.clock import flow as clock
from guidance.clock.due import Facts, Span, due, recompute
from guidance.clock.models import Day
from guidance.notices.models import Notice
from items.choices import StepKind
from items.models import ItemPage
from items.models.rows import Step
from tests.factories import at, make_bureau, make_user

from .promising import HEALTH, MONDAY, PDF, PLACE, accepted, hand_in, item_of, opened

pytestmark = pytest.mark.django_db
LATE = at("2026-03-10 10:00")
"""A day after the five working days from MONDAY are over."""


@pytest.fixture
def bureau():
    return make_bureau("市卫健委")


@pytest.fixture
def item(bureau):
    return item_of(bureau)


@pytest.fixture
def clerk(bureau):
    return actors.staff(make_user(Role.CLERK, bureau=bureau, email="clerk@example.org"))


@pytest.fixture
def chief(bureau):
    return actors.staff(make_user(Role.SUPERVISOR, bureau=bureau))


@pytest.fixture
def case(item, clerk):
    return accepted(item, clerk)


def material(case, order=2):
    return case.materials.get(order=order)


def judge(case, clerk, state="verified", reason="", order=2, now=MONDAY):
    data = {"material": material(case, order).pk, "state": state, "reason": reason}
    return flow.perform(case, "take_in", clerk, data, now=now)


def decided(case, clerk, decision="granted"):
    flow.perform(case, "pass", clerk, {"step": case.steps.get(name="审查").pk, "reason": "符合"}, now=MONDAY)
    return flow.perform(case, "decide", clerk, {"decision": decision, "reason": "理由"}, now=MONDAY)


def test_the_promise_is_kept_in_the_words_that_were_read(item, bureau):
    case = opened(item)
    promise = case.promises.get()
    PaperTemplate.objects.create(kind="promise_later", bureau=bureau, version=1, body="本人承诺补交。", at=MONDAY)
    assert "自受理之日起5个工作日内，向市卫健委补交" in promise.body
    assert (promise.materials, promise.at, promise.version) == ([2], MONDAY, "内置文字")
    assert [row.state for row in case.materials.all()] == ["missing", "deferred", "missing"]
    assert case.events.get().data["promises"][0]["materials"] == [HEALTH]
    again = opened(item).promises.get()
    assert (again.body, again.version) == (f"本人承诺补交。\n\n勾选的材料：\n1. {HEALTH}", "机构第 1 版")


def test_to_accept_is_then_to_defer_and_the_notice_says_what_and_until_when(case):
    row = case.deferral
    days = calendar.load("")
    assert (case.state, row.materials, row.days) == (State.ACCEPTED, [2], 5)
    assert row.due_at == due(days, MONDAY, Span(5), case.bureau.closing_time).at == at("2026-03-09 17:00")
    paper = case.papers.get()
    assert paper.kind == PaperKind.DEFERRED
    assert "请在2026年3月9日前补交：\n1. 从业人员健康证明" in paper.body
    assert "应在 2026-03-09 17:00 前补交材料" in paper.body
    event = case.events.last()
    assert (event.verb, event.label) == ("accept", "容缺受理")
    assert event.data["deferred"] == {"materials": [HEALTH], "days": 5, "due_at": row.due_at.isoformat()}
    assert Notice.objects.filter(kind="case.deferred", body__contains="2026-03-09 17:00").exists()


def test_the_clerk_sets_other_days_within_reason(item, clerk):
    assert accepted(item, clerk, defer_days=3).deferral.due_at == at("2026-03-05 17:00")
    with pytest.raises(Invalid):
        accepted(item, clerk, defer_days=91)


def test_without_the_guides_own_days_the_bureaus_rules_count(bureau, clerk):
    DeskRules.objects.create(bureau=bureau, defer_days=2)
    assert accepted(item_of(bureau, defer_days=None), clerk).deferral.days == 2


def test_deemed_acceptance_defers_too(item):
    case = opened(item)
    late = at("2026-03-12 10:00")
    flow.perform(case, "deem_accepted", actors.system(), now=late)
    case = Case.objects.get(pk=case.pk)
    assert case.application.deemed
    assert (case.deferral.since, case.deferral.due_at) == (late, at("2026-03-19 17:00"))
    assert case.papers.get().kind == PaperKind.DEFERRED


def test_due_times_follow_from_the_history_alone(case, clerk):
    flow.perform(case, "extend_deferral", clerk, {"days": 3, "reason": "出差"}, now=LATE)
    row = Deferral.objects.get()
    first, last = case.events.get(verb="accept"), case.events.get(verb="extend_deferral")
    days = calendar.load(case.bureau.area_code)
    span = Span(first.data["deferred"]["days"], extension=last.data["days"])
    again = due(days, first.at, span, case.bureau.closing_time)
    assert row.due_at == again.at == datetime.fromisoformat(last.data["deferral_due_at"]) == at("2026-03-12 17:00")
    assert recompute(days, Facts.of(row.due_trail)).trail == row.due_trail


TABLE = [
    # state of the case, who may do what
    ("accepted", {"hand_in", "take_in", "extend_deferral"}),
    ("suspended", {"hand_in", "take_in", "extend_deferral"}),
    ("proposed", {"hand_in", "take_in", "extend_deferral", "confirm_end"}),
    ("handed_in", {"take_in", "extend_deferral"}),
    ("complete", set()),
    ("received", set()),
    ("denied", set()),
    ("withdrawn", set()),
]
VERBS = {"hand_in", "take_in", "extend_deferral", "confirm_end"}


@pytest.mark.parametrize(("stage", "allowed"), TABLE)
def test_the_table_of_states_and_verbs(stage, allowed, item, clerk, chief):
    case = opened(item) if stage == "received" else accepted(item, clerk)
    if stage == "suspended":
        flow.perform(case, "suspend", clerk, {"kind": "experts", "expected_days": 3, "reason": "评审"}, now=MONDAY)
    if stage == "proposed":
        assert jobs.mind(LATE) == 1
    if stage in ("handed_in", "complete"):
        hand_in(case)
    if stage == "complete":
        judge(case, clerk)
    if stage == "denied":
        decided(case, clerk, "denied")
    if stage == "withdrawn":
        flow.perform(case, "withdraw", actors.citizen(), now=MONDAY)
    case = Case.objects.get(pk=case.pk)
    found = {o.verb.name for actor in (chief, actors.citizen()) for o in offers(case, actor, LATE) if o.allowed}
    assert found & VERBS == allowed


def test_the_paper_comes_is_returned_comes_again_and_is_taken_in(case, clerk):
    hand_in(case)
    assert material(case).state == "given"
    assert Notice.objects.filter(kind="staff.handed_in", recipient="clerk@example.org").exists()
    with pytest.raises(Invalid) as refusal:
        judge(case, clerk, "deferred")
    assert list(refusal.value.fields) == ["reason"]
    judge(case, clerk, "deferred", "看不清")
    assert (material(case).state, material(case).note) == ("deferred", "看不清")
    assert Notice.objects.filter(kind="case.deferral_returned").exists()
    hand_in(case)
    judge(case, clerk)
    row = material(case)
    assert (row.state, row.verified_by, Deferral.objects.get().ended_at) == ("verified", clerk.user, MONDAY)
    assert case.attachments.filter(key="material-2").count() == 2


def test_what_comes_to_the_window_is_taken_in_at_once_and_nothing_is_returned_that_never_came(case, clerk):
    with pytest.raises(Invalid) as refusal:
        judge(case, clerk, "deferred", "没有")
    assert list(refusal.value.fields) == ["state"]
    judge(case, clerk)
    assert Deferral.objects.get().ended_at == MONDAY


def test_an_empty_answer_is_told_to_hand_in_something(case):
    with pytest.raises(Invalid) as refusal:
        flow.perform(case, "hand_in", actors.citizen(), {}, now=MONDAY)
    assert list(refusal.value.fields) == ["material-2"]
    assert material(case).state == "deferred"


def test_nothing_is_granted_while_a_paper_is_owed_and_a_refusal_may_be_decided(case, clerk):
    with pytest.raises(Invalid) as refusal:
        decided(case, clerk)
    assert HEALTH in refusal.value.fields["decision"][0]
    hand_in(case)
    data = {"decision": "granted"}
    with pytest.raises(Invalid):
        flow.perform(case, "decide", clerk, data, now=MONDAY)
    judge(case, clerk)
    assert flow.perform(case, "decide", clerk, data, now=MONDAY).state == State.GRANTED


def test_judging_papers_leaves_what_is_owed_to_its_own_verb(case, clerk):
    with pytest.raises(Invalid):
        flow.perform(case, "verify", clerk, {"material": material(case).pk, "state": "verified"}, now=MONDAY)


def test_the_applicant_is_reminded_once_and_the_end_is_proposed_once_never_done(case, clerk):
    soon = at("2026-03-06 18:00")
    assert (jobs.mind(at("2026-03-06 10:00")), jobs.mind(soon), jobs.mind(soon)) == (0, 1, 0)
    assert Notice.objects.filter(kind="case.deferral_soon").count() == 1
    assert (jobs.mind(LATE), jobs.mind(LATE)) == (1, 0)
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.deferral.proposed_at) == (State.ACCEPTED, LATE)
    assert Notice.objects.filter(kind="staff.deferral_over", recipient="clerk@example.org").count() == 1
    assert case.events.filter(verb="propose_end").count() == 1


def test_nothing_is_proposed_once_the_paper_is_there(case):
    hand_in(case)
    assert jobs.mind(LATE) == 0


def test_a_person_ends_the_case_with_a_numbered_notice(case, clerk, chief):
    with pytest.raises(Refused):
        flow.perform(case, "confirm_end", chief, {"reason": "逾期"}, now=LATE)
    jobs.mind(LATE)
    with pytest.raises(NotAllowed):
        flow.perform(case, "confirm_end", clerk, {"reason": "逾期"}, now=LATE)
    with pytest.raises(Invalid):
        flow.perform(case, "confirm_end", chief, {"reason": ""}, now=LATE)
    ended = flow.perform(case, "confirm_end", chief, {"reason": "逾期没有补交。"}, now=LATE)
    paper = case.papers.last()
    assert (ended.state, paper.kind, paper.sequence) == (State.TERMINATED, PaperKind.TERMINATED, 2)
    assert "逾期未补交的材料：\n1. 从业人员健康证明" in paper.body
    assert "行政复议" in paper.body


def test_the_time_is_extended_once_with_a_reason_and_proposed_again_when_over(case, clerk):
    jobs.mind(LATE)
    flow.perform(case, "extend_deferral", clerk, {"days": 3, "reason": "出差"}, now=LATE)
    row = Deferral.objects.get()
    assert (row.proposed_at, row.due_at, row.extend_reason) == (None, at("2026-03-12 17:00"), "出差")
    with pytest.raises(Refused):
        flow.perform(case, "extend_deferral", clerk, {"days": 3, "reason": "还要"}, now=LATE)
    assert jobs.mind(at("2026-03-13 10:00")) == 1


def test_late_is_better_than_never(case, clerk, chief):
    jobs.mind(LATE)
    hand_in(case, LATE)
    with pytest.raises(Refused):
        flow.perform(case, "confirm_end", chief, {"reason": "逾期"}, now=LATE)
    judge(case, clerk, now=LATE)
    assert Deferral.objects.get().ended_at == LATE


def test_other_bureaus_and_colleagues_take_nothing_in(case, bureau):
    hand_in(case)
    for person in (make_user(Role.CLERK, bureau=make_bureau()), make_user(Role.DATA_ENTRY, bureau=bureau)):
        for verb in ("take_in", "extend_deferral"):
            with pytest.raises(NotAllowed):
                flow.perform(case, verb, actors.staff(person), {}, now=MONDAY)


def test_in_a_joint_case_the_bureau_whose_steps_list_the_paper_takes_it_in(clerk, bureau):
    other = make_bureau("市消防局")
    page = item_of(bureau)
    page.steps = [
        Step(kind=StepKind.RECEIVE, name="收件", sort_order=0),
        Step(kind=StepKind.ACCEPT, name="受理", limit=1, sort_order=1),
        Step(kind=StepKind.REVIEW, name="审查", limit=2, sort_order=2),
        Step(kind=StepKind.REVIEW, name="消防审查", limit=2, bureau=other, checks=HEALTH, sort_order=3),
        Step(kind=StepKind.DECIDE, name="决定", limit=1, sort_order=4),
        Step(kind=StepKind.DELIVER, name="送达", limit=1, sort_order=5),
    ]
    page.save_revision().publish()
    case = accepted(ItemPage.objects.get(pk=page.pk), clerk)
    hand_in(case)
    with pytest.raises(NotAllowed):
        judge(case, clerk)
    judge(case, actors.staff(make_user(Role.CLERK, bureau=other)))
    assert Deferral.objects.get().ended_at == MONDAY


def test_a_changed_calendar_moves_what_is_owed(case):
    clock.save_day(Day(date=date(2026, 3, 5), is_working=False, name="临时放假"), "市政府通知")
    row = Deferral.objects.get()
    assert row.due_at == at("2026-03-10 17:00")
    assert case.events.filter(verb="recalculate_deferral").count() == 1
    assert Notice.objects.filter(kind="case.deferral_moved").exists()


def test_what_waits_to_be_taken_in_moves_too_and_nobody_is_told_who_owes_nothing(case):
    hand_in(case)
    clock.save_day(Day(date=date(2026, 3, 5), is_working=False, name="临时放假"), "市政府通知")
    deferral = Deferral.objects.get()
    assert deferral.due_at == at("2026-03-10 17:00")
    assert case.events.filter(verb="recalculate_deferral").count() == 1
    assert not Notice.objects.filter(kind="case.deferral_moved").exists()


def test_who_owes_something_is_told_only_of_a_day_that_moved(case):
    flow.perform(case, "recalculate_deferral", actors.system())
    assert not Notice.objects.filter(kind="case.deferral_moved").exists()


def test_the_applicants_page_says_what_is_owed_and_takes_it(client, case):
    client.post("/progress/", {"number": case.number, "code": case.query_code})
    page = client.get(f"/progress/{case.number}/").content.decode()
    assert "请在 2026-03-09 17:00 前补交" in page
    assert "从次日起算 5 个工作日" in page
    assert "按承诺补交下面的材料" in page
    address = reverse("progress-act", args=[case.number, "hand_in"])
    assert 'name="material-2"' in client.get(address).content.decode()
    sent = client.post(address, {"seen": case.version, "material-2": SimpleUploadedFile("证.pdf", PDF)})
    assert sent.status_code == 302
    assert "已补交，等待核收：从业人员健康证明" in client.get(f"/progress/{case.number}/").content.decode()


def test_the_clerks_pages_show_what_is_proposed(client, case, clerk, chief):
    jobs.mind(LATE)
    client.force_login(chief.user)
    page = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert "逾期未补交，提请终止" in page
    assert "确认终止（逾期未补交）" in page
    assert case.number in client.get(reverse("cases:index") + "?queue=to_end").content.decode()
    page = client.get(reverse("promises")).content.decode()
    assert case.number in page
    assert "待确认终止" in page
    assert "没有要核查的承诺" in client.get(reverse("promises") + "?show=checks").content.decode()
    client.force_login(make_user(Role.CLERK, bureau=make_bureau()))
    assert case.number not in client.get(reverse("promises")).content.decode()


def test_both_promises_in_one_case(item, clerk):
    case = opened(item, instead=(3,))
    assert {row.kind: row.materials for row in case.promises.all()} == {"promise_later": [2], "promise_instead": [3]}
    assert material(case, 3).state == CaseMaterial.State.PROMISED
    assert material(case, 3).name == PLACE
    assert [row.name for row in owing.promised_later(case)] == [HEALTH]
