"""`manage.py export_items FILE`: every item, drafts included, as a file the importer reads back: .xlsx, .csv or .jsonl by its name."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from items.importing.exporting import export_file
from items.importing.reading import Unreadable


class Command(BaseCommand):
    """Writes the file and says on standard error how many items it holds."""

    help = "Export every item, drafts included, to .xlsx, .csv or .jsonl (by the name's end)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file to write."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and say how many."""
        try:
            count = export_file(options["file"])
        except (Unreadable, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stderr.write(f"{count} items written to {options['file']}")
