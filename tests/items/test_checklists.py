"""A citizen's checklist on the page, on paper, in a theme and through the API."""

import json
import re

import pytest
from django.urls import reverse

from items import bundles
from items.checklists import Checklist, Judged
from items.models import ItemPage, ScenarioQuestion, ThemeIndexPage, ThemeItem, ThemePage
from items.models.rows import Material, Step
from items.scenario import Verdict
from items.snapshot import snapshot

from . import factories
from .test_pages import queries, text, theme

pytestmark = pytest.mark.django_db
PLACE = ("经营场所是", "自有\n租赁")
AGENT = ("谁来办", "本人\n委托他人")


def led(health, title="食品经营许可", questions=(PLACE, AGENT), **values):
    """A published guide with questions: the lease only of tenants, the mandate only of agents, a visit of tenants."""
    page = factories.guide(health, title, **{"promised_limit": 16, **values})
    page.scenario_questions = [
        ScenarioQuestion(text=words, options=options, sort_order=n) for n, (words, options) in enumerate(questions)
    ]
    page.materials = [
        Material(name="申请书", originals=1, standard="填写完整", sort_order=0),
        Material(name="租赁合同", copies=1, applies_when="经营场所是＝租赁", sort_order=1),
        Material(name="授权委托书", originals=1, applies_when="谁来办＝委托他人", sort_order=2),
        Material(name="照片", necessity="optional", applies_when="有的话带上", sort_order=3),
    ]
    visit = Step(
        kind="site_visit", name="现场核查", limit=5, basis="条例", sort_order=9, applies_when="经营场所是＝租赁"
    )
    page.steps = [*page.steps.all(), visit]
    page.save_revision(clean=False).publish(skip_permission_checks=True)
    return ItemPage.objects.get(pk=page.pk)


def names(client, url, **params):
    return [row.name for row in client.get(url, params).context["materials"]]


def test_nothing_is_hidden_before_an_answer(client, health):
    page = led(health)
    assert names(client, page.url) == ["申请书", "租赁合同", "授权委托书", "照片"]
    shown = text(client, page.url)
    assert "回答几个问题" in shown
    assert 'name="q1"' in shown
    assert "为什么不要" not in shown


def test_answers_leave_out_what_does_not_apply_and_say_why(client, health):
    page = led(health)
    answer = client.get(page.url, {"q1": "1"})
    assert [row.name for row in answer.context["materials"]] == ["申请书", "授权委托书", "照片"]
    assert "现场核查" not in [row.name for row in answer.context["steps"]]
    shown = answer.content.decode()
    assert "不用的材料 1 份，不走的环节 1 个" in shown
    assert "您选了“经营场所是：自有”，这一项只在选“租赁”时需要。" in shown
    assert "必要材料 2 份" in shown
    assert f'href="{reverse("apply", args=[page.address])}?q1=1&amp;s=' in shown
    assert "change=1#q1" in shown
    assert names(client, page.url, q1="2", q2="2") == ["申请书", "租赁合同", "授权委托书", "照片"]
    assert 'name="q1"' not in shown
    assert 'name="q1"' in text(client, page.url, q1="1", change="1")


@pytest.mark.parametrize("params", [{"q1": "9"}, {"q1": "x"}, {"q7": "1"}, {"q1": "1" * 400}])
def test_what_is_no_answer_is_said_and_never_an_error(client, health, params):
    page = led(health)
    for url in (page.url, reverse("checklist", args=[page.address]), reverse("apply", args=[page.address])):
        assert "认不出的回答" in text(client, url, **params)
    assert client.get(reverse("checklist_qr", args=[page.address]), params).status_code == 200


def test_an_address_from_before_a_change_hides_nothing_and_says_so(client, health):
    page = led(health)
    shared = client.get(page.url, {"q1": "1"}).context["share_url"]
    page = page.get_latest_revision().as_object()
    question = page.scenario_questions.all()[0]
    question.options = "自己的\n租赁"
    page.save_revision(clean=False).publish(skip_permission_checks=True)
    answer = client.get(shared)
    assert len(answer.context["materials"]) == 4
    shown = answer.content.decode()
    assert "有过改动" in shown
    assert re.search(r'name="q1" value="1"[^>]* checked', shown)


def test_the_sheet_has_all_that_one_must_know(client, health):
    page = led(health)
    shown = text(client, reverse("checklist", args=[page.address]), q1="1", q2="1")
    for words in (
        "一次性告知单", page.title, health.bureau.name, "申请书", "原件 1 份", "填写完整", "受理", "1 个工作日", "中原西路 233 号",
        "9:00-17:00", "0371-67180000", "0371-67181111", "指南版本 1", "告知日期", "经营场所是：自有", "按您的情形不用带",
        f"http://testserver{page.url}?q1=1&amp;q2=1&amp;s=", "qr.svg?q1=1", "16 个工作日", "不收费",
    ):  # fmt: skip
        assert words in shown, words
    assert "style=" not in shown
    code = client.get(reverse("checklist_qr", args=[page.address]), {"q1": "1"})
    assert code["Content-Type"] == "image/svg+xml"
    assert code.content.startswith(b"<?xml")
    assert b"style=" not in code.content
    assert client.get(reverse("checklist", args=["nothing"])).status_code == 404


def test_the_sheet_says_what_is_still_open(client, health):
    page = led(health)
    whole, half = (text(client, reverse("checklist", args=[page.address]), **given) for given in ({}, {"q1": "2"}))
    assert "适用情形：经营场所是＝租赁" in whole
    assert "适用情形：经营场所是＝租赁" not in half
    assert "适用情形：谁来办＝委托他人" in half
    assert "还有问题没有回答" in half


def test_a_paused_guides_sheet_says_so(client, health):
    page = factories.guide(health, live=True, status="paused")
    assert "暂停办理" in text(client, reverse("checklist", args=[page.address]))


def test_a_guide_without_questions_stays_as_it_was(client, health):
    page = factories.guide(health, live=True)
    shown = text(client, page.url)
    assert 'id="scenario"' not in shown
    assert "网上申请" in shown
    assert "认不出的回答" in text(client, page.url, q1="1")


def crowd(health, title, rows):
    """A guide with five questions, `rows` materials and twelve steps, all with conditions."""
    page = factories.guide(health, title, rows=rows)
    page.scenario_questions = [ScenarioQuestion(text=f"问{n}", options="甲\n乙\n丙", sort_order=n) for n in range(5)]
    for n, row in enumerate(page.materials.all()):
        row.applies_when = f"问{n % 5}＝甲/乙"
    kept = list(page.steps.all())
    more = [
        Step(kind="review", name=f"审查{n}", limit=0, applies_when=f"问{n % 5}＝甲", sort_order=n + 9) for n in range(7)
    ]
    page.steps = kept + more
    page.save_revision(clean=False).publish(skip_permission_checks=True)
    return ItemPage.objects.get(pk=page.pk)


def test_the_page_and_the_sheet_cost_the_same_with_5_and_40_materials(client, health):
    few, many = crowd(health, "少", 5), crowd(health, "多", 40)
    assert many.live
    for path in ("", "checklist/"):
        costs = [queries(client, f"{page.url}{path}?q1=3&q2=3&q3=1") for page in (few, many)]
        assert costs[0] == costs[1] <= 12, costs
    assert len(text(client, many.url)) < 200_000


def test_a_snapshot_keeps_the_answers_and_what_they_left_out(health):
    page = led(health)
    copy = snapshot(page, Checklist.of(page, {"q1": "1", "q2": "2"}))
    assert [(row["order"], row["name"]) for row in copy["materials"]] == [(1, "申请书"), (3, "授权委托书"), (4, "照片")]
    assert [row["answer"] for row in copy["scenario"]["answers"]] == ["自有", "委托他人"]
    assert [row["name"] for row in copy["scenario"]["left_out"]["materials"]] == ["租赁合同"]
    assert [row["name"] for row in copy["scenario"]["left_out"]["steps"]] == ["现场核查"]
    assert json.dumps(copy, ensure_ascii=False)
    assert len(snapshot(page)["materials"]) == 4


def test_the_api_has_questions_conditions_and_a_filter(client, health):
    page = led(health)
    whole = client.get(f"/api/items/{page.address}").json()
    assert [row["applies_when"] for row in whole["materials"]][1] == "经营场所是＝租赁"
    assert whole["steps"][-1]["applies_when"] == "经营场所是＝租赁"
    assert whole["scenario"]["questions"][0]["options"] == [
        {"value": "1", "label": "自有"},
        {"value": "2", "label": "租赁"},
    ]
    mine = client.get(f"/api/items/{page.address}", {"q1": "1", "q2": "9"}).json()
    assert [row["name"] for row in mine["materials"]] == ["申请书", "授权委托书", "照片"]
    assert mine["scenario"]["answers"] == {"q1": "1"}
    assert mine["scenario"]["left_out"]["materials"][0]["why"]
    assert "q2" in mine["scenario"]["notices"][0]


def test_a_theme_asks_once_and_answers_for_every_item(client, health, police):
    one = led(health, "食品经营许可")
    two = led(police, "公共场所卫生许可", questions=(("经营场所是？", "租赁\n自有\n借用"),))
    two = two.get_latest_revision().as_object()
    two.materials.all()[0].copies, two.materials.all()[0].name = 2, " 申请 书"
    two.save_revision(clean=False).publish(skip_permission_checks=True)
    page = theme(one, ItemPage.objects.get(pk=two.pk))
    bundle = client.get(page.url).context["bundle"]
    assert [(q.text, q.options) for q in bundle.questions] == [
        ("经营场所是", ("自有", "租赁", "借用")),
        ("谁来办", ("本人", "委托他人")),
    ]
    assert [paper.name for paper in bundle.papers] == ["申请书", "租赁合同", "授权委托书", "照片"]
    assert bundle.papers[0].copies_text == "原件 1 份，复印件 2 份"
    answer = client.get(page.url, {"q1": "1"})
    bundle = answer.context["bundle"]
    assert [dict(lane.personal.answers) for lane in bundle.lanes] == [{0: 0}, {0: 1}]
    assert "租赁合同" not in [paper.name for paper in bundle.papers]
    assert [one.row.name for one in bundle.left_out] == ["租赁合同"]
    shown = answer.content.decode()
    assert f"{reverse('apply', args=[two.address])}?q1=2&amp;s=" in shown
    assert "总时间按最长的一项算" in shown
    only_two = client.get(page.url, {"q1": "3"}).context["bundle"]
    assert [dict(lane.personal.answers) for lane in only_two.lanes] == [{}, {0: 2}]
    assert "租赁合同" in [paper.name for paper in only_two.papers]
    sheet = text(client, reverse("theme_checklist", args=[page.slug]), q1="1")
    assert "重复的只列一次" in sheet
    assert client.get(reverse("theme_checklist_qr", args=[page.slug])).status_code == 200
    found = client.get(f"/api/themes/{page.slug}", {"q1": "1"}).json()
    assert [row["name"] for row in found["materials"]] == ["申请书", "授权委托书", "照片"]
    assert found["lanes"][1]["scenario"].startswith("q1=2")


def test_a_theme_names_the_strictest_necessity_and_the_longest_limit(health, police):
    short = factories.guide(health, "快", live=True, promised_limit=5)
    long = factories.guide(police, "慢", live=True, promised_limit=6, promised_unit="day", statutory_limit=None)
    shelf = ThemeIndexPage.objects.get()
    page = shelf.add_child(instance=ThemePage(title="开店", slug="shop", live=True))
    rows = [ThemeItem(theme=page, item=item, sort_order=n) for n, item in enumerate((long, short))]
    bundle = bundles.Bundle.of(rows, {})
    assert bundle.longest.item == short
    rows = (
        Material(name="身份证", necessity="optional", originals=2),
        Material(name="身份证 ", necessity="deferrable", copies=1, applies_when="委托办理"),
    )
    judged = [Judged(row, 1, Verdict.OPEN) for row in rows]
    paper = bundles.union(zip((short, long), judged, strict=True))[0]
    assert (paper.condition, bundles.union([(long, judged[1])])[0].condition) == ("", "委托办理")
    assert (paper.necessity, paper.required, paper.copies_text) == ("deferrable", False, "原件 2 份，复印件 1 份")
