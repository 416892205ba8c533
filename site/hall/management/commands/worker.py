from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hall.worker import Worker


class Command(BaseCommand):
    help = "Run the hall's periodic jobs and queued tasks until Ctrl-C or SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Run what is due now, then end.")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        if options["once"]:
            self.stdout.write(f"{worker.once()} jobs run.")
            return
        worker.listen()
        self.stdout.write("The worker is running.")
        worker.run()
