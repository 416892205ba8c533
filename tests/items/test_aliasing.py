"""Words that citizens searched in vain become a guide's 日常用语, by the guide's own editors."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from items.models import ItemPage
from search.models import QueryLog
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
URL = "/admin/items/alias/"


@pytest.fixture
def bureau():
    return make_bureau()


@pytest.fixture
def page(bureau):
    return make_item(bureau, "养犬登记")


@pytest.fixture
def editor(client, bureau):
    user = make_user(Role.EDITOR, bureau=bureau)
    client.force_login(user)
    return user


def draft(page):
    return ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_the_words_are_added_to_a_draft_of_the_guide(client, page, editor):
    asked = client.get(URL, {"text": "办狗证", "q": "养犬"}).content.decode()
    assert "养犬登记" in asked
    answer = client.post(URL + "?text=办狗证", {"text": "办狗证", "item": page.pk})
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert draft(page).alias_list[-1] == "办狗证"
    assert "办狗证" not in ItemPage.objects.get(pk=page.pk).alias_list
    again = client.post(URL, {"text": "办狗证", "item": page.pk})
    assert "已经有这个日常用语" in again.content.decode()
    assert draft(page).alias_list.count("办狗证") == 1


def test_only_the_editors_own_guides_are_offered_and_taken(client, page, editor):
    other = make_item(make_bureau(), "养犬登记（外局）")
    assert "养犬登记（外局）" not in client.get(URL, {"text": "养犬"}).content.decode()
    answer = client.post(URL, {"text": "办狗证", "item": other.pk})
    assert (answer.status_code, "请选一个您能修改的事项" in answer.content.decode()) == (422, True)
    client.force_login(make_user(Role.CLERK, bureau=page.bureau))
    assert client.post(URL, {"text": "办狗证", "item": page.pk}).status_code == 302
    assert "办狗证" not in draft(page).alias_list


def test_a_guide_under_review_is_left(client, page, editor):
    page.get_workflow().start(page, editor)
    answer = client.post(URL, {"text": "办狗证", "item": page.pk})
    assert "正在审核或已锁定" in answer.content.decode()


def test_nothing_near_says_so(client, page, editor):
    assert "没有找到您能修改的相近事项" in client.get(URL, {"text": "zzz"}).content.decode()


def test_the_report_leads_to_both_ways(client, editor):
    QueryLog.objects.create(text="办狗证", verdict="none", day=timezone.localdate())
    report = client.get("/admin/reports/searches/").content.decode()
    assert f"{URL}?text=" in report
    assert "加为同义词" in report
