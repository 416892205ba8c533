"""What holds on all citizens' pages: widths, language, large type, print, and the keyboard alone."""

import pytest
from playwright.sync_api import expect

from guidance.cases.models import Case
from tests.browser.conftest import SIZES
from tests.browser.walk import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("/", "/bureaus/", "/bureaus/scjg/", "/themes/", "/search/?q=开饭店", "/search/?q=空中花园", "/questions/", "/ask/", "/progress/")  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_every_public_page_fits_and_is_accessible(citizen, item, size):
    visitor = citizen(size)
    for path in PAGES:
        visitor.go(path)
    visitor.go("/nothing/", status=404)
    visitor.go("/").page.get_by_role("searchbox").or_(visitor.page.get_by_role("combobox")).first.fill("开饭店")
    visitor.press("搜索").follow(item.title).titled(item.title)


@pytest.mark.parametrize("theme", ["dark", "large"])
def test_dark_and_large_type_keep_every_page_whole(citizen, item, window, theme):
    visitor = citizen((PHONE, True), color_scheme="dark" if theme == "dark" else "light").go("/")
    if theme == "large":
        visitor.press("关怀版", within=visitor.page.locator(".looks"))
        plain = citizen().go("/").page.locator("body").evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
        big = visitor.page.locator("body").evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
        assert big > plain
    for path in (item.url, f"/items/{item.address}/apply/", f"/items/{item.address}/book/", "/ask/", "/progress/", "/"):
        visitor.go(path)
    if theme == "large":
        expect(visitor.page.get_by_role("button", name="标准版")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_english_stays(citizen, item, size):
    visitor = citizen(size).go(item.url)
    visitor.press("English", within=visitor.page.locator(".looks"))
    assert visitor.page.url.endswith(item.url)
    for path in (item.url, "/", "/ask/"):
        visitor.go(path)
        expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
        expect(
            visitor.page.get_by_role("link", name="Ask").or_(visitor.page.get_by_role("heading", name="Ask")).first
        ).to_be_visible()
    visitor.press("中文", within=visitor.page.locator(".looks"))
    expect(visitor.page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_a_guide_prints(citizen, item, tmp_path):
    page = citizen().go(item.url).page
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=item.title)).to_be_visible()
    expect(page.locator(".nav")).to_be_hidden()
    expect(page.get_by_text("在本市有固定经营场所。")).to_be_visible()
    picture = page.screenshot(full_page=True)
    assert colours(picture) > 20
    assert len(page.pdf(path=tmp_path / "guide.pdf")) > 10_000


def colours(picture: bytes) -> int:
    """How many colours a picture has: an empty page has one."""
    from io import BytesIO

    from PIL import Image

    return len(Image.open(BytesIO(picture)).convert("RGB").getcolors(maxcolors=10_000_000))


def test_ask_with_the_keyboard_alone(citizen, item):
    asker = citizen().go(item.url)
    page = asker.page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#main")
    page.keyboard.press("Enter")
    tab_to(page, "我要咨询")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "您的问题")
    page.keyboard.type("要带原件吗？")
    tab_to(page, "手机")
    page.keyboard.type("138")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    asker.look()
    expect(page.locator(".error-summary")).to_be_focused()
    tab_to(page, "手机", starts=False)
    page.keyboard.press("Enter")
    expect(page.locator("[name=phone]")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("13812345678")
    tab_to(page, "提交咨询")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    asker.look()
    asker.titled("咨询已提交").receipt()
    assert Case.objects.get().consultation.question == "要带原件吗？"


def tab_to(page, name, *, starts=True):
    """Press Tab until what has the focus is called so; each stop must show a focus ring."""
    script = """(e) => [
        e.labels?.[0]?.innerText || e.getAttribute("aria-label") || e.innerText || e.value || "",
        getComputedStyle(e).outlineStyle !== "none" || getComputedStyle(e).boxShadow !== "none",
    ]"""
    for _ in range(60):
        page.keyboard.press("Tab")
        words, ring = page.locator(":focus").evaluate(script)
        assert ring, f"nothing shows that {words!r} has the focus"
        if words.strip().startswith(name) if starts else name in words:
            return
    pytest.fail(f"{name} cannot be reached with Tab")
