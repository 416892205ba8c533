"""Wagtail's site history shows a bureau's staff nothing of another bureau's rows."""

import pytest
from django.utils import timezone
from wagtail.log_actions import log

from accounts.roles import Role
from tests.cases.staff import window
from tests.factories import make_bureau, make_user

pytestmark = pytest.mark.django_db
URLS = (
    "/admin/reports/site-history/",
    "/admin/reports/site-history/results/",
    "/admin/reports/site-history/?export=csv",
)


@pytest.fixture
def windows():
    now = timezone.now()
    here, there = (window(make_bureau(), now) for _ in range(2))
    admin = make_user(is_superuser=True)
    for row, title in ((here, "本局窗口甲"), (there, "外局窗口乙")):
        log(row, "wagtail.edit", user=admin, title=title)
    return here, there


def body(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
@pytest.mark.parametrize("url", URLS)
def test_a_bureaus_staff_read_of_their_own_rows_alone(client, windows, role, url):
    client.force_login(make_user(role, bureau=windows[0].bureau))
    text = body(client.get(url))
    assert "本局窗口甲" in text
    assert "外局窗口乙" not in text


@pytest.mark.parametrize("url", URLS)
def test_the_administrator_reads_of_all(client, windows, url):
    client.force_login(make_user(is_superuser=True))
    text = body(client.get(url))
    assert "本局窗口甲" in text
    assert "外局窗口乙" in text


def test_nobody_reads_it_without_signing_in(client):
    assert client.get(URLS[0]).status_code == 302
