"""`manage.py export_form CODE FILE`: a form as an XLSForm workbook."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forms import definition, service
from forms.models import Form
from forms.xlsform import reading, writing


class Command(BaseCommand):
    """The draft, or with --published the version citizens fill in now. The last line of standard output is JSON.

    It counts as import_form counts: `fields` the question rows of the file, `mapped` those that come back from it.
    """

    help = "Write a form as an XLSForm workbook; import_form reads it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The contract's arguments."""
        parser.add_argument("code", help="the form's code")
        parser.add_argument("file", type=Path, nargs="?", help="where to write; else CODE.xlsx here")
        parser.add_argument("--published", action="store_true", help="the published version instead of the draft")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file; CommandError if there is no such form or version, or the file cannot be written."""
        form = Form.objects.filter(code=options["code"]).first()
        if form is None:
            known = ", ".join(Form.objects.order_by("code").values_list("code", flat=True)) or "none yet"
            raise CommandError(f"no form “{options['code']}”. Known: {known}")
        found = definition.of(form)
        if options["published"]:
            version = service.latest(form)
            if version is None:
                raise CommandError(f"the form “{form.code}” has no published version in use")
            found = definition.read(version)
        content, lost = writing.write(found, form.code)
        file = options["file"] or Path(f"{form.code}.xlsx")
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"cannot write {file}: {error.strerror}") from error
        back = reading.read(content, file.name).report
        words = {"fields": back.fields, "mapped": back.mapped, "lost": [asdict(one) for one in lost], "errors": []}
        self.stdout.write(json.dumps({**words, "file": str(file)}, ensure_ascii=False))
