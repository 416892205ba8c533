"""Rate limits: the same number for everybody, however many processes count."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory

from accounts import ratelimit
from accounts.errors import Refused
from accounts.upkeep import RateCounter

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def attempts(number, scope="test", key="k", limit=3, window=MINUTE):
    """How many of so many attempts pass."""
    passed = 0
    for _ in range(number):
        try:
            ratelimit.check(scope, key, limit, window)
            passed += 1
        except Refused:
            pass
    return passed


@pytest.mark.django_db
def test_the_limit_passes_and_one_more_is_refused_with_the_time_to_wait():
    with time_machine.travel(NOON + timedelta(seconds=15), tick=False):
        assert attempts(3) == 3
        with pytest.raises(Refused) as refused:
            ratelimit.check("test", "k", 3, MINUTE)
    assert (refused.value.code, refused.value.status) == ("too-many", 429)
    assert refused.value.extra == {"retry_after": 45}
    assert "45 秒" in str(refused.value.message)


@pytest.mark.django_db
def test_the_next_window_begins_anew():
    with time_machine.travel(NOON, tick=False) as clock:
        assert attempts(5) == 3
        clock.shift(MINUTE)
        assert attempts(5) == 3


@pytest.mark.django_db
def test_scopes_and_keys_are_counted_apart():
    with time_machine.travel(NOON, tick=False):
        assert attempts(5, scope="a") == attempts(5, scope="b") == attempts(5, scope="a", key="other") == 3


@pytest.mark.django_db
def test_beyond_the_limit_nothing_is_written(django_assert_num_queries):
    with time_machine.travel(NOON, tick=False):
        attempts(3)
        with django_assert_num_queries(1):
            attempts(1)


@pytest.mark.django_db
def test_the_key_is_not_kept_in_the_clear():
    attempts(1, key="203.0.113.9")
    counter = RateCounter.objects.get()
    kept = {name: value for name, value in counter.__dict__.items() if not name.startswith("_")}
    assert "203.0.113.9" not in str(kept)
    assert len(counter.key_hash) == 40


@pytest.mark.django_db
def test_counters_of_past_windows_are_deleted_and_others_kept():
    with time_machine.travel(NOON, tick=False):
        attempts(1, scope="short", window=MINUTE)
        attempts(1, scope="long", window=timedelta(hours=1))
    assert ratelimit.forget(NOON + MINUTE) == 1
    assert RateCounter.objects.get().scope == "long"


@pytest.mark.parametrize(
    ("hops", "remote", "forwarded", "expected"),
    [
        (0, "198.51.100.7", "", "198.51.100.7"),
        (0, "198.51.100.7", "203.0.113.1", "198.51.100.7"),
        (1, "10.0.0.1", "203.0.113.1", "203.0.113.1"),
        (1, "10.0.0.1", "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        (2, "10.0.0.1", "6.6.6.6, 203.0.113.1, 10.0.0.2", "203.0.113.1"),
        (2, "10.0.0.1", "203.0.113.1", "203.0.113.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:198.51.100.7", "", "198.51.100.7"),
        (1, "10.0.0.1", "nonsense", "nonsense"),
        (0, "", "", ""),
    ],
)
def test_the_client_is_the_address_our_own_proxy_saw(settings, hops, remote, forwarded, expected):
    settings.HALL_TRUSTED_PROXIES = hops
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert ratelimit.client_key(request) == expected


@pytest.mark.django_db(transaction=True)
def test_threads_together_pass_exactly_the_limit():
    passed = []

    def knock():
        try:
            passed.append(attempts(10, limit=25, window=timedelta(days=3650)))
        finally:
            connection.close()

    threads = [threading.Thread(target=knock) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 25


KNOCK = """
import sys
from datetime import timedelta
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from tests.accounts.test_ratelimit import attempts
print(attempts(12, limit=25, window=timedelta(days=3650)))
"""


@pytest.mark.django_db(transaction=True)
def test_processes_together_pass_exactly_the_limit(settings):
    path = os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")])
    environment = {**os.environ, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "hall.settings.test"}
    command = [sys.executable, "-c", KNOCK, str(connection.settings_dict["NAME"])]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    passed = [int(process.communicate(timeout=600)[0]) for process in running]
    assert sum(passed) == 25
    assert RateCounter.objects.get().count >= 25


@pytest.mark.django_db
def test_a_shared_cache_counts_instead_and_the_database_when_it_fails(settings, monkeypatch):
    settings.CACHE_URL = "redis://cache"
    with time_machine.travel(NOON, tick=False):
        assert attempts(5) == 3
        assert not RateCounter.objects.exists()
        monkeypatch.setattr(ratelimit.cache, "incr", lambda name: 1 / 0)
        assert attempts(5) == 3
    assert RateCounter.objects.get().count == 3
