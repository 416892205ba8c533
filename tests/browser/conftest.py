"""A small hall for the journeys, and the people who walk through it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Bureau, User
from accounts.roles import Role
from guidance.appointments import slots
from guidance.appointments.models import Window
from items.models import ItemPage
from tests.browser.walk import DESK, PHONE, Walk
from tests.factories import make_bureau, make_item, make_user

SIZES = [
    pytest.param((PHONE, True), id="phone"),
    pytest.param((DESK, True), id="desk"),
    pytest.param((PHONE, False), id="phone-without-javascript"),
]


@pytest.fixture(autouse=True)
def _private_files(settings: Any, tmp_path: Any) -> None:
    """Uploads and notices of a test stay in its own folder."""
    private = {**settings.STORAGES["private"]}
    private["OPTIONS"] = {**private["OPTIONS"], "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture
def bureau(transactional_db: None) -> Bureau:
    """A bureau with an address, so that a template of items fills in the place."""
    return make_bureau("郑州市市场监督管理局", slug="scjg", address="中原西路 233 号", hours="工作日 9:00-17:00")


@pytest.fixture
def item(bureau: Bureau) -> ItemPage:
    """A published guide that can be asked about, booked and applied for."""
    return make_item(bureau, "食品经营许可", everyday_names="开饭店")


@pytest.fixture
def window(item: ItemPage) -> Window:
    """A window with its slots."""
    row = Window.objects.create(bureau=item.bureau, name="3 号窗口", place="政务服务大厅一楼")
    slots.ensure(row, slots.horizon(row, timezone.now()))
    return row


@pytest.fixture
def clerk(bureau: Bureau) -> User:
    return make_user(Role.CLERK, bureau=bureau, username="clerk")


@pytest.fixture
def editor(bureau: Bureau) -> User:
    return make_user(Role.EDITOR, bureau=bureau, username="editor")


@pytest.fixture
def walks() -> Iterator[list[Walk]]:
    """All tabs of a test; at its end none may have met an error it did not look at."""
    opened: list[Walk] = []
    yield opened
    assert not [fault for walk in opened for fault in walk.faults]


@pytest.fixture
def citizen(page_at: Callable[..., Any], walks: list[Walk]) -> Callable[..., Walk]:
    """`citizen((360, True))`: a new visitor's tab of that width, with or without JavaScript."""

    def come(size: tuple[int, bool] = (PHONE, True), **options: Any) -> Walk:
        width, javascript = size
        page = page_at(width, javascript, reduced_motion="reduce", **options)
        walks.append(Walk(page, width, javascript=javascript))
        return walks[-1]

    return come


@pytest.fixture
def staff(page_at: Callable[..., Any], walks: list[Walk], live_server: Any) -> Callable[..., Walk]:
    """`staff(user)`: a tab of a member of staff who has signed in before."""

    def come(user: User, width: int = DESK) -> Walk:
        client = Client()
        client.force_login(user)
        page = page_at(width, reduced_motion="reduce")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        walks.append(Walk(page, width, staff=True))
        return walks[-1]

    return come


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """A failed walk leaves a picture of each open tab beside the test's data: VAR/failed/."""
    report = yield
    if report.when == "call" and report.failed:
        folder = settings.VAR / "failed"
        folder.mkdir(exist_ok=True)
        for number, walk in enumerate(getattr(item, "funcargs", {}).get("walks", [])):
            name = item.name.replace("/", "-")
            walk.page.screenshot(path=folder / f"{name}-{number}.png", full_page=True)
            report.sections.append((f"tab {number}", f"{walk.page.url}\nlooked at: {walk.seen}"))
    return report
