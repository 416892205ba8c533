"""The outbox: written once, claimed by one, tried again, given up in sight."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Bureau, User
from accounts.roles import Role, assign
from guidance.notices import outbox, texts
from guidance.notices.channels import UndeliverableError
from guidance.notices.models import Notice, Outcome, State


@pytest.mark.django_db
def test_the_same_occasion_makes_one_row(add):
    first, second = add(), add(body="另一段")
    assert first.pk == second.pk
    assert Notice.objects.get().body == "您的申请已收到。"


@pytest.mark.django_db
def test_a_notice_goes_with_the_transaction_that_wrote_it(add):
    with transaction.atomic():
        add()
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_without_a_recipient_it_is_seen_as_failed(add, sent):
    notice = add(to="  ")
    assert notice.state == State.FAILED
    assert notice.last_error
    assert outbox.deliver() == 0
    assert sent.parcels == []


@pytest.mark.django_db
def test_delivered_once(add, sent):
    notice = add()
    assert outbox.deliver() == 1
    assert outbox.deliver() == 0
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.provider_reference) == (State.SENT, 1, "ref-1")
    assert notice.sent_at is not None
    assert [parcel.reference for parcel in sent.parcels] == ["case-1:received"]
    assert [row.outcome for row in notice.tries.all()] == [Outcome.SENT]


@pytest.mark.django_db
def test_a_notice_and_its_tries_carry_their_moments(add, sent):
    yesterday = timezone.now() - timedelta(days=1)
    notice = add(at=yesterday)
    assert (notice.created_at, notice.next_try_at) == (yesterday, yesterday)
    assert outbox.attempt(notice.pk, yesterday - timedelta(minutes=1)) is None
    assert outbox.attempt(notice.pk, yesterday) is True
    assert notice.tries.get().at == yesterday


@pytest.mark.django_db
def test_failures_wait_longer_each_time_and_are_then_given_up(add, sent):
    notice, now = add(), timezone.now()
    sent.failing = ConnectionError("no route")
    for wait in outbox.BACK_OFF:
        outbox.deliver(now)
        notice.refresh_from_db()
        assert (notice.state, notice.next_try_at) == (State.PENDING, now + wait)
        assert outbox.deliver(now + wait - timedelta(seconds=1)) == 0
        now += wait
    outbox.deliver(now)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (State.FAILED, len(outbox.BACK_OFF) + 1)
    assert "no route" in notice.last_error
    assert list(Notice.objects.failed()) == [notice]
    assert notice.tries.count() == len(outbox.BACK_OFF) + 1
    outbox.deliver(now + timedelta(days=30))
    assert notice.tries.count() == len(outbox.BACK_OFF) + 1


@pytest.mark.django_db
def test_a_hopeless_recipient_is_given_up_at_once(add, sent):
    notice = add()
    sent.failing = UndeliverableError("not a number")
    outbox.deliver()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (State.FAILED, 1)


@pytest.mark.django_db
def test_a_person_sends_it_again(add, sent):
    notice = add()
    untouched = add("other")
    sent.failing = UndeliverableError("not a number")
    outbox.deliver()
    Notice.objects.filter(pk=untouched.pk).update(state=State.SENT)
    sent.failing = None
    user = User.objects.create_user("boss", display_name="王督查")
    assert outbox.retry(Notice.objects.all(), user) == 1
    assert outbox.deliver() == 1
    notice.refresh_from_db()
    assert (notice.state, notice.last_error) == (State.SENT, "")
    assert [row.outcome for row in notice.tries.all()] == [Outcome.FAILED, Outcome.RETRIED, Outcome.SENT]
    assert notice.tries.get(outcome=Outcome.RETRIED).user == user


@pytest.mark.django_db
def test_without_a_recipient_there_is_nothing_to_send_again(add):
    add(to="")
    assert outbox.retry(Notice.objects.all(), User.objects.create_user("boss")) == 0


class Killed(BaseException):
    """As a worker dies: nothing of ours catches it."""


@pytest.mark.django_db
def test_a_worker_killed_after_sending_sends_again_under_the_same_reference(add, sent):
    notice, now = add(), timezone.now()
    sent.dying = Killed()
    with pytest.raises(Killed):
        outbox.deliver(now)
    sent.dying = None
    assert outbox.deliver(now) == 0, "the claim still holds"
    assert outbox.deliver(now + outbox.CLAIM + timedelta(seconds=1)) == 1
    assert [parcel.reference for parcel in sent.parcels] == [notice.dedupe, notice.dedupe]
    notice.refresh_from_db()
    assert notice.state == State.SENT


@pytest.mark.django_db
def test_a_notice_that_kills_every_worker_is_given_up(add, sent):
    notice, now = add(), timezone.now()
    sent.dying = Killed()
    for _ in range(len(outbox.BACK_OFF) + 1):
        with pytest.raises(Killed):
            outbox.deliver(now)
        now += outbox.CLAIM + timedelta(seconds=1)
    outbox.deliver(now)
    notice.refresh_from_db()
    assert notice.state == State.FAILED


@pytest.mark.django_db
def test_a_worker_whose_claim_ran_out_does_not_overwrite_the_next(add, sent):
    notice, now = add(), timezone.now()
    slow = outbox.claim(notice.pk, now)
    outbox.deliver(now + outbox.CLAIM + timedelta(seconds=1))
    outbox._note_failure(slow, ConnectionError("late"), now)
    notice.refresh_from_db()
    assert notice.state == State.SENT


@pytest.mark.django_db
def test_a_worker_down_for_a_day_sends_each_once(add, sent):
    for i in range(130):
        add(f"case-{i}:received")
    tomorrow = timezone.now() + timedelta(days=1)
    assert sum(outbox.deliver(tomorrow) for _ in range(3)) == 130
    assert len({parcel.reference for parcel in sent.parcels}) == len(sent.parcels) == 130


@pytest.mark.django_db
def test_a_dead_channel_does_not_hold_up_the_others(add, monkeypatch, sent):
    from guidance.notices import channels

    tried = []

    class Dead:
        def deliver(self, parcel):
            tried.append(parcel)
            raise TimeoutError

    monkeypatch.setitem(channels.CHANNELS, "webhook", Dead())
    for i in range(10):
        add(f"hook-{i}", channel="webhook", to="https://example.invalid/")
    add("sms-1")
    assert outbox.deliver() == 1
    assert len(tried) == outbox.TIRED


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_notice(add, sent):
    for i in range(20):
        add(f"case-{i}")
    barrier, counts, errors = threading.Barrier(2), [], []

    def work():
        try:
            barrier.wait()
            counts.append(outbox.deliver())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert sum(counts) == 20
    assert len({parcel.reference for parcel in sent.parcels}) == len(sent.parcels) == 20


@pytest.mark.django_db
def test_a_bureau_sees_its_own_notices(add):
    ours, theirs = (Bureau.objects.create(name=name, slug=name) for name in ("a", "b"))
    mine, other, nobodys = add("1", bureau=ours), add("2", bureau=theirs), add("3")
    clerk = User.objects.create_user("clerk", bureau=ours)
    assign(clerk, [Role.CLERK])
    assert list(Notice.objects.all().visible_to(clerk)) == [mine]
    boss = User.objects.create_user("boss")
    assign(boss, [Role.SUPERVISOR])
    assert set(Notice.objects.all().visible_to(boss)) == {mine, other, nobodys}


@pytest.mark.parametrize("kind", texts.TEXTS)
def test_every_text_can_be_composed_and_fits_two_messages(kind):
    names = (
        "number",
        "code",
        "due",
        "url",
        "when",
        "place",
        "what",
        "reason",
        "until",
        "title",
        "about",
        "asker",
        "lead",
        "count",
        "who",
        "conclusion",
        "why",
    )
    values = dict.fromkeys(names, "2026-02-14 17:00") | {"number": "A202600000001", "code": "K7M2Q9"}
    subject, body = texts.compose(kind, **values | {"url": "https://hall.example.gov.cn/p/A202600000001"})
    assert "{" not in subject + body
    assert len(body) <= 134
    assert texts.label(kind) != kind


def test_a_missing_value_is_named():
    with pytest.raises(KeyError, match="number"):
        texts.compose("case.decided", url="x")


CODE_TEXT = "您的申请已保存，还没有提交。续填码7K4M-9QXB-H2TD，请勿告诉他人。"


@pytest.mark.django_db
def test_a_code_that_is_sent_once_is_not_kept(add, sent):
    notice, other = add(kind="draft.code", body=CODE_TEXT, dedupe="draft"), add(body="查询码AB12CD34。")
    assert outbox.deliver() == 2
    assert {parcel.body for parcel in sent.parcels} == {CODE_TEXT, other.body}
    notice.refresh_from_db()
    assert notice.body == "您的申请已保存，还没有提交。续填码********，请勿告诉他人。"
    assert (notice.state, [row.outcome for row in notice.tries.all()]) == (State.SENT, [Outcome.SENT])
    other.refresh_from_db()
    assert other.body == "查询码AB12CD34。"


@pytest.mark.django_db
def test_a_code_is_kept_for_another_try_and_gone_with_the_last(add, sent):
    notice, now = add(kind="draft.code", body=CODE_TEXT, dedupe="draft"), timezone.now()
    sent.failing = RuntimeError("away")
    assert outbox.attempt(notice.pk, now) is False
    notice.refresh_from_db()
    assert (notice.state, notice.body) == (State.PENDING, CODE_TEXT)
    sent.failing = UndeliverableError("no such number")
    assert outbox.attempt(notice.pk, notice.next_try_at) is False
    notice.refresh_from_db()
    assert notice.state == State.FAILED
    assert "7K4M" not in notice.body
    assert outbox.retry(Notice.objects.all(), User.objects.create_user("boss")) == 0
