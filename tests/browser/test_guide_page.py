"""The guide as citizens use it: time, place and rating at a glance, progress from the page, a word on it, what changed."""

import re

import pytest
from playwright.sync_api import expect

from guidance.cases.models import Rating
from items.models import GuideFeedback, ItemPage
from tests.browser.conftest import SIZES
from tests.browser.walk import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def full(item):
    """A guide with ratings and a second version."""
    from django.utils import timezone

    month = timezone.localdate().replace(day=1)
    for level in (5, 5, 4, 3, 2, 5):
        Rating.objects.create(item=item, bureau=item.bureau, kind="application", level=level, month=month)
    draft = item.get_latest_revision_as_object()
    draft.statutory_limit = 40
    draft.save_revision().publish()
    return ItemPage.objects.get(pk=item.pk)


@pytest.mark.parametrize("size", SIZES)
def test_a_reader_finds_what_there_is_and_says_what_is_missing(citizen, full, size):
    reader = citizen(size).go(full.url)
    reader.sees("比法定时限少 75%", "办事人评价", "4.0", "版本 2", "下载清单")
    reader.press("没用").titled("这份指南有用吗")
    expect(reader.page.get_by_role("radio", name="没用")).to_be_checked()
    reader.page.locator("[name=comment]").fill("去几楼没有写")
    reader.press("提交").sees("谢谢，已经记下")
    assert GuideFeedback.objects.get().comment == "去几楼没有写"
    reader.go(full.url).follow("这份指南改过什么").sees("法定办结时限：20 → 40")


@pytest.mark.parametrize("size", SIZES)
def test_progress_is_asked_for_from_the_guide(citizen, full, size):
    reader = citizen(size).go(full.url)
    reader.page.locator("#progress-number").fill("20261123-00017")
    reader.press("查询", within=reader.page.locator(".ask-number")).titled("查询办事进度")
    expect(reader.page.locator("[name=number]")).to_have_value("20261123-00017")


def test_the_checklist_is_downloaded(citizen, full):
    page = citizen((PHONE, True)).go(full.url).page
    with page.expect_download() as caught:
        page.get_by_role("link", name=re.compile("下载清单")).click()
    assert caught.value.suggested_filename == "食品经营许可-材料清单.txt"


@pytest.mark.parametrize("status", ["paused", "cancelled"])
def test_a_state_stands_above_everything(citizen, full, status):
    draft = full.get_latest_revision_as_object()
    draft.status = status
    draft.save_revision().publish()
    reader = citizen((PHONE, True), color_scheme="dark").go(full.url)
    notice = reader.page.locator(".notice").first
    expect(notice).to_be_visible()
    above = notice.bounding_box()["y"] < reader.page.locator(".facts").bounding_box()["y"]
    assert above


def test_editors_read_what_readers_say(staff, editor, full):
    from items import useful

    useful.keep(full, "x", answer="no", comment="去几楼没有写", version=2)
    tab = staff(editor).go(f"/admin/pages/{full.pk}/edit/#tab-readers")
    tab.page.get_by_role("tab", name="读者反馈").click()
    tab.sees("去几楼没有写")
    tab.look()
    tab.go("/admin/reports/guide-feedback/").sees("去几楼没有写")
