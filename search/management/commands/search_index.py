"""status, rebuild and verify of the search index."""

import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import positions, registry, service
from search.engines import EngineDownError, Health
from search.models import Failure

SHOWN = 100
"""Differences, or failures, that are written out."""
EVERY = 2.0
"""Seconds between two lines of progress."""


class Command(BaseCommand):
    help = "The search index: its status, rebuild it from the documents, or verify it against them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and for which kinds."""
        parser.add_argument("action", choices=["status", "rebuild", "verify"])
        parser.add_argument(
            "--kind", action="append", choices=registry.names(), help="only this kind of document; may be given again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Exit code 1 if an index is down, lacks something or differs."""
        try:
            getattr(self, options["action"])(options["kind"])
        except EngineDownError as error:
            raise CommandError(f"The cluster does not answer, the embedded index goes on: {error}") from error

    def status(self, kinds: list[str] | None) -> None:
        """What each index holds, how far it is behind, what failed."""
        healths = service.status()
        for health in healths:
            self.stdout.write(self._line(health, kinds))
        failures = Failure.objects.order_by("-at")
        self.stdout.write(f"{positions.behind()} changes to be read, {failures.count()} documents that failed")
        for failure in failures[:SHOWN]:
            told = f"{failure.engine}: {failure.kind} {failure.key}: {failure.error[:200]}"
            self.stdout.write(f"  {told} (tried {failure.attempts} times)")
        if down := [health.name for health in healths if not health.up]:
            raise CommandError(f"Down: {', '.join(down)}.")

    @staticmethod
    def _line(health: Health, kinds: list[str] | None) -> str:
        held = sorted((kind, count) for kind, count in health.documents.items() if kinds is None or kind in kinds)
        counts = ", ".join(f"{kind} {count:,}" for kind, count in held) or "no documents"
        facts = [f"layout {health.generation}" if health.generation else "", health.detail]
        return "; ".join(part for part in (f"{health.name}: {'up' if health.up else 'DOWN'}", counts, *facts) if part)

    def rebuild(self, kinds: list[str] | None) -> None:
        """Read every document afresh."""
        began = time.monotonic()
        done = service.rebuild(kinds, self._progress())
        took = time.monotonic() - began
        for kind, count in done.items():
            self.stdout.write(f"{kind}: {count:,} documents read")
        self.stdout.write(f"Rebuilt in {took:.0f} s, {1000 * took / max(1, sum(done.values())):.1f} ms each.")
        if failed := Failure.objects.count():
            raise CommandError(f"{failed} documents could not be indexed; search_index status names them.")

    def verify(self, kinds: list[str] | None) -> None:
        """Name what differs."""
        found = service.verify(kinds, self._progress())
        for line in found[:SHOWN]:
            self.stdout.write(line)
        if len(found) > SHOWN:
            self.stdout.write(f"… and {len(found) - SHOWN:,} more")
        if found:
            number = "1 document differs" if len(found) == 1 else f"{len(found):,} documents differ"
            raise CommandError(f"{number}; search_index rebuild puts it right.")
        self.stdout.write("The index holds every document as it is.")

    def _progress(self) -> Callable[[str, int], None]:
        """Tells how far it is, on standard error, every few seconds."""
        told = [time.monotonic()]

        def show(what: str, done: int) -> None:
            if time.monotonic() - told[0] >= EVERY:
                told[0] = time.monotonic()
                self.stderr.write(f"{what}: {done:,}")

        return show
