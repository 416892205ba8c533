"""One of three Elasticsearch nodes is killed under load, comes back, and the index is rebuilt under load.

`python -m tests.bench.three_nodes`: readers ask and a writer writes all the while, and a worker feeds the cluster. It
tells how many queries failed, who answered them and how long the slowest took, and what the index lacks afterwards:
failed 0, lost 0, stale 0, resurrected 0, no leftover index, else it exits 1.
"""

import argparse
import itertools
import logging
import random
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path

from tests import elasticsearch
from tests.bench.figures import p95, set_up
from tests.servers import free_port

READERS = 2


class Load:
    """Readers, a writer and a worker, each a thread; what came of it by phase."""

    def __init__(self, documents):
        from search import registry
        from search.document import Document

        self.rows, self.phase, self.over = {}, "", threading.Event()
        self.took, self.by, self.failed = defaultdict(list), defaultdict(Counter), []
        self.make = lambda key, text: Document(key=key, kind="thing", title=f"养犬登记{text}", body={"fee": "免费"})
        self.rows.update({str(n): self.make(str(n), f"第{n}类") for n in range(documents)})
        registry.register(registry.DocumentType("thing", self.rows.get, lambda: list(self.rows)))

    def read(self):
        from search import service

        chance = random.Random(3)
        while not self.over.is_set():
            phase, began = self.phase, time.monotonic()
            answer = service.query(f"养犬登记第{chance.randrange(500)}类", kinds=("thing",))
            self.took[phase].append((time.monotonic() - began) * 1000)
            self.by[phase][answer.engine if answer.hits else "NOTHING FOUND"] += 1

    def write(self):
        from django.db import transaction

        from search import outbox

        chance = random.Random(4)
        for turn in itertools.count():
            key = str(chance.randrange(1000))
            with transaction.atomic():
                if key in self.rows and chance.random() < 0.3:
                    del self.rows[key]
                else:
                    self.rows[key] = self.make(key, f"第{key}类改{turn}")
                outbox.changed("thing", key)
            if self.over.wait(0.05):
                return

    def work(self):
        from search import outbox

        while not self.over.wait(1):
            outbox.feed()
            outbox.retry()

    @contextmanager
    def running(self):
        threads = [threading.Thread(target=self._kept, args=(each,)) for each in [self.read] * READERS]
        threads += [threading.Thread(target=self._kept, args=(each,)) for each in (self.write, self.work)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _kept(self, run):
        from django.db import connection

        while not self.over.is_set():
            try:
                run()
            except Exception as error:
                self.failed.append(f"{self.phase}: {run.__name__}: {error!r}")
        connection.close()


def phases(load, cluster, seconds):
    """Steady, one killed, back again, a rebuild: each under load."""
    from search import service

    time.sleep(seconds)
    load.phase = "one killed"
    cluster.nodes[0].kill()
    time.sleep(2 * seconds)
    load.phase = "it comes back"
    cluster.start(cluster.nodes[0])
    time.sleep(seconds)
    load.phase = "a rebuild"
    service.rebuild()
    load.phase = "after it"
    time.sleep(seconds)


def afterwards():
    """Seconds until the index was caught up, and what differs then."""
    from search import outbox, service
    from search.engines import generations
    from search.engines.cluster import cluster
    from search.registry import SHELVES

    far, began = cluster(), time.monotonic()
    while (far.breaker.open or outbox.feed() + outbox.retry()) and time.monotonic() < began + 60:
        time.sleep(0.05)
    far.refresh()
    took, left = time.monotonic() - began, list(generations._all(far))
    differences = service.verify(["thing"]) + (left if len(left) != len(SHELVES) else [])
    return took, differences


def show(load, took, differences):
    """The figures."""
    print(f"\n{'':<16}{'queries':>9}{'median':>9}{'p95':>9}{'slowest':>9} ms  answered by")
    for phase, times in load.took.items():
        middle = sorted(times)[len(times) // 2]
        by = ", ".join(f"{name} {count}" for name, count in sorted(load.by[phase].items()))
        print(f"{phase:<16}{len(times):>9}{middle:>9.0f}{p95(times):>9.0f}{max(times):>9.0f}     {by}")
    print(
        f"failed {len(load.failed)}; caught up in {took:.1f} s; lost, stale, resurrected or left over {len(differences)}"
    )
    print(*load.failed[:10], *differences[:10], sep="\n")


def main():
    """Figures; exit code 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=10, help="Length of each phase (default: 10).")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder:
        set_up(Path(folder), free_port())
        for name in ("elastic_transport", "search"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        from django.conf import settings
        from django.core.management import call_command

        from search import service

        call_command("migrate", verbosity=0)
        print("Starting three nodes", flush=True)
        with elasticsearch.server(elasticsearch.find(), nodes=3) as cluster:
            settings.SEARCH_URL = cluster.url
            load = Load(1000)
            service.rebuild()
            load.phase = "three nodes"
            with load.running():
                phases(load, cluster, chosen.seconds)
            took, differences = afterwards()
    show(load, took, differences)
    nothing = any("NOTHING FOUND" in by for by in load.by.values())
    sys.exit(bool(load.failed or differences or nothing))


if __name__ == "__main__":
    main()
