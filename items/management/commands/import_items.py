"""`manage.py import_items FILE`: take guides in from .xlsx, .csv or .jsonl."""

import getpass
import json
import logging
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from items.importing.mapping import Mapping
from items.importing.reading import Unreadable
from items.importing.run import Options, Report, as_json, import_file
from items.importing.texts import short
from items.models import ImportProfile

SHOWN = 3
"""Rows named beside a warning that many have."""
logger = logging.getLogger(__name__)


def _operator() -> str:
    """The account of the operating system that runs the command, for the log; empty where it has no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


class Command(BaseCommand):
    """Each row ends created, updated, unchanged or rejected; the last line of standard output is JSON."""

    help = "Import items from a spreadsheet. Rows that are not ready for citizens come in as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The contract's arguments."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--profile", default="", metavar="NAME", help="the mapping profile of the file's source")
        parser.add_argument("--publish", action="store_true", help="publish those that pass every rule")
        parser.add_argument("--dry-run", action="store_true", help="do all of it, then undo it")
        parser.add_argument("--demo", action="store_true", help="mark what is created as demo data")
        parser.add_argument("--report", type=Path, help="write what became of each row to this JSON file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, tell of what needs attention on stderr, end with the JSON line."""
        chosen = Options(
            mapping=self._mapping(options["profile"]),
            filename=options["file"].name,
            publish=options["publish"],
            dry_run=options["dry_run"],
            demo=options["demo"],
            operator=_operator(),
            progress=self._progress if options["verbosity"] else None,
        )
        if options["report"] and not options["report"].resolve().parent.is_dir():
            raise CommandError(f"no such directory for the report: {options['report'].parent}")
        try:
            report = import_file(options["file"], chosen)
        except (Unreadable, OSError) as problem:
            raise CommandError(str(problem)) from problem
        if options["report"]:
            options["report"].write_text(as_json(report), encoding="utf-8")
        self._tell(report)
        if options["publish"] and not options["dry_run"]:
            logger.info("import --publish of %s published %s items", options["file"], report.published)
        self.stdout.write(json.dumps(report.summary()))

    def _mapping(self, name: str) -> Mapping:
        if not name:
            return Mapping()
        profile = ImportProfile.objects.filter(name=name).first()
        if profile is None:
            known = "、".join(ImportProfile.objects.values_list("name", flat=True)) or "none yet"
            raise CommandError(f"no profile named “{name}”. Known: {known}")
        return profile.mapping()

    def _progress(self, done: int, of: int) -> None:
        if done % 100 == 0 or done == of:
            self.stderr.write(f"{done}/{of}")

    def _tell(self, report: Report) -> None:
        warnings: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in report.rows:
            where = f"row {row['row']} {short(row['title'])}"
            if row["result"] == "rejected":
                self.stderr.write(f"{where}: {row['column']}: {row['reason']}")
            for warning in row["warnings"]:
                warnings[warning["column"], warning["reason"]].append(where)
            for problem in row.get("problems", []):
                warnings["not ready to be published", problem].append(where)
        for (column, reason), rows in warnings.items():
            more = f" and {len(rows) - SHOWN} more (see --report)" if len(rows) > SHOWN else ""
            self.stderr.write(f"{', '.join(rows[:SHOWN])}{more}: {column}: {reason}")
        drafts = sum(bool(row.get("problems")) for row in report.rows)
        self.stderr.write(f"published {report.published}, drafts with something missing {drafts}")
        if report.bureaus:
            self.stderr.write("bureaus created: " + "、".join(report.bureaus))
        for note in report.notes:
            self.stderr.write(f"warning: {note['column']}: {note['reason']}")
