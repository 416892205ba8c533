"""`make bench`: what requests cost, as multiples of a bare Django view of the same server, within one run.

A hall of its own is made in a temporary folder and opened with the hall's web server: one worker, settings of a real
hall. Each round sends, for every page, the bare view and then the page, so that a slow moment of the machine falls on
both and a ratio is that of two neighbours. What cannot be measured ends the run with an error, and so does a wrong answer.
"""

import argparse
import contextlib
import importlib
import pkgutil
import signal
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench import figures
from tests.bench.figures import p95, set_up
from tests.bench.registry import MEASURES, Ask, Unmeasurable

WARM_UP = 5
PAGES = "pages"
"""The table of pages, among the figures that may be chosen."""


def arguments():
    """What to measure with."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=50, help="Pairs for each page (default: 50).")
    parser.add_argument("--guides", type=int, default=278, help="Guides in the hall (default: all of the demo's).")
    parser.add_argument("--cases", type=int, default=200, help="Cases in the inbox's bureau (default: 200).")
    parser.add_argument(
        "--only", action="append", choices=[PAGES, *figures.RUNS], help="Only this; may be given again."
    )
    parser.add_argument("--long", action="store_true", help="Also what takes ten minutes and more.")
    chosen = parser.parse_args()
    if min(chosen.rounds, chosen.guides, chosen.cases) < 1:
        parser.error("rounds, guides and cases are at least 1")
    return chosen


def found_measures():
    """All that the modules of `measures/` register."""
    from tests.bench import measures

    for module in pkgutil.iter_modules(measures.__path__):
        importlib.import_module(f"tests.bench.measures.{module.name}")
    return MEASURES


def sample(client, asks, rounds):
    """By name, the (bare, page) milliseconds of each round; the first ones warm up and are not kept."""
    from tests.bench.urls import BARE

    bare, pairs = Ask(BARE, contains="ok"), {name: [] for name in asks}
    for turn in range(-WARM_UP, rounds):
        for name, ask in asks.items():
            try:
                pair = client.send(bare).took, client.send(ask).took
            except Unmeasurable as reason:
                raise Unmeasurable(f"{name}: {reason}") from reason
            if turn >= 0:
                pairs[name].append(pair)
    return pairs


def show(pairs):
    """A table: for each page the ratios to the bare view beside it, and milliseconds to know where one stands."""
    print(f"\n{'request':<20}{'ratio: median':>14}{'p95':>9}{'median':>12} ms")
    everything = [bare for rows in pairs.values() for bare, _page in rows]
    print(f"{'bare view':<20}{1:>13.1f}×{'':>9}{statistics.median(everything):>12.2f}")
    for name, rows in pairs.items():
        ratios = [page / bare for bare, page in rows]
        middle = statistics.median(page for _bare, page in rows)
        print(f"{name:<20}{statistics.median(ratios):>13.1f}×{p95(ratios):>8.1f}×{middle:>12.2f}")


def run(chosen, folder):
    """Build, open, measure."""
    from django.db import connections

    from tests.bench import city, server

    port = server.free_port()
    set_up(folder, port)
    print(f"Preparing a hall of {chosen.guides} guides and {chosen.cases} cases", flush=True)
    hall = city.build(folder, chosen.guides, chosen.cases)
    connections.close_all()
    with server.running(port, folder / "server.log"):
        client = server.Client(port)
        asks = {}
        for measure in found_measures():
            try:
                asks[measure.name] = measure.prepare(hall, client)
            except Unmeasurable as reason:
                raise Unmeasurable(f"{measure.name}: {reason}") from reason
        print(f"Measuring {len(asks)} pages, {chosen.rounds} rounds", flush=True)
        return sample(client, asks, chosen.rounds)


def main():
    """Figures; 1 if one is out of bounds, one message and 1 if one cannot be had."""
    chosen = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    every = [PAGES, *(name for name, run in figures.RUNS.items() if chosen.long or not run.long)]
    names = chosen.only or every
    if PAGES in names:
        pages(chosen)
    sys.exit(figures.run([name for name in names if name != PAGES]))


def pages(chosen):
    """The table of pages; one message and 1 if it cannot be had."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hall-bench-")))
        try:
            pairs = run(chosen, folder)
        except Unmeasurable as reason:
            sys.exit(f"Nothing was measured: {reason}")
    show(pairs)


if __name__ == "__main__":
    main()
