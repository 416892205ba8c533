"""A guide at 5,000 items: answered from what was kept, told "not modified", and made afresh. p95 against a bare view.

`python -m tests.bench.guide_page` makes a hall of its own for it (HALL_VAR, or a temporary folder), fills it and prints
ratios, queries and bytes; the second time the filled hall is used again. All in one process, without a server's own
cost in the yardstick: harder than `make bench`, which asks a real server.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ITEMS = 5_000
ROUNDS, WARM_UP = 400, 30
MOST_KEPT, MOST_QUERIES, MOST_BYTES = 3.0, 12, 200_000


def _guide():
    from items.models import ItemPage

    return ItemPage.objects.live().exclude(version=0).order_by("-version", "pk").first()


def kept(client):
    url = _guide().public_path()
    return lambda: client.get(url, HTTP_ACCEPT_ENCODING="gzip")


def not_modified(client):
    url = _guide().public_path()
    tag = client.get(url)["ETag"]
    return lambda: client.get(url, HTTP_IF_NONE_MATCH=tag)


def afresh(client):
    from django.core.cache import caches

    url = _guide().public_path()

    def send():
        caches["pages"].clear()
        return client.get(url)

    return send


def figures(rounds=ROUNDS):
    """Milliseconds of each request, by the clock and of the processor, all sent in turn within one run; queries and
    bytes of the page made afresh."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.bench.urls import BARE

    yardstick = Client()
    sends = {"bare Django view": lambda: yardstick.get(BARE)}
    sends |= {name: prepare(Client()) for name, prepare in (("kept", kept), ("not modified", not_modified))}
    times = _timed(sends, rounds)
    times |= {"made afresh": _timed({"made afresh": afresh(Client())}, rounds // 8)["made afresh"]}
    with CaptureQueriesContext(connection) as queries:
        answer = afresh(Client())()
    return times, len(queries), len(answer.content)


def _timed(sends, rounds):
    for send in sends.values():
        for _ in range(WARM_UP):
            assert send().status_code < 400
    times = {name: [] for name in sends}
    for _ in range(rounds):
        for name, send in sends.items():
            worked, started = time.process_time(), time.perf_counter()
            send()
            ended = (time.perf_counter() - started, time.process_time() - worked)
            times[name].append(tuple(seconds * 1000 for seconds in ended))
    return times


def show(times, queries, size):
    """The table, and whether each figure is within what is promised. On a machine with other work the processor's time
    tells more than the clock's."""
    base = [_p95(times["bare Django view"], which) for which in (0, 1)]
    print(f"\n{'request':<24}{'p95':>9}{'ratio':>8}{'p95 of CPU':>12}{'ratio':>8}  ms")
    for name, taken in times.items():
        clock, work = _p95(taken, 0), _p95(taken, 1)
        print(f"{name:<24}{clock:>9.2f}{clock / base[0]:>7.1f}×{work:>12.2f}{work / base[1]:>7.1f}×")
    print(f"\nmade afresh: {queries} queries (most {MOST_QUERIES}), {size / 1000:.1f} kB (most {MOST_BYTES // 1000})")
    print(f"kept: p95 {_p95(times['kept'], 0) / base[0]:.2f} times a bare view's (most {MOST_KEPT:.0f})")


def _p95(taken, which):
    return statistics.quantiles([pair[which] for pair in taken], n=20)[-1]


def main():
    """A hall, 5,000 guides, the figures."""
    root = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(root), str(root / "site")]
    folder = tempfile.TemporaryDirectory(prefix="hall-bench-")
    os.environ.setdefault("HALL_VAR", folder.name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hall.settings.dev")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "tests.bench.urls"
    call_command("migrate", interactive=False, verbosity=0)
    from items.models import ItemPage
    from tests.bench import guides

    if ItemPage.objects.count() < ITEMS:
        guides.fill([f"第{n}号事项许可" for n in range(ITEMS)])
    show(*figures())


if __name__ == "__main__":
    main()
