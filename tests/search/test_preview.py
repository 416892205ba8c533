"""A change of synonyms shows what it does to citizens' searches before it is saved, and acts at once after."""

import time

import pytest
from django.urls import reverse

from accounts.roles import Role
from search import preview, querylog, service
from search.models import QueryLog, Synonym
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def searched(client):
    bureau = make_bureau()
    make_item(bureau, "公共场所卫生许可")
    make_item(bureau, "养犬登记")
    for text in ("遛龟馆怎么办", "遛龟馆怎么办", "养犬登记"):
        querylog.log(service.query(text))
    client.force_login(make_user(Role.EDITOR, bureau=bureau))


ENTRY = {"said": "遛龟馆", "meant": "公共场所卫生许可", "kind": "oneway", "active": "on", "note": ""}


def test_it_names_the_searches_that_change_and_only_those(searched):
    found = preview.of(Synonym(**{**ENTRY, "active": True}))
    (line,) = found.lines
    assert (line.text, line.times) == ("遛龟馆怎么办", 2)
    assert line.before.shown == ()
    assert (line.after.verdict, line.after.hits[0].title) == ("hits", "公共场所卫生许可")
    assert found.looked_at == found.asked == 2
    assert not Synonym.objects.exists()


def test_an_inactive_entry_changes_nothing(searched):
    assert preview.of(Synonym(**{**ENTRY, "active": False})).lines == ()


def test_nothing_is_saved_until_it_was_seen(client, searched):
    page = client.post(reverse("synonym:add"), ENTRY)
    html = page.content.decode()
    assert page.status_code == 200
    assert "还没有保存" in html
    assert "遛龟馆怎么办" in html
    assert not Synonym.objects.exists()
    again = {**ENTRY, "seen": page.context["preview"].mark}
    assert client.post(reverse("synonym:add"), {**again, "meant": "养犬登记"}).status_code == 200, "another change"
    assert client.post(reverse("synonym:add"), again).status_code == 302
    assert service.query("遛龟馆怎么办").hits[0].title == "公共场所卫生许可", "at once, with no reindex"


def test_what_changes_no_search_is_saved_at_once(client, searched):
    assert client.post(reverse("synonym:add"), {**ENTRY, "said": "没人搜过的词"}).status_code == 302


def test_changing_and_deleting_are_previewed_too(client, searched):
    entry = Synonym.objects.create(**{**ENTRY, "active": True})
    address = reverse("synonym:edit", args=[entry.pk])
    page = client.post(address, {**ENTRY, "meant": "养犬登记"})
    assert "还没有保存" in page.content.decode()
    entry.refresh_from_db()
    assert entry.meant == "公共场所卫生许可"
    assert client.post(address, {**ENTRY, "note": "只改备注"}).status_code == 302
    asked = client.get(reverse("synonym:delete", args=[entry.pk])).content.decode()
    assert "遛龟馆怎么办" in asked
    assert client.post(reverse("synonym:delete", args=[entry.pk])).status_code == 302
    assert service.query("遛龟馆怎么办").shown == ()


def test_it_stops_in_time_and_says_so(client, searched, monkeypatch):
    QueryLog.objects.bulk_create(
        QueryLog(text=f"遛龟馆{number}", day=QueryLog.objects.first().day, verdict="none") for number in range(900)
    )
    monkeypatch.setattr(preview, "PATIENCE", 0.2)
    begun = time.monotonic()
    found = preview.of(Synonym(**{**ENTRY, "active": True}))
    assert time.monotonic() - begun < 3
    assert len(found.lines) <= preview.MOST_LINES
    assert found.cut


def test_the_report_leads_to_words_that_need_only_be_confirmed(client, searched):
    report = client.get(reverse("search_unanswered")).content.decode()
    assert f"{reverse('synonym:add')}?said=%E9%81%9B" in report
    assert f"{reverse('items_alias')}?text=%E9%81%9B" in report
    assert "养犬登记" in report, "found, and opened by nobody"
    offered = client.get(reverse("synonym:add"), {"said": "遛龟馆"}).context["offered"]
    assert {name for name, _params in offered} == {"公共场所卫生许可", "养犬登记"}
