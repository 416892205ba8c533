"""Answers of an earlier case, with consent; and what 情形引导 asked already."""

import pytest
from django.test import Client
from django.urls import reverse

from forms.service import create_from_definition, keeping
from guidance.applications.filling.models import Draft
from guidance.cases.models import Attachment, Case, Event
from items.checklists import Checklist
from items.models import ItemPage, ScenarioQuestion
from tests.applications.filling import PDF, STEPS, Browser, fill_to_check, with_steps
from tests.cases.staff import attachment
from tests.factories import make_bureau, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return with_steps(make_item(make_bureau()))


@pytest.fixture
def earlier(item):
    browser = fill_to_check(Browser(Client(), item))
    browser.client.post(browser.at, {"key": str(Draft.objects.get().key)})
    return Case.objects.get()


def ask(client, item, case, **sent):
    url = reverse("apply-earlier", args=[item.address])
    return client.post(url, {"number": case.number, "code": case.query_code, "consent": "on", **sent}, follow=True)


def test_filled_in_with_consent_and_the_case_says_from_where(client, item, earlier):
    answer = ask(client, item, earlier)
    page = answer.content.decode()
    assert answer.request["PATH_INFO"].endswith("/apply/1/")
    assert f"已从您的办件 {earlier.number}" in page
    assert f"部分内容取自您的办件 {earlier.number}" in page
    assert 'value="张三面馆"' in page
    inputs = Draft.objects.get().inputs
    assert inputs["answers-places-0-street"] == ["大学路 40 号"]
    assert inputs["name"] == ["王五"]
    assert not [name for name in inputs if "promise" in name], "no declarations"
    [token] = keeping.tokens_in({"answers-plan-kept": inputs["answers-plan-kept"]})
    assert token != earlier.attachments.get(key="plan").token, "a file of its own"
    browser = Browser(client, item)
    browser.open("1")
    browser.send(who="c1", shop="另一家").send(staff="2", promise="on").send(name="王五", phone="13812345678").send()
    assert f"取自您的办件 {earlier.number}" in browser.text
    browser.client.post(browser.at, {"key": str(Draft.objects.get().key)})
    event = Event.objects.exclude(case=earlier).get()
    assert event.data["answers_from"] == earlier.number


def test_a_paper_that_only_the_form_asks_for_is_taken_from_the_earlier_materials(client, earlier):
    assert Attachment.objects.filter(case=earlier, key="plan").exists()
    row = earlier.materials.get(order=2)
    attachment(earlier, name="执照.pdf", content=PDF, content_type="application/pdf", key=row.key)
    row.state = row.State.GIVEN
    row.save()
    other = make_item(earlier.bureau, "小餐饮登记")
    blocks = [{"type": "file", "key": "licence", "label": row.name, "required": True, "kinds": ["pdf", "image"]}]
    other.form = create_from_definition("另一张表", "filed", other.bureau, [{"blocks": blocks}], None)
    other.save_revision().publish()
    assert "已上传：执照.pdf" in " ".join(ask(client, other, earlier).content.decode().split())
    row.state = row.State.WANTED
    row.save()
    Draft.objects.filter(item=other).delete()
    client.cookies.clear()
    assert "已上传：执照.pdf" not in ask(client, other, earlier).content.decode()


def test_nothing_without_the_tick_or_the_code(client, item, earlier):
    refused = ask(client, item, earlier, consent="")
    assert "没有您的同意" in refused.content.decode()
    wrong = ask(client, item, earlier, code="AAAAAAAA").content.decode()
    assert "没有找到" in wrong
    assert not Draft.objects.exists()


def test_what_was_typed_already_stays(client, item, earlier):
    browser = Browser(client, item).send(who="c1", shop="新店")
    ask(client, item, earlier)
    inputs = Draft.objects.get().inputs
    assert (inputs["answers-shop"], inputs["answers-who"]) == (["新店"], ["c1"])
    assert inputs["answers-staff"] == ["6"]
    assert browser.open("1").text.count('value="新店"') == 1


def test_another_form_takes_only_the_same_questions(client, earlier):
    blocks = [
        {"type": "text", "key": "shop", "label": "店名", "required": True},
        {"type": "text", "key": "staff", "label": "从业人数"},
        {"type": "text", "key": "licence", "label": "许可证号"},
    ]
    other = make_item(earlier.bureau, "小餐饮登记")
    other.form = create_from_definition("另一张表", "other", other.bureau, [{"blocks": blocks}], None)
    other.save_revision().publish()
    answer = ask(client, other, earlier)
    assert answer.request["PATH_INFO"].endswith("/apply/form/")
    draft = Draft.objects.get(item=other)
    assert {name: draft.inputs[name] for name in draft.inputs if name.startswith("answers-")} == {
        "answers-shop": ["张三面馆"]
    }


def test_a_case_with_nothing_to_use_says_so(client, item, earlier):
    fields = [{"type": "person_name", "key": "who", "label": "姓名", "required": True, "purpose": "联系"},
              {"type": "phone", "key": "tel", "label": "手机", "required": True, "purpose": "联系"}]  # fmt: skip
    other = make_item(earlier.bureau, "别的事项")
    other.form = create_from_definition("别的表", "third", other.bureau, [{"blocks": fields}], None)
    other.save_revision().publish()
    assert "没有可以用在这里的内容" in ask(client, other, earlier).content.decode()
    assert not Draft.objects.filter(item=other).exists()


@pytest.mark.parametrize("steps", [STEPS, [{"blocks": [b for step in STEPS for b in step["blocks"] if "key" in b]}]])
def test_what_the_guide_asked_is_not_asked_again(client, steps):
    item = make_item(make_bureau(), publish=False)
    item.scenario_questions = [ScenarioQuestion(text="申请人类型", options="个人\n单位")]
    item.save_revision(clean=False).publish()
    item = with_steps(ItemPage.objects.get(pk=item.pk), steps)
    given = {"q1": "2", "s": Checklist.of(item, {}).stamp}
    page = client.get(reverse("apply", args=[item.address]), given).content.decode()
    assert 'value="c2" id="id_answers-who_1" checked' in page
    plain = client.get(reverse("apply", args=[item.address])).content.decode()
    assert "checked" not in plain
