"""这份指南有用吗: once a browser and version, without personal numbers, read by those in scope."""

import csv
import io

import pytest
from django.urls import reverse

from accounts.roles import Role
from items import useful
from items.models import GuideFeedback, ItemPage

from . import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(health):
    return factories.guide(health, live=True)


def url(page):
    return reverse("item-useful", args=[page.address])


def say(client, page, answer="yes", comment="", **more):
    return client.post(url(page), {"answer": answer, "comment": comment, "version": page.version, **more})


def test_the_guides_buttons_lead_to_a_form_that_is_filled_in(client, page):
    shown = client.get(page.url).content.decode()
    assert f'action="{url(page)}" method="get"' in shown
    form = client.get(url(page), {"answer": "no"}).context["form"]
    assert form["answer"].value() == "no"
    assert not GuideFeedback.objects.exists()


def test_a_word_is_kept_with_its_version_and_thanked_for(client, page):
    answer = say(client, page, "no", "第三条看不懂")
    assert answer.status_code == 302
    assert "谢谢" in client.get(answer["Location"]).content.decode()
    row = GuideFeedback.objects.get()
    assert (row.page_id, row.version, row.useful, row.comment) == (page.pk, 1, False, "第三条看不懂")
    cookie = answer.cookies[useful.COOKIE]
    assert cookie["path"] == url(page)
    assert cookie["httponly"]
    assert cookie.value not in row.reader


def test_one_browser_has_one_word_on_one_version(client, page):
    say(client, page, "yes")
    say(client, page, "no", "改主意了")
    assert GuideFeedback.objects.get().useful
    ItemPage.objects.get(pk=page.pk).save_revision().publish()
    page.refresh_from_db()
    say(client, page, "no")
    assert list(GuideFeedback.objects.by_version()) == [
        {"version": 2, "yes": 0, "no": 1}, {"version": 1, "yes": 1, "no": 0},
    ]  # fmt: skip


def test_words_of_two_browsers_and_of_two_guides_count_apart(client, page, health):
    from django.test import Client

    other = factories.guide(health, "另一个", live=True)
    for one in (client, Client()):
        say(one, page)
        say(one, other)
    assert GuideFeedback.objects.count() == 4
    assert GuideFeedback.objects.values("reader").distinct().count() == 4


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"answer": ""}, "请选"),
        ({"answer": "perhaps"}, "perhaps"),
        ({"comment": "长" * 301}, "300"),
    ],
)
def test_what_does_not_fit_is_said_and_kept_on_the_page(client, page, data, words):
    answer = client.post(url(page), {"answer": "yes", "comment": "写了的话", "version": 1, **data})
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert words in shown
    assert data.get("comment", "写了的话") in shown
    assert not GuideFeedback.objects.exists()


@pytest.mark.parametrize("version", ["0", "-1", "x", ""])
def test_a_version_that_cannot_be_is_refused(client, page, version):
    say(client, page, version=version)
    assert not GuideFeedback.objects.exists()


def test_a_version_of_the_future_counts_as_the_present_one(client, page):
    say(client, page, version=99)
    assert GuideFeedback.objects.get().version == 1


def test_personal_numbers_are_hidden_before_they_are_stored(client, page):
    comment = "我是张三，电话 13812345678，身份证 41010519491231002X，座机0371-67180000，邮箱 zs@example.cn，全角１３８１２３４５６７８"
    say(client, page, comment=comment)
    kept = GuideFeedback.objects.get().comment
    for number in ("13812345678", "41010519491231002X", "67180000", "zs@", "１３８１２３４５６７８"):
        assert number not in kept
    assert "我是张三" in kept


def test_too_many_words_from_one_address_wait(client, page, monkeypatch):
    monkeypatch.setattr(useful, "POSTS", 1)
    say(client, page)
    answer = say(client, page, comment="别丢了")
    assert answer.status_code == 429
    assert "别丢了" in answer.content.decode()


def test_without_a_token_of_the_form_nothing_is_taken(page):
    from django.test import Client

    assert say(Client(enforce_csrf_checks=True), page).status_code == 403


def test_drafts_take_no_words(client, health):
    assert client.get(url(factories.guide(health))).status_code == 404


def report(client, user, **params):
    client.force_login(user)
    return client.get(reverse("guide_feedback"), params)


def test_the_report_holds_what_is_in_scope(client, page, police, editor):
    stranger = factories.person("other", police.bureau, Role.EDITOR)
    clerk = factories.person("clerk", page.bureau, Role.CLERK)
    say(client, page, "no", "写得太绕")
    assert "写得太绕" in report(client, editor).content.decode()
    assert "写得太绕" not in report(client, stranger).content.decode()
    assert report(client, clerk).status_code == 302


def test_the_report_is_filtered_and_exported(client, page, health, legal):
    from django.test import Client

    other = factories.guide(health, "另一个", live=True)
    say(Client(), page, "no", "=1+1")
    say(Client(), other, "yes")
    rows = report(client, legal, guide="另一个").context["object_list"]
    assert [row.page_id for row in rows] == [other.pk]
    assert [row.useful for row in report(client, legal, useful="false").context["object_list"]] == [False]
    assert [row.comment for row in report(client, legal, commented="true").context["object_list"]] == ["=1+1"]
    exported = b"".join(report(client, legal, export="csv", commented="true").streaming_content).decode()
    table = list(csv.reader(io.StringIO(exported)))
    assert table[1][-1] == "'=1+1"


def test_the_report_costs_the_same_for_5_and_50(client, page, legal):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    costs = []
    for more in (5, 45):
        for _ in range(more):
            useful.keep(page, str(Client()) + str(GuideFeedback.objects.count()), answer="yes", comment="", version=1)
        report(client, legal)
        with CaptureQueriesContext(connection) as queries:
            report(client, legal)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_editors_see_it_beside_the_guide(client, page, editor):
    say(client, page, "no", "第三条看不懂")
    client.force_login(editor)
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "第三条看不懂" in shown
    assert f"guide={page.address}" in shown
