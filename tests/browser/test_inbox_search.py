"""A clerk looks for cases in the inbox: types, narrows by what is counted, follows a suggestion; by keyboard and without a script."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.test_inbox import application, question
from tests.browser.walk import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_clerk_finds_and_narrows(staff, item, clerk, width):
    case, asked = application(item, timezone.now() - timedelta(days=40)), question(item)
    desk = staff(clerk, width).go(f"/admin/cases/?q={item.title[:4]}").sees(case.number, asked.number, "缩小范围")
    facets = desk.page.locator(".hall-found__facets")
    kind = facets.get_by_role("navigation", name="类型")
    kind.get_by_role("link", name="办件 1").focus()
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    desk.look()
    desk.sees(case.number).misses(asked.number)
    desk.follow("办件 1 取消这一项", within=kind).sees(asked.number)
    desk.go(f"/admin/cases/?q={asked.number[:11]}").sees("您可能要找")
    desk.follow(f"{asked.number} {asked.title[:20]}", within=desk.page.locator(".hall-found")).sees(asked.number)
    desk.misses(case.number)


def test_the_list_and_its_suggestions_follow_what_is_typed(staff, item, clerk):
    case, asked = application(item), question(item)
    desk = staff(clerk, DESK).go("/admin/cases/")
    desk.page.get_by_role("searchbox").or_(desk.page.locator("input[name=q]")).first.press_sequentially("营业时间")
    expect(desk.page.locator(".hall-inbox mark", has_text="营业时间")).to_be_visible()
    expect(desk.page.get_by_role("link", name=case.number)).to_have_count(0)
    desk.sees(asked.number)
    desk.look()


def test_searching_needs_no_script(page_at, item, clerk, live_server):
    case, asked = application(item), question(item)
    client = Client()
    client.force_login(clerk)
    page = page_at(DESK, javascript=False)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page.goto(f"/admin/cases/?q={item.title[:4]}")
    page.get_by_role("navigation", name="类型").get_by_role("link", name="咨询 1").click()
    expect(page.get_by_role("link", name=asked.number)).to_be_visible()
    expect(page.get_by_role("link", name=case.number)).to_have_count(0)
