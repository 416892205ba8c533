"""Every ready form and every form of the demo can be filled in and sent by a client that knows only the API."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import hall.demo
from forms import service
from forms.library import ready_forms
from guidance.applications.agents import AUTHORISATION
from guidance.cases.models import Case
from tests.factories import make_bureau, make_item

from .headless import PDF, Client

pytestmark = pytest.mark.django_db
DEMO = {file.stem: file for file in sorted((Path(hall.demo.__file__).parent / "forms").glob("*.json"))}


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Uploads in a folder of this test."""
    private = {**settings.STORAGES["private"]}
    private["OPTIONS"] = {**private["OPTIONS"], "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.mark.parametrize("name", [*sorted(ready_forms()), *DEMO])
def test_a_client_that_knows_only_the_api_applies(client, name):
    item = make_item(make_bureau())
    if name in DEMO:
        raw = json.loads(DEMO[name].read_text(encoding="utf-8"))
        item.form = service.create_from_definition(raw["title"], name, item.bureau, raw["steps"], None)
    else:
        item.form = service.create_from_library(name, name, item.bureau, None)
    item.apply_online = True
    item.save_revision().publish()
    answer = Client(client).apply(item.address)
    assert answer.status_code == 201, answer.content.decode()
    case = Case.objects.get()
    assert case.channel == "api"
    assert case.number == answer.json()["number"]


@pytest.fixture
def open_item(db):
    """An item that is applied for without a form."""
    item = make_item(make_bureau())
    item.apply_online = True
    item.save_revision().publish()
    return item


def apply_for(client, item, agent, key="agent-00001"):
    body = {"contact": {"name": "张三", "phone": "13800001234"}, "agent": agent}
    return client.post(
        f"/api/items/{item.address}/applications",
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_a_program_applies_for_somebody_else_with_the_authorisation(client, open_item):
    token = client.post("/api/uploads", {"file": SimpleUploadedFile("授权.pdf", PDF)}).json()["token"]
    agent = {"name": "李四", "phone": "13900001234", "id": "11010519491231002x", "paper": [token]}
    assert apply_for(client, open_item, agent).status_code == 201
    case = Case.objects.get()
    assert (case.agent.agent_name, case.agent.agent_id) == ("李四", "11010519491231002X")
    assert [row.name for row in case.attachments.filter(key=AUTHORISATION)] == ["授权.pdf"]


def test_an_agent_without_an_authorisation_is_refused_at_its_place(client, open_item):
    answer = apply_for(client, open_item, {"name": "李四", "phone": "12", "paper": ["gone"]})
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/agent/phone", "/agent/paper"}
    assert not Case.objects.exists()
