"""Write a notice with the event that causes it, deliver it afterwards, and try again until it arrives or is given up."""

import logging
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import request_id
from accounts.models import Bureau, User

from .channels import CHANNELS, Parcel, UndeliverableError
from .models import Attempt, ChannelName, Notice, Outcome, State
from .texts import SENT_ONCE, without_code

log = logging.getLogger(__name__)
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long to wait after each failed try; after the try that follows the last wait, a notice is given up."""
CLAIM = timedelta(minutes=2)
"""How long a worker may take over one notice before another takes it for dead."""
BATCH = 100
RUN_SECONDS = 20.0
"""How long one run of the job goes on before it lets other jobs have their turn."""
TIRED = 3
"""A channel that failed so often in a row is left alone until the next run, so that it does not hold up the others."""


def add(
    kind: str,
    channel: str,
    to: str,
    subject: str,
    body: str,
    dedupe: str,
    case_number: str = "",
    bureau: Bureau | None = None,
    at: datetime | None = None,
) -> Notice:
    """Write a notice in the caller's transaction; the row there is, if this occasion (`dedupe`) has one already.

    `at` is the moment of the occasion, now unless given; the notice is due from then on.
    Without a recipient it is stored as failed, so that somebody sees that nobody was told.
    """
    to, at = to.strip(), at or timezone.now()
    values = {
        "kind": kind,
        "channel": ChannelName(channel),
        "recipient": to,
        "subject": " ".join(subject.split())[:200],
        "body": body,
        "case_number": case_number,
        "bureau": bureau,
        "state": State.PENDING if to else State.FAILED,
        "last_error": "" if to else _("没有联系方式，无法发送。"),
        "created_at": at,
        "next_try_at": at,
    }
    return Notice.objects.get_or_create(dedupe=dedupe, defaults=values)[0]


def add_all(told: Iterable[tuple[str, str]], occasion: str, **notice: Any) -> None:
    """Write one notice to each (channel, recipient) there is: once for an occasion, however often it is asked.

    `notice` as for `add`. The address itself does not go into the mark of the occasion, which providers are given.
    """
    for channel, to in told:
        if to:
            whom = salted_hmac("notices.recipient", to, algorithm="sha256").hexdigest()[:16]
            add(channel=channel, to=to, dedupe=f"{occasion}:{channel}:{whom}", **notice)


def deliver(now: datetime | None = None) -> int:
    """Deliver what is due; how many arrived. May run in several workers at once and may be killed at any point.

    `now` chooses what is due; each notice is claimed by a conditional update first, so that one worker has it.
    """
    now = now or timezone.now()
    until = time.monotonic() + RUN_SECONDS
    failures: Counter[str] = Counter()
    sent = 0
    for pk, channel in Notice.objects.due(now).order_by("next_try_at", "pk").values_list("pk", "channel")[:BATCH]:
        if time.monotonic() > until:
            break
        if failures[channel] >= TIRED:
            continue
        arrived = attempt(pk, now)
        if arrived is None:
            continue
        failures[channel] = 0 if arrived else failures[channel] + 1
        sent += arrived
    return sent


def attempt(pk: int, now: datetime) -> bool | None:
    """Try one notice that is due: whether it arrived; None if another worker has it, or it is not due."""
    notice = claim(pk, now)
    return None if notice is None else _deliver_one(notice, now)


def claim(pk: int, now: datetime) -> Notice | None:
    """Take one due notice for this worker; None if another was faster."""
    token = uuid.uuid4()
    taken = (
        Notice.objects.due(now)
        .filter(pk=pk)
        .update(state=State.SENDING, claim=token, claimed_until=now + CLAIM, attempts=F("attempts") + 1)
    )
    return Notice.objects.get(pk=pk) if taken else None


def _deliver_one(notice: Notice, now: datetime) -> bool:
    """Hand a claimed notice to its channel and note how it ended."""
    if notice.attempts > len(BACK_OFF) + 1:
        _finish(notice, Outcome.FAILED, _("发送程序多次在发送中途退出。"), now, state=State.FAILED)
        return False
    parcel = Parcel(
        notice.dedupe, notice.kind, notice.recipient, notice.subject, notice.body, case_number=notice.case_number
    )
    with request_id.use(notice.request_id):
        try:
            reference = CHANNELS[notice.channel].deliver(parcel)
        except Exception as error:
            log.warning("Notice %s was not delivered: %s", notice.pk, type(error).__name__)
            _note_failure(notice, error, now)
            return False
        return _finish(notice, Outcome.SENT, "", now, state=State.SENT, sent_at=now, provider_reference=reference[:200])


def _note_failure(notice: Notice, error: Exception, now: datetime) -> None:
    text = f"{type(error).__name__}: {error}"[:500]
    if isinstance(error, UndeliverableError) or notice.attempts > len(BACK_OFF):
        _finish(notice, Outcome.FAILED, text, now, state=State.FAILED)
    else:
        later = now + BACK_OFF[notice.attempts - 1]
        _finish(notice, Outcome.FAILED, text, now, state=State.PENDING, next_try_at=later)


@transaction.atomic
def _finish(notice: Notice, outcome: Outcome, detail: str, now: datetime, **values: object) -> bool:
    """Release the claim with the result; False if it had run out and another worker has the notice.

    A code that is sent once is not kept any longer: who reads the table afterwards cannot use it.
    """
    if notice.kind in SENT_ONCE and values.get("state") in (State.SENT, State.FAILED):
        values["body"] = without_code(notice.body)
    mine = Notice.objects.filter(pk=notice.pk, claim=notice.claim)
    if not mine.update(claim=None, claimed_until=None, last_error=detail, **values):
        return False
    Attempt.objects.create(notice=notice, at=now, outcome=outcome, detail=detail)
    return True


@transaction.atomic
def retry(notices: QuerySet[Notice], user: User) -> int:
    """Send given-up notices again, from the first try; how many. Others are left as they are, and those whose code is
    not kept any more: whoever waits for it asks for a new one."""
    failed = notices.select_for_update(of=("self",)).filter(state=State.FAILED)
    again = [notice for notice in failed if notice.recipient and notice.kind not in SENT_ONCE]
    Notice.objects.filter(pk__in=[notice.pk for notice in again]).update(
        state=State.PENDING, attempts=0, next_try_at=timezone.now()
    )
    Attempt.objects.bulk_create(Attempt(notice=notice, outcome=Outcome.RETRIED, user=user) for notice in again)
    return len(again)
