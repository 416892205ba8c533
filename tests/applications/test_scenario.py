"""Answers to 情形引导 carried over into an application: what is asked for, what the case keeps, what is refused."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guidance.cases.models import Case
from items.checklists import Checklist
from items.models import ItemPage, ScenarioQuestion
from items.models.rows import Material
from tests.factories import make_bureau, make_item

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
APPLICANT = {"name": "王五", "phone": "13812345678"}


@pytest.fixture
def item():
    page = make_item(make_bureau(), publish=False)
    page.scenario_questions = [ScenarioQuestion(text="经营场所是", options="自有\n租赁")]
    page.materials = [
        Material(name="申请书", sort_order=0),
        Material(name="租赁合同", applies_when="经营场所是＝租赁", sort_order=1),
        Material(name="平面图", sort_order=2),
    ]
    steps = list(page.steps.all())
    steps[2].checks = "租赁合同\n平面图"
    page.steps = steps
    page.save_revision(clean=False).publish()
    return ItemPage.objects.get(pk=page.pk)


def own(item):
    """The answer 自有, as a form of today sends it."""
    return {"q1": "1", "s": Checklist.of(item, {}).stamp}


def test_the_form_asks_only_for_what_applies_and_the_case_keeps_why(client, item):
    url = reverse("apply", args=[item.address])
    asked = client.get(url, own(item)).context["filling"]
    assert list(asked.materials.fields) == ["material-1", "material-3"]
    page = client.get(url, own(item)).content.decode()
    assert 'type="hidden" name="q1" value="1"' in page
    plan = SimpleUploadedFile("平面图.pdf", PDF, "application/pdf")
    sent = client.post(url, {**APPLICANT, **own(item), "key": "k" * 20, "material-3": plan, "material-2": "x"})
    assert sent.status_code == 302, sent.context["filling"].forms
    case = Case.objects.get()
    assert [(row.order, row.name, row.state) for row in case.materials.all()] == [
        (1, "申请书", "missing"),
        (3, "平面图", "given"),
    ]
    assert [row.key for row in case.attachments.all()] == ["material-3"]
    assert case.snapshot["scenario"]["answers"][0]["answer"] == "自有"
    assert [row["name"] for row in case.snapshot["scenario"]["left_out"]["materials"]] == ["租赁合同"]
    assert case.steps.all()[2].checks == ["平面图"]


def test_without_answers_everything_is_asked_for(client, item):
    url = reverse("apply", args=[item.address])
    assert list(client.get(url).context["filling"].materials.fields) == ["material-1", "material-2", "material-3"]
    client.post(url, {**APPLICANT, "key": "k" * 20})
    case = Case.objects.get()
    assert case.materials.count() == 3
    assert case.snapshot["scenario"]["answers"] == []


def test_questions_that_change_meanwhile_are_told_and_nothing_is_lost(client, item):
    before = own(item)
    draft = item.get_latest_revision().as_object()
    draft.scenario_questions.all()[0].options = "自己的\n租赁"
    draft.save_revision(clean=False).publish()
    url = reverse("apply", args=[item.address])
    answer = client.post(url, {**APPLICANT, **before, "key": "k" * 20})
    assert answer.status_code == 409
    assert "情形问题在您填写期间有改动" in answer.content.decode()
    assert answer.context["filling"].contact["name"].value() == "王五"
    assert len(answer.context["filling"].materials.fields) == 3
    assert not Case.objects.exists()
    assert client.post(url, {**APPLICANT, "key": "k" * 20}).status_code == 302


def test_the_api_takes_the_answers_and_checks_them(client, item):
    def post(key, **body):
        return client.post(
            f"/api/items/{item.address}/applications",
            json.dumps({"contact": APPLICANT, **body}),
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    form = client.get(f"/api/items/{item.address}/form", own(item)).json()
    assert [row["order"] for row in form["materials"]] == [1, 3]
    assert form["scenario"]["answers"] == {"q1": "1"}
    token = client.post("/api/uploads", {"file": SimpleUploadedFile("合同.pdf", PDF, "application/pdf")}).json()[
        "token"
    ]
    refused = post("key-00000001", scenario=own(item), materials={"2": [token]})
    assert {row["pointer"] for row in refused.json()["errors"]} == {"/materials/2"}
    wrong = post("key-00000002", scenario={"q1": "9", "place": "own"})
    assert {row["pointer"] for row in wrong.json()["errors"]} == {"/scenario/q1", "/scenario/place"}
    stale = post("key-00000003", scenario={"q1": "1", "s": "000000"})
    assert (stale.status_code, stale.json()["code"]) == (409, "scenario-changed")
    assert not Case.objects.exists()
    made = post("key-00000004", scenario={**own(item), "q1": 1}, materials={"3": [token]})
    assert made.status_code == 201, made.content
    assert post("key-00000004", scenario={"q1": "2"}).status_code == 422
    assert [row.name for row in Case.objects.get().materials.all()] == ["申请书", "平面图"]
