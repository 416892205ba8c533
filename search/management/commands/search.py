"""Ask the search: one query, or a file of them, for measuring."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import registry, service
from search.document import Answer


def printable(text: str) -> str:
    """The text without halves of characters, which JSON can name and no terminal or file can hold."""
    return text.encode(errors="replace").decode()


class Command(BaseCommand):
    help = 'Search the guides. With --queries each line of the file is {"query": …}; --json answers a line for each.'

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The query, or the file of queries."""
        parser.add_argument("query", nargs="?")
        parser.add_argument("--queries", help="a JSON Lines file, or - for standard input")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--include-drafts", action="store_true")
        parser.add_argument("--kind", action="append", choices=registry.names(), help="default: item")
        parser.add_argument("--limit", type=int, default=10)

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer each query in turn."""
        if not options["query"] and not options["queries"]:
            raise CommandError("Give a query, or --queries FILE.jsonl.")
        if options["query"] and options["queries"]:
            raise CommandError("Give a query or --queries, not both.")
        if options["limit"] < 1:
            raise CommandError("--limit is at least 1.")
        asked = stood_in = 0
        # All lines are read first: a line that cannot be read leaves no half of the answers behind.
        for text in list(self._texts(options)):
            answer = service.query(
                text,
                kinds=tuple(options["kind"] or ("item",)),
                limit=options["limit"],
                at_least=options["limit"],
                include_drafts=options["include_drafts"],
            )
            self._show(answer, options["json"])
            asked, stood_in = asked + 1, stood_in + answer.fallback
        if stood_in:
            self.stderr.write(f"{stood_in} of {asked} answered by the embedded index: the cluster did not answer.")

    def _texts(self, options: dict[str, Any]) -> Iterator[str]:
        if options["query"]:
            yield printable(options["query"])
            return
        source = options["queries"]
        try:
            text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
        except OSError as error:
            raise CommandError(f"{source}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{source} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield self._query(line, number)

    @staticmethod
    def _query(line: str, number: int) -> str:
        """What a line asks; "" where it has no query: it is answered all the same, so that answers stay in step."""
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CommandError(f'Line {number} is not {{"query": …}}: {line[:60]}') from error
        if not isinstance(found, dict):
            raise CommandError(f'Line {number} is not {{"query": …}}: {line[:60]}')
        query = found.get("query")
        return "" if query is None else printable(str(query))

    def _show(self, answer: Answer, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(answer.as_json(), ensure_ascii=False))
            return
        self.stdout.write(f"{answer.query}: {answer.verdict} {answer.section}".rstrip())
        for hit in answer.hits:
            self.stdout.write(f"  {hit.score:.2f}  {hit.code or hit.key}  {hit.title}")
