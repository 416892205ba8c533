"""Going through a file of items: bureaus, then items row by row, then themes; each row its own transaction."""

import json
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.scope import Scope

from . import others, writing
from .columns import OWNER
from .known import EVERYTHING, Known
from .mapping import Mapping
from .parsing import Contents, known_headings, understand
from .reading import read
from .texts import short
from .wanted import Note, Wanted
from .writing import Outcome, Rejected

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
    """How a file is to be taken in.

    `settled` are rows done by an earlier run that died: position in the file → the item it became (0: rejected).
    `operator` is who called from the command line, for the log of what was published.
    `on_row` is called with the position and the report's line inside the row's own transaction.
    """

    publish: bool = False
    dry_run: bool = False
    demo: bool = False
    user: "User | None" = None
    progress: Callable[[int, int], None] | None = None
    mapping: Mapping = field(default_factory=Mapping)
    scope: Scope = EVERYTHING
    filename: str = ""
    operator: str = ""
    settled: dict[int, int] = field(default_factory=dict)
    on_row: Callable[[int, dict[str, Any]], None] | None = None


def import_file(path: Path, options: Options | None = None) -> Report:
    """Take a file in. Raises reading.Unreadable when it is not a file of items at all."""
    options = options or Options()
    with translation.override("zh-hans"):
        return _import(Path(path), options)


def known_words(mapping: Mapping) -> frozenset[str]:
    """The headings by which a heading row is found: ours, their synonyms, and the profile's."""
    return known_headings() | frozenset(mapping.headings)


def _import(path: Path, options: Options) -> Report:
    tables = read(path, known_words(options.mapping))
    contents = understand(tables, options.mapping, options.filename or path.name)
    report = Report(dry_run=options.dry_run)
    _note(report, contents.notes)
    with disable_reference_index_auto_update():
        _take(contents, options, report)
    return report


def _take(contents: Contents, options: Options, report: Report) -> None:
    if not options.dry_run and options.scope.everything:
        with transaction.atomic():
            report.bureaus += others.take_bureaus(contents.bureaus, options.demo)
    known = Known(options.demo, scope=options.scope, dry=options.dry_run, area_code=contents.area_code)
    if options.dry_run and options.scope.everything:
        others.foresee_bureaus(contents.bureaus, known)
    known.claim(one for position, one in enumerate(contents.items) if position not in options.settled)
    for number, reason in contents.broken:
        _reject(report, Wanted(number), "", reason, options, -number)
    for position, wanted in enumerate(contents.items):
        if position in options.settled:
            known.touched[options.settled[position]] = wanted.number
        else:
            _row(wanted, known, options, report, position)
        if options.progress:
            options.progress(position + 1, len(contents.items))
    report.bureaus += known.made_bureaus
    _note(report, [_same_bureau(name, ours) for name, ours in known.alike.items()])
    if not options.dry_run and options.scope.everything:
        with transaction.atomic():
            report.themes += others.take_themes(contents.themes, options)


def _note(report: Report, notes: list[Note]) -> None:
    """Remarks on the file as a whole."""
    report.notes += [{"column": note.column, "reason": note.reason} for note in notes]
    report.counts["warnings"] += len(notes)


def _same_bureau(name: str, ours: str) -> Note:
    said = {"name": short(name), "ours": ours}
    return Note(OWNER, _("“%(name)s”和大厅里的“%(ours)s”只差城市的名称，当作同一个机构。") % said)


def _row(wanted: Wanted, known: Known, options: Options, report: Report, position: int) -> None:
    try:
        if options.dry_run:
            outcome = writing.write(wanted, known, options.user)
            line = _told(outcome, options, position)
        else:
            with transaction.atomic():
                outcome = _written(wanted, known, options)
                line = _told(outcome, options, position)
    except Rejected as problem:
        known.forget_unsaved()
        _reject(report, wanted, problem.column, str(problem), options, position)
    except (DatabaseError, ValueError) as problem:
        logger.exception("row %s", wanted.number)
        known.forget_unsaved()
        said = {"why": str(problem)[:200]}
        _reject(report, wanted, "", _("写入数据库时出错：%(why)s") % said, options, position)
    else:
        known.settle(outcome)
        report.published += outcome.published
        _count(report, line)


def _written(wanted: Wanted, known: Known, options: Options) -> Outcome:
    outcome = writing.write(wanted, known, options.user)
    if options.publish:
        writing.publish(outcome, options.filename, options.operator, options.user)
    if outcome.result != "unchanged" and outcome.page.form_id:
        ReferenceIndex.create_or_update_for_object(outcome.page)
    return outcome


def _reject(report: Report, wanted: Wanted, column: str, reason: str, options: Options, position: int) -> None:
    line = _line(wanted, "rejected", wanted.notes) | {"column": column, "reason": reason}
    if position in options.settled:
        return
    if options.on_row:
        options.on_row(position, line)
    _count(report, line)


def _told(outcome: Outcome, options: Options, position: int) -> dict[str, Any]:
    line = _line(outcome.wanted, outcome.result, outcome.notes)
    line |= {"published": outcome.published, "problems": outcome.problems, "page": outcome.page.pk}
    line["changes"] = outcome.changes
    if options.on_row:
        options.on_row(position, line)
    return line


def _count(report: Report, line: dict[str, Any]) -> None:
    report.counts["read"] += 1
    report.counts[line["result"]] += 1
    report.counts["warnings"] += len(line["warnings"])
    report.rows.append(line)


def _line(wanted: Wanted, result: str, notes: list[Note]) -> dict[str, Any]:
    return {
        "row": wanted.number,
        "sheet": wanted.sheet,
        "code": wanted.code,
        "title": wanted.title,
        "bureau": wanted.owner,
        "result": result,
        "warnings": [{"column": note.column, "reason": note.reason} for note in notes],
    }


def as_json(report: Report) -> str:
    """The report as text."""
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=1, default=str)
