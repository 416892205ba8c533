"""A theme's form is published anew while it is filled in: the choice by item, refused once, made, gone on with."""

import pytest
from django.conf import settings
from django.test import Client

from tests.applications.test_joint_cases import BLOCKS, Restaurant
from tests.applications.test_joint_versions import publish, renamed
from tests.browser.conftest import SIZES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", SIZES)
def test_the_choice_between_old_and_new_forms(citizen, live_server, size, tmp_path):
    shop, client = Restaurant(), Client()
    shop.fill(client)
    publish(shop.registration, "open-restaurant-a", renamed(BLOCKS))
    publish(shop.licence, "open-restaurant-b", [*BLOCKS, {"type": "text", "key": "more", "label": "备注"}])
    walk = citizen(size)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    walk.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    walk.go(shop.url("theme-apply-check")).titled("表单有更新，请选择").sees("它们会丢掉", "什么也不会丢")
    walk.press("确定并继续").sees("请检查填写的内容。")
    walk.page.screenshot(path=tmp_path / "version.png", full_page=True)
    walk.page.get_by_label("换到新的表单").first.check()
    walk.page.get_by_label("按原来的表单填完").last.check()
    walk.press("确定并继续").titled("个体工商户登记").sees("面积")
