"""An application from receipt to delivery, with the law's clocks."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.roles import Role
from guidance.applications import citizen, jobs, panels
from guidance.applications.models import CaseMaterial, CaseStep
from guidance.applications.submit import Submission, submit
from guidance.cases import actors, due_words, flow
from guidance.cases.models import Case
from guidance.cases.states import State
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
MONDAY = at("2026-03-02 10:00")


@pytest.fixture
def bureau():
    return make_bureau()


@pytest.fixture
def clerk(bureau):
    return actors.staff(make_user(Role.CLERK, bureau=bureau))


@pytest.fixture
def chief(bureau):
    return actors.staff(make_user(Role.SUPERVISOR, bureau=bureau))


@pytest.fixture
def case(bureau, clerk):
    item = make_item(bureau)
    applicant = flow.Applicant(name="李敏", phone="13812345678", id_number="41010519491231002x")
    opened = submit(Submission(item, None, {"f1": "店名"}, applicant), actors.citizen(), key="a1", now=MONDAY)
    return flow.perform(opened.case, "take", clerk, now=MONDAY)


def test_submitting_copies_steps_and_materials_and_sets_five_days(case):
    assert case.state == State.RECEIVED
    assert case.applicant_id == "41010519491231002X"
    assert [step.name for step in case.steps.all()] == ["收件", "受理", "审查", "决定", "送达"]
    assert [row.name for row in case.materials.all()] == ["食品经营许可申请书", "营业执照"]
    assert case.due_at == at("2026-03-09 17:00")


def test_later_edits_of_the_item_never_move_the_case(case):
    item = case.item
    item.steps.all().delete()
    item.promised_limit = 1
    item.save_revision()
    case.refresh_from_db()
    assert case.snapshot["promised"]["n"] == 10
    assert case.steps.count() == 5


def test_the_whole_way_to_delivery(case, clerk):
    flow.perform(case, "accept", clerk, {}, now=MONDAY)
    case.refresh_from_db()
    assert (case.state, case.accepted_at) == (State.ACCEPTED, MONDAY)
    assert case.due_at == at("2026-03-16 17:00")
    with pytest.raises(Refused, match="审查"):
        flow.perform(case, "decide", clerk, {"decision": "granted"}, now=MONDAY)
    review = case.steps.get(name="审查")
    flow.perform(case, "pass", clerk, {"step": review.pk, "reason": "符合"}, now=at("2026-03-05 09:00"))
    flow.perform(case, "decide", clerk, {"decision": "granted"}, now=at("2026-03-06 09:00"))
    case.refresh_from_db()
    assert case.state == State.GRANTED
    assert case.due_at == at("2026-03-20 17:00")
    flow.perform(case, "close", clerk, {"delivery": "pickup", "reason": "李敏领取"}, now=at("2026-03-09 09:00"))
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert not case.steps.exclude(state=CaseStep.State.DONE).exists()
    assert all(step.actor and step.ended_at for step in case.steps.all())


def test_a_denial_needs_a_reason_and_names_the_remedies(case, clerk):
    flow.perform(case, "accept", clerk, {}, now=MONDAY)
    flow.perform(case, "pass", clerk, {"step": case.steps.get(name="审查").pk, "reason": "不符"}, now=MONDAY)
    with pytest.raises(Invalid) as refusal:
        flow.perform(case, "decide", clerk, {"decision": "denied"}, now=MONDAY)
    assert "reason" in refusal.value.fields
    flow.perform(case, "decide", clerk, {"decision": "denied", "reason": "场所不符"}, now=MONDAY)
    assert "行政复议" in case.messages.last().body


def test_one_supplement_stops_the_clock_and_a_second_needs_a_supervisor(case, clerk, chief):
    flow.perform(case, "correct", clerk, {"reason": "缺营业执照"}, now=MONDAY)
    case.refresh_from_db()
    assert (case.state, case.clock_runs) == (State.CORRECTION, False)
    steps = citizen.steps(case, actors.citizen())
    shown = render_to_string(steps.template, {"panel": steps.context})
    assert "进行中 · 期限中止" in shown
    assert "前完成" not in shown
    with pytest.raises(Invalid):
        flow.perform(case, "supplement", actors.citizen(), {}, now=MONDAY)
    flow.perform(case, "supplement", actors.citizen(), {"body": "已补"}, now=at("2026-03-10 10:00"))
    case.refresh_from_db()
    assert (case.state, case.due_at) == (State.RECEIVED, at("2026-03-17 17:00"))
    with pytest.raises(NotAllowed, match="督查"):
        flow.perform(case, "correct", clerk, {"reason": "还缺"}, now=at("2026-03-10 11:00"))
    with pytest.raises(Invalid) as refusal:
        flow.perform(case, "correct", chief, {"reason": "还缺"}, now=at("2026-03-10 11:00"))
    assert "again" in refusal.value.fields
    again = {"reason": "还缺", "again": "换了新的经营场所"}
    flow.perform(case, "correct", chief, again, now=at("2026-03-10 11:00"))
    assert case.events.last().data["again"] == "换了新的经营场所"
    assert not case.messages.filter(side="office", body__contains="换了新的").exists()


def test_not_told_in_time_is_accepted_from_the_day_of_receipt_exactly_once(case):
    assert jobs.deem_accepted(at("2026-03-09 16:59")) == 0
    assert jobs.deem_accepted(at("2026-03-09 17:01")) == 1
    assert jobs.deem_accepted(at("2026-03-10 09:00")) == 0
    case.refresh_from_db()
    assert (case.state, case.accepted_at) == (State.ACCEPTED, MONDAY)
    assert case.application.deemed
    assert case.events.filter(verb="deem_accepted").count() == 1
    assert case.due_at == at("2026-03-16 17:00")


def test_a_late_paper_after_the_answer_does_not_move_the_day_of_receipt(case, clerk):
    """The five days count from the answer to the 补正, and so does what the clock accepts."""
    flow.perform(case, "correct", clerk, {"reason": "缺两份"}, now=MONDAY)
    flow.perform(case, "supplement", actors.citizen(), {"body": "先交一份"}, now=at("2026-03-10 10:00"))
    CaseMaterial.objects.create(case=case, order=90, name="还缺的", state=CaseMaterial.State.WANTED)
    flow.perform(case, "supplement", actors.citizen(), {"body": "再交一份"}, now=at("2026-03-16 10:00"))
    assert jobs.deem_accepted(at("2026-03-18 09:00")) == 1
    case.refresh_from_db()
    assert (case.accepted_at, case.due_at) == (at("2026-03-10 10:00"), at("2026-03-24 17:00"))


LATE = at("2026-03-10 09:00")


def test_a_refused_case_was_received_and_what_comes_after_was_not_done(case, clerk, client):
    case = flow.perform(case, "refuse", clerk, {"reason": "不属于本机关"}, now=MONDAY)
    states = {step.kind: step.state for step in case.steps.all()}
    assert (states["receive"], states["accept"], states["decide"]) == ("done", "done", "waiting")
    client.force_login(clerk.user)
    page = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert "未办理" in page
    assert "未开始" not in page


@pytest.mark.parametrize(
    ("verb", "data"), [("accept", {}), ("correct", {"reason": "缺营业执照"}), ("refuse", {"reason": "不属于本机关"})]
)
def test_a_clerk_who_is_too_late_finds_it_accepted_though_no_worker_has_run(case, clerk, verb, data):
    with pytest.raises(flow.Stale) as refusal:
        flow.perform(case, verb, clerk, data, seen=case.version, now=LATE)
    assert [event.verb for event in refusal.value.events] == ["deem_accepted"]
    with pytest.raises(Refused, match="已受理"):
        flow.perform(case, verb, clerk, data, now=LATE)
    case.refresh_from_db()
    assert (case.state, case.accepted_at, case.due_at) == (State.ACCEPTED, MONDAY, at("2026-03-16 17:00"))
    assert case.application.deemed
    assert case.application.supplements == 0
    assert jobs.deem_accepted(LATE) == 0
    assert case.events.filter(verb="deem_accepted").count() == 1


def test_an_extension_after_the_due_day_leaves_on_the_page_how_late_it_was(case, clerk, chief):
    flow.perform(case, "accept", clerk, {}, now=MONDAY)
    flow.perform(case, "extend", chief, {"days": 10, "reason": "复杂"}, now=at("2026-03-18 10:00"))
    case.refresh_from_db()
    assert case.due_at == at("2026-03-30 17:00")
    panel = panels.steps(case, chief)
    assert "延期前已超期 2 个工作日" in render_to_string(panel.template, {"panel": panel.context, "case": case})


def test_an_extension_of_a_promise_in_natural_days_adds_working_days(bureau, clerk, chief):
    item = make_item(bureau, promised_limit=30, promised_unit="day", statutory_limit=60, statutory_unit="day")
    opened = submit(
        Submission(item, None, {}, flow.Applicant(phone="13812345678")), actors.citizen(), key=None, now=MONDAY
    )
    case = flow.perform(opened.case, "take", clerk, now=MONDAY)
    flow.perform(case, "accept", clerk, {}, now=MONDAY)
    case.refresh_from_db()
    assert case.due_at == at("2026-04-01 17:00")
    flow.perform(case, "extend", chief, {"days": 10, "reason": "复杂"}, now=MONDAY)
    case.refresh_from_db()
    assert case.due_at == at("2026-04-16 17:00")


def test_a_special_procedure_does_not_count(case, clerk):
    flow.perform(case, "accept", clerk, {}, now=MONDAY)
    pause = {"kind": "experts", "expected_days": 5, "reason": "专家评审"}
    flow.perform(case, "suspend", clerk, pause, now=at("2026-03-04 09:00"))
    case.refresh_from_db()
    assert case.due_at == at("2026-03-19 17:00")
    assert "预计 2026-03-09 恢复" in due_words.explained(case)
    assert not case.clock_runs
    flow.perform(case, "resume", clerk, now=at("2026-03-11 09:00"))
    case.refresh_from_db()
    assert case.due_at == at("2026-03-23 17:00")
    said = due_words.explained(case)
    assert "2026-03-02 受理，从次日起算" in said
    assert "2026-03-11 恢复，期间不计入期限" in said
    assert said.endswith("承诺时限 10 个工作日，法定时限 20 个工作日。")


def test_an_extension_is_approved_by_somebody_else_once(case, clerk, chief):
    flow.perform(case, "accept", clerk, {}, now=MONDAY)
    with pytest.raises(NotAllowed):
        flow.perform(case, "extend", clerk, {"days": 5, "reason": "复杂"}, now=MONDAY)
    with pytest.raises(Invalid):
        flow.perform(case, "extend", chief, {"days": 11, "reason": "复杂"}, now=MONDAY)
    flow.perform(case, "extend", chief, {"days": 5, "reason": "复杂"}, now=MONDAY)
    case.refresh_from_db()
    assert case.due_at == at("2026-03-23 17:00")
    with pytest.raises(Refused, match="延长过"):
        flow.perform(case, "extend", chief, {"days": 5, "reason": "复杂"}, now=MONDAY)


def test_withdrawing_is_for_the_applicant_before_the_decision(case, clerk):
    with pytest.raises(NotAllowed):
        flow.perform(case, "withdraw", clerk, now=MONDAY)
    flow.perform(case, "withdraw", actors.citizen(), now=MONDAY)
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN
    with pytest.raises(Refused):
        flow.perform(case, "accept", clerk, {}, now=MONDAY)


def test_an_item_that_takes_no_online_application_refuses(bureau):
    item = make_item(bureau, apply_online=False)
    with pytest.raises(Refused, match="不能网上申请"):
        submit(Submission(item, None, {}, flow.Applicant()), actors.citizen(), key=None, now=MONDAY)
    assert Case.objects.filter(item=item).count() == 0
