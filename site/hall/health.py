"""Whether this hall works: for operators, load balancers and monitors. Says nothing about any person or case."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import jobs

LATE = timedelta(minutes=5)
"""A job that has not run for its period and this much longer says that no worker is running."""
LOOK_AGAIN = 10.0
"""Seconds for which the answer about pending migrations is kept: reading them all is slow."""


@dataclass(frozen=True)
class JobState:
    """When a periodic job last ran and how: `ok`, `failed`, `late`, `running` or `new`."""

    name: str
    label: str
    state: str
    last_run: datetime | None
    result: int | None


_pending: tuple[float, int] = (0.0, -1)


def pending_migrations() -> int:
    """How many migrations this code has that the database has not."""
    global _pending
    checked, number = _pending
    if number < 0 or (number > 0 and time.monotonic() - checked > LOOK_AGAIN):
        executor = MigrationExecutor(connection)
        number = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        _pending = (time.monotonic(), number)
    return number


def job_states(now: datetime) -> list[JobState]:
    """The state of every registered job."""
    rows = {run.name: run for run in jobs.JobRun.objects.all()}
    return [_job_state(job, rows.get(job.name), now) for job in jobs.registered()]


def _job_state(job: jobs.Job, run: jobs.JobRun | None, now: datetime) -> JobState:
    if run is None or run.last_started_at is None:
        return JobState(job.name, str(job.label), "new", None, None)
    if run.claimed_until and run.claimed_until > now:
        state = "running"
    elif now - run.last_started_at > job.every + LATE:
        state = "late"
    else:
        state = "failed" if run.last_error else "ok"
    return JobState(job.name, str(job.label), state, run.last_started_at, run.last_result)


def report(now: datetime) -> tuple[bool, dict[str, Any]]:
    """Whether this process can serve, and the facts. Late or failed jobs are shown, but do not stop serving."""
    try:
        pending = pending_migrations()
        states = job_states(now) if not pending else []
    except DatabaseError:
        return False, {"database": False, "pending_migrations": None, "worker": None, "jobs": []}
    running = [state for state in states if state.state != "new"]
    worker = bool(running) and not any(state.state == "late" for state in running)
    return not pending, {"database": True, "pending_migrations": pending, "worker": worker, "jobs": states}


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when this process can serve, else 503; a page for people, JSON for programs."""
    healthy, facts = report(timezone.now())
    status = 200 if healthy else 503
    if request.accepts("text/html") and "text/html" in request.headers.get("Accept", ""):
        words = {
            "ok": _("正常"),
            "failed": _("上次出错"),
            "late": _("逾期未运行"),
            "running": _("运行中"),
            "new": _("尚未运行"),
        }
        rows = [(state, words[state.state]) for state in facts["jobs"]]
        return render(request, "hall/health.html", {"healthy": healthy, "facts": facts, "rows": rows}, status=status)
    facts["jobs"] = [state.__dict__ for state in facts["jobs"]]
    return JsonResponse({"ok": healthy, **facts}, status=status)
