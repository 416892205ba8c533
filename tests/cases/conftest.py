"""A bureau at work: its item, its clerk, and the clerk's browser."""

import pytest

from accounts.roles import Role
from tests.factories import make_bureau, make_item, make_user


@pytest.fixture
def bureau():
    return make_bureau("市场监管局")


@pytest.fixture
def item(bureau):
    return make_item(bureau, "食品经营许可")


@pytest.fixture
def clerk(bureau):
    return make_user(Role.CLERK, bureau=bureau)


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client
