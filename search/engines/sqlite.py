"""Where the embedded index is kept: its tables, in the hall's own database or in a file of this host."""

# ruff: noqa: S608 - table names come from the fixed list of shelves; every value is bound.

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from search.registry import QUEUE, SHELVES

Row = tuple[Any, ...]


def _statements(shelf: str) -> list[str]:
    table = f"search_{shelf}"
    # Where answers are ranked, bm25 reads where tokens stand; without that it cuts every text found into words again.
    detail = "column" if shelf == QUEUE else "full"
    return [
        f"""CREATE TABLE IF NOT EXISTS {table} (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, "key" TEXT NOT NULL, version INTEGER NOT NULL,
            gone INTEGER NOT NULL DEFAULT 0, live INTEGER NOT NULL DEFAULT 1, "date" TEXT NOT NULL DEFAULT '',
            title TEXT NOT NULL DEFAULT '', url TEXT NOT NULL DEFAULT '', fingerprint TEXT NOT NULL DEFAULT '', digest TEXT NOT NULL DEFAULT '',
            data TEXT NOT NULL DEFAULT '{{}}', body TEXT NOT NULL DEFAULT '{{}}', UNIQUE (kind, "key"))""",
        f"""CREATE VIRTUAL TABLE IF NOT EXISTS {table}_fts USING fts5 (title, alias, sound, body, marks,
            detail={detail}, tokenize="unicode61 remove_diacritics 0 tokenchars '_'")""",
        f"CREATE INDEX IF NOT EXISTS {table}_there ON {table} (kind) WHERE gone=0",
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table}_terms USING fts5vocab ({table}_fts, col)",
    ]


def _tables(shelf: str) -> list[str]:
    return [f"search_{shelf}_terms", f"search_{shelf}_fts", f"search_{shelf}"]


class Store:
    """The index's tables and what is read from and written to them."""

    def __init__(self) -> None:
        self._local = threading.local()

    @property
    def shared(self) -> bool:
        """Whether the index lives in the hall's database and its transactions."""
        return connection.vendor == "sqlite"

    @property
    def path(self) -> Path:
        """The file of its own, where the hall's database is not SQLite."""
        return Path(settings.VAR) / "search" / "embedded.sqlite3"

    # -- connections -------------------------------------------------------------------------------------------

    def _own(self) -> sqlite3.Connection:
        kept: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if kept is None or getattr(self._local, "path", None) != self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            kept = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            kept.execute("PRAGMA journal_mode=WAL")
            kept.execute("PRAGMA synchronous=NORMAL")
            self._local.connection, self._local.path = kept, self.path
            self._create(lambda sql: kept.execute(sql))
        return kept

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Read."""
        if self.shared:
            with connection.cursor() as cursor:
                cursor.execute(sql.replace("?", "%s"), list(values))
                return list(cursor.fetchall())
        return list(self._own().execute(sql, tuple(values)).fetchall())

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Write; the id of the row inserted."""
        if self.shared:
            with connection.cursor() as cursor:
                cursor.execute(sql.replace("?", "%s"), list(values))
                return int(cursor.cursor.lastrowid or 0) if hasattr(cursor, "cursor") else 0
        return int(self._own().execute(sql, tuple(values)).lastrowid or 0)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction of the index's own file; in the hall's database, a savepoint of the caller's."""
        if self.shared:
            from django.db import transaction

            with transaction.atomic():
                yield
            return
        own = self._own()
        if own.in_transaction:
            yield
            return
        own.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            own.execute("ROLLBACK")
            raise
        own.execute("COMMIT")

    def close(self) -> None:
        """Close this thread's own file, if one is open."""
        if kept := getattr(self._local, "connection", None):
            kept.close()
            self._local.connection = None

    # -- tables ------------------------------------------------------------------------------------------------

    @staticmethod
    def _create(execute: Any) -> None:
        execute("CREATE TABLE IF NOT EXISTS search_about (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        for shelf in SHELVES:
            for statement in _statements(shelf):
                execute(statement)

    def install(self) -> None:
        """Make the tables where they are missing."""
        self._create(self.run)

    def clear(self) -> None:
        """Forget every document, and keep what the index says about itself."""
        for shelf in SHELVES:
            self.run(f"DELETE FROM search_{shelf}")
            self.run(f"DELETE FROM search_{shelf}_fts")

    def wipe(self) -> None:
        """Empty the index, and make its tables anew."""
        for shelf in SHELVES:
            for table in _tables(shelf):
                self.run(f"DROP TABLE IF EXISTS {table}")
        self.run("DROP TABLE IF EXISTS search_about")
        self.install()

    def about(self, name: str, default: str = "") -> str:
        """A fact the index keeps about itself."""
        found = self.rows("SELECT value FROM search_about WHERE name = ?", [name])
        return str(found[0][0]) if found else default

    def note(self, name: str, value: str) -> None:
        """Keep such a fact."""
        self.run("INSERT OR REPLACE INTO search_about (name, value) VALUES (?, ?)", [name, value])
