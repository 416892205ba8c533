"""`make bench`: what requests cost, as multiples of a bare Django view, all measured within one run.

Each round sends every request once, so that a slow moment of the machine falls on all of them alike. The database is
the hall's own (`HALL_VAR`), in a transaction that is rolled back; the demo city should be in it.
"""

import argparse
import importlib
import pkgutil
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WARM_UP = 5


def prepared(client_class):
    """The measures of all modules of this folder that can be made ready, by name."""
    from tests import bench
    from tests.bench.registry import MEASURES

    for module in pkgutil.iter_modules(bench.__path__):
        if not module.name.startswith("__"):
            importlib.import_module(f"tests.bench.{module.name}")
    yardstick = client_class()
    yield "bare Django view", lambda: yardstick.get("/bare/")
    for measure in MEASURES:
        try:
            yield measure.name, measure.prepare(client_class())
        except Exception as error:
            print(f"left out: {measure.name}: {type(error).__name__}: {error}")


def run(rounds):
    """Times in milliseconds by name; a measure whose answer is an error is told and left out."""
    from django.test import Client

    requests = dict(prepared(Client))
    for name, send in list(requests.items()):
        for _ in range(WARM_UP):
            status = send().status_code
        if status >= 400:
            print(f"left out: {name}: answered {status}")
            del requests[name]
    times = {name: [] for name in requests}
    for _ in range(rounds):
        for name, send in requests.items():
            started = time.perf_counter()
            send()
            times[name].append((time.perf_counter() - started) * 1000)
    return times


def show(times):
    """A table: median, smallest and largest, and the median as a multiple of the bare view's."""
    base = statistics.median(times["bare Django view"])
    print(f"\n{'request':<30}{'ratio':>8}{'min':>10}{'median':>10}{'max':>10}  ms")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:<30}{middle / base:>7.1f}×{min(taken):>10.2f}{middle:>10.2f}{max(taken):>10.2f}")


def main():
    """Set up the hall, measure, show."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=50)
    rounds = parser.parse_args().rounds
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hall.settings.dev")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import transaction

    settings.ROOT_URLCONF = "tests.bench.bare"
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        times = run(rounds)
        transaction.set_rollback(True)
    show(times)


if __name__ == "__main__":
    main()
