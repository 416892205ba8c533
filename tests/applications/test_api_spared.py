"""Fewer papers through the API: the rules of the page, asked before, brought back signed."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guidance.applications.filling import carrying
from guidance.cases.models import Case
from guidance.comparing.answers import Outcome
from guidance.comparing.providers import PROVIDERS
from items.models.rows import Material
from tests.comparing.sources import LI, Faulty, make_source, with_table
from tests.factories import make_bureau

from .test_spared import ME, OTHER, PAPER, guide, licensed

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return with_table(make_source(make_bureau()), f"{LI},李敏,JY1,长期")


@pytest.fixture
def item(source):
    return guide(source)


def post(client, path, body, **headers):
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def ask(client, item, answers=ME, material=2, **more):
    return post(client, f"/api/items/{item.address}/spare", {"answers": answers, "material": material, **more})


def apply(client, item, *tokens, answers=ME, key="spared-0001", **more):
    body = {"answers": answers, "spared": list(tokens), **more}
    return post(client, f"/api/items/{item.address}/applications", body, **{"Idempotency-Key": key})


def test_the_form_names_what_can_be_asked_and_what_it_is_told(client, item):
    first, second = client.get(f"/api/items/{item.address}/form").json()["materials"]
    assert first["data_source"] is None
    assert second["data_source"] == {"name": "企业登记库", "about": "营业执照是否有效", "told": ["id_number", "name"]}


def test_a_match_spares_the_paper_and_is_kept_with_the_case(client, item):
    found = ask(client, item).json()
    assert (found["name"], found["by"], found["outcome"], found["spared"]) == ("营业执照", "data", "match", True)
    assert found["words"].startswith("已由“企业登记库”于")
    assert LI not in found["token"]
    answer = apply(client, item, found["token"])
    assert answer.status_code == 201, answer.content
    row = Case.objects.get().materials.get(order=2)
    assert (row.spared_by, row.answer_from, row.answer_reference, row.state) == ("data", "企业登记库", "JY1", "given")
    [told] = Case.objects.get().events.get().data["asked"]
    assert told["material"] == "营业执照"


def test_no_match_spares_nothing_and_is_kept_too(client, item):
    found = ask(client, item, OTHER).json()
    assert (found["outcome"], found["spared"]) == ("no_match", False)
    apply(client, item, found["token"], answers=OTHER)
    row = Case.objects.get().materials.get(order=2)
    assert (row.spared_by, row.answer, row.state) == ("", "no_match", "missing")


@pytest.mark.parametrize(
    ("trouble", "outcome"), [(TimeoutError(), Outcome.TIMEOUT), (ZeroDivisionError(), Outcome.FAULT)]
)
def test_a_source_that_fails_spares_nothing(client, item, source, monkeypatch, trouble, outcome):
    monkeypatch.setitem(PROVIDERS, source.kind, Faulty(trouble))
    assert ask(client, item).json()["outcome"] == outcome


def test_a_match_is_of_one_applicant_one_item_one_day(client, item, source):
    token = ask(client, item).json()["token"]
    assert refused(apply(client, item, token, answers=OTHER)) == ["/spared/0"]
    assert refused(apply(client, guide(source), token)) == ["/spared/0"]
    assert refused(apply(client, item, token, "e30:made:up")) == ["/spared/1"]
    held = carrying.opened(item, token)
    held.found[PAPER]["at"] = (timezone.now() - timedelta(days=2)).isoformat()
    assert refused(apply(client, item, carrying.sign(item, held))) == ["/spared/0"]
    assert not Case.objects.exists()


def refused(answer):
    assert answer.status_code == 422, answer.content
    return [one["pointer"] for one in answer.json()["errors"]]


def test_what_is_wrong_is_told(client, item, source):
    assert refused(ask(client, item, material=9)) == ["/material"]
    assert refused(ask(client, item, by="result")) == ["/case"]
    wrong = {"number": "20200101-00001", "code": "AAAAAAAA"}
    assert ask(client, item, by="earlier", case=wrong).json()["code"] == "not-found"
    assert ask(client, item, material=1).json()["code"] == "not-offered"
    assert ask(client, item, {"who": "李敏"}).json()["code"] == "identity"
    assert ask(client, item, {"who": 7, "idn": ["x"], "nothing": {}}).status_code == 409
    assert post(client, f"/api/items/{item.address}/spare", {"material": "x"}).status_code == 422
    assert post(client, "/api/items/nothing/spare", {"material": 2}).status_code == 404
    source.active = False
    source.save()
    assert ask(client, item).json()["code"] == "not-offered"


def test_too_many_questions_are_refused(client, item, monkeypatch):
    monkeypatch.setattr("guidance.applications.filling.sparing.ASKS", 2)
    answers = [ask(client, item, OTHER).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_a_result_of_this_hall(client, source):
    case, item = licensed(Client(), source), guide(None)
    earlier = {"number": case.number, "code": case.query_code}
    found = ask(client, item, by="result", case=earlier).json()
    assert found["words"].startswith("本大厅已向您核发（营业执照，编号 JY9")
    assert ask(client, item, OTHER, by="result", case=earlier).json()["code"] == "another"
    assert apply(client, item, found["token"]).status_code == 201
    made = Case.objects.order_by("-pk").first()
    assert made.materials.get(order=2).spared_by == "result"
    assert made.events.get().data["answers_from"] == case.number


def test_papers_of_an_earlier_case(client, source):
    case, item = licensed(Client(), source), guide(None)
    earlier = {"number": case.number, "code": case.query_code}
    found = ask(client, item, material=1, by="earlier", case=earlier).json()
    assert (found["by"], found["spared"], len(found["uploads"])) == ("earlier", True, 1)
    answer = apply(client, item, found["token"], materials={"1": found["uploads"]})
    assert answer.status_code == 201, answer.content
    row = Case.objects.order_by("-pk").first().materials.get(order=1)
    assert (row.spared_by, row.answer_reference) == ("earlier", case.number)
    without = apply(client, item, found["token"], key="spared-0002")
    assert without.status_code == 201
    assert Case.objects.order_by("-pk").first().materials.get(order=1).spared_by == ""


def test_more_materials_ask_no_more_of_the_database(client, item, django_assert_num_queries):
    path = f"/api/items/{item.address}/form"
    client.get(path)
    for n in range(5):
        other = make_source(item.bureau, f"登记库{n}")
        Material.objects.create(page=item, name=f"证明{n}", data_source=other, sort_order=10 + n)
    with django_assert_num_queries(6):
        assert len(client.get(path).json()["materials"]) == 7
