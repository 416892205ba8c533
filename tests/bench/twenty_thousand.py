"""20,000 guides: the rebuild, the search against a bare FTS5 MATCH, what a cluster's client costs, the admin's search.

`python -m tests.bench.twenty_thousand [--guides 20000]`. Ratios are of neighbours within this run; it exits 1 if one is
out of bounds. Without Java or the package of Elasticsearch the cluster's figures are left out, and it says so.
"""

import argparse
import signal
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests import elasticsearch
from tests.bench import figures, guides, server
from tests.bench.figures import Report, p95

MATCH_TIMES, OVER_TOOK_MS, SAVE_MS = 3.0, 8.0, 15.0
QUESTIONS = Path(__file__).resolve().parents[1] / "search"
BARE = "SELECT rowid FROM search_guides_fts WHERE search_guides_fts MATCH ? ORDER BY rank LIMIT 50"


def questions():
    """Everyday words, typos, pinyin, old names: those of the tests."""
    for name in ("tuning.tsv", "held_back.tsv"):
        for line in (QUESTIONS / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                yield line.split("\t")[1]


def timed(run, *args, **options):
    """Milliseconds."""
    began = time.perf_counter()
    run(*args, **options)
    return (time.perf_counter() - began) * 1000


@contextmanager
def watched(owner, name, seen):
    """Each result of a function goes to `seen` as well."""
    plain = getattr(owner, name)

    def kept(*args, **options):
        result = plain(*args, **options)
        seen.append(result)
        return result

    setattr(owner, name, kept)
    try:
        yield
    finally:
        setattr(owner, name, plain)


def rebuild(report):
    """Every document read afresh, with what an operator sees of it."""
    from django.core.management import call_command

    from search.engines.embedded import engine

    began = time.monotonic()
    call_command("search_index", "rebuild")
    held = sum(engine.health().documents.values())
    report.tell("rebuild, each document", 1000 * (time.monotonic() - began) / held, " ms")


def search(report):
    """The whole of a query against the MATCH of its tokens alone, side by side."""
    from search import service
    from search.engines import embedded

    whole, bare, seen = [], [], []
    with watched(embedded, "_match", seen):
        for number, text in enumerate(questions()):
            seen.clear()
            took = timed(service.query, text, limit=10)
            if number >= 20 and seen and seen[0]:
                whole.append(took)
                bare.append(timed(embedded.engine.rows, BARE, [seen[0].partition(" AND (marks")[0]]))
    report.tell(f"search, p95 of {len(whole)} questions", p95(whole), " ms")
    report.tell("bare FTS5 MATCH of the same tokens, p95", p95(bare), " ms")
    report.tell("search against the bare MATCH", p95(whole) / p95(bare), "×", most=MATCH_TIMES)


def cluster(report):
    """What a call costs beyond the time that the cluster itself says it took."""
    from django.conf import settings

    from search import service
    from search.engines.cluster import cluster as far

    try:
        parts = elasticsearch.find()
    except elasticsearch.Missing as error:
        print(f"  cluster: SKIPPED: {error}")
        return
    with elasticsearch.server(parts) as node:
        settings.SEARCH_URL = node.url
        began = time.monotonic()
        service.rebuild()
        report.tell("rebuild of both indexes", time.monotonic() - began, " s")
        over, seen = [], []
        with watched(far().client, "perform_request", seen):
            for text in questions():
                seen.clear()
                took = timed(service.query, text, limit=10)
                told = [each["took"] for each in seen if "took" in each.body]
                over += [took - sum(told)] if told else []
        report.tell("Elasticsearch, a whole query less the engine's took, p95", p95(over), " ms")
        over = [_request_over_took(far(), text) for text in questions()]
        report.tell("Elasticsearch, service time less took, p95", p95(over), " ms", most=OVER_TOOK_MS)
        settings.SEARCH_URL = ""


def _request_over_took(far, text):
    """Milliseconds of one search request beyond its `took`."""
    from search.engines import entry
    from search.engines.choosing import Chosen
    from search.service import _wanted
    from search.synonyms import thesaurus
    from search.understanding import understand

    wanted = _wanted(understand(text, thesaurus()), ("item",), {}, None, False)
    chosen = Chosen(list(wanted.tokens), list(wanted.sounds))
    began = time.perf_counter()
    answer = far.client.search(index=far.alias(wanted.shelf), body=entry.search(wanted, chosen).to_dict())
    return (time.perf_counter() - began) * 1000 - answer["took"]


def admin(report):
    """A page saved with all that follows (history, outbox, index), and how long it takes to find a part of a name."""
    from wagtail.models import Page
    from wagtail.search.backends import get_search_backend

    from items.models import ItemPage

    backend, pages = get_search_backend(), list(ItemPage.objects.order_by("pk")[:60])
    saves = [timed(page.save) for page in pages]
    report.tell("admin: a page saved, p95", p95(saves[10:]), " ms", most=SAVE_MS)
    words = [page.title[1:4] for page in pages]
    bare = [timed(list, Page.objects.order_by("-pk")[:50]) for _ in words]
    found = [timed(list, backend.search(word, Page.objects.all())[:50]) for word in words]
    report.tell("admin: a search against a list of the newest 50, p95", p95(found) / p95(bare), "×")
    report.tell("admin: a search, p95", p95(found), " ms")


def main():
    """A hall, 20,000 guides, the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.twenty_thousand")
    parser.add_argument("--guides", type=int, default=20_000)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    count, report = parser.parse_args().guides, Report()
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder:
        figures.set_up(Path(folder), server.free_port())
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        guides.fill(guides.names(count))
        for measure in (rebuild, search, admin, cluster):
            measure(report)
    sys.exit(bool(report.missed))


if __name__ == "__main__":
    main()
