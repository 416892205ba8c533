"""People and forms for the tests of forms."""

import pytest

from accounts.models import Bureau, User
from accounts.roles import Role, assign
from forms import service

STEPS = [
    {
        "title": "",
        "blocks": [
            {"type": "section", "title": "申请人"},
            {"type": "person_name", "label": "姓名", "required": True, "purpose": "核对申请人身份"},
            {"type": "phone", "label": "手机号", "required": True, "purpose": "通知办理进度"},
            {"type": "single_choice", "label": "办理方式", "choices": [{"label": "窗口"}, {"label": "网上"}]},
            {"type": "file", "label": "营业执照", "required": True},
            {"type": "declaration", "label": "承诺", "required": True, "text": "以上内容属实。", "version": "1"},
        ],
    }
]


def person(name, bureau, *roles):
    user = User.objects.create_user(name, password="pw", bureau=bureau)
    assign(user, roles)
    return user


@pytest.fixture
def bureau(db):
    return Bureau.objects.create(name="市场监督管理局", slug="scjg")


@pytest.fixture
def other_bureau(db):
    return Bureau.objects.create(name="住房保障局", slug="zfbz")


@pytest.fixture
def editor(bureau):
    return person("editor", bureau, Role.EDITOR)


@pytest.fixture
def other_editor(other_bureau):
    return person("other", other_bureau, Role.EDITOR)


@pytest.fixture
def form(bureau, editor):
    return service.create_from_definition("营业执照申请表", "licence", bureau, STEPS, editor)


@pytest.fixture
def version(form):
    return service.latest(form)


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Each test keeps its uploads in a folder of its own."""
    private = {**settings.STORAGES["private"]}
    private["OPTIONS"] = {**private["OPTIONS"], "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, "private": private}
