"""Applying through the API: what is refused first, and the same call sent again."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forms import service
from guidance.cases import posting
from guidance.cases.models import Case
from items.choices import Status
from tests.factories import make_bureau, make_item

from .headless import PDF

pytestmark = pytest.mark.django_db
STEPS = [{"blocks": [{"type": "person_name", "key": "who", "label": "姓名", "required": True, "purpose": "联系"},
                     {"type": "file", "key": "plan", "label": "平面图", "required": True}]}]  # fmt: skip


@pytest.fixture
def item(settings, tmp_path):
    """An item applied for online, with a form."""
    private = {**settings.STORAGES["private"]}
    private["OPTIONS"] = {**private["OPTIONS"], "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    item = make_item(make_bureau(), apply_online=True)
    item.form = service.create_from_definition("开店", "open-shop", item.bureau, STEPS, None)
    item.save_revision().publish()
    return item


@pytest.fixture
def apply(client, item):
    def send(body, key="apply-00001"):
        path = f"/api/items/{item.address}/applications"
        return client.post(path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})

    return send


def good(client):
    token = client.post("/api/uploads", {"file": SimpleUploadedFile("平面图.pdf", PDF)}).json()["token"]
    return {"answers": {"who": "张三", "plan": token}, "contact": {"phone": "13800001234"}}


def test_the_same_call_again_is_the_same_case(client, apply):
    body = good(client)
    first, again = apply(body), apply(body)
    assert (first.status_code, again.status_code) == (201, 200), again.content.decode()
    assert again.json() == {**first.json(), "created": False}


def test_a_call_sent_again_is_not_counted_and_is_answered_beyond_the_limit(client, apply):
    body = good(client)
    number = apply(body).json()["number"]
    for _time in range(posting.POSTS):
        assert apply(body).status_code == 200
    assert apply({}, key="other-0001").status_code == 422
    for turn in range(posting.POSTS):
        apply({}, key=f"other-{turn:05}")
    assert apply({}, key="too-many-1").status_code == 429
    assert apply(body).json()["number"] == number
    assert Case.objects.count() == 1


def test_a_call_sent_again_is_the_same_case_though_item_and_form_have_moved_on(client, apply, item):
    body = good(client)
    body["version"] = service.latest(item.form).sha256
    number = apply(body).json()["number"]
    steps = [{"blocks": [*STEPS[0]["blocks"], {"type": "text", "key": "why", "label": "理由", "required": True}]}]
    service.create_from_definition("开店", "open-shop", item.bureau, steps, None)
    assert apply(body).json()["number"] == number
    item.apply_online = False
    item.save_revision().publish()
    assert apply(body).json()["number"] == number
    other = apply({**body, "contact": {"phone": "13800009999"}})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")


@pytest.mark.parametrize("change", [{"apply_online": False}, {"status": Status.PAUSED}])
def test_an_item_that_is_not_online_is_said_before_any_fault_of_the_answers(apply, item, change):
    for name, value in change.items():
        setattr(item, name, value)
    item.save_revision().publish()
    answer = apply({"answers": {"who": "", "none": 1}, "contact": {"phone": "1"}})
    assert (answer.status_code, answer.json()["code"]) == (409, "not-online")
