"""An item whose form is taken out of use: nobody begins with an empty form, and what was begun is finished."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from forms import service
from guidance.cases.models import Case
from tests.applications.filling import Browser, fill_to_check, with_steps
from tests.applications.test_joint_cases import Restaurant
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
WORDS = "表单正在更换"


@pytest.fixture
def item():
    return with_steps(make_item(make_bureau()))


def test_what_was_begun_is_finished_under_its_version(client, item):
    browser = Browser(client, item)
    fill_to_check(browser)
    service.archive(item.form, None)
    answer = client.get(reverse("apply-check", args=[item.address]))
    assert "仍可照原来的表单填完" in answer.content.decode()
    client.post(reverse("apply-check", args=[item.address]), {"key": str(browser.answer.context["draft"].key)})
    assert Case.objects.get().application.form_version == item.form.versions.first()


def test_who_comes_new_is_told_how_else_to_apply(client, item):
    service.archive(item.form, None)
    answer = client.get(reverse("apply", args=[item.address]))
    assert answer.status_code == 409
    assert WORDS in answer.content.decode()
    assert reverse("apply-resume") in answer.content.decode()
    earlier = client.get(reverse("apply-earlier", args=[item.address]))
    assert earlier.headers["Location"] == reverse("apply", args=[item.address])


def test_a_first_page_that_was_open_meanwhile_is_refused_and_keeps_what_was_typed(client, item):
    browser = Browser(client, item)
    service.archive(item.form, None)
    browser.send(who="c1", shop="张三面馆")
    assert browser.answer.status_code == 409
    assert WORDS in browser.text
    assert "张三面馆" in browser.text
    assert not Case.objects.exists()


def test_programs_are_refused(client, item):
    service.archive(item.form, None)
    found = client.get(f"/api/items/{item.address}/form")
    assert (found.status_code, found.json()["code"]) == (409, "form-archived")
    body, headers = (
        json.dumps({"contact": {"name": "张三", "phone": "13800001234"}}),
        {"Idempotency-Key": "apply-00001"},
    )
    path = f"/api/items/{item.address}/applications"
    sent = client.post(path, body, content_type="application/json", headers=headers)
    assert (sent.status_code, sent.json()["code"]) == (409, "form-archived")
    assert not Case.objects.exists()


def test_an_item_without_a_form_is_applied_for_as_ever(client):
    item = make_item(make_bureau())
    assert client.get(reverse("apply", args=[item.address])).status_code == 200


def test_a_theme_begins_without_the_item_and_finishes_what_was_begun(client):
    shop = Restaurant()
    shop.fill(client)
    for form in (shop.registration.form, shop.licence.form):
        if form is not None:
            service.archive(form, None)
    start = Client().get(shop.url("theme-apply")).content.decode()
    assert f'value="{shop.registration.pk}"' not in start
    assert client.get(shop.url("theme-apply-check")).status_code == 200


def test_the_page_for_it_names_the_items(client, item):
    client.force_login(make_user(Role.EDITOR, bureau=item.bureau))
    url = reverse("forms_admin:archive", args=[item.form.pk])
    html = client.get(url).content.decode()
    assert item.title in html
    assert WORDS in html
    assert "仍可填完并提交" in client.post(url, follow=True).content.decode()
