"""`manage.py demo`: load the demo city into an empty hall, or say who can sign in to it."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hall.demo import loading, people


class Command(BaseCommand):
    help = "Load the demo city: 44 bureaus, 278 guides, people, forms and some weeks of work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="Only say who can sign in.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses where citizens' cases live; safe to run twice."""
        if not settings.HALL_ALLOW_DEMO:
            raise CommandError("The demo is not loaded here: this installation is set up for real cases.")
        if options["sign_ins"]:
            self.sign_ins()
            return
        if loading.loaded():
            self.say("The demo city is loaded already.")
            return
        if loading.foreign():
            raise CommandError("This hall has bureaus of its own. Load the demo into an empty hall (set HALL_VAR).")
        started = time.monotonic()
        self.say("Loading the demo city")
        loading.load(self.say)
        self.say(f"The demo city is loaded   [{time.monotonic() - started:.0f} s]")

    def sign_ins(self) -> None:
        """Who can sign in, as a table."""
        rows = people.sign_ins()
        if not rows:
            self.say("The demo city is not loaded; `manage.py demo` loads it.")
            return
        self.say(f"Demo sign-ins, password of all: {people.PASSWORD}")
        for username, name, role, bureau in rows:
            self.say(f"  {username:<14} {name}  {role}  {bureau}")
        samples = loading.samples()
        if samples:
            self.say("Cases to look up (number, query code):")
        for case in samples:
            self.say(f"  {case.number}  {case.query_code}  {case.get_kind_display()}  {case.title}")

    def say(self, text: str) -> None:
        """One line, at once."""
        self.stdout.write(text)
        self.stdout.flush()
