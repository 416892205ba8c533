"""The site's self-check (国办's rules for sites): a registry of checks, run each night and when somebody asks.

    @selfcheck.check("unanswered", _("咨询超过答复期限"), order=30)
    def unanswered(now): yield selfcheck.Finding(bureau_id, subject, message, url)

Upper apps register theirs in `ready()`; items knows none of them. A run writes a count for each check and bureau, kept
`KEPT` for the trend, and its findings, kept for the newest `RUNS_WITH_FINDINGS` runs.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.functional import Promise

if TYPE_CHECKING:
    from accounts.models import User

    from .models import SelfCheck

logger = logging.getLogger(__name__)

NIGHT = time(2, 0)
"""The night's run is the first after this hour, in the hall's time."""
KEPT = timedelta(days=90)
RUNS_WITH_FINDINGS = 7
STUCK = timedelta(minutes=15)
"""A run without progress for so long died with its worker, and is begun again."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: whose, what, why, and where it is put right. `bureau_id` None: the city's."""

    bureau_id: int | None
    subject: str
    message: str
    url: str = ""


Find = Callable[[datetime], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """A registered check."""

    name: str
    label: str | Promise
    order: int
    find: Find


_checks: dict[str, Check] = {}


def check(name: str, label: str | Promise, order: int = 50) -> Callable[[Find], Find]:
    """Register a check under its name (ASCII, for ever); ValueError on a second of that name."""

    def register(find: Find) -> Find:
        if name in _checks:
            raise ValueError(f"There is a check named {name!r} already.")
        _checks[name] = Check(name, label, order, find)
        return find

    return register


def registered() -> list[Check]:
    """All checks, in their order."""
    return sorted(_checks.values(), key=lambda one: (one.order, one.name))


def ask(user: "User") -> "SelfCheck":
    """A run by hand; one that waits or runs already is the answer."""
    from .models import SelfCheck

    with transaction.atomic():
        under_way = SelfCheck.objects.exclude(state=SelfCheck.State.DONE).first()
        now = timezone.now()
        return under_way or SelfCheck.objects.create(asked_by=user, asked_at=now, touched_at=now)


def run_due(now: datetime) -> int:
    """The job: tonight's run once, what was asked for, and what a dead worker left. How many were run."""
    done = 0
    _begin_night(now)
    for row in _to_run(now):
        if _claim(row, now):
            _run(row, now)
            done += 1
    _forget(now)
    return done


def _begin_night(now: datetime) -> None:
    """One row for each night: the date is unique, so that of several workers one makes it."""
    from .models import SelfCheck

    local = timezone.localtime(now)
    if local.time() >= NIGHT:
        SelfCheck.objects.get_or_create(night=local.date(), defaults={"asked_at": now, "touched_at": now})


def _to_run(now: datetime) -> list["SelfCheck"]:
    from .models import SelfCheck

    rows = SelfCheck.objects.exclude(state=SelfCheck.State.DONE).order_by("asked_at")
    return [row for row in rows if row.state == SelfCheck.State.WAITING or row.touched_at < now - STUCK]


def _claim(row: "SelfCheck", now: datetime) -> bool:
    """By a conditional update: the row must be as it was read."""
    as_read = type(row).objects.filter(pk=row.pk, state=row.state, touched_at=row.touched_at)
    return as_read.update(state=row.State.RUNNING, touched_at=now, done=0, planned=len(registered())) == 1


def _run(row: "SelfCheck", now: datetime) -> None:
    from .models import SelfCheckCount, SelfCheckFinding

    row.findings.all().delete()
    row.counts.all().delete()
    with translation.override("zh-hans"):
        for one in registered():
            found = _found(one, now)
            SelfCheckFinding.objects.bulk_create(
                SelfCheckFinding(
                    run=row, check_name=one.name, bureau_id=each.bureau_id, subject=each.subject[:200],
                    message=each.message[:500], url=each.url[:500],
                )
                for each in found
            )  # fmt: skip
            counts = Counter(each.bureau_id for each in found)
            SelfCheckCount.objects.bulk_create(
                SelfCheckCount(run=row, check_name=one.name, bureau_id=bureau, count=count)
                for bureau, count in (counts or {None: 0}).items()
            )
            type(row).objects.filter(pk=row.pk).update(done=F("done") + 1, touched_at=timezone.now())
    type(row).objects.filter(pk=row.pk).update(state=row.State.DONE, ended_at=timezone.now())


def _found(one: Check, now: datetime) -> list[Finding]:
    """What a check finds; one that fails is itself a finding, and stops nobody."""
    try:
        return list(one.find(now))
    except Exception as error:
        logger.exception("Self-check %s failed", one.name)
        return [Finding(None, str(one.label), f"这项检查没有完成：{type(error).__name__}: {error}")]


def _forget(now: datetime) -> None:
    from .models import SelfCheck, SelfCheckFinding

    SelfCheck.objects.filter(asked_at__lt=now - KEPT).delete()
    newest = list(SelfCheck.objects.order_by("-asked_at", "-pk").values_list("pk", flat=True)[:RUNS_WITH_FINDINGS])
    SelfCheckFinding.objects.exclude(run__in=newest).delete()


def newest_done() -> "SelfCheck | None":
    """The run whose result is shown."""
    from .models import SelfCheck

    return SelfCheck.objects.filter(state=SelfCheck.State.DONE).order_by("-ended_at", "-pk").first()


def under_way() -> "SelfCheck | None":
    """A run that waits or runs."""
    from .models import SelfCheck

    return SelfCheck.objects.exclude(state=SelfCheck.State.DONE).first()


def counts(run: "SelfCheck", user: Any) -> dict[str, int]:
    """By check: how much the run found in the user's scope."""
    from accounts.scope import limit

    found: Counter[str] = Counter()
    for name, count in limit(run.counts.all(), user).values_list("check_name", "count"):
        found[name] += count
    return dict(found)
