"""As many guides as wanted, written past the verbs: publishing each would take hours and change no figure."""

import random
import time
import uuid

from tests.search import lists

BUREAUS = 45
ROWS = 6
"""Materials, and steps, of each guide."""
DISTRICTS = (
    "",
    "(中原区)",
    "(二七区)",
    "(金水区)",
    "(惠济区)",
    "(管城区)",
    "(上街区)",
    "(新郑市)",
    "(登封市)",
    "(中牟县)",
)


def names(count):
    """Names as the lists of a province and its districts have them, none twice; 20,000 and more."""
    every = (name + district for district in DISTRICTS for name in lists.province())
    found = [name for name, _ in zip(every, range(count), strict=False)]
    if len(found) < count:
        raise ValueError(f"there are {len(found)} names, not {count}")
    return found


def fill(titles):
    """One guide of 40 materials and 5 steps, published as any; more as copies of its rows under these titles."""
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
        _copies(model, bureaus, shelves, titles)


def _copies(model, bureaus, shelves, titles):
    from wagtail.models import Page, Revision

    from items.models import ItemPage, Material, Stamp, Step
    from items.models.stamp import key_of

    model = ItemPage.objects.get(pk=model.pk)
    pages = _pages(model, [bureau.page for bureau in bureaus], titles)
    chance = random.Random(20)
    for n, page in enumerate(pages):
        own = {"address": page.slug, "bureau_id": bureaus[n % BUREAUS].pk, "code": f"1141{n:09}"}
        child = ItemPage(page_ptr=page, **{**_columns(model), **own, **_texts(page.title, titles, chance)})
        child.save_base(raw=True)
    links = [ItemPage.topics.through(itempage_id=page.pk, topic_id=shelves[n % 20].pk) for n, page in enumerate(pages)]
    ItemPage.topics.through.objects.bulk_create(links, batch_size=500)
    for rows in (Material, Step):
        kept = list(rows.objects.filter(page_id=model.pk).order_by("sort_order"))[:ROWS]
        rows.objects.bulk_create([_copy(row, page_id=page.pk) for page in pages for row in kept], batch_size=500)
    live = Revision.objects.get(pk=model.live_revision_id)
    revisions = [_copy(live, object_id=str(page.pk)) for page in pages]
    for page, revision in zip(pages, Revision.objects.bulk_create(revisions, batch_size=200), strict=True):
        Page.objects.filter(pk=page.pk).update(live_revision=revision, latest_revision=revision)
    now = int(time.time())
    stamps = [Stamp(key=key_of(page.slug), token=page.slug[:16], changed_at=now) for page in pages]
    Stamp.objects.bulk_create(stamps, batch_size=500)


def _pages(model, parents, titles):
    from wagtail.models import Page

    base = Page.objects.get(pk=model.pk)
    columns = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    shared = {name: getattr(base, name) for name in columns} | {"live_revision_id": None, "latest_revision_id": None}
    pages = []
    for n, title in enumerate(titles):
        path = Page._get_path(parents[n % BUREAUS].path, base.depth, n + 1000)
        own = {"title": title, "slug": f"bench-{n}", "path": path, "url_path": f"/home/bench/{n}/"}
        pages.append(Page(**{**shared, **own, "draft_title": title, "translation_key": uuid.uuid4()}))
    return Page.objects.bulk_create(pages, batch_size=200)


def _texts(title, titles, chance):
    """What is said about a matter names others, as in real guides."""
    others = chance.sample(titles, min(3, len(titles)))
    return {"summary": f"办理{title}。", "conditions": f"已经取得{others[0]}，不需要{others[-1]}的。" * 2}


def _columns(model):
    own = [field.attname for field in model._meta.local_concrete_fields if not field.primary_key]
    return {name: getattr(model, name) for name in own}


def _copy(row, **changed):
    columns = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)(**{**{name: getattr(row, name) for name in columns}, **changed})
