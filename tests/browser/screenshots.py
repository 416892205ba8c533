"""`python -m tests.browser.screenshots`: take the README's pictures anew, of a demo hall of its own.

It loads the demo city into a temporary folder, opens it on a free port, and writes docs/screenshots/*.png.
HALL_URL takes the pictures of a demo hall that is open already.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"
LIMIT = 250_000
"""Bytes of one picture at most: the README shows several."""
PATIENCE = 600
"""Seconds for the first start, which loads the demo city."""
PASSWORD = "hall-demo-2026"


@contextlib.contextmanager
def demo_hall() -> Iterator[tuple[str, dict[str, str]]]:
    """A demo hall while the pictures are taken: its address and its environment."""
    if address := os.environ.get("HALL_URL"):
        yield address.rstrip("/"), dict(os.environ)
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="hall-pictures-") as folder:
        environment = {**os.environ, "HALL_VAR": folder, "PORT": str(port)}
        hall = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment)
        try:
            address = f"http://localhost:{port}"
            wait_for(address, hall)
            yield address, environment
        finally:
            hall.terminate()
            hall.wait(30)


def wait_for(address: str, hall: "subprocess.Popen[bytes]") -> None:
    """Until the hall answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if hall.poll() is not None:
            sys.exit("The hall did not open; its message is above.")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/health/", timeout=5)
            return
        time.sleep(1)
    sys.exit(f"The hall did not open within {PATIENCE} seconds.")


def sample(environment: dict[str, str]) -> tuple[str, str]:
    """Number and query code of a demo application, as `manage.py demo --sign-ins` tells them."""
    command = [sys.executable, "manage.py", "demo", "--sign-ins"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d{8}-\d{5})\s+([0-9A-Z]{8})\s+办件", told) or re.search(
        r"(\d{8}-\d{5})\s+([0-9A-Z]{8})", told
    )
    if found is None:
        sys.exit("The demo names no case to look up.")
    return found[1], found[2]


def keep(page: Page, name: str) -> None:
    """Write what the window shows, with as few colours as a screen of text needs."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    for colours in (256, 128, 64, 32):
        picture.quantize(colours, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
        if (FOLDER / f"{name}.png").stat().st_size <= LIMIT:
            break
    print(f"{name}.png  {(FOLDER / f'{name}.png').stat().st_size // 1000} kB")


def tab(browser: Browser, address: str, width: int, username: str = "") -> Page:
    """A new visitor's window, or that of a signed-in member of staff."""
    height = 760 if width == 360 else 860
    page = browser.new_context(base_url=address, viewport={"width": width, "height": height}).new_page()
    if username:
        page.goto("/admin/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
    return page


def citizens(browser: Browser, address: str, environment: dict[str, str]) -> None:
    """Home, guide, application form and progress."""
    desk, phone = tab(browser, address, 1280), tab(browser, address, 360)
    for page, width in ((desk, 1280), (phone, 360)):
        page.goto("/")
        keep(page, f"home-{width}")
    desk.goto("/search/?q=开饭店")
    desk.locator("main h2 a, main li a[href^='/items/']").first.click()
    desk.wait_for_url("**/items/*/")
    keep(desk, "item-1280")
    phone.goto(f"{desk.url}apply/")
    keep(phone, "apply-360")
    number, code = sample(environment)
    phone.goto("/progress/")
    phone.fill("[name=number]", number)
    phone.fill("[name=code]", code)
    phone.locator("main form button").first.click()
    phone.wait_for_url("**/progress/*-*/")
    keep(phone, "progress-360")


def staff(browser: Browser, address: str) -> None:
    """Inbox, case page and form builder."""
    clerk = tab(browser, address, 1280, "clerk")
    clerk.goto("/admin/cases/?queue=open")
    keep(clerk, "inbox-1280")
    clerk.goto("/admin/cases/?queue=mine&kind=application")
    clerk.locator("main table a[href*='/admin/cases/']:not([href*='ordering'])").first.click()
    clerk.wait_for_url(re.compile(r"/admin/cases/\d+/"))
    keep(clerk, "case-1280")
    editor = tab(browser, address, 1280, "editor")
    editor.goto("/admin/forms/")
    editor.locator("main table td a").first.click()
    editor.wait_for_url("**/edit/*/")
    keep(editor, "form-builder-1280")


def main() -> None:
    """All of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program: Any = shutil.which("chromium") or shutil.which("google-chrome")
    with demo_hall() as (address, environment), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        citizens(browser, address, environment)
        staff(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
