"""Opening a case and doing verbs: once, whole, asked, recorded."""

import pytest

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.roles import Role
from guidance.cases import actors, flow, registry
from guidance.cases.models import Case, Event, Message
from guidance.cases.states import Kind, State
from guidance.consultations.flow import Question, ask
from guidance.notices.models import Notice
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
MONDAY = at("2026-11-23 10:00")


@pytest.fixture
def bureau():
    return make_bureau()


@pytest.fixture
def clerk(bureau):
    return make_user(Role.CLERK, bureau=bureau)


def open_question(bureau, key="k1", text="开饭店要什么证?", **options):
    applicant = flow.Applicant(name="张三", phone="13812345678")
    return ask(Question(text, bureau, applicant, may_publish=True), actors.citizen(), key=key, now=MONDAY, **options)


def test_a_case_is_opened_once_for_the_same_key(bureau):
    first = open_question(bureau)
    again = open_question(bureau)
    assert (first.created, again.created) == (True, False)
    assert first.case.pk == again.case.pk
    assert Case.objects.count() == 1


def test_a_key_used_for_something_else_is_refused(bureau):
    open_question(bureau)
    with pytest.raises(Refused) as refusal:
        open_question(bureau, text="另一个问题")
    assert refusal.value.code == "idempotency-mismatch"
    assert Case.objects.count() == 1


def test_opening_writes_case_event_history_message_and_notice(bureau):
    case = open_question(bureau).case
    event = case.events.get()
    assert (event.verb, event.to_state, event.version, case.version) == ("ask", State.SUBMITTED, 1, 1)
    assert case.messages.get().body == "开饭店要什么证?"
    assert case.history.count() >= 1
    assert case.due_at == at("2026-11-26 17:00")
    assert case.number.startswith("20261123-")
    assert len(case.query_code) == 8


def test_a_verb_changes_state_and_says_who(bureau, clerk):
    case = open_question(bureau).case
    flow.perform(case, "take", actors.staff(clerk), seen=1, now=MONDAY)
    case.refresh_from_db()
    assert (case.owner, case.state, case.version) == (clerk, State.WORKING, 2)
    event = case.events.last()
    assert (event.actor, event.from_state, event.to_state) == (clerk, State.SUBMITTED, State.WORKING)
    row = case.history.first()
    assert row.history_user == clerk
    assert row.history_change_reason
    assert row.request_id == event.request_id


def test_a_stale_page_is_refused_and_told_what_changed(bureau, clerk):
    case = open_question(bureau).case
    flow.perform(case, "take", actors.staff(clerk), seen=1, now=MONDAY)
    with pytest.raises(flow.Stale) as refusal:
        flow.perform(case, "answer", actors.staff(clerk), {"answer": "要办证"}, seen=1, now=MONDAY)
    assert [event.verb for event in refusal.value.events] == ["take"]
    assert refusal.value.extra["version"] == 2
    case.refresh_from_db()
    assert case.state == State.WORKING


def test_another_bureaus_clerk_may_not(bureau):
    stranger = make_user(Role.CLERK, bureau=make_bureau())
    case = open_question(bureau).case
    with pytest.raises(NotAllowed):
        flow.perform(case, "take", actors.staff(stranger), now=MONDAY)
    assert Event.objects.count() == 1


def test_a_data_entry_clerk_decides_nothing(bureau):
    typist = make_user(Role.DATA_ENTRY, bureau=bureau)
    case = open_question(bureau).case
    with pytest.raises(NotAllowed):
        flow.perform(case, "take", actors.staff(typist), now=MONDAY)


def test_a_verb_that_the_state_does_not_allow_says_so(bureau, clerk):
    case = open_question(bureau).case
    flow.perform(case, "take", actors.staff(clerk), now=MONDAY)
    with pytest.raises(Refused, match="认领"):
        flow.perform(case, "take", actors.staff(clerk), now=MONDAY)


def test_a_form_error_names_the_field_and_writes_nothing(bureau, clerk):
    case = open_question(bureau).case
    flow.perform(case, "take", actors.staff(clerk), now=MONDAY)
    with pytest.raises(Invalid) as refusal:
        flow.perform(case, "answer", actors.staff(clerk), {"answer": ""}, now=MONDAY)
    assert "answer" in refusal.value.fields
    assert case.messages.filter(side=Message.Side.OFFICE).count() == 0


def test_answer_publish_and_personal_data(bureau, clerk):
    case = open_question(bureau).case
    staff = actors.staff(clerk)
    flow.perform(case, "take", staff, now=MONDAY)
    flow.perform(case, "answer", staff, {"answer": "要食品经营许可证,联系 13800138000"}, now=MONDAY)
    with pytest.raises(Invalid, match="检查") as refusal:
        flow.perform(case, "publish", staff, {"question": "问", "answer": "打 13800138000"}, now=MONDAY)
    assert "13800138000" in str(refusal.value.fields["answer"])
    flow.perform(case, "publish", staff, {"question": "开饭店要什么证?", "answer": "要食品经营许可证"}, now=MONDAY)
    case.refresh_from_db()
    assert case.state == State.PUBLISHED
    assert not case.is_open


def test_transfers_keep_the_clock_and_the_third_needs_a_supervisor(bureau, clerk):
    case = open_question(bureau).case
    due = case.due_at
    other = make_bureau()
    colleague = make_user(Role.CLERK, bureau=other)
    flow.perform(case, "transfer", actors.staff(clerk), {"bureau": other.pk, "reason": "不归我"}, now=MONDAY)
    flow.perform(case, "transfer", actors.staff(colleague), {"bureau": bureau.pk, "reason": "也不归我"}, now=MONDAY)
    case.refresh_from_db()
    assert (case.due_at, case.owner, case.state) == (due, None, State.ASSIGNED)
    with pytest.raises(NotAllowed, match="督查"):
        flow.perform(case, "transfer", actors.staff(clerk), {"bureau": other.pk, "reason": "再转"}, now=MONDAY)
    chief = make_user(Role.SUPERVISOR)
    flow.perform(case, "transfer", actors.staff(chief), {"bureau": other.pk, "reason": "定"}, now=MONDAY)
    case.refresh_from_db()
    assert case.bureau == other


def test_events_are_never_changed(bureau):
    event = open_question(bureau).case.events.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        Event.objects.all().update(reason="x")
    with pytest.raises(TypeError):
        Event.objects.all().delete()


def test_offers_tell_staff_why_not(bureau, clerk):
    case = open_question(bureau).case
    offers = {offer.verb.name: offer for offer in registry.offers(case, actors.staff(clerk), MONDAY)}
    assert offers["take"].allowed
    assert "认领" in offers["answer"].why_not
    assert "ask_again" not in {name for name, offer in offers.items() if offer.allowed}
    citizen = {offer.verb.name for offer in registry.offers(case, actors.citizen(), MONDAY)}
    assert citizen == {"reply", "withdraw", "ask_again", "rate"}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_verb_starts_and_ends_in_states_of_its_kind(kind):
    from guidance.cases.states import STATES

    allowed = {str(state) for state in STATES[kind]}
    verbs = registry.verbs_of(kind)
    assert len(verbs) > 5
    for verb in verbs:
        assert verb.targets <= allowed, verb.name
        assert verb.sources & allowed, verb.name


def test_an_item_leads_the_question_to_its_bureau(bureau):
    item = make_item(bureau)
    assert item.live
    applicant = flow.Applicant(phone="13812345678")
    opened = ask(Question("问", item.bureau, applicant, item=item), actors.citizen(), key=None, now=MONDAY)
    assert opened.case.item == item


def test_a_clerk_gives_away_own_and_unowned_cases_only(bureau, clerk):
    colleague = make_user(Role.CLERK, bureau=bureau)
    case = open_question(bureau).case
    flow.perform(case, "assign", actors.staff(clerk), {"owner": colleague.pk}, now=MONDAY)
    with pytest.raises(NotAllowed, match="经办"):
        flow.perform(case, "assign", actors.staff(clerk), {"owner": clerk.pk}, now=MONDAY)
    flow.perform(case, "assign", actors.staff(colleague), {"owner": clerk.pk}, now=MONDAY)
    chief = make_user(Role.SUPERVISOR)
    flow.perform(case, "assign", actors.staff(chief), {"owner": colleague.pk}, now=MONDAY)
    case.refresh_from_db()
    assert case.owner == colleague


def test_lateness_in_words_counts_days_only_from_the_next_day(bureau):
    from guidance.cases.columns import Clock

    case = open_question(bureau).case
    assert Clock(at("2026-11-26 16:00")).words(case) == "今天到期"
    assert Clock(at("2026-11-26 18:00")).words(case) == "今天已过时"
    assert Clock(at("2026-11-27 09:00")).words(case) == "超期 1 个工作日"


def test_a_lost_code_is_sent_to_the_phone_on_the_case_and_to_nobody_else(bureau, clerk):
    case = open_question(bureau).case
    Notice.objects.all().delete()
    stranger = make_user(Role.CLERK, bureau=make_bureau())
    with pytest.raises(Refused):
        flow.perform(case, "resend_code", actors.staff(stranger), now=MONDAY)
    flow.perform(case, "resend_code", actors.staff(clerk), now=MONDAY)
    sent = Notice.objects.get()
    assert (sent.recipient, case.query_code in sent.body) == ("13812345678", True)
    case.refresh_from_db()
    assert [event.verb for event in case.events.all()] == ["ask", "resend_code"]
    assert case.query_code not in str(case.events.last().__dict__)


def test_without_phone_and_mail_no_code_is_sent(bureau, clerk):
    case = ask(
        Question("多久？", bureau, flow.Applicant(name="张三"), may_publish=True),
        actors.citizen(),
        key="k9",
        now=MONDAY,
    ).case
    with pytest.raises(Refused, match="没有手机"):
        flow.perform(case, "resend_code", actors.staff(clerk), now=MONDAY)
