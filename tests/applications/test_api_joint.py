"""Joint approval through the API: a joint case with its branches, and the lanes of one case, for who has the code alone."""

import pytest
from django.test import Client

from guidance.applications.bundles.models import JointCase
from guidance.cases.models import Case
from tests.cases.staff import application
from tests.factories import make_bureau, make_item

from .joining import Table
from .test_joint_cases import Restaurant

pytestmark = pytest.mark.django_db


def read(client, path, code):
    return client.get(path, headers={"X-Query-Code": code})


@pytest.fixture
def theme(settings, tmp_path):
    private = {**settings.STORAGES["private"]}
    private["OPTIONS"] = {**private["OPTIONS"], "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return Restaurant()


def test_a_joint_case_with_its_branches(client, theme):
    joint = theme.sent(Client())
    seen = read(client, f"/api/joint/{joint.number}", joint.query_code).json()
    assert (seen["number"], seen["title"], seen["bureau"]) == (joint.number, "开餐馆", joint.bureau.name)
    cases = {one["title"]: one for one in seen["cases"]}
    licence, registration = cases["食品经营许可"], cases["个体工商户登记"]
    assert (licence["state"], licence["waits_for"]) == ("waiting", [registration["number"]])
    assert (registration["state"], registration["waits_for"]) == ("received", [])
    assert seen["branch"] == [registration["number"], licence["number"]]
    assert seen["expected_at"].endswith("+08:00")
    assert [one["name"] for one in registration["steps"]][:2] == ["收件", "受理"]
    [place] = [paper for paper in seen["papers"] if paper["name"] == "场所证明"]
    assert sorted(place["used_for"]) == ["个体工商户登记", "门头招牌设置", "食品经营许可"]
    assert place["verified_by"] == ""
    own = read(client, f"/api/cases/{licence['number']}", joint.query_code)
    assert own.status_code == 200, "its cases open with the same code"


def test_nobody_without_the_code(client, theme):
    joint, other = theme.sent(Client()), application(make_item(make_bureau()))
    path = f"/api/joint/{joint.number}"
    answers = [
        read(client, path, "AAAAAAAA"),
        read(client, path, other.query_code),
        read(client, "/api/joint/20200101-00001", joint.query_code),
        read(client, f"/api/joint/{other.number}", other.query_code),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["title"] for answer in answers}) == 1, "a wrong number and a wrong code answer alike"
    assert client.get(path).status_code == 422


def test_too_many_look_ups_are_refused(client, theme, monkeypatch):
    joint = theme.sent(Client())
    monkeypatch.setattr("guidance.cases.access.LOOKUPS", 2)
    answers = [read(client, f"/api/joint/{joint.number}", "AAAAAAAA").status_code for _ in range(3)]
    assert answers == [404, 404, 429]


def test_the_lanes_of_a_case_of_several_bureaus(client):
    table = Table(2)
    case = table.accepted()
    lanes = read(client, f"/api/cases/{case.number}/lanes", case.query_code).json()
    assert [lane["bureau"] for lane in lanes] == [table.lead.name, *(one.name for one in table.others)]
    assert [lane["leads"] for lane in lanes] == [True, False, False]
    [step] = lanes[1]["steps"]
    assert (step["name"], step["state"], step["bureau"]) == ("规划审查", "active", table.others[0].name)
    assert step["due_at"]
    assert table.owner.display_name not in str(lanes), "never who does it"


def test_the_lanes_are_for_who_has_the_code(client):
    case, other = Table(1).accepted(), application(make_item(make_bureau()))
    path = f"/api/cases/{case.number}/lanes"
    assert read(client, path, other.query_code).status_code == 404
    assert len(read(client, f"/api/cases/{other.number}/lanes", other.query_code).json()) == 1
    assert JointCase.objects.count() == 0
    assert Case.objects.count() == 2
