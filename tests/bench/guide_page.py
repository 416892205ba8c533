"""A guide at 5,000 items: answered from what was kept, told "not modified", and made afresh. p95 against a bare view.

`python -m tests.bench.guide_page` makes a hall of its own for it (HALL_VAR, or a temporary folder), fills it and prints
ratios, queries and bytes; the second time the filled hall is used again. All in one process, without a server's own
cost in the yardstick: harder than `make bench`, which asks a real server.
"""

import os
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

ITEMS, BUREAUS = 5_000, 45
ROUNDS, WARM_UP = 400, 30
MOST_KEPT, MOST_QUERIES, MOST_BYTES = 3.0, 12, 200_000


def _guide():
    from items.models import ItemPage

    return ItemPage.objects.live().exclude(version=0).order_by("-version", "pk").first()


def kept(client):
    url = _guide().public_path()
    return lambda: client.get(url, HTTP_ACCEPT_ENCODING="gzip")


def not_modified(client):
    url = _guide().public_path()
    tag = client.get(url)["ETag"]
    return lambda: client.get(url, HTTP_IF_NONE_MATCH=tag)


def afresh(client):
    from django.core.cache import caches

    url = _guide().public_path()

    def send():
        caches["pages"].clear()
        return client.get(url)

    return send


def fill():
    """One guide of 40 materials and 5 steps, published as any; 5,000 more as copies of its rows."""
    from django.db import transaction

    from items.models import Topic
    from items.models.rows import Material
    from tests.factories import make_bureau, make_item

    with transaction.atomic():
        shelves = [Topic.objects.get_or_create(name=f"主题{n}")[0] for n in range(20)]
        bureaus = [make_bureau(f"第{n}委员会", slug=f"bench-{n}") for n in range(BUREAUS)]
        model = make_item(bureaus[0], "样板事项许可", topics=shelves[:1])
        draft = model.get_latest_revision_as_object()
        draft.materials = [
            Material(name=f"申请材料{n}", originals=1, standard="填写完整，签章。" * 5) for n in range(40)
        ]
        draft.save_revision(clean=False).publish()
        copies(model, bureaus, shelves)


def copies(model, bureaus, shelves):
    """The rows of 5,000 guides, written past the verbs: publishing each would take an hour and change no figure."""
    from wagtail.models import Page, Revision

    from items.models import ItemPage, Material, Stamp, Step
    from items.models.stamp import key_of

    model = ItemPage.objects.get(pk=model.pk)
    parents = [bureau.page for bureau in bureaus]
    base = Page.objects.get(pk=model.pk)
    names = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    shared = {name: getattr(base, name) for name in names} | {"live_revision_id": None, "latest_revision_id": None}
    pages = []
    for n in range(ITEMS):
        path = Page._get_path(parents[n % BUREAUS].path, base.depth, n + 1000)
        own = {"title": f"第{n}号事项许可", "slug": f"bench-{n}", "path": path, "url_path": f"/home/bench/{n}/"}
        pages.append(Page(**{**shared, **own, "draft_title": own["title"], "translation_key": uuid.uuid4()}))
    pages = Page.objects.bulk_create(pages, batch_size=200)
    for n, page in enumerate(pages):
        child = ItemPage(
            page_ptr=page, **{**_columns(model), "address": page.slug, "bureau_id": bureaus[n % BUREAUS].pk}
        )
        child.save_base(raw=True)
        child.topics.through.objects.create(itempage_id=page.pk, topic=shelves[n % 20])
    for rows in (Material, Step):
        kept = list(rows.objects.filter(page_id=model.pk).order_by("sort_order"))[:6]
        rows.objects.bulk_create([_copy(row, page.pk) for page in pages for row in kept], batch_size=500)
    live = Revision.objects.get(pk=model.live_revision_id)
    revisions = [_copy(live, None, object_id=str(page.pk)) for page in pages]
    for page, revision in zip(pages, Revision.objects.bulk_create(revisions, batch_size=200), strict=True):
        Page.objects.filter(pk=page.pk).update(live_revision=revision, latest_revision=revision)
    Stamp.objects.bulk_create(
        [Stamp(key=key_of(p.slug), token=p.slug[:16], changed_at=int(time.time())) for p in pages]
    )


def _columns(model):
    return {
        field.attname: getattr(model, field.attname)
        for field in model._meta.local_concrete_fields
        if not field.primary_key
    } | {"code": ""}


def _copy(row, page, **changed):
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    return type(row)(**{**values, **({"page_id": page} if page else {}), **changed})


def figures(rounds=ROUNDS):
    """Milliseconds of each request, by the clock and of the processor, all sent in turn within one run; queries and
    bytes of the page made afresh."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.bench.urls import BARE

    yardstick = Client()
    sends = {"bare Django view": lambda: yardstick.get(BARE)}
    sends |= {name: prepare(Client()) for name, prepare in (("kept", kept), ("not modified", not_modified))}
    times = _timed(sends, rounds)
    times |= {"made afresh": _timed({"made afresh": afresh(Client())}, rounds // 8)["made afresh"]}
    with CaptureQueriesContext(connection) as queries:
        answer = afresh(Client())()
    return times, len(queries), len(answer.content)


def _timed(sends, rounds):
    for send in sends.values():
        for _ in range(WARM_UP):
            assert send().status_code < 400
    times = {name: [] for name in sends}
    for _ in range(rounds):
        for name, send in sends.items():
            worked, started = time.process_time(), time.perf_counter()
            send()
            ended = (time.perf_counter() - started, time.process_time() - worked)
            times[name].append(tuple(seconds * 1000 for seconds in ended))
    return times


def show(times, queries, size):
    """The table, and whether each figure is within what is promised. On a machine with other work the processor's time
    tells more than the clock's."""
    base = [_p95(times["bare Django view"], which) for which in (0, 1)]
    print(f"\n{'request':<24}{'p95':>9}{'ratio':>8}{'p95 of CPU':>12}{'ratio':>8}  ms")
    for name, taken in times.items():
        clock, work = _p95(taken, 0), _p95(taken, 1)
        print(f"{name:<24}{clock:>9.2f}{clock / base[0]:>7.1f}×{work:>12.2f}{work / base[1]:>7.1f}×")
    print(f"\nmade afresh: {queries} queries (most {MOST_QUERIES}), {size / 1000:.1f} kB (most {MOST_BYTES // 1000})")
    print(f"kept: p95 {_p95(times['kept'], 0) / base[0]:.2f} times a bare view's (most {MOST_KEPT:.0f})")


def _p95(taken, which):
    return statistics.quantiles([pair[which] for pair in taken], n=20)[-1]


def main():
    """A hall, 5,000 guides, the figures."""
    root = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(root), str(root / "site")]
    folder = tempfile.TemporaryDirectory(prefix="hall-bench-")
    os.environ.setdefault("HALL_VAR", folder.name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hall.settings.dev")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "tests.bench.urls"
    call_command("migrate", interactive=False, verbosity=0)
    from items.models import ItemPage

    if ItemPage.objects.count() < ITEMS:
        fill()
    show(*figures())


if __name__ == "__main__":
    main()
