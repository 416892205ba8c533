"""Each publication leaves a version with what it changed in words; feeds tell of it; checklists are taken along."""

import csv
import io
import xml.etree.ElementTree as ElementTree

import pytest
from django.urls import reverse

from items import changes
from items.models import GuideVersion, ItemPage, Material, Place

from . import factories

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def page(health):
    return factories.guide(health, live=True, rows=2)


def publish(page, **values):
    draft = ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(clean=False).publish()
    return ItemPage.objects.get(pk=page.pk)


def test_the_first_version_has_nothing_before_it(page):
    version = GuideVersion.objects.get(page=page)
    assert (version.number, version.changes, version.published_at) == (1, [], page.last_published_at)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"statutory_limit": 15}, ["法定办结时限：20 → 15"]),
        ({"title": "新名称"}, ["事项名称：医疗机构执业登记 → 新名称"]),
        ({"handling": "promise", "apply_online": False}, ["可以网上申请：是 → 否"]),
        ({"conditions": "很长的条件" * 20}, ["修改了受理条件"]),
        ({"channels": ("window", "web")}, ["办理形式：无 → 窗口办理、网上办理"]),
        ({"everyday_names": "看不见的词"}, []),
    ],
)
def test_columns_in_words(page, values, words):
    publish(page, **values)
    assert GuideVersion.objects.get(number=2).changes == words


def test_rows_in_words(page):
    page = publish(
        page,
        materials=[
            Material(name="第1份申请书", kind="form", originals=2, standard="填写完整", sort_order=0),
            Material(name="新材料", originals=1, standard="清楚", sort_order=1),
        ],
        places=[Place(address="新大厅", hours="9:00-17:00", sort_order=0)],
    )
    lines = GuideVersion.objects.get(number=2).changes
    assert "新增申请材料“新材料”" in lines
    assert "修改申请材料“第1份申请书”" in lines
    assert "删去申请材料“第0份申请书”" in lines
    assert "新增办理地点“新大厅”" in lines


def test_a_row_that_is_only_linked_to_a_shared_material_is_no_change(page):
    assert list(changes._sentences({"materials": [{"name": "甲"}]}, {"materials": [{"name": "甲", "shared": 7}]})) == []


def test_the_order_of_rows_is_a_change_too(page):
    rows = list(page.materials.all())
    for order, row in enumerate(reversed(rows)):
        row.sort_order = order
    publish(page, materials=list(reversed(rows)))
    assert GuideVersion.objects.get(number=2).changes == ["调整了申请材料的顺序"]


def test_a_revision_that_is_gone_breaks_nothing(page):
    assert changes.between(None, page.live_revision_id) == []
    assert changes.between(10**9, page.live_revision_id) == []


def test_a_save_that_publishes_nothing_makes_no_version(page):
    page.save()
    page.save_revision()
    assert GuideVersion.objects.count() == 1


def test_the_page_of_changes(client, page):
    publish(page, statutory_limit=15)
    shown = client.get(reverse("item-changes", args=[page.address])).content.decode()
    for words in ("版本 2", "法定办结时限：20 → 15", "首次发布"):
        assert words in shown
    assert client.get(reverse("item-changes", args=["nothing"])).status_code == 404


def entries(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def words(entry, name):
    return entry.findtext(f"{ATOM}{name}")


def test_the_feed_of_a_guide(client, page):
    assert f'href="{reverse("item-feed", args=[page.address])}"' in client.get(page.url).content.decode()
    publish(page, statutory_limit=15)
    new, old = entries(client, reverse("item-feed", args=[page.address]))
    assert words(new, "title") == "医疗机构执业登记（版本 2）"
    assert words(new, "summary") == "法定办结时限：20 → 15"
    assert words(old, "summary") == "首次发布。"
    assert words(new, "id") != words(old, "id")
    assert new.find(f"{ATOM}link").get("href").endswith(f"/items/{page.address}/changes/#v2")


def test_a_feed_that_has_nothing_new_says_so(client, page):
    url = reverse("item-feed", args=[page.address])
    first = client.get(url)
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(url, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    publish(page, statutory_limit=15)
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_feeds_of_a_bureau_and_of_the_hall(client, page, police):
    other = factories.guide(police, "身份证", live=True)
    factories.guide(police, "草稿")
    gone = factories.guide(police, "撤下的", live=True)
    gone.unpublish()
    titles = [words(entry, "title") for entry in entries(client, reverse("feed"))]
    assert titles == ["身份证（版本 1）", "医疗机构执业登记（版本 1）"]
    mine = entries(client, reverse("bureau-feed", args=[police.slug]))
    assert [words(entry, "title") for entry in mine] == [f"{other.title}（版本 1）"]
    assert client.get(reverse("bureau-feed", args=["nothing"])).status_code == 404
    assert entries(client, reverse("item-feed", args=[page.address]))
    assert client.get(reverse("item-feed", args=[gone.address])).status_code == 404


def test_feeds_cost_the_same_for_5_and_20(client, health):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for more in (5, 15):
        for n in range(more):
            factories.guide(health, f"{more}-{n}", live=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("feed"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_checklist_as_text_and_as_a_table(client, page):
    page = publish(
        page,
        materials=[
            Material(name="=SUM(A1)", originals=1, copies=2, standard="清楚", applies_when="委托办理", necessity="optional"),
            Material(name="营业执照", source="data"),
        ],
    )  # fmt: skip
    text = client.get(reverse("item-checklist", args=[page.address, "txt"]))
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert "filename*=UTF-8''" in text["Content-Disposition"]
    said = text.content.decode("utf-8-sig")
    for line in (
        "[ ] 1. =SUM(A1)",
        "原件 1 份",
        "复印件 2 份",
        "委托办理",
        "数据比对，不用提交",
        page.title,
        "0371-67180000",
    ):
        assert line in said
    table = client.get(reverse("item-checklist", args=[page.address, "csv"]))
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [len(row) for row in rows] == [10, 10, 10]
    assert rows[1][1] == "'=SUM(A1)"
    assert client.get(reverse("item-checklist", args=[page.address, "exe"])).status_code == 404


def test_drafts_have_no_checklist(client, health):
    assert client.get(reverse("item-checklist", args=[factories.guide(health).address, "txt"])).status_code == 404


@pytest.mark.parametrize(
    ("law", "promise", "unit", "words"),
    [
        (20, 5, "workday", "少 75%"),
        (20, 20, "workday", ""),
        (20, 5, "day", ""),
        (None, 5, "workday", ""),
        (20, 0, "day", ""),
    ],
)
def test_the_promise_against_the_law(client, page, law, promise, unit, words):
    from items.guide_page import compared

    page.statutory_limit, page.promised_limit, page.promised_unit = law, promise, unit
    found = compared(page)
    assert (f"少 {found['less']}%" if found and found["less"] else "") == words


def test_related_guides_are_those_of_the_shelf_first_and_not_those_cancelled(client, health, police):
    from items.models import Topic

    shelf = Topic.objects.create(name="卫生")
    page = factories.guide(health, "甲", live=True, topics=[shelf])
    factories.guide(health, "丁", live=True)
    factories.guide(health, "丙", live=True, topics=[shelf])
    factories.guide(health, "取消的", live=True, status="cancelled")
    factories.guide(health, "草稿")
    factories.guide(police, "别的局", live=True, topics=[shelf])
    assert [link["title"] for link in client.get(page.url).context["related"]] == ["丙", "丁"]


def test_a_version_is_never_changed(page):
    version = GuideVersion.objects.get()
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        GuideVersion.objects.update(changes=["别的"])
