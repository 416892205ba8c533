"""Signing in: right passwords pass, guessing is slowed down, and one person's guessing stops nobody else."""

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.login import TRIES_OF_ONE_NAME
from accounts.models import User
from accounts.roles import Role

pytestmark = pytest.mark.django_db
NOON = "2026-03-02T04:00:00Z"


@pytest.fixture
def clerk():
    user = User.objects.create_user("clerk", password="right-horse")
    user.groups.add(Group.objects.get(name=Role.CLERK.value))
    return user


def sign_in(client, password, name="clerk", **extra):
    return client.post(reverse("wagtailadmin_login"), {"username": name, "password": password}, **extra)


def test_the_right_password_opens_the_admin(client, clerk):
    response = sign_in(client, "right-horse")
    assert response.status_code == 302
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


@time_machine.travel(NOON, tick=False)
def test_guessing_is_refused_after_some_tries_even_with_the_right_password(client, clerk):
    for _ in range(TRIES_OF_ONE_NAME):
        assert sign_in(client, "wrong").status_code == 200
    refused = sign_in(client, "right-horse")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= 600
    assert "操作太频繁" in refused.content.decode()
    assert "_auth_user_id" not in client.session


@time_machine.travel(NOON, tick=False)
def test_guessing_from_one_place_does_not_lock_the_person_out_elsewhere(client, clerk):
    for _ in range(TRIES_OF_ONE_NAME + 1):
        sign_in(client, "wrong", REMOTE_ADDR="203.0.113.9")
    assert sign_in(client, "right-horse", REMOTE_ADDR="198.51.100.7").status_code == 302
