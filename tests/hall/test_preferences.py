"""How a visitor wants to see the hall: kept by one post, without JavaScript; Chinese unless switched."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("posted", "mark"),
    [
        ({"size": "large"}, 'data-size="large"'),
        ({"theme": "dark"}, 'data-theme="dark"'),
        ({"language": "en"}, '<html lang="en"'),
    ],
)
def test_a_choice_is_kept_and_leads_back(posted: dict[str, str], mark: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/preferences/", {**posted, "next": "/components/?page=2"})
    assert answer.status_code == 302
    assert answer.url == "/components/?page=2"
    assert mark in client.get("/components/").content.decode()


@pytest.mark.parametrize("posted", [{"size": "huge"}, {"theme": "pink"}, {"language": "xx"}, {}])
def test_an_unknown_choice_changes_nothing(client: Client, posted: dict[str, str]) -> None:
    assert client.post("/preferences/", posted).status_code == 302
    page = client.get("/components/").content.decode()
    assert '<html lang="zh-hans">' in page


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_never_leads_elsewhere(client: Client, target: str) -> None:
    assert client.post("/preferences/", {"size": "large", "next": target}).url == "/"


def test_it_is_a_post(client: Client) -> None:
    assert client.get("/preferences/").status_code == 405


def test_the_browsers_language_does_not_switch_pages(client: Client) -> None:
    answer = client.get("/components/", headers={"Accept-Language": "en-US,en;q=0.9"})
    assert answer.headers["Content-Language"] == "zh-hans"
    assert "跳到正文" in answer.content.decode()


def test_a_forged_cookie_is_ignored(client: Client) -> None:
    client.cookies["hall_size"] = '"><script>'
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "../../etc"
    page = client.get("/components/").content.decode()
    assert '<html lang="zh-hans">' in page
