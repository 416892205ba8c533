"""The one registry of periodic jobs. `manage.py worker` runs them; each app declares its own in its `jobs.py`.

A job is a function of the time that re-reads from the tables what is due, does it, and returns how many it did.
It may be run twice and must then do nothing the second time.
"""

import logging
import os
import socket
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from . import ratelimit, request_id
from .upkeep import JobRun

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
"""How long a claim holds without renewal: a killed worker's job is free again after this."""
RETRY = timedelta(minutes=5)
"""A job that failed is tried again after this, or after its own period if that is shorter."""
ERROR_LENGTH = 4000

Function = Callable[[datetime], int]


@dataclass(frozen=True)
class Job:
    """A function to be run each time `every` has passed since it last started."""

    name: str
    label: str | Promise
    every: timedelta
    function: Function

    def due(self, run: JobRun, now: datetime) -> bool:
        """Whether the job should be started now: its time has come and nobody is at it."""
        if run.claimed_until and run.claimed_until > now:
            return False
        wait = min(self.every, RETRY) if run.last_error else self.every
        return run.last_started_at is None or now - run.last_started_at >= wait


_registry: dict[str, Job] = {}


def periodic(name: str, label: str | Promise, every: timedelta) -> Callable[[Function], Function]:
    """Register a job. `name` is its key for ever (ASCII); `label` is what people read; ValueError on a second such name."""

    def register(function: Function) -> Function:
        if name in _registry:
            raise ValueError(f"There is a job named {name!r} already.")
        _registry[name] = Job(name, label, every, function)
        return function

    return register


def registered() -> list[Job]:
    """All jobs of the installed apps, by name."""
    autodiscover_modules("jobs")
    return [_registry[name] for name in sorted(_registry)]


def runs() -> dict[str, JobRun]:
    """The row of each registered job, made where missing. One query when all are there."""
    jobs = {job.name: job for job in registered()}
    found = {run.name: run for run in JobRun.objects.filter(name__in=jobs)}
    for name in jobs.keys() - found.keys():
        found[name] = JobRun.objects.get_or_create(name=name, defaults={"label": str(jobs[name].label)})[0]
    return found


def run_due(keep_on: Callable[[], bool] = lambda: True) -> int:
    """Run, one after the other, every job that is due and that nobody else claims. Answers how many were run.

    `keep_on` is asked before each: False ends the round. A job's error is kept on its row and logged.
    """
    rows = runs()
    done = 0
    for job in registered():
        if not keep_on():
            break
        done += run_if_due(job, rows[job.name])
    return done


def run_if_due(job: Job, run: JobRun) -> bool:
    """Run a job if it is due by the row as read and this process wins the claim."""
    now = timezone.now()
    if not job.due(run, now):
        return False
    owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    if not _claim(run, owner, now):
        return False
    with request_id.use(uuid.uuid4()), _renewing(run, owner):
        result, error = _call(job, now)
    JobRun.objects.filter(pk=run.pk, claimed_by=owner).update(
        claimed_until=None, claimed_by="", last_finished_at=timezone.now(), last_result=result, last_error=error
    )
    return True


def _claim(run: JobRun, owner: str, now: datetime) -> bool:
    """One conditional update decides who runs it: the row must be free and as it was read."""
    free = JobRun.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=now), pk=run.pk)
    as_read = free.filter(last_started_at=run.last_started_at)
    return as_read.update(claimed_until=now + LEASE, claimed_by=owner, last_started_at=now) == 1


def _call(job: Job, now: datetime) -> tuple[int | None, str]:
    try:
        return int(job.function(now) or 0), ""
    except Exception:
        logger.exception("Job %s failed (request id %s)", job.name, request_id.current())
        return None, traceback.format_exc()[-ERROR_LENGTH:]


@contextmanager
def _renewing(run: JobRun, owner: str) -> Iterator[None]:
    """While the block runs, a thread prolongs the claim each third of the lease, so that a long job stays claimed."""
    finished = Event()

    def renew() -> None:
        try:
            while not finished.wait(LEASE.total_seconds() / 3):
                JobRun.objects.filter(pk=run.pk, claimed_by=owner).update(claimed_until=timezone.now() + LEASE)
        finally:
            connection.close()

    thread = Thread(target=renew, name=f"renew-{run.name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


@periodic("accounts.rate-counters", _("清理过期的频率计数"), every=timedelta(hours=1))
def forget_rate_counters(now: datetime) -> int:
    """Delete counters whose window is over."""
    return ratelimit.forget(now)
