"""A real worker process, killed in mid-job: what it had begun is done once, and so is all that fell due meanwhile."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.upkeep import JobRun
from guidance.applications.submit import Submission, submit
from guidance.cases import actors, flow
from guidance.cases.states import State
from guidance.notices import outbox
from guidance.notices.models import Notice
from tests.factories import make_bureau, make_item

WORK = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.core.management import call_command
call_command("worker")
"""
PATIENCE = 300
"""Seconds a busy machine may take; the test ends as soon as what it waits for has come."""


def start_worker(settings, folder):
    path = os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")])
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "DJANGO_SETTINGS_MODULE": "hall.settings.test",
        "HALL_SMS_BACKEND": "tests.hall.slow_sms.SlowSms",
        "HALL_TEST_SMS": str(folder),
    }
    command = [sys.executable, "-c", WORK, str(connection.settings_dict["NAME"])]
    return subprocess.Popen(command, env=environment, start_new_session=True)


def wait_for(done):
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.1)


def end(worker):
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_loses_and_doubles_nothing(settings, tmp_path):
    item = make_item(make_bureau())
    applicant = flow.Applicant(name="李敏", phone="13812345678")
    weeks_ago = timezone.now() - timedelta(days=20)
    cases = [
        submit(Submission(item, None, {}, applicant), actors.citizen(), key=f"k{n}", now=weeks_ago).case
        for n in range(3)
    ]
    worker = start_worker(settings, tmp_path)
    try:
        wait_for((tmp_path / "killed-here").exists)
    finally:
        end(worker)
    assert Notice.objects.filter(state="sending").count() == 1
    long_ago = timezone.now() - timedelta(seconds=1)
    Notice.objects.filter(state="sending").update(claimed_until=long_ago)
    JobRun.objects.exclude(claimed_until=None).update(claimed_until=long_ago)
    worker = start_worker(settings, tmp_path)
    try:
        wait_for(lambda: Notice.objects.exclude(state="sent").count() == 0 and all_deemed(cases))
    finally:
        end(worker)
    assert outbox.deliver() == 0
    files = list(tmp_path.glob("*.json"))
    assert len(files) == Notice.objects.count() == 6
    for case in cases:
        assert [event.verb for event in case.events.all()] == ["submit", "deem_accepted"]


def all_deemed(cases):
    for case in cases:
        case.refresh_from_db()
    return all(case.state == State.ACCEPTED for case in cases)
