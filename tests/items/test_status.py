"""在用, 暂停, 取消: dates take effect by themselves, once, in the log; the page stays and says from when."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from items import status
from items.choices import Status
from items.jobs import follow_dates
from items.models import ItemPage

from . import factories

pytestmark = pytest.mark.django_db


def day(n):
    return timezone.localdate() + timedelta(days=n)


def fresh(page):
    return ItemPage.objects.get(pk=page.pk)


def entries(page):
    rows = PageLogEntry.objects.filter(page=page.pk, action=status.CHANGED).order_by("pk")
    return [(row.data["from"], row.data["to"], row.data["since"]) for row in rows]


def later(days):
    """The job, as it runs some days from now."""
    return follow_dates(timezone.now() + timedelta(days=days))


def publish(page, **values):
    draft = fresh(page).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    return fresh(page)


def test_a_planned_cancellation_takes_effect_once_on_its_day(client, health):
    new = factories.guide(health, "新的", live=True)
    page = factories.guide(health, live=True, effective_to=day(3), successor=new)
    said = client.get(page.url).content.decode()
    assert f"计划自 {day(3)} 起取消" in said
    assert new.title in said
    assert later(2) == 0
    assert later(3) == 1
    assert later(3) == 0
    page = fresh(page)
    assert (page.status, page.status_since, page.live) == (Status.CANCELLED, day(3), True)
    assert entries(page) == [("in_use", "cancelled", day(3).isoformat())]
    said = client.get(page.url).content.decode()
    for words in ("本事项已取消", f"自 {day(3)} 起不再办理", new.url):
        assert words in said
    assert page.url not in client.get("/bureaus/health/").content.decode()


def test_a_draft_that_was_under_way_does_not_revive_a_cancelled_item(health):
    page = factories.guide(health, live=True, effective_to=day(1))
    draft = fresh(page)
    draft.conditions = "草稿里的条件"
    draft.save_revision()
    page.refresh_from_db()
    ItemPage.objects.filter(pk=page.pk).update(effective_to=day(-1))
    page = publish(page, effective_to=day(-1))
    assert (page.status, page.status_since, page.conditions) == (Status.CANCELLED, day(-1), "草稿里的条件")


def test_an_editor_sees_the_state_that_dates_have_made(client, admin, health):
    from django.urls import reverse

    page = factories.guide(health, live=True)
    draft = fresh(page)
    draft.effective_to = day(0)
    draft.save_revision()
    client.force_login(admin)
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    assert form.instance.status == Status.IN_USE
    assert form["status"].value() == Status.CANCELLED


def test_a_pause_says_since_when_and_ends_on_its_day(client, health):
    page = factories.guide(health, live=True)
    page = publish(page, status=Status.PAUSED, effective_from=day(5))
    assert page.status_since == day(0)
    said = client.get(page.url).content.decode()
    assert f"自 {day(0)} 起暂停" in said
    assert f"计划 {day(5)} 恢复" in said
    assert (later(4), later(5), later(6)) == (0, 1, 0)
    page = fresh(page)
    assert (page.status, page.status_since) == (Status.IN_USE, day(5))
    assert [entry[:2] for entry in entries(page)] == [("in_use", "paused"), ("paused", "in_use")]


def test_an_old_date_of_effect_ends_no_later_pause(health):
    page = factories.guide(health, live=True, effective_from=day(-400))
    assert fresh(page).status_since == day(-400)
    page = publish(page, status=Status.PAUSED)
    assert later(0) == 0
    assert later(30) == 0
    assert fresh(page).status == Status.PAUSED


def test_what_is_not_in_force_yet_says_so_and_offers_nothing(client, health):
    page = factories.guide(health, live=True, effective_from=day(2))
    answer = client.get(page.url)
    assert f"自 {day(2)} 起办理" in answer.content.decode()
    names = [action.name for action in answer.context["panels"]["actions"]]
    assert names == ["ask"]
    assert later(1) == 0
    assert later(2) == 1
    assert later(2) == 0
    assert entries(page) == [("in_use", "in_use", day(2).isoformat())]


def test_dates_of_drafts_wait_for_publication(health):
    page = factories.guide(health, effective_to=day(1))
    assert later(5) == 0
    assert fresh(page).status == Status.IN_USE


def test_one_that_fails_stops_no_other(health, monkeypatch):
    bad, good = (factories.guide(health, title, live=True, effective_to=day(1)) for title in ("甲", "乙"))
    real = status.take_effect

    def failing(key, today):
        if key == bad.pk:
            raise RuntimeError
        real(key, today)

    monkeypatch.setattr("items.jobs.status.take_effect", failing)
    assert later(1) == 1
    assert (fresh(bad).status, fresh(good).status) == (Status.IN_USE, Status.CANCELLED)


def test_the_log_reads_in_words(client, admin, health):
    from django.urls import reverse

    page = factories.guide(health, live=True, effective_to=day(1))
    later(1)
    client.force_login(admin)
    said = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "状态由“在用”变为“取消”" in said


def test_the_search_hears_of_it(client, health):
    page = factories.guide(health, live=True, effective_to=day(1))
    from search import outbox

    heard = []
    original = outbox.changed
    try:
        outbox.changed = lambda kind, key: heard.append(key)
        later(1)
    finally:
        outbox.changed = original
    assert heard == [page.pk]
