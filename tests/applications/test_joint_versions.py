"""A theme's draft of which an item's form is published anew: stated choice by item, nothing lost unsaid, sent as chosen."""

import pytest

from forms.service import create_from_definition
from guidance.applications.bundles.models import JointDraft
from guidance.cases.models import Case
from tests.applications.test_joint_cases import BLOCKS, Restaurant

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return Restaurant()


def publish(item, code, blocks):
    """The item's form anew, with other questions."""
    create_from_definition(f"表{code}", code, item.bureau, [{"title": "基本", "blocks": blocks}], None)


def renamed(blocks):
    """Asks for the area in place of the shop's name."""
    return [blocks[0], {"type": "text", "key": "area", "label": "面积", "required": True, "max_length": 20}]


def choices(shop, **chosen):
    rows = {"registration": shop.registration, "licence": shop.licence}
    return {f"version-{rows[name].pk}": value for name, value in chosen.items()}


def test_each_item_has_a_choice_that_says_what_would_be_lost(shop, client):
    shop.fill(client)
    assert client.get(shop.url("theme-apply-version")).headers["Location"] == shop.url("theme-apply-check")
    publish(shop.registration, "open-restaurant-a", renamed(BLOCKS))
    publish(shop.licence, "open-restaurant-b", [*BLOCKS, {"type": "text", "key": "more", "label": "备注"}])
    for name, more in (("theme-apply-check", ()), ("theme-apply-page", ("contact",))):
        assert client.get(shop.url(name, *more)).headers["Location"] == shop.url("theme-apply-version")
    assert client.post(shop.url("theme-apply-check")).headers["Location"] == shop.url("theme-apply-version")
    html = client.get(shop.url("theme-apply-version")).content.decode()
    assert html.count("<fieldset") == 2
    lost = html.split(shop.registration.title)[1].split("</fieldset>")[0]
    assert "会丢掉" in lost
    assert "香满园" in lost
    assert "什么也不会丢" in html.split(shop.licence.title)[1].split("</fieldset>")[0]


def test_every_choice_has_to_be_made(shop, client):
    shop.fill(client)
    publish(shop.registration, "open-restaurant-a", renamed(BLOCKS))
    publish(shop.licence, "open-restaurant-b", renamed(BLOCKS))
    before = JointDraft.objects.get().versions
    answer = client.post(shop.url("theme-apply-version"), choices(shop, registration="take", licence="其他"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("请选择换到新的表单，还是按原来的表单填完。") == 2
    assert html.count(" checked") == 1
    assert JointDraft.objects.get().versions == before


def test_what_is_taken_over_is_looked_at_again_and_the_rest_stays(shop, client):
    key = shop.fill(client)
    publish(shop.registration, "open-restaurant-a", renamed(BLOCKS))
    publish(shop.licence, "open-restaurant-b", renamed(BLOCKS))
    answer = client.post(shop.url("theme-apply-version"), choices(shop, registration="take", licence="stay"))
    own = shop.url("theme-apply-page", f"item-{shop.registration.pk}")
    assert answer.headers["Location"] == own
    page = client.get(own).content.decode()
    assert "面积" in page
    assert "李敏" in page
    assert "店名" not in page
    assert client.post(own, {"answers-who": "李敏", "answers-area": "80 平方米"}).status_code == 302
    client.post(shop.url("theme-apply-page", "papers"), {})
    assert client.get(shop.url("theme-apply-check")).status_code == 200
    client.post(shop.url("theme-apply-check"), {"key": key})
    answers = {case.item: case.application for case in Case.objects.select_related("application", "item")}
    assert answers[shop.registration].answers["area"] == "80 平方米"
    assert answers[shop.registration].form_version.number == 2
    assert answers[shop.licence].answers["shop"] == "香满园"
    assert answers[shop.licence].form_version.number == 1


def test_a_version_that_was_declined_is_not_offered_again_but_the_next_one_is(shop, client):
    shop.fill(client)
    publish(shop.licence, "open-restaurant-b", renamed(BLOCKS))
    client.post(shop.url("theme-apply-version"), choices(shop, licence="stay"))
    assert client.get(shop.url("theme-apply-check")).status_code == 200
    publish(shop.licence, "open-restaurant-b", [*BLOCKS, {"type": "text", "key": "more", "label": "备注"}])
    assert client.get(shop.url("theme-apply-check")).headers["Location"] == shop.url("theme-apply-version")


def test_a_page_that_is_sent_meanwhile_is_kept_before_the_choice(shop, client):
    shop.fill(client)
    publish(shop.licence, "open-restaurant-b", renamed(BLOCKS))
    sent = {"name": "李小敏", "phone": "13812345678"}
    assert client.post(shop.url("theme-apply-page", "contact"), sent).status_code == 302
    assert JointDraft.objects.get().inputs["contact"]["name"] == ["李小敏"]


def test_an_item_that_cannot_be_applied_for_any_more_asks_nothing(shop, client):
    shop.fill(client)
    publish(shop.licence, "open-restaurant-b", renamed(BLOCKS))
    shop.licence.apply_online = False
    shop.licence.save()
    answer = client.get(shop.url("theme-apply-check"), follow=True)
    assert answer.status_code == 200
    assert "表单有更新" not in answer.content.decode()
