import pytest

from accounts.models import User
from accounts.roles import Role

from . import factories


@pytest.fixture
def health(db):
    return factories.place()


@pytest.fixture
def police(db):
    return factories.place("郑州市公安局", "police")


@pytest.fixture
def admin(db):
    return User.objects.create_superuser("root", password="x")


@pytest.fixture
def editor(health):
    return factories.person("editor", health.bureau, Role.EDITOR)


@pytest.fixture
def reviewer(health):
    return factories.person("reviewer", health.bureau, Role.REVIEWER)


@pytest.fixture
def legal(health):
    return factories.person("legal", None, Role.LEGAL)
