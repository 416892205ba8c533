"""The health page: the truth about this process and the worker, and nothing about people."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from accounts import jobs
from accounts.upkeep import JobRun
from hall import health

pytestmark = pytest.mark.django_db


def test_a_fresh_hall_serves_but_has_no_worker_yet(client):
    JobRun.objects.all().delete()
    response = client.get("/health/")
    assert response.status_code == 200
    facts = response.json()
    assert (facts["ok"], facts["database"], facts["pending_migrations"], facts["worker"]) == (True, True, 0, False)
    assert {job["state"] for job in facts["jobs"]} == {"new"}


def test_the_worker_is_well_when_its_jobs_ran_and_late_when_they_did_not(client):
    JobRun.objects.all().delete()
    for job in jobs.registered():
        JobRun.objects.create(name=job.name, label="x", last_started_at=timezone.now(), last_result=3)
    assert client.get("/health/").json()["worker"] is True
    JobRun.objects.filter(name="hall.sessions").update(last_started_at=timezone.now() - timedelta(days=2))
    facts = client.get("/health/").json()
    assert facts["ok"] is True
    assert facts["worker"] is False
    assert {job["name"]: job["state"] for job in facts["jobs"]}["hall.sessions"] == "late"


def test_an_error_is_shown_as_a_state_and_its_text_is_not(client):
    now = timezone.now()
    JobRun.objects.update_or_create(
        name="hall.sessions", defaults={"last_started_at": now, "last_error": "Traceback 张三 13800000000"}
    )
    for accept in ("application/json", "text/html"):
        body = client.get("/health/", headers={"accept": accept}).content.decode()
        assert "13800000000" not in body
        assert "Traceback" not in body


def test_pending_migrations_say_503(client, monkeypatch):
    monkeypatch.setattr(health, "pending_migrations", lambda: 4)
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json()["pending_migrations"] == 4


def test_no_database_says_503(client, monkeypatch):
    def unreachable():
        raise DatabaseError("down")

    monkeypatch.setattr(health, "pending_migrations", unreachable)
    response = client.get("/health/", headers={"accept": "text/html"})
    assert response.status_code == 503
    assert "DATABASE_URL" in response.content.decode()


def test_people_get_a_page(client):
    response = client.get("/health/", headers={"accept": "text/html"})
    assert response["Content-Type"].startswith("text/html")
    assert "运行状态" in response.content.decode()
