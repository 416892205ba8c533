"""The database's own refusal to change or delete a published version, on SQLite and on PostgreSQL.

Installed after every migrate: SQLite drops a table's triggers silently whenever a migration rebuilds it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

TABLE = "hall_forms_formversion"
MESSAGE = "a published form version is frozen"
NAMES = {"UPDATE": f"{TABLE}_no_update", "DELETE": f"{TABLE}_no_delete"}
NO_REPLACE = f"{TABLE}_no_replace"
"""SQLite only: INSERT OR REPLACE deletes the row in its way without firing a trigger of DELETE."""
NO_TRUNCATE = f"{TABLE}_no_truncate"
"""PostgreSQL only: TRUNCATE passes by the triggers of rows."""
TAKEN = f"SELECT 1 FROM {TABLE} WHERE id = NEW.id OR (form_id = NEW.form_id AND number = NEW.number)"  # noqa: S608
"""Each way in which a row that is there can be in the way of a new one."""


def names(vendor: str) -> list[str]:
    """The triggers there should be."""
    return [*NAMES.values(), NO_REPLACE if vendor == "sqlite" else NO_TRUNCATE]


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the triggers that are missing; nothing if the table is not there yet."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        return [
            *(
                f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {TABLE} {refuse}"
                for event, name in NAMES.items()
            ),
            f"CREATE TRIGGER IF NOT EXISTS {NO_REPLACE} BEFORE INSERT ON {TABLE} WHEN EXISTS ({TAKEN}) {refuse}",
        ]
    function = (
        f"CREATE OR REPLACE FUNCTION {TABLE}_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    made = f"EXECUTE FUNCTION {TABLE}_frozen()"
    return [
        function,
        *(
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {TABLE} FOR EACH ROW {made}"
            for event, name in NAMES.items()
        ),
        f"CREATE OR REPLACE TRIGGER {NO_TRUNCATE} BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {made}",
    ]


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The triggers that should be there and are not; empty while the table is not there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return []
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'", [TABLE])
        found = {row[0] for row in cursor.fetchall()}
    return sorted(set(names(connection.vendor)) - found)


def lift(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take the triggers away: for a flush in tests and for the retention verb, never else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        for name in names(connection.vendor):
            on = "" if connection.vendor == "sqlite" else f" ON {TABLE}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


@contextmanager
def triggers_lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run a block without the triggers; they are back afterwards, whatever happened."""
    lift(using)
    try:
        yield
    finally:
        install(using)


def after_migrate(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """The receiver of post_migrate."""
    install(using)
