"""The embedded engine: SQLite FTS5. In the hall's own database where that is SQLite, and then in its transactions;
else in a file of its own on each host."""

# ruff: noqa: S608 - table names come from the fixed list of shelves; every value is bound.

import json
from collections.abc import Iterable, Mapping, Sequence

from search.document import Candidate, Document
from search.registry import SHELVES, shelf_of

from . import EVERYTHING, Found, Health, Wanted, layout, queue
from .choosing import choose, in_names
from .shelves import kept
from .sqlite import Row, Store

WEIGHTS = "10.0, 8.0, 3.0, 1.0, 0.0"
"""bm25 weights of title, alias, sound, body, marks."""


class EmbeddedEngine(Store):
    """FTS5 over tokens made in Python."""

    name = "embedded"

    # -- writing -----------------------------------------------------------------------------------------------

    def index(self, documents: Iterable[tuple[Document, int]], shelf: str) -> dict[tuple[str, str], str]:
        """Keep each document unless a newer version is there."""
        with self.writing():
            for document, version in documents:
                self._put(document, version, shelf)
        return {}

    def _put(self, document: Document, version: int, shelf: str) -> None:
        made = kept(document, shelf)
        document, fields = made.document, made.fields
        row_id = self._claim(document.kind, document.key, version, shelf, made.place)
        if row_id is None:
            return
        self.run(
            f'UPDATE search_{shelf} SET version=?, gone=0, live=?, "date"=?, title=?, url=?, fingerprint=?, digest=?,'
            " data=?, body=? WHERE id=?",
            [
                version,
                int(document.live),
                document.date.isoformat() if document.date else "",
                document.title,
                document.url,
                made.fingerprint,
                fields.digest,
                json.dumps(fields.data, ensure_ascii=False),
                json.dumps(dict(document.body), ensure_ascii=False),
                row_id,
            ],
        )
        self.run(
            f"INSERT INTO search_{shelf}_fts (rowid, title, alias, sound, body, marks) VALUES (?, ?, ?, ?, ?, ?)",
            [row_id, fields.title, fields.alias, fields.sound, fields.body, f"{fields.marks} {_standing(document)}"],
        )

    def _claim(self, kind: str, key: str, version: int, shelf: str, place: int | None = None) -> int | None:
        """The row of a key, made if missing, its tokens removed; None if it holds a newer version.

        With a place, the row's id is the free one next below: a queue is read by it.
        """
        found = self.rows(f'SELECT id, version FROM search_{shelf} WHERE kind=? AND "key"=?', [kind, key])
        if found and int(found[0][1]) > version:
            return None
        if not found:
            free = None if place is None else self._free(place, shelf)
            return self.run(
                f'INSERT INTO search_{shelf} (id, kind, "key", version) VALUES (?, ?, ?, ?)', [free, kind, key, version]
            )
        row_id = int(found[0][0])
        self.run(f"DELETE FROM search_{shelf}_fts WHERE rowid=?", [row_id])
        if place is not None and row_id // queue.SECOND != place // queue.SECOND:
            there, row_id = row_id, self._free(place, shelf)
            self.run(f"UPDATE search_{shelf} SET id=? WHERE id=?", [row_id, there])
        return row_id

    def _free(self, place: int, shelf: str) -> int:
        """The place, or the next one below that no document has."""
        while self.rows(f"SELECT 1 FROM search_{shelf} WHERE id=?", [place]):
            place -= 1
        return place

    def delete(self, gone: Iterable[tuple[str, str, int]], shelf: str) -> dict[tuple[str, str], str]:
        """Leave tombstones; what goes wrong is raised."""
        with self.writing():
            for kind, key, version in gone:
                row_id = self._claim(kind, key, version, shelf)
                if row_id is not None:
                    self.run(
                        f"UPDATE search_{shelf} SET version=?, gone=1, live=0, title='', url='', digest='', data='{{}}',"
                        " body='{}' WHERE id=?",
                        [version, row_id],
                    )
        return {}

    # -- reading -----------------------------------------------------------------------------------------------

    def frequencies(self, tokens: Sequence[str], shelf: str) -> tuple[int, Mapping[str, int]]:
        """How many documents there are, and for each token how many hold it in a name."""
        documents, counts = self._counts(tokens, shelf)
        return documents, in_names(counts)

    def _counts(self, tokens: Sequence[str], shelf: str) -> tuple[int, dict[str, dict[str, int]]]:
        places = ",".join("?" * len(tokens)) or "''"
        rows = self.rows(
            f"SELECT '', '', count(*) FROM search_{shelf} WHERE gone=0"
            f" UNION ALL SELECT term, col, doc FROM search_{shelf}_terms WHERE term IN ({places})",
            list(tokens),
        )
        counts: dict[str, dict[str, int]] = {}
        for term, column, count in rows[1:]:
            counts.setdefault(str(term), {})[str(column)] = int(count)
        return int(rows[0][2]), counts

    def find(self, wanted: Wanted) -> Found:
        """Candidates by bm25, the terms that nearly every document holds left out."""
        documents, counts = self._counts((*wanted.tokens, *wanted.sounds), wanted.shelf)
        if wanted.anything and wanted.kinds:
            return Found(self._anything(wanted), documents, {})
        match = _match(wanted, documents, {token: max(by.values()) for token, by in counts.items()})
        if not match or not wanted.kinds:
            return Found([], documents, in_names(counts))
        table = f"search_{wanted.shelf}"
        rows = self.rows(
            f'SELECT kind, "key", title, url, live, digest, data FROM {table} JOIN'
            f" (SELECT rowid AS id, bm25({table}_fts, {WEIGHTS}) AS score FROM {table}_fts WHERE {table}_fts MATCH ?"
            " ORDER BY score, rowid LIMIT ?) USING (id) ORDER BY score, id",
            [match, wanted.limit],
        )
        return Found([_candidate(row) for row in rows], documents, in_names(counts))

    def _anything(self, wanted: Wanted) -> list[Candidate]:
        table = f"search_{wanted.shelf}"
        rows = self.rows(
            f'SELECT kind, "key", title, url, live, digest, data FROM {table}'
            f' WHERE id IN (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?) ORDER BY kind, "key" LIMIT ?',
            [" AND ".join(_limits(wanted)), wanted.limit],
        )
        return [_candidate(row) for row in rows]

    def newest(self, asked: queue.Asked) -> list[str]:
        """By the ids, which follow the dates."""
        if asked.hopeless:
            return []
        rows = self.rows(
            'SELECT d."key" FROM search_queue_fts f CROSS JOIN search_queue d ON d.id=f.rowid'
            " WHERE search_queue_fts MATCH ? AND d.kind=? AND d.gone=0 ORDER BY f.rowid DESC LIMIT ?",
            [queue.match(asked), asked.kind, asked.limit],
        )
        return [str(key) for (key,) in rows]

    def bodies(self, keys: Sequence[tuple[str, str]], shelf: str) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """The body sections of the given documents."""
        found: dict[tuple[str, str], Mapping[str, str]] = {}
        for kind in dict.fromkeys(kind for kind, _ in keys):
            wanted = [key for each, key in keys if each == kind]
            rows = self.rows(
                f'SELECT "key", body FROM search_{shelf} WHERE kind=? AND "key" IN ({",".join("?" * len(wanted))})',
                [kind, *wanted],
            )
            found |= {(kind, str(key)): json.loads(body) for key, body in rows}
        return found

    def versions(self, kind: str, shelf: str) -> Mapping[str, int]:
        """Every key of a kind that is there, with its version."""
        rows = self.rows(f'SELECT "key", version FROM search_{shelf} WHERE kind=? AND gone=0', [kind])
        return {str(key): int(version) for key, version in rows}

    def fingerprints(self, kind: str, keys: Sequence[str], shelf: str) -> Mapping[str, str]:
        """What was indexed of these documents, by key; those that are not there are left out."""
        rows = self.rows(
            f'SELECT "key", fingerprint FROM search_{shelf}'
            f' WHERE kind=? AND gone=0 AND "key" IN ({",".join("?" * len(keys))})',
            [kind, *keys],
        )
        return {str(key): str(fingerprint) for key, fingerprint in rows}

    def health(self) -> Health:
        """What the index holds."""
        try:
            counts: dict[str, int] = {}
            for shelf in SHELVES:
                for kind, count in self.rows(f"SELECT kind, count(*) FROM search_{shelf} WHERE gone=0 GROUP BY kind"):
                    if shelf_of(str(kind)) == shelf:
                        counts[str(kind)] = int(count)
            return Health(self.name, True, counts, self.about("layout"))
        except Exception as error:
            return Health(self.name, False, {}, detail=str(error))


def _match(wanted: Wanted, documents: int, frequency: Mapping[str, int]) -> str:
    """The FTS5 expression; "" if no token is in the index. Tokens hold letters, digits and "_" only: none can escape."""
    chosen = choose(wanted, documents, frequency)
    parts = [f"({{title alias body}} : ({_either(chosen.tokens)}))"] if chosen.tokens else []
    parts += [f"(sound : ({_either(chosen.sounds)}))"] if chosen.sounds else []
    if not parts:
        return ""
    return " AND ".join([f"({' OR '.join(parts)})", *_limits(wanted)])


def _limits(wanted: Wanted) -> list[str]:
    """Kinds, facets, drafts and scope as parts of an expression, so that only what is shown is read from its row."""
    limits = [_either(layout.mark(name, v) for v in values) for name, values in wanted.filters.items() if values]
    if wanted.scope is None and not wanted.include_drafts:
        # One mark for what citizens ask: each more costs bm25 as much as a word of the query.
        limits.append(_either(map(layout.shown_mark, wanted.kinds)))
        return [f"(marks : ({each}))" for each in limits]
    limits.append(_either(map(layout.kind_mark, wanted.kinds)))
    if not wanted.include_drafts:
        limits.append(f'"{layout.LIVE}"')
    if wanted.scope is None:
        limits.append(f'"{layout.PUBLIC}"')
    elif EVERYTHING not in wanted.scope:
        limits.append(_either([layout.PUBLIC, *(layout.scope_mark(each) for each in wanted.scope)]))
    return [f"(marks : ({each}))" for each in limits]


def _standing(document: Document) -> str:
    """The marks of its kind, and of who finds it."""
    marks = [layout.kind_mark(document.kind)]
    if document.live:
        marks.append(layout.LIVE)
        if not document.scope:
            marks.append(layout.shown_mark(document.kind))
    return " ".join(marks)


def _either(tokens: Iterable[str]) -> str:
    return " OR ".join(f'"{token}"' for token in tokens)


def _candidate(row: Row) -> Candidate:
    kind, key, title, url, live, digest, data = row
    return layout.candidate(str(kind), str(key), str(title), str(url), bool(live), str(digest), str(data))


engine = EmbeddedEngine()
