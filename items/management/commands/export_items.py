"""`manage.py export_items FILE`: every item, drafts included, as a spreadsheet the importer reads back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from items.importing.exporting import export_file


class Command(BaseCommand):
    """Writes an .xlsx file."""

    help = "Export every item to an .xlsx file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file to write."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and say how many."""
        count = export_file(options["file"])
        self.stderr.write(f"{count} items written to {options['file']}")
