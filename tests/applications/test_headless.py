"""Every ready form and every form of the demo can be filled in and sent by a client that knows only the API."""

import json
from pathlib import Path

import pytest

import hall.demo
from forms import service
from forms.library import ready_forms
from guidance.cases.models import Case
from tests.factories import make_bureau, make_item

from .headless import Client

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
