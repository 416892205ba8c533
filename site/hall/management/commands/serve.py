import http.client
import io
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from hall import environment
from hall.demo import loading
from hall.lock import alone
from hall.supervisor import Program, Supervisor


class Command(BaseCommand):
    help = "Open the hall on this machine: database, demo city on the first run, then web and worker until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="Leave an empty hall empty.")
        parser.add_argument("--workers", type=int, default=2, help="Web processes (default: 2).")
        parser.add_argument("--threads", type=int, default=8, help="Threads of each web process (default: 8).")

    def handle(self, *args: Any, **options: Any) -> None:
        started = float(os.environ.get(environment.STARTED) or time.time())
        try:
            host, port = environment.address()
            environment.check_port(host, port)
            with alone(settings.VAR):
                self.open(host, port, started, options)
        except environment.Problem as problem:
            raise CommandError(str(problem)) from None

    def open(self, host: str, port: int, started: float, options: dict[str, Any]) -> None:
        """Prepare the data, then run the programs until they are told to end."""
        try:
            self.prepare_database()
            if not options["no_demo"]:
                self.load_demo()
        except KeyboardInterrupt:
            raise CommandError("Stopped before the hall was open; the next start goes on from here.") from None
        connections.close_all()
        supervisor = Supervisor(programs(host, port, options["workers"], options["threads"]), child_environment())
        message = supervisor.run(
            ready=lambda: answers(host, port), opened=lambda: self.announce(host, port, time.time() - started)
        )
        if message:
            raise CommandError(message)
        self.stdout.write("The hall is closed.")

    def prepare_database(self) -> None:
        """Bring the tables up to date; quick when they are."""
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            return
        self.say(f"Preparing the database: {len(plan)} migrations")
        call_command("migrate", interactive=False, verbosity=1, no_color=True, stdout=Applied(self.say, len(plan)))

    def load_demo(self) -> None:
        """Load the demo city into an empty hall, or go on with what a stop interrupted, where it is allowed."""
        if settings.HALL_ALLOW_DEMO and loading.wanted():
            self.say("First run: loading the demo city")
            call_command("demo", stdout=self.stdout)

    def announce(self, host: str, port: int, seconds: float) -> None:
        """Say where the hall is and who can sign in."""
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
        base = f"http://{shown}:{port}"
        self.say(f"\nThe hall is open at {base}/  (staff: {base}/admin/)   [{seconds:.0f} s]")
        if settings.HALL_ALLOW_DEMO and loading.loaded():
            call_command("demo", sign_ins=True, stdout=self.stdout)
        connections.close_all()
        self.say("Ctrl-C ends it.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


class Applied(io.StringIO):
    """Takes what `migrate` prints, and says now and then how many migrations it has applied."""

    STEP = 50

    def __init__(self, say: Callable[[str], None], whole: int) -> None:
        super().__init__()
        self.say, self.whole, self.done = say, whole, 0

    def write(self, text: str) -> int:
        if text.strip() == "OK":
            self.done += 1
            if self.done % self.STEP == 0:
                self.say(f"  {self.done} of {self.whole}")
        return len(text)


def programs(host: str, port: int, workers: int, threads: int) -> list[Program]:
    """The web server and the worker as command lines."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = [
        *(sys.executable, "-m", "gunicorn", "hall.wsgi:application", "--bind", bind),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)),
        # Any length of address: what was asked in words too long gets an answer of the hall's own.
        *("--limit-request-line", "0"),
        *("--graceful-timeout", "5", "--timeout", "120", "--log-level", "warning", "--no-control-socket"),
    ]
    return [
        Program("web", web),
        Program("worker", [sys.executable, str(settings.ROOT / "manage.py"), "worker"]),
    ]


def child_environment() -> dict[str, str]:
    """This environment, with the project on the path and the settings that are in use here."""
    path = [str(settings.ROOT), str(settings.ROOT / "site"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }


def answers(host: str, port: int) -> bool:
    """Whether the web server answers a request, whatever it answers."""
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(reach, port, timeout=5)
    try:
        connection.request("GET", "/health/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
