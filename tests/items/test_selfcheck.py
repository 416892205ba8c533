"""The nightly self-check: once a night, what it finds, who sees it, and that a check which fails stops nobody."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model

from accounts.roles import Role
from items import jobs, selfcheck
from items.models import ItemPage, SelfCheck, SelfCheckCount, SelfCheckFinding
from items.models.rows import Place

from . import factories

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def night(hour, days=0):
    """An hour of today or of a day near it, in the hall's time."""
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=SHANGHAI)


def found(check):
    return sorted(SelfCheckFinding.objects.filter(check_name=check).values_list("subject", flat=True))


def test_the_first_run_after_two_and_once_a_night():
    jobs.self_check(night(1))
    assert not SelfCheck.objects.exists()
    assert jobs.self_check(night(2)) == 1
    assert jobs.self_check(night(3)) == 0
    assert jobs.self_check(night(23)) == 0
    assert jobs.self_check(night(2, days=1)) == 1
    assert SelfCheck.objects.filter(state="done").count() == 2


def test_of_two_workers_one_claims_the_run(monkeypatch):
    ran = []
    monkeypatch.setattr(selfcheck, "_run", lambda row, now: ran.append(row.pk))
    selfcheck._begin_night(night(3))
    row, same = SelfCheck.objects.get(), SelfCheck.objects.get()
    assert [selfcheck._claim(row, night(3)), selfcheck._claim(same, night(3))] == [True, False]


def test_a_run_whose_worker_died_is_begun_again():
    SelfCheck.objects.create(night=night(2).date(), state="running", asked_at=night(2), touched_at=night(2))
    assert jobs.self_check(night(2) + timedelta(minutes=5)) == 0
    assert jobs.self_check(night(2) + timedelta(minutes=16)) == 1
    assert SelfCheck.objects.get().state == "done"


def test_what_is_found(health):
    now = night(12)
    fine = factories.guide(health, "好的", live=True)
    stale = factories.guide(health, "旧的", live=True)
    ItemPage.objects.filter(pk=stale.pk).update(last_published_at=now - timedelta(days=91))
    broken = factories.guide(health, "缺条件的", live=True)
    ItemPage.objects.filter(pk=broken.pk).update(conditions="")
    hidden = factories.guide(health, "没发布的")
    sent = factories.guide(health, "指向没发布的", live=True)
    ItemPage.objects.filter(pk=sent.pk).update(successor=hidden)
    called = factories.guide(health, "电话错的", live=True)
    Place.objects.filter(page=called).update(phone="67180000")
    lost = factories.guide(health, "文件丢的", live=True)
    document = get_document_model().objects.create(title="申请表", file=ContentFile(b"x", name="a.pdf"))
    lost.materials.update(blank_form=document)
    document.file.storage.delete(document.file.name)
    jobs.self_check(now)
    assert found("stale") == ["旧的"]
    assert found("elements") == ["缺条件的"]
    assert found("successors") == ["指向没发布的"]
    assert found("phones") == ["电话错的"]
    assert found("files") == ["文件丢的"]
    assert found("dates") == []
    assert fine.title not in SelfCheckFinding.objects.values_list("subject", flat=True)
    assert all(row.url for row in SelfCheckFinding.objects.all())


def test_a_wrong_date_on_a_page_is_found(health, monkeypatch):
    from items import selfchecks

    factories.guide(health, live=True)
    monkeypatch.setattr(selfchecks, "WELL_FORMED", selfchecks.re.compile("never"))
    jobs.self_check(night(12))
    assert found("dates")


def test_a_check_that_fails_is_told_and_stops_nobody(health, monkeypatch):
    def fails(now):
        raise RuntimeError("no")

    monkeypatch.setitem(selfcheck._checks, "fails", selfcheck.Check("fails", "坏的检查", 1, fails))
    jobs.self_check(night(3))
    assert SelfCheck.objects.get().state == "done"
    assert "没有完成" in SelfCheckFinding.objects.get(check_name="fails").message


def test_results_are_kept_ninety_days_and_findings_of_the_newest_runs(health):
    old = SelfCheck.objects.create(asked_at=night(3, -91), touched_at=night(3, -91), state="done")
    before = [
        SelfCheck.objects.create(
            night=night(3, -n).date(), asked_at=night(3, -n), touched_at=night(3, -n), state="done"
        )
        for n in range(1, 9)
    ]
    for run in before:
        SelfCheckFinding.objects.create(run=run, check_name="stale", subject="x", message="y")
        SelfCheckCount.objects.create(run=run, check_name="stale", count=1)
    jobs.self_check(night(3))
    assert not SelfCheck.objects.filter(pk=old.pk).exists()
    assert SelfCheckFinding.objects.filter(run__in=before).count() == selfcheck.RUNS_WITH_FINDINGS - 1
    assert SelfCheckCount.objects.filter(run__in=before).count() == 8


def test_the_page_shows_ones_own_bureau_and_each_finding_leads_somewhere(client, health, police, editor, admin):
    for place in (health, police):
        page = factories.guide(place, f"旧的{place.bureau.slug}", live=True)
        ItemPage.objects.filter(pk=page.pk).update(last_published_at=night(3, -100))
    jobs.self_check(night(3))
    client.force_login(editor)
    text = client.get(reverse("items_selfcheck"), {"check": "stale"}).content.decode()
    assert "旧的health" in text
    assert "旧的police" not in text
    page = ItemPage.objects.get(title="旧的health")
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text
    client.force_login(admin)
    answer = client.get(reverse("items_selfcheck"))
    assert {row["name"]: row["count"] for row in answer.context["checks"]}["stale"] == 2
    assert next(row["total"] for row in answer.context["trend"]) >= 2


def test_run_now_shows_progress_then_the_result(client, health, editor):
    client.force_login(editor)
    assert "还没有自查过" in client.get(reverse("items_selfcheck")).content.decode()
    client.post(reverse("items_selfcheck_start"))
    client.post(reverse("items_selfcheck_start"))
    row = SelfCheck.objects.get()
    assert (row.state, row.night, row.asked_by) == ("waiting", None, editor)
    assert "已排队" in client.get(reverse("items_selfcheck_progress")).content.decode()
    jobs.self_check(night(1))
    page = client.get(reverse("items_selfcheck")).content.decode()
    assert "最近一次自查" in page
    assert "data-under-way" not in page


def test_consultations_past_their_limit_are_found(health):
    from guidance.cases.models import Case
    from tests.cases import staff

    page = factories.guide(health, live=True)
    case = staff.consultation(page, timezone.now() - timedelta(days=40))
    jobs.self_check(night(12))
    assert [row.split()[0] for row in found("unanswered")] == [Case.objects.get(pk=case.pk).number]


def test_a_clerk_may_not_start_one(client, health):
    client.force_login(factories.person("clerk", health.bureau, Role.CLERK))
    assert client.post(reverse("items_selfcheck_start")).status_code in (302, 403)
    assert not SelfCheck.objects.exists()
