"""The reports on quality: scope, filters, figures that lead to their rows, downloads that no spreadsheet runs."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.roles import Role
from items import gate
from items.models import ItemPage

from . import factories

pytestmark = pytest.mark.django_db
ITEMS, BUREAUS = "items_quality", "items_quality_bureaus"


@pytest.fixture
def guides(health, police):
    good = factories.guide(health, "好的", live=True)
    bad = factories.guide(health, "缺时限的", promised_limit=None)
    other = factories.guide(police, "公安的", live=True)
    return good, bad, other


def titles(client, user, name=ITEMS, **filters):
    client.force_login(user)
    answer = client.get(reverse(name), filters)
    assert answer.status_code == 200
    return {row.page.draft_title for row in answer.context["object_list"]}


def test_people_see_their_own_bureau(client, guides, editor, admin):
    assert titles(client, editor) == {"好的", "缺时限的"}
    assert titles(client, admin) == {"好的", "缺时限的", "公安的"}
    client.force_login(editor)
    answer = client.get(reverse(BUREAUS))
    assert [row.name for row in answer.context["object_list"]] == ["郑州市卫生健康委员会"]


@pytest.mark.parametrize("name", [ITEMS, BUREAUS, "items_quality_results", "items_selfcheck"])
def test_others_are_refused(client, health, name):
    clerk = factories.person("clerk", health.bureau, Role.CLERK)
    client.force_login(clerk)
    assert client.get(reverse(name)).status_code in (302, 403)
    supervisor = factories.person("boss", health.bureau, Role.SUPERVISOR)
    client.force_login(supervisor)
    assert client.get(reverse(name)).status_code == 200


def test_the_filters(client, guides, admin):
    good, _bad, other = guides
    good.summary = "改"
    good.save_revision()
    ItemPage.objects.filter(pk=other.pk).update(last_published_at=timezone.now() - timedelta(days=91))
    ask = {
        "failing": {"standing": "failing"},
        "warned": {"standing": "warned"},
        "rule": {"rule": "required-promised_limit"},
        "draft": {"state": "draft"},
        "changed": {"state": "changed"},
        "bureau": {"bureau": other.bureau_id},
        "stale": {"stale": "yes"},
        "name": {"q": "公安"},
    }
    found = {name: titles(client, admin, **filters) for name, filters in ask.items()}
    assert found == {
        "failing": {"缺时限的"},
        "warned": {"好的", "公安的"},
        "rule": {"缺时限的"},
        "draft": {"缺时限的"},
        "changed": {"好的"},
        "bureau": {"公安的"},
        "stale": {"公安的"},
        "name": {"公安的"},
    }


def test_each_figure_of_a_bureau_leads_to_as_many_rows(client, guides, admin, health):
    client.force_login(admin)
    page = client.get(reverse(BUREAUS)).content.decode()
    for extra, count in (("standing=failing", 1), ("standing=warned", 1), ("state=public", 1)):
        address = f"{reverse(ITEMS)}?bureau={health.bureau_id}&{extra}"
        assert address.replace("&", "&amp;") in page
        assert len(client.get(address).context["object_list"]) == count


def test_downloads_run_no_formula(client, health, admin):
    factories.guide(health, "=1+1")
    client.force_login(admin)
    text = b"".join(client.get(reverse(ITEMS), {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert "'=1+1" in text
    assert text.splitlines()[0].startswith("事项名称,实施编码,机构")
    answer = client.get(reverse(ITEMS), {"export": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet["A2"].value == "'=1+1"
    assert "常见问题" not in str(sheet["L2"].value)
    answer = client.get(reverse(BUREAUS), {"export": "csv"})
    assert b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0].startswith("机构,事项,公开")


def test_a_report_costs_the_same_at_five_and_at_fifty_rows(client, health, admin):
    client.force_login(admin)

    def cost(name):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        return len(queries)

    for n in range(3):
        factories.guide(health, f"事项{n}")
    cost(ITEMS)
    few = cost(ITEMS), cost(BUREAUS)
    for n in range(9):
        factories.guide(health, f"又一个{n}")
    assert (cost(ITEMS), cost(BUREAUS)) == few


def test_the_editor_shows_the_score_and_each_problem_leads_to_its_field(client, health, editor):
    page = factories.guide(health, promised_limit=None)
    client.force_login(editor)
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "承诺办结时限：发布前必须填写。" in text
    assert 'data-w-focus-target-value="#id_promised_limit"' in text
    assert 'data-w-focus-target-value="#inline_child_results-0"' in text
    assert "总分最高 59 分" in text


def test_a_refused_publication_is_told_on_the_home_page_until_it_is_answered(client, health, editor, police):
    page = factories.guide(health, "发不出去的", promised_limit=None)
    page.get_latest_revision().publish()
    client.force_login(editor)
    assert "没有发布成功的事项" in client.get(reverse("wagtailadmin_home")).content.decode()
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "的发布没有成功" in edit
    other = factories.person("other", police.bureau, Role.EDITOR)
    client.force_login(other)
    assert "没有发布成功的事项" not in client.get(reverse("wagtailadmin_home")).content.decode()
    page.promised_limit = 10
    page.save_revision(user=editor, log_action=True)
    client.force_login(editor)
    assert "没有发布成功的事项" not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert gate.passes(page)
