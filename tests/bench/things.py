"""Documents of a table of their own, that many processes may write and read: a title by key."""

from django.db import connection

from search import outbox, registry
from search.document import Document

KIND = "thing"


def install():
    """Make the table."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_thing (key TEXT PRIMARY KEY, title TEXT NOT NULL)")


def _rows(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def keys():
    """Of those that are there."""
    return [key for (key,) in _rows("SELECT key FROM bench_thing")]


def build(key):
    """As any app would."""
    found = _rows("SELECT title FROM bench_thing WHERE key=%s", key)
    return Document(key=key, kind=KIND, title=found[0][0], body={"fee": "免费"}) if found else None


def put(key, title):
    """Make it, or change it. Within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO bench_thing VALUES (%s, %s)", [key, title])
    outbox.changed(KIND, key)


def drop(key):
    """It goes. Within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM bench_thing WHERE key=%s", [key])
    outbox.changed(KIND, key)


def register():
    """In each process that reads or writes them."""
    registry.register(registry.DocumentType(KIND, build, keys))


def work():
    """A worker's round again and again: the process is killed when it has done enough."""
    import time

    register()
    while True:
        outbox.feed()
        outbox.retry()
        time.sleep(0.2)


if __name__ == "__main__":
    import django

    django.setup()
    work()
