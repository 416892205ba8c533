"""Load the demo city step by step. Each step may run again; the cases come last, all or none."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Bureau
from guidance.cases.models import Case
from guidance.cases.states import Kind, State
from items.importing.run import Options, Report, import_file

from . import (
    applications,
    appointments,
    bundles,
    comparing,
    consultations,
    counties,
    drafts,
    people,
    promising,
    ready,
    retired,
    sharing,
)
from .clockwork import Clockwork
from .stage import Stage

WORKBOOK = Path("items/demo/zhengzhou.xlsx")
KEY = "demo:"
"""How the submission keys of the demo's own cases begin."""
Say = Callable[[str], None]


def loaded() -> bool:
    """Whether the last step is done."""
    return Case.objects.filter(submission_key__startswith=KEY).exists()


def foreign() -> bool:
    """Whether the hall has bureaus that are not the demo's."""
    return Bureau.objects.filter(is_demo=False).exists()


def wanted() -> bool:
    """Whether the first start of an installation that allows the demo should load it, or go on loading it."""
    return not foreign() and not loaded()


def load(say: Say, now: datetime | None = None) -> None:
    """All of it."""
    ready.make_forms()
    report = take_in_guides(say)
    say(f"  guides: {report.counts['read']} read, {report.published} published")
    counties.build()
    say(f"  people: {people.hire()}")
    say(f"  guides of county halls: {counties.take_in()}")
    ready.name_the_hall()
    say(f"  guides with a shared material: {sharing.write()}")
    say(f"  guides that compare with a data source: {comparing.write()}")
    say(f"  guides that take promises: {promising.write()}")
    say(f"  guides paused or cancelled: {retired.write(Clockwork(now or timezone.now()))}")
    say(f"  guides under way: {drafts.write()}")
    say(f"  work: {play(now)} cases")


def samples() -> list[Case]:
    """An open case of each kind, to try the progress page with; a held place would be gone in ten minutes."""
    own = Case.objects.filter(submission_key__startswith=KEY).open().order_by("-submitted_at")
    newest = (own.of_kind(kind).exclude(state=State.HELD).first() for kind in Kind)
    return [case for case in newest if case is not None]


def take_in_guides(say: Say) -> Report:
    """The spreadsheet, through the importer."""

    def progress(done: int, of: int) -> None:
        if done % 50 == 0 or done == of:
            say(f"  guides: {done} of {of}")

    return import_file(
        settings.ROOT / WORKBOOK,
        Options(publish=True, demo=True, progress=progress, filename=WORKBOOK.name, operator="演示数据"),
    )


def play(now: datetime | None = None) -> int:
    """The work of some weeks, as of now; how many cases."""
    stage = Stage(Clockwork(now or timezone.now()))
    with transaction.atomic():
        people.arrange(stage.clock.today)
        made = applications.play(stage) + consultations.play(stage) + appointments.play(stage)
        return made + bundles.play(stage)
