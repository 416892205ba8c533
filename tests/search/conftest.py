import pytest

from search import registry, service
from search.document import Document
from search.registry import DocumentType

from .corpus import ITEMS


class Shelf:
    """Documents in memory, with the verbs an app would have."""

    def __init__(self, kind="thing"):
        self.kind = kind
        self.rows = {}
        self.type = registry.register(DocumentType(kind, self.rows.get, lambda: list(self.rows), label=kind))

    def put(self, key, title, **fields):
        from search import outbox

        self.rows[key] = Document(key=key, kind=self.kind, title=title, **fields)
        outbox.changed(self.kind, key)

    def drop(self, key):
        from search import outbox

        del self.rows[key]
        outbox.changed(self.kind, key)

    def ask(self, text, **options):
        return service.query(text, kinds=(self.kind,), **options)

    def keys(self, text, **options):
        return [hit.key for hit in self.ask(text, **options).hits]


@pytest.fixture
def shelf(db):
    """An empty shelf of things."""
    made = Shelf()
    yield made
    registry.unregister("thing")


@pytest.fixture
def city(shelf):
    """A shelf with some seventy typical matters."""
    for line in ITEMS.strip().splitlines():
        key, title, *aliases = line.split("\t")
        shelf.put(
            key,
            title,
            aliases=aliases[0].split("、") if aliases else (),
            body={"summary": f"办理{title}。", "materials": "申请表、身份证明", "fee": "不收费"},
            facets={"theme": "经营" if "经营" in title else "生活"},
            url=f"/items/{key}/",
        )
    return shelf
