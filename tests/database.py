"""The test database between runs and between tests: kept while it fits, and put back as `migrate` left it."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase

from forms.triggers import triggers_lifted
from search import outbox

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


class Stamp:
    """A file that says which migrations the kept database was made from; gone while tests run.

    So a database is made anew when a migration was changed, and when an earlier run was killed halfway.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or Path(settings.VAR) / f"test-database-{connection.vendor}.json"

    def fits(self) -> bool:
        """Whether the kept database can be used again."""
        try:
            return json.loads(self.file.read_text()) == self._wanted()
        except (OSError, ValueError):
            return False

    def lift(self) -> None:
        """Tests begin."""
        self.file.unlink(missing_ok=True)

    def put(self) -> None:
        """Tests have ended and the database is as it was."""
        self.file.write_text(json.dumps(self._wanted()))

    def _wanted(self) -> dict[str, str]:
        files = [*sorted(settings.ROOT.glob("[!.]*/**/migrations/*.py")), settings.ROOT / "requirements.txt"]
        content = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
        return {
            "migrations": content,
            "database": str(connection.settings_dict["HOST"]) + str(connection.settings_dict["PORT"]),
        }


class Mould:
    """The database as `migrate` left it, shared by all processes of this checkout: one runs the migrations, the others copy.

    On SQLite a file, on PostgreSQL a database that nobody connects to.
    """

    NAME = "test_mould"

    def __init__(self) -> None:
        self.folder = Path(os.environ["HALL_TEST_VAR"])
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = self.folder / "mould.sqlite3"
        self.stamp = Stamp(self.folder / f"mould-{connection.vendor}.json")
        self._lock: IO[str] | None = None

    def hold(self) -> None:
        """Wait until no other process makes or copies it; none does until `release`, or until this process ends."""
        self._lock = (self.folder / f"mould-{connection.vendor}.lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def release(self) -> None:
        """This process has its database."""
        if self._lock:
            self._lock.close()
        self._lock = None

    def cast(self, name: str) -> bool:
        """Make the database of this name anew, as a copy; False if there is nothing that fits to copy."""
        if not self.stamp.fits():
            return False
        connection.close()
        return self._cast_file(Path(name)) if connection.vendor == "sqlite" else self._copy(self.NAME, name)

    def take(self) -> None:
        """Keep a copy of this process's test database, freshly migrated, for the others."""
        self.stamp.lift()
        name = str(connection.settings_dict["NAME"])
        if connection.vendor == "sqlite":
            with (
                contextlib.closing(sqlite3.connect(name)) as made,
                contextlib.closing(sqlite3.connect(self.file)) as kept,
            ):
                made.backup(kept)
        else:
            connection.close()
            self._copy(name, self.NAME)
        self.stamp.put()

    def _cast_file(self, place: Path) -> bool:
        if not self.file.exists():
            return False
        for ending in ("", "-wal", "-shm"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
        shutil.copyfile(self.file, place)
        return True

    def _copy(self, source: str, target: str) -> bool:
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [source])
            if cursor.fetchone():
                cursor.execute(f'DROP DATABASE IF EXISTS "{target}"')
                cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
                return True
        return False


def read_all() -> Rows:
    """Every row of every table of ours."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if rows := cursor.fetchall():
                found[table] = ([column[0] for column in cursor.description], rows)
    return found


def write_all(rows: Rows) -> None:
    """Put rows into empty tables."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, values) in rows.items():
            names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})", values)


def restore_after_flush(rows: Rows) -> None:
    """Let tests that commit end with the rows of `migrate` in place (root page, roles, calendar), not with none."""

    def teardown(self: TransactionTestCase) -> None:
        with triggers_lifted():
            # Sequences go on: started anew, they would give out the ids of the rows put back.
            options = {"allow_cascade": False, "inhibit_post_migrate": True, "reset_sequences": False}
            call_command("flush", verbosity=0, interactive=False, **options)
            write_all(rows)
            outbox.empty()

    TransactionTestCase._fixture_teardown = teardown
