"""Search: type, be offered, find one card for a matter with its variants; and be told honestly where nothing fits."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from search.models import QueryLog
from tests.browser.conftest import SIZES
from tests.browser.walk import DESK, PHONE
from tests.factories import make_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def variants(bureau):
    cache.delete("search.popular")
    return {
        name: make_item(bureau, f"食品经营许可({name})", everyday_names="开饭店")
        for name in ("新办", "变更", "延续", "补办", "注销")
    }


@pytest.mark.parametrize("size", SIZES)
def test_one_card_leads_to_every_variant(citizen, variants, size):
    reader = citizen(size).go("/search/")
    reader.fill(q="食品经营许可证注销").press("搜索")
    cards = reader.page.locator("main .links > li")
    expect(cards).to_have_count(1)
    expect(cards.locator("h3")).to_have_text("食品经营许可(注销)")
    reader.page.get_by_role("link", name="变更").focus()
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    reader.look()
    reader.titled("食品经营许可(变更)")
    reader.page.wait_for_timeout(300)
    assert QueryLog.objects.get().clicked_key == str(variants["变更"].pk), (
        "told with a plain link, without a script too"
    )


@pytest.mark.parametrize("size", SIZES)
def test_honest_ends(citizen, variants, size):
    reader = citizen(size).go("/search/?q=怎么成为宇航员").sees("没有找到“怎么成为宇航员”")
    expect(reader.page.locator("main .links > li")).to_have_count(0)
    reader.follow("我要咨询")
    expect(reader.page.locator("[name=question]")).to_have_value("怎么成为宇航员")
    citizen(size).go("/search/?q=办证").sees("想办哪方面的事？")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_was_searched_here_is_offered_and_can_be_cleared(citizen, variants, width):
    reader = citizen((width, True)).go("/search/")
    page = reader.page
    for words in ("开饭店", "我的号码 13812345678"):
        reader.fill(q=words).press("搜索").go("/search/")
    box = page.get_by_role("combobox", name="搜索办事指南")
    box.click()
    options = page.get_by_role("option")
    expect(options).to_have_count(1)
    expect(options.first).to_contain_text("开饭店")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    reader.look()
    with page.expect_navigation():
        box.press("Enter")
    assert "q=" in page.url
    reader.go("/search/")
    box.click()
    expect(options).to_have_count(1)
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.className") != "suggestions__clear":
        page.keyboard.press("Tab")  # over the button that empties the field, where the browser has one
    page.keyboard.press("Enter")
    expect(options).to_have_count(0)
    assert page.evaluate("localStorage.getItem('hall-searched')") is None
    box.press_sequentially("食品经营")
    expect(options.first).to_contain_text("食品经营许可(新办)")
    expect(options).to_have_count(1)
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
