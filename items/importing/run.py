"""Going through a file of items: bureaus, then items row by row, then themes; each row its own transaction."""

import json
import logging
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from . import others, writing
from .parsing import Contents, Note, Wanted, known_headings, understand
from .reading import read
from .writing import Known, Outcome, Rejected

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
COUNTS = ("read", "created", "updated", "unchanged", "rejected", "warnings")


@dataclass
class Report:
    """What a run did, row by row."""

    counts: Counter[str] = field(default_factory=Counter)
    published: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    bureaus: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    dry_run: bool = False

    def summary(self) -> dict[str, int]:
        """The contract's line: how many rows were read and what became of them."""
        return {name: self.counts[name] for name in COUNTS}

    def as_dict(self) -> dict[str, Any]:
        """All of it, for `--report`."""
        drafts = [row for row in self.rows if row.get("problems")]
        return {
            **self.summary(),
            "published": self.published,
            "dry_run": self.dry_run,
            "bureaus_created": self.bureaus,
            "themes": self.themes,
            "file_warnings": self.notes,
            "drafts": len(drafts),
            "rows": self.rows,
        }


@dataclass(frozen=True)
class Options:
    """How a file is to be taken in."""

    publish: bool = False
    dry_run: bool = False
    demo: bool = False
    user: "User | None" = None
    progress: Callable[[int, int], None] | None = None


class _Undo(Exception):
    """Ends a dry run."""


def import_file(path: Path, options: Options | None = None) -> Report:
    """Take a file in. Raises reading.Unreadable when it is not a file of items at all."""
    options = options or Options()
    contents = understand(read(Path(path), known_headings()))
    report = Report(dry_run=options.dry_run)
    report.notes = [{"column": note.column, "reason": note.reason} for note in contents.notes]
    report.counts["warnings"] = len(report.notes)
    try:
        with transaction.atomic() if options.dry_run else nullcontext(), disable_reference_index_auto_update():
            _take(contents, options, report)
            if options.dry_run:
                raise _Undo
    except _Undo:
        pass
    return report


def _take(contents: Contents, options: Options, report: Report) -> None:
    with transaction.atomic():
        report.bureaus += others.take_bureaus(contents.bureaus, options.demo)
    known = Known(options.demo)
    for done, wanted in enumerate(contents.items, start=1):
        _row(wanted, known, options, report)
        if options.progress:
            options.progress(done, len(contents.items))
    report.bureaus += known.made_bureaus
    with transaction.atomic():
        report.themes += others.take_themes(contents.themes, options)


def _row(wanted: Wanted, known: Known, options: Options, report: Report) -> None:
    report.counts["read"] += 1
    try:
        with transaction.atomic():
            outcome = writing.write(wanted, known, options.user)
            if options.publish:
                writing.publish(outcome, options.user)
            if outcome.result != "unchanged" and outcome.page.form_id:
                ReferenceIndex.create_or_update_for_object(outcome.page)
    except Rejected as problem:
        known.forget_unsaved()
        _reject(report, wanted, problem.column, str(problem))
    except (DatabaseError, ValueError) as problem:
        logger.exception("row %s", wanted.number)
        known.forget_unsaved()
        _reject(report, wanted, "", _("写入数据库时出错：%(why)s") % {"why": str(problem)[:200]})
    else:
        known.settle(outcome)
        _record(report, outcome)


def _reject(report: Report, wanted: Wanted, column: str, reason: str) -> None:
    report.counts["rejected"] += 1
    report.rows.append(_line(wanted, "rejected", wanted.notes) | {"column": column, "reason": reason})


def _record(report: Report, outcome: Outcome) -> None:
    report.counts[outcome.result] += 1
    report.counts["warnings"] += len(outcome.notes)
    report.published += outcome.published
    line = _line(outcome.wanted, outcome.result, outcome.notes)
    report.rows.append(line | {"published": outcome.published, "problems": outcome.problems, "page": outcome.page.pk})


def _line(wanted: Wanted, result: str, notes: list[Note]) -> dict[str, Any]:
    return {
        "row": wanted.number,
        "code": wanted.code,
        "title": wanted.title,
        "bureau": wanted.owner,
        "result": result,
        "warnings": [{"column": note.column, "reason": note.reason} for note in notes],
    }


def as_json(report: Report) -> str:
    """The report as text."""
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=1, default=str)
