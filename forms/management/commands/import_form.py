"""`manage.py import_form FILE`: an XLSForm workbook as the draft of a form."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import Bureau
from forms import drafts, service
from forms.xlsform.report import Finding, Report


def unreadable(file: Path, error: OSError) -> str:
    """Why a file cannot be opened, and what to do."""
    if isinstance(error, FileNotFoundError):
        return _("没有文件「%(file)s」。请检查路径和文件名。") % {"file": file}
    if isinstance(error, IsADirectoryError):
        return _("「%(file)s」是文件夹。请写工作簿文件的路径。") % {"file": file}
    return _("读不了文件「%(file)s」。请检查它的权限。") % {"file": file}


class Command(BaseCommand):
    """A known form_id becomes a new draft of that form. The last line of standard output is JSON."""

    help = "Import a form from an XLSForm workbook (xlsx, xls or csv). It comes in as a draft, never published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The contract's arguments."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--bureau", default="", metavar="SLUG", help="whose a new form is; else the first bureau")
        parser.add_argument("--code", default="", help="the form's code where the workbook has no form_id")
        parser.add_argument("--dry-run", action="store_true", help="read and report, save nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, save, tell of what was lost; exit with 1 if the workbook was refused."""
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            self._refuse(Report(errors=[Finding(unreadable(options["file"], error))]))
        found = drafts.read(content, options["file"].name, options["code"])
        if found.report.errors:
            self._refuse(found.report)
        if not options["dry_run"]:
            try:
                form = drafts.save(found, self._bureau(options["bureau"]), None)
            except Refused as refusal:
                found.report.errors = [Finding(str(refusal.message))]
                self._refuse(found.report)
            self.stdout.write(f"{form.code}: {form.title}")
            for problem in service.problems(form):
                self.stderr.write(f"check: {problem.where}: {problem.message}")
        for one in found.report.lost:
            self.stderr.write(f"lost: {one.where}: {one.message}")
        self._end(found.report)

    def _bureau(self, slug: str) -> Bureau | None:
        if not slug:
            return Bureau.objects.order_by("pk").first()
        bureau = Bureau.objects.filter(slug=slug).first()
        if bureau is None:
            known = _("、").join(Bureau.objects.order_by("pk").values_list("slug", flat=True)[:20]) or _("还没有机构")
            message = _("没有机构「%(slug)s」。请改 --bureau，如：%(known)s") % {"slug": slug, "known": known}
            self._refuse(Report(errors=[Finding(message)]))
        return bureau

    def _refuse(self, report: Report) -> NoReturn:
        for one in report.errors:
            self.stderr.write(f"{one.where}: {one.message}")
        self._end(report)
        raise SystemExit(1)

    def _end(self, report: Report) -> None:
        self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
