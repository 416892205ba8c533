"""A guide by the API: every element, files with their addresses, whose a county's values are, what is cancelled."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model

from items import choices, inheriting
from items.models import ScenarioQuestion, Topic
from items.models.rows import Material
from tests.factories import make_bureau, make_item

from .test_sharing import make_record, row, use

pytestmark = pytest.mark.django_db


def shown(client, page):
    answer = client.get(f"/api/items/{page.address}")
    assert answer.status_code == 200
    return answer.json()


def test_every_element_is_there(client):
    joint = make_bureau()
    page = make_item(
        publish=False, prohibitions="不得转让。", quota="每年 3 个", coverage="全市通办", undertaker="许可科", by_post=True,
        promise_instead=True, deferrable=True, limit_note="不含检测", effective_from=dt.date(2020, 1, 2),
        base_code="0001", visits_reason="核验原件。",
    )  # fmt: skip
    page.joint_bureaus = [joint]
    page.topics = [Topic.objects.create(name="开办企业")]
    steps = list(page.steps.all())
    steps[2].bureau = joint
    page.steps.set(steps)
    page.save_revision().publish()
    found = shown(client, page)
    wanted = {
        "status": "in_use", "status_text": "在用", "notice": "", "prohibitions": "不得转让。", "quota": "每年 3 个",
        "coverage": "全市通办", "undertaker": "许可科", "by_post": True, "promise_instead": True, "deferrable": True,
        "limit_note": "不含检测", "effective_from": "2020-01-02", "effective_to": None, "base_code": "0001",
        "channels": ["window", "web"], "online_depth": "3", "deliveries": ["pickup"], "audiences": ["person"],
        "visits": 1, "visits_reason": "核验原件。", "topics": ["开办企业"], "joint_bureaus": [joint.slug],
        "level": "city", "county": None, "successor": None,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted
    assert [step["bureau"] for step in found["steps"]][1:3] == [page.bureau.slug, joint.slug]


def test_materials_say_what_they_are_and_where_the_files_are(client):
    bureau = make_bureau()
    document = get_document_model().objects.create(title="样表", file=ContentFile(b"x", "sample.pdf"))
    record = make_record(bureau, instructions="照样表填", sample=document)
    page = use(make_item(bureau), record)
    [own, shared] = shown(client, page)["materials"]
    assert (own["shared"], own["sample"], own["blank_form"]) == (False, None, None)
    assert shared["shared"]
    assert (shared["instructions"], shared["issuer"], shared["basis"]) == (
        "照样表填", "市场监督管理局", "《条例》第八条",
    )  # fmt: skip
    assert shared["sample"] == {"title": "样表", "url": document.url}
    assert row(page).sample == document


def test_a_cancelled_item_says_so_and_names_its_successor(client):
    new = make_item(title="新的事项")
    old = make_item(status=choices.Status.CANCELLED, effective_to=dt.date(2020, 3, 1), successor=new)
    found = shown(client, old)
    assert found["status"] == "cancelled"
    assert "已取消" in found["notice"]
    assert "2020-03-01" in found["notice"]
    assert found["successor"] == {"address": new.address, "title": "新的事项", "url": new.public_path()}
    assert (found["apply_online"], found["bookable"]) == (False, False)
    listed = {one["address"]: one for one in client.get("/api/items").json()["items"]}
    assert listed[old.address]["status_text"] == "取消"
    assert listed[new.address]["apply_online"]


def test_a_successor_that_is_a_draft_is_not_named(client):
    old = make_item(status=choices.Status.CANCELLED, successor=make_item(publish=False, title="还没发布"))
    found = shown(client, old)
    assert found["successor"] is None
    assert "还没发布" not in found["notice"]


def test_a_paused_item_says_so(client):
    assert "暂停" in shown(client, make_item(status=choices.Status.PAUSED))["notice"]


def test_an_item_that_has_not_begun_says_from_when(client):
    assert "2199-01-02" in shown(client, make_item(effective_from=dt.date(2199, 1, 2)))["notice"]


def test_answers_leave_out_what_does_not_apply(client):
    page = make_item(publish=False)
    page.scenario_questions = [ScenarioQuestion(text="谁来办", options="本人\n他人")]
    proof = Material(name="委托书", originals=1, standard="清楚", necessity="optional", applies_when="谁来办＝他人")
    proof.sort_order = 2
    page.materials.add(proof)
    page.save_revision().publish()
    whole = shown(client, page)
    assert ([one["order"] for one in whole["materials"]], whole["scenario"]["answers"]) == ([1, 2, 3], {})
    asked = client.get(f"/api/items/{page.address}?q1=1&s={whole['scenario']['stamp']}").json()
    assert [one["name"] for one in asked["materials"]] == [one["name"] for one in whole["materials"]][:2]
    assert [one["name"] for one in asked["scenario"]["left_out"]["materials"]] == ["委托书"]


def test_a_countys_guide_says_whose_each_value_is(client):
    city = make_item()
    page = inheriting.begin(city, make_bureau("金水区政务服务中心", area_code="410105"))
    draft = page.get_latest_revision_as_object()
    draft.consult_phone = "0371-63930001"
    draft.save_revision().publish()
    county = shown(client, page)["county"]
    assert county["area"] == "金水区"
    assert county["city"]["address"] == city.address
    assert county["whose"] == {"place": "市级", "hours": "市级", "phone": "金水区", "limit": "市级"}


def test_it_costs_the_same_for_many_rows(client):
    bureau = make_bureau()
    asked = []
    for count in (5, 50):
        record = make_record(bureau, f"共用{count}")
        page = make_item(bureau, publish=False)
        page.materials = [Material(name=f"材料{n}", sort_order=n) for n in range(count)]
        page.materials.add(Material(name=record.name, shared=record, sort_order=count))
        page.save_revision().publish()
        shown(client, page)
        with CaptureQueriesContext(connection) as queries:
            shown(client, page)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 14
