"""Web processes killed in mid-verb: what a clerk was told is done is done, and nothing is half-written."""

import contextlib
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings as hall
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from guidance.applications.papers.models import Paper
from guidance.cases.models import Case, Event
from hall.management.commands import serve
from tests.servers import free_port

from .joining import Table
from .test_at_once import sound
from .walking import truths

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CLERKS, WORKERS, KILLS = 3, 2, 4
TOKEN = "t" * 32
PATIENCE = 120
"""Seconds a busy machine may take; the test goes on as soon as what it waits for has come."""


@contextlib.contextmanager
def web(port, log):
    """Gunicorn with its workers, as `manage.py serve` starts it, on this test's database; the process that masters them."""
    [program] = [one for one in serve.programs("127.0.0.1", port, WORKERS, 1) if one.name == "web"]
    command = ["tests.applications.killed_web" if part == "hall.wsgi:application" else part for part in program.command]
    with log.open("wb") as out:
        master = subprocess.Popen(
            command,
            env={**serve.child_environment(), "HALL_TEST_DATABASE": str(connection.settings_dict["NAME"])},
            stdout=out,
            stderr=out,
            start_new_session=True,
            cwd=hall.ROOT,
        )
    try:
        wait_for(lambda: master.poll() is not None or serve.answers("127.0.0.1", port))
        assert master.poll() is None, log.read_text(errors="replace")
        yield master
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(master.pid, signal.SIGKILL)
        master.wait()


def wait_for(done):
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)


def workers_of(master):
    """The processes that answer, by their ids."""
    listed = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
    return [int(pid) for pid in listed]


class Clerk(threading.Thread):
    """Suspends and resumes one case again and again; keeps what was wrong."""

    def __init__(self, case, user, port):
        super().__init__(daemon=True)
        signed_in = Client()
        signed_in.force_login(user)
        session = signed_in.cookies[hall.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": f"{hall.SESSION_COOKIE_NAME}={session}; {hall.CSRF_COOKIE_NAME}={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.case, self.port, self.stop = case, port, threading.Event()
        self.done = self.cut = 0
        self.wrong = []

    def run(self):
        try:
            while not self.stop.is_set() and not self.wrong:
                self.once()
        except Exception as error:
            self.wrong.append(error)
        finally:
            connections.close_all()

    def once(self):
        """One verb over HTTP; what is told is what is there."""
        seen = Case.objects.get(pk=self.case.pk)
        before = Event.objects.filter(case=seen).count()
        if seen.state == "suspended":
            verb, data = "resume", {}
        else:
            verb, data = "suspend", {"kind": "experts", "expected_days": 1, "reason": "专家评审"}
        status = self.post(verb, {"seen": seen.version, **data})
        new = Event.objects.filter(case=seen).count() - before
        if status is None:
            self.cut += 1
            # The process may be writing still where only its answer was lost.
            if new not in {0, 1}:
                self.wrong.append((verb, "cut", new))
        elif (status, new) != (302, 1):
            self.wrong.append((verb, status, new))
        else:
            self.done += 1

    def post(self, verb, data):
        """The status; None if the answer never came."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request("POST", reverse("cases:verb", args=[self.case.pk, verb]), urlencode(data), self.headers)
            return link.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            link.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the processes are found in /proc")
def test_web_processes_killed_in_mid_verb_leave_nothing_half_written(tmp_path):
    table, chance, port = Table(2), random.Random(), free_port()
    cases = [table.accepted() for _ in range(CLERKS)]
    with web(port, tmp_path / "web.log") as master:
        clerks = [Clerk(case, table.owner, port) for case in cases]
        for clerk in clerks:
            clerk.start()
        for kill in range(KILLS):
            enough = sum(clerk.done for clerk in clerks) + 2
            wait_for(lambda enough=enough: sum(c.done for c in clerks) >= enough or any(c.wrong for c in clerks))
            time.sleep(chance.uniform(0, 0.3))
            victim = chance.choice(workers_of(master))
            os.kill(victim, signal.SIGKILL)
            wait_for(lambda victim=victim: victim not in workers_of(master) and len(workers_of(master)) == WORKERS)
            assert master.poll() is None, kill
        for clerk in clerks:
            clerk.stop.set()
        for clerk in clerks:
            clerk.join(PATIENCE)
    assert [clerk.wrong for clerk in clerks] == [[]] * CLERKS
    assert sum(clerk.done for clerk in clerks) >= 2 * KILLS
    for clerk, case in zip(clerks, cases, strict=True):
        case.refresh_from_db()
        told = Event.objects.filter(case=case, verb__in=("suspend", "resume")).count()
        assert clerk.done <= told <= clerk.done + clerk.cut
        sound(case, truths.rows_of(case))
    numbers = list(Paper.objects.filter(bureau=table.lead).order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
