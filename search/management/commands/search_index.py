"""status, rebuild and verify of the search index."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import positions, registry, service
from search.models import Failure


class Command(BaseCommand):
    help = "The search index: its status, rebuild it from the documents, or verify it against them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and for which kinds."""
        parser.add_argument("action", choices=["status", "rebuild", "verify"])
        parser.add_argument("--kind", action="append", help="only this kind of document; may be given again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        known = {each.kind for each in registry.kinds()}
        if unknown := set(options["kind"] or ()) - known:
            raise CommandError(f"No such kind: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(known))}.")
        getattr(self, options["action"])(options["kind"])

    def status(self, kinds: list[str] | None) -> None:
        """One line for each index."""
        for health in service.status():
            counts = ", ".join(f"{kind} {count}" for kind, count in sorted(health.documents.items())) or "empty"
            state = "up" if health.up else "DOWN"
            self.stdout.write(f"{health.name}: {state}; {counts}; layout {health.generation or '-'} {health.detail}")
        self.stdout.write(f"behind: {positions.behind()}; failed: {Failure.objects.count()}")

    def rebuild(self, kinds: list[str] | None) -> None:
        """Read every document afresh."""

        def progress(kind: str, done: int) -> None:
            if done % 500 == 0:
                self.stderr.write(f"{kind}: {done}")

        for kind, count in service.rebuild(kinds, progress).items():
            self.stdout.write(f"{kind}: {count}")
        if failed := Failure.objects.count():
            raise CommandError(f"{failed} documents could not be indexed; see the log.")

    def verify(self, kinds: list[str] | None) -> None:
        """Exit 1 if anything differs."""
        found = service.verify(kinds)
        for line in found[:100]:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} differences; run search_index rebuild.")
        self.stdout.write("The index holds every document as it is.")
