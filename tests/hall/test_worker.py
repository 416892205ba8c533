"""`manage.py worker`: what is due is done, and asked to end it ends."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts import jobs
from accounts.upkeep import JobRun
from hall.worker import Worker


@pytest.mark.django_db(transaction=True)
def test_once_runs_every_due_job_and_then_nothing():
    JobRun.objects.all().delete()
    out = StringIO()
    call_command("worker", "--once", stdout=out)
    assert out.getvalue().strip() == f"{len(jobs.registered())} jobs run."
    assert JobRun.objects.exclude(last_finished_at=None).count() == len(jobs.registered())
    assert list(JobRun.objects.exclude(last_error="").values_list("name", "last_error")) == []
    assert Worker().once() == 0


@pytest.mark.django_db
def test_asked_to_end_it_finishes_the_job_in_hand_and_starts_no_other(monkeypatch):
    monkeypatch.setattr(jobs, "_registry", {})
    monkeypatch.setattr(jobs, "autodiscover_modules", lambda *names: None)
    worker = Worker()
    seen = []

    def first(now):
        worker.end()
        seen.append("first")
        return 1

    jobs.periodic("a.first", "一", every=jobs.RETRY)(first)
    jobs.periodic("b.second", "二", every=jobs.RETRY)(lambda now: seen.append("second") or 1)
    monkeypatch.setattr("hall.worker.close_old_connections", lambda: None)
    worker.run()
    assert seen == ["first"]
    assert JobRun.objects.get(name="a.first").last_result == 1


def test_asked_twice_it_ends_at_once():
    worker = Worker()
    worker.end()
    with pytest.raises(SystemExit):
        worker.end()
