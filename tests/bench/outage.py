"""A cluster that fails in every way under writes, workers that are killed, readers that ask all the while.

`python -m tests.bench.outage [--minutes 10]`: a node behind a proxy that hangs, refuses with 429 and 503, takes half of
each bulk and passes all, in turn; in between the node itself is killed and started again. Workers are processes of
their own, killed at random. A reader asks the search page of a real hall. Afterwards: lost 0, stale 0, resurrected 0,
caught up within a minute, every answer a 200 with the right guide; else it exits 1. Milliseconds are told, for a
machine without other work: while it fails a first answer within 1,300, the next within 100.
"""

import argparse
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests import elasticsearch
from tests.bench import city, figures, server
from tests.bench.figures import Report, p95
from tests.search import faults

MODES = ("hang", 429, "half", "dead", "", 503, "half", "hang", "dead", 429, "", 503)
"""What the cluster does, one after the other; "": it answers."""
GUIDES, THINGS = 60, 500
CATCH_UP_SECONDS = 60
QUESTION = "/search/?q=" + quote("开饭店要什么证")
RIGHT = "食品经营许可"


class Threads:
    """Loops that run beside each other until the block ends."""

    def __init__(self):
        self.over, self.phase, self.failed = threading.Event(), "", []
        self.took, self.wrong, self.killed, self.written, self.gone = {}, Counter(), 0, 0, set()

    @contextmanager
    def running(self, *loops):
        threads = [threading.Thread(target=self._kept, args=loop) for loop in loops]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _kept(self, loop, *args):
        from django.db import connection

        try:
            loop(*args)
        except Exception as error:
            self.failed.append(f"{loop.__name__}: {error!r}")
        connection.close()

    def work(self):
        """Workers, each killed after a while, with whatever it was doing."""
        chance = random.Random(6)
        path = os.pathsep.join([str(figures.ROOT), str(figures.ROOT / "site")])
        while not self.over.is_set():
            worker = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.things"],
                env={**os.environ, "PYTHONPATH": path},
                stderr=subprocess.DEVNULL,
            )
            self.over.wait(chance.uniform(8, 25))
            worker.kill()
            worker.wait()
            self.killed += 1

    def read(self, port):
        """The public page, ten times a second and less."""
        while not self.over.wait(0.1):
            self.ask(port)

    def ask(self, port):
        """One question, timed."""
        opened = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
        phase, began = self.phase, time.perf_counter()
        try:
            with opened(f"http://127.0.0.1:{port}{QUESTION}", timeout=60) as answer:
                right = RIGHT in answer.read().decode()
        except OSError as error:
            self.wrong[str(error)] += 1
            return
        if not right:
            self.wrong["another guide"] += 1
        self.took.setdefault(phase, []).append((time.perf_counter() - began) * 1000)

    def write(self):
        """Things are made, changed, gone and back."""
        from django.db import transaction

        from tests.bench import things

        chance, there = random.Random(5), {str(n) for n in range(THINGS)}
        while not self.over.wait(0.05):
            key = str(chance.randrange(2 * THINGS))
            with transaction.atomic():
                if key in there and chance.random() < 0.4:
                    things.drop(key)
                    there.discard(key)
                    self.gone.add(key)
                else:
                    things.put(key, f"养犬登记{key}改{self.written}")
                    there.add(key)
                    self.gone.discard(key)
            self.written += 1


def ask_once(port):
    """A process that has answered before, as one in use has: its own start is not the cluster's failure."""
    threads = Threads()
    threads.phase = "before"
    for _ in range(3):
        threads.ask(port)
    if threads.wrong:
        raise SystemExit(f"The hall does not answer: {dict(threads.wrong)}")


def fail(node, proxy, threads, seconds):
    """Each mode in turn, each as long."""
    for number, mode in enumerate(MODES, 1):
        threads.phase = f"{number:02} {mode or 'it answers'}"
        if mode == "dead":
            node.nodes[0].kill()
        proxy.mode = "" if mode == "dead" else mode
        time.sleep(seconds)
        if mode == "dead":
            node.start(node.nodes[0])
        print(f"  {threads.phase}: {threads.written} changes written, {threads.killed} workers killed", flush=True)
    proxy.mode = ""


def caught_up():
    """Seconds until nothing is behind any more."""
    from search import outbox, positions
    from search.engines.cluster import cluster
    from search.models import Failure

    far, began = cluster(), time.monotonic()
    while far.breaker.open or positions.behind() or Failure.objects.exists():
        outbox.feed()
        outbox.retry()
        if time.monotonic() - began > 5 * CATCH_UP_SECONDS:
            break
        time.sleep(0.05)
    far.refresh()
    return time.monotonic() - began


def tell(threads, took):
    """The figures; 1 if one is out of bounds."""
    from search import service
    from search.engines.cluster import cluster
    from tests.bench import things

    report = Report()
    for phase, times in sorted(threads.took.items()):
        print(
            f"  {phase:<16}{len(times):>6} answers, first {times[0]:>6.0f} ms, then p95 {p95(times[1:] or times):>6.0f} ms"
        )
    differences = [line for line in service.verify([things.KIND]) if line.startswith("elastic")]
    lost = [line for line in differences if line.endswith("missing")]
    stale = [line for line in differences if line.endswith("stale")]
    back = threads.gone & cluster().versions(things.KIND, "guides").keys()
    report.tell("changes written", threads.written, "")
    report.tell("workers killed", threads.killed, "")
    report.tell("answers that were wrong, or none", sum(threads.wrong.values()), "", most=0)
    report.tell("lost", len(lost), "", most=0)
    report.tell("stale", len(stale), "", most=0)
    report.tell("resurrected", len(back), "", most=0)
    report.tell("caught up in", took, " s", most=CATCH_UP_SECONDS)
    print(*threads.failed, *differences[:10], *threads.wrong.items(), sep="\n")
    return int(bool(report.missed or threads.failed))


def main():
    """A node, a proxy, a hall, and ten minutes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.outage")
    parser.add_argument("--minutes", type=float, default=10.0)
    seconds = parser.parse_args().minutes * 60 / len(MODES)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    port = server.free_port()
    with (
        tempfile.TemporaryDirectory(prefix="hall-bench-") as folder,
        elasticsearch.server(elasticsearch.find()) as node,
        faults.before(node.url) as proxy,
    ):
        figures.set_up(Path(folder), port, proxy.url)
        for name in ("elastic_transport", "search"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        from django.conf import settings
        from django.db import connections, transaction

        from search import service
        from tests.bench import things

        settings.SEARCH_URL = ""
        city.build(Path(folder), GUIDES, 1)
        settings.SEARCH_URL = proxy.url
        things.install()
        things.register()
        with transaction.atomic():
            for n in range(THINGS):
                things.put(str(n), f"养犬登记{n}")
        service.rebuild()
        connections.close_all()
        threads = Threads()
        with server.running(port, Path(folder) / "server.log"):
            ask_once(port)
            with threads.running((threads.work,), (threads.read, port), (threads.write,)):
                fail(node, proxy, threads, seconds)
            took = caught_up()
            code = tell(threads, took)
    sys.exit(code)


if __name__ == "__main__":
    main()
