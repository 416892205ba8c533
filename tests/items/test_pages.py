"""The public pages: what they show, what they cost, and that they hold with nothing in them."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from items import panels
from items.models import ItemPage, ThemeIndexPage, ThemeItem, ThemePage, Topic

from . import factories

pytestmark = pytest.mark.django_db
ITEM_BUDGET = 12
SEARCH_BUDGET = 19


def text(client, url, **params):
    answer = client.get(url, params)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def queries(client, url):
    """Of a page made afresh, the hall's settings being there."""
    for _ in range(2):
        client.get(url)
        caches["pages"].clear()
    client.get(url)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def theme(*items):
    shelf = ThemeIndexPage.objects.get()
    page = ThemePage(title="我要开诊所", slug="clinic", summary="开诊所要办的事", live=True)
    page.theme_items = [ThemeItem(item=item, sort_order=n) for n, item in enumerate(items)]
    return shelf.add_child(instance=page)


def test_an_empty_hall_says_so(client, db):
    assert "还没有发布办事指南" in text(client, "/")
    assert "还没有机构" in text(client, "/bureaus/")
    assert "还没有主题" in text(client, "/themes/")
    assert "平常的话" in text(client, "/search/")
    assert "没有找到" in text(client, "/search/", q="开饭店")
    assert client.get("/items/nothing/").status_code == 404
    assert client.get("/bureaus/nothing/").status_code == 404


def test_the_home_page_counts_what_is_published(client, health, police):
    factories.guide(health, live=True)
    factories.guide(health, "公共服务事项", kind="service", live=True)
    factories.guide(police, "草稿")
    context = client.get("/").context
    assert context["counts"] == {"items": 2, "licensing": 1, "other": 1, "bureaus": 1}
    assert [bureau.name for bureau in context["bureaus"]] == [health.bureau.name]


def test_the_item_page_has_the_four_facts_and_the_rest(client, health):
    page = factories.guide(health, live=True, code="A1", remedies="可依法申请行政复议")
    shown = text(client, page.url)
    for words in (
        "10 个工作日", "法定 20 个工作日", "不收费", "中原西路 233 号", "必要材料 1 份", "第0份申请书", "受理", "0371-67180000",
        "医疗机构管理条例", "要多久", "版本 1", "更新于", health.bureau.name, "A1", "行政复议",
    ):  # fmt: skip
        assert words in shown, words
    assert 'href="tel:0371-67180000"' in shown
    assert "style=" not in shown
    assert len(shown) < 200_000


def test_only_what_is_offered_can_be_done(client, health):
    page = factories.guide(health, live=True)
    names = [action.name for action in client.get(page.url).context["panels"]["actions"]]
    assert names == ["apply", "book", "ask"]
    quiet = factories.guide(health, "乙", live=True, apply_online=False, bookable=False, ask_online=False)
    assert client.get(quiet.url).context["panels"]["actions"] == []


def test_drafts_are_not_shown_and_unpublished_ones_go(client, health):
    page = factories.guide(health)
    assert client.get(page.public_path()).status_code == 404
    page.get_latest_revision().publish()
    assert client.get(page.public_path()).status_code == 200
    ItemPage.objects.get(pk=page.pk).unpublish()
    assert client.get(page.public_path()).status_code == 404


def test_a_cancelled_item_says_so_and_names_its_successor(client, health):
    new = factories.guide(health, "新的", live=True)
    old = factories.guide(health, "旧的", live=True, status="cancelled", successor=new)
    shown = text(client, old.url)
    assert "本事项已取消" in shown
    assert new.url in shown
    assert [action.name for action in client.get(old.url).context["panels"]["actions"]] == ["ask"]
    assert "旧的" not in text(client, "/bureaus/health/")


def test_upper_apps_fill_the_page_through_the_registry(client, health, monkeypatch):
    monkeypatch.setattr(panels, "_makers", list(panels._makers))
    panels.register("actions", order=90)(lambda page, request: panels.Action("apply", "换个说法", "/x/"))
    panels.register("questions")(lambda page, request: None)
    page = factories.guide(health, live=True)
    actions = client.get(page.url).context["panels"]["actions"]
    assert next((a.name, a.label) for a in actions) == ("apply", "换个说法")
    with pytest.raises(ValueError, match="not a place"):
        panels.register("elsewhere")


def test_the_item_page_costs_the_same_with_5_and_50_rows(client, health):
    few, many = factories.guide(health, "少", live=True, rows=5), factories.guide(health, "多", live=True, rows=50)
    costs = queries(client, few.url), queries(client, many.url)
    assert costs[0] == costs[1]
    assert costs[0] <= ITEM_BUDGET


LISTS = ("/", "/bureaus/", "/bureaus/health/", "/search/?q=执业登记", "/search/?audience=person")


def test_lists_cost_the_same_with_5_and_50_items(client, health):
    topic = Topic.objects.create(name="卫生健康")
    costs = []
    for start, end in ((0, 5), (5, 50)):
        for n in range(start, end):
            factories.guide(health, f"执业登记 {n}", live=True, topics=[topic])
        costs.append({url: queries(client, url) for url in LISTS})
    assert costs[0] == costs[1]
    dear = {url: cost for url, cost in costs[1].items() if cost > (SEARCH_BUDGET if "q=" in url else ITEM_BUDGET)}
    assert not dear


def test_a_theme_lists_each_material_once(client, health, police):
    one, two = factories.guide(health, "甲", live=True), factories.guide(police, "乙", live=True)
    page = theme(one, two, factories.guide(police, "草稿"))
    context = client.get(page.url).context
    assert [row.item.title for row in context["rows"]] == ["甲", "乙"]
    assert [(paper.name, len(paper.items)) for paper in context["papers"]] == [("第0份申请书", 2)]
    assert "我要开诊所" in text(client, one.url)
    cost = queries(client, page.url)
    for n in range(5):
        ThemeItem.objects.create(theme=page, item=factories.guide(health, f"又{n}", live=True), sort_order=n + 5)
    assert queries(client, page.url) == cost


def test_a_bureaus_items_by_type_audience_and_word(client, health):
    factories.guide(health, "甲许可", live=True)
    factories.guide(health, "乙服务", kind="service", audiences=("person",), live=True)

    def titles(**params):
        return [item.title for item in client.get("/bureaus/health/", params).context["page_obj"]]

    assert titles() == ["乙服务", "甲许可"] or set(titles()) == {"乙服务", "甲许可"}
    assert titles(kind="service") == ["乙服务"]
    assert titles(audience="enterprise") == ["甲许可"]
    assert titles(q="许可") == ["甲许可"]
    assert titles(kind="nonsense", page="999") == titles()
    assert "没有符合条件" in text(client, "/bureaus/health/", q="没有")


def test_search_finds_parts_of_words_everyday_names_and_codes(client, health):
    page = factories.guide(health, live=True, code="11410100MB1A2B", everyday_names="开诊所\n办诊所执照")
    for words in ("执业登记", "医疗机构", "开诊所", "11410100MB1A2B"):
        assert page.url in text(client, "/search/", q=words), words
    found = client.get("/search/", {"q": "开诊所", "bureau": health.bureau.name})
    assert page.url in found.content.decode()
    assert any(row["on"] for facet in found.context["facets"] for row in facet["rows"])
    none = text(client, "/search/", q="空中花园")
    assert page.url not in none
    assert reverse("ask") in none


def test_publishing_and_unpublishing_reach_the_search_at_once(client, health):
    page = factories.guide(health)
    assert page.public_path() not in text(client, "/search/", q="执业登记")
    page.get_latest_revision().publish()
    assert page.public_path() in text(client, "/search/", q="执业登记")
    ItemPage.objects.get(pk=page.pk).unpublish()
    assert page.public_path() not in text(client, "/search/", q="执业登记")


@pytest.mark.parametrize("words", ['"', "%", "'; drop", "\x00", "很" * 500, "<script>alert(1)</script>", "page=x"])
def test_search_takes_anything(client, health, words):
    factories.guide(health, live=True)
    shown = text(client, "/search/", q=words, page="x", bureau="nowhere")
    assert "<script>alert" not in shown


def test_suggestions_are_titles_with_addresses(client, health):
    page = factories.guide(health, live=True)
    rows = client.get(reverse("search_suggest"), {"q": "医疗机构"}).json()["suggestions"]
    assert rows == [{"text": page.title, "url": page.url, "note": health.bureau.name}]
    assert client.get(reverse("search_suggest")).json() == {"suggestions": []}
