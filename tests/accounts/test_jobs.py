"""Periodic jobs: run when due, by one worker at a time, and a failure stays on the row."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from accounts import jobs, request_id
from accounts.upkeep import JobRun

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def registry(monkeypatch):
    """A registry without the jobs of the hall."""
    own = {}
    monkeypatch.setattr(jobs, "_registry", own)
    monkeypatch.setattr(jobs, "autodiscover_modules", lambda *names: None)
    return own


def job(function, every=timedelta(hours=1), name="test.job"):
    return jobs.periodic(name, "测试", every=every)(function)


@pytest.mark.django_db
def test_a_job_runs_once_in_its_period_with_the_time_of_its_start(registry):
    seen = []
    job(lambda now: seen.append(now) or 7)
    with time_machine.travel(NOON, tick=False) as clock:
        assert jobs.run_due() == 1
        assert jobs.run_due() == 0
        clock.shift(timedelta(minutes=59))
        assert jobs.run_due() == 0
        clock.shift(timedelta(minutes=1))
        assert jobs.run_due() == 1
    run = JobRun.objects.get(name="test.job")
    assert seen == [NOON, NOON + timedelta(hours=1)]
    assert (run.last_result, run.last_error, run.claimed_until, run.label) == (7, "", None, "测试")


@pytest.mark.django_db
def test_after_a_day_off_a_job_runs_once(registry):
    seen = []
    job(lambda now: seen.append(now) or 0, every=timedelta(minutes=1))
    with time_machine.travel(NOON, tick=False) as clock:
        jobs.run_due()
        clock.shift(timedelta(days=1))
        assert jobs.run_due() == 1
        assert jobs.run_due() == 0
    assert len(seen) == 2


@pytest.mark.django_db
def test_a_failure_is_kept_does_not_stop_the_others_and_is_tried_again_soon(registry):
    healthy = True

    def fails(now):
        if not healthy:
            raise ValueError("no such bureau")
        return 1

    job(fails, every=timedelta(days=1), name="a.fails")
    job(lambda now: 2, every=timedelta(days=1), name="b.works")
    healthy = False
    with time_machine.travel(NOON, tick=False) as clock:
        assert jobs.run_due() == 2
        failed = JobRun.objects.get(name="a.fails")
        assert "no such bureau" in failed.last_error
        assert failed.last_result is None
        assert failed.claimed_until is None
        assert JobRun.objects.get(name="b.works").last_result == 2
        clock.shift(jobs.RETRY - timedelta(seconds=1))
        assert jobs.run_due() == 0
        healthy = True
        clock.shift(timedelta(seconds=1))
        assert jobs.run_due() == 1
    assert JobRun.objects.get(name="a.fails").last_error == ""


@pytest.mark.django_db
def test_what_another_worker_claims_is_left_until_the_claim_expires(registry):
    job(lambda now: 1)
    with time_machine.travel(NOON, tick=False) as clock:
        run = jobs.runs()["test.job"]
        assert jobs._claim(run, "killed-worker", NOON)
        assert jobs.run_due() == 0
        clock.shift(jobs.LEASE)
        run.refresh_from_db()
        assert jobs._registry["test.job"].due(run, NOON + jobs.LEASE) is False
        clock.shift(timedelta(hours=1))
        assert jobs.run_due() == 1


@pytest.mark.django_db
def test_a_claim_needs_the_row_as_it_was_read(registry):
    job(lambda now: 1)
    with time_machine.travel(NOON, tick=False):
        stale = jobs.runs()["test.job"]
        assert jobs.run_due() == 1
        assert not jobs._claim(stale, "late-worker", NOON)


@pytest.mark.django_db
def test_each_run_has_a_request_id_of_its_own(registry):
    seen = []
    job(lambda now: seen.append(request_id.current()) or 0)
    with time_machine.travel(NOON, tick=False) as clock:
        jobs.run_due()
        clock.shift(timedelta(hours=1))
        jobs.run_due()
    assert len(set(seen)) == 2


@pytest.mark.django_db
def test_an_idle_round_is_one_query_and_no_write(registry, django_assert_num_queries):
    for number in range(5):
        job(lambda now: 0, name=f"test.job-{number}")
    jobs.run_due()
    with django_assert_num_queries(1) as queries:
        assert jobs.run_due() == 0
    assert queries.captured_queries[0]["sql"].startswith("SELECT")


def test_two_jobs_may_not_have_one_name(registry):
    job(lambda now: 0)
    with pytest.raises(ValueError, match=r"test\.job"):
        job(lambda now: 0)


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_run_a_due_job_once(registry):
    seen = []
    job(lambda now: seen.append(now) or 0)
    jobs.runs()
    together = threading.Barrier(6)

    def worker():
        try:
            together.wait()
            jobs.run_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
def test_a_long_job_keeps_its_claim(registry, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.3))
    finish = threading.Event()
    job(lambda now: finish.wait(10) or 0)

    def work():
        jobs.run_due()
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    run = None
    for _ in range(20):
        finish.wait(0.1) or None
        run = JobRun.objects.filter(name="test.job").first()
        if run and run.claimed_until and run.claimed_until - run.last_started_at > timedelta(seconds=1):
            break
    finish.set()
    worker.join()
    assert run.claimed_until - run.last_started_at > timedelta(seconds=1)
    run.refresh_from_db()
    assert run.claimed_until is None


def test_every_registered_job_has_a_name_of_its_app_and_a_label():
    found = jobs.registered()
    assert {"accounts.rate-counters", "hall.sessions"} <= {one.name for one in found}
    for one in found:
        assert one.name.isascii()
        assert "." in one.name
        assert str(one.label)
        assert one.every >= timedelta(seconds=1)
