"""`manage.py check_forms [CODE …]`: what the checks find in the drafts of forms."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forms import service
from forms.models import Form


class Command(BaseCommand):
    """One line for each problem; the last line of standard output is JSON. Exits with 1 if anything blocks publishing."""

    help = "Check the drafts of forms, all in use or those named by their codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Codes of forms."""
        parser.add_argument("codes", nargs="*", metavar="CODE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check each."""
        forms = Form.objects.filter(code__in=options["codes"]) if options["codes"] else Form.objects.current()
        unknown = set(options["codes"]) - {form.code for form in forms}
        if unknown:
            raise CommandError(f"no form {', '.join(sorted(unknown))}")
        errors, warnings = 0, 0
        for form in forms:
            for problem in service.problems(form):
                errors, warnings = errors + problem.blocking, warnings + (not problem.blocking)
                level = "error" if problem.blocking else "warning"
                self.stdout.write(f"{form.code}: {level} {problem.code}: {problem.where}: {problem.message}")
        self.stdout.write(json.dumps({"forms": len(forms), "errors": errors, "warnings": warnings}))
        if errors:
            raise SystemExit(1)
