"""What all tests share: the database, a browser, and the fixtures of the parts."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection

from search.engines.embedded import engine as embedded
from tests import database
from tests.history_guard import history_guard

__all__ = ["history_guard"]

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
NO_CLUSTER = "Elasticsearch cannot be had here: its tests were SKIPPED"
NO_BROWSER = "chromium is not installed: the browser tests were SKIPPED. `make postgres` installs what tests need."

GARBAGE = (100_000, 20, 100)
"""How much garbage, net, starts the collector of cycles. A hall has so many lasting objects that Python's own 700
had it walk them again and again, for an eighth of the tests' time."""
gc.set_threshold(*GARBAGE)


def pytest_collection_finish() -> None:
    """What is there before the first test lasts until the end: the collector need not look at it again."""
    gc.collect()
    gc.freeze()


def uses_database(item: pytest.Item) -> bool:
    """Whether a test asks for the database, by a mark or by one of its fixtures."""
    asked: set[str] = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool({"db", "transactional_db"} & asked)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests for PostgreSQL alone are left out on SQLite; browser tests where there is no browser, except in CI.

    What asks for no database has nothing new to tell on a second one.
    """
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
        items[:] = [item for item in items if uses_database(item)]
    for item in items:
        if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))
        if item.get_closest_marker("browser") and not chromium() and not IN_CI:
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say aloud that the tests of the browser or the cluster did not run."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for words in (NO_BROWSER, NO_CLUSTER):
        if any(words in told for told in skipped):
            terminalreporter.write_line(words, bold=True, red=True)


@pytest.fixture(scope="session")
def mould(django_db_modify_db_settings: None) -> database.Mould:
    """The migrated database that the processes of this checkout share."""
    return database.Mould()


@pytest.fixture(scope="session")
def django_db_createdb(request: pytest.FixtureRequest, django_db_blocker: Any, mould: database.Mould) -> bool:
    """Make the database anew when asked to, or when neither the kept one nor the mould fits this code."""
    stamp = database.Stamp()
    fits, asked = stamp.fits(), request.config.getoption("create_db")
    stamp.lift()
    if fits and not asked:
        return False
    mould.hold()
    with django_db_blocker.unblock():
        return asked or not mould.cast(connection.creation._get_test_db_name())


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_createdb: bool,
    django_db_setup: None,
    django_db_keepdb: bool,
    django_db_blocker: Any,
    mould: database.Mould,
) -> Iterator[None]:
    """Share what `migrate` made and remember its rows; tests that commit get them back."""
    with django_db_blocker.unblock():
        if django_db_createdb:
            mould.take()
        mould.release()
        database.restore_after_flush(database.read_all())
        connection.close()
    yield
    if django_db_keepdb:
        database.Stamp().put()


@pytest.fixture(autouse=True)
def _empty_search_file(request: pytest.FixtureRequest) -> Iterator[None]:
    """Beside PostgreSQL the index is a file that a test's rollback does not reach."""
    yield
    if connection.vendor == "postgresql" and uses_database(request.node):
        embedded.clear()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """No test sees what another one cached."""
    for name in settings.CACHES:
        caches[name].clear()


def chromium() -> str | None:
    """The browser's program, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A chromium for the whole run (Playwright's Browser)."""
    program = chromium()
    if program is None:
        pytest.fail(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, where Django would then refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = ("no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking")
    more = ("disable-component-update", "disable-sync", "disable-dev-shm-usage")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=[f"--{flag}" for flag in (*flags, *more)])
        yield opened
        opened.close()


@pytest.fixture
def page_at(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """`page_at(360)`, `page_at(1280, javascript=False)`: a page of that width, based at the live server."""
    contexts = []

    def open_page(width: int, javascript: bool = True, **options: Any) -> Any:
        size = {"width": width, "height": 800}
        context = browser.new_context(
            base_url=live_server.url, viewport=size, java_script_enabled=javascript, locale="zh-CN", **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def axe() -> Callable[[Any], None]:
    """`axe(page)`: fails when axe finds something serious or critical on the page as it is now."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page: Any) -> None:
        found = Axe().run(page).response["violations"]
        grave = [
            f"{one['id']} ({one['impact']}): {one['help']}\n  "
            + "\n  ".join(node["html"][:200] for node in one["nodes"])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        assert not grave, f"{page.url}\n" + "\n".join(grave)

    return check
