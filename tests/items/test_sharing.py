"""Shared materials: one record, many guides; a change is reviewed, then in each guide and in its history."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.models import PageLogEntry, Revision

from items import inheriting, jobs, shared_making, sharing, workflow
from items.models import ItemPage, SharedMaterial, Topic
from items.models.rows import Material
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
SEAL = "加盖公章的复印件"


def make_record(bureau=None, name="营业执照", *, publish=True, **values):
    values = {"kind": "proof", "issuer": "市场监督管理局", "form": "paper", "basis": "《条例》第八条", **values}
    record = SharedMaterial.objects.create(bureau=bureau, name=name, live=False, has_unpublished_changes=True, **values)
    revision = record.save_revision()
    if publish:
        revision.publish()
    return SharedMaterial.objects.get(pk=record.pk)


def use(page, record, n=1, *, publish=True):
    """Link the n-th material of a guide's draft to the record."""
    draft = ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    rows = list(draft.materials.all())
    rows[n].shared = record
    draft.materials.set(rows)
    revision = draft.save_revision()
    if publish:
        revision.publish()
    return ItemPage.objects.get(pk=page.pk)


def change(record, **values):
    draft = SharedMaterial.objects.get(pk=record.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    return SharedMaterial.objects.get(pk=record.pk)


def row(page, n=1):
    return list(page.materials.all())[n]


@pytest.fixture
def bureau():
    return make_bureau()


@pytest.fixture
def record(bureau):
    return make_record(bureau)


@pytest.fixture
def page(bureau, record):
    return use(make_item(bureau), record)


def test_a_linked_row_says_what_the_record_says_and_keeps_its_own(page, record):
    one = row(page)
    assert sharing.values(one) == sharing.values(record)
    assert (one.copies, one.standard, one.necessity) == (1, "在有效期内。", "required")


def test_what_is_typed_over_the_record_is_put_back(page, record):
    draft = page.get_latest_revision_as_object()
    rows = list(draft.materials.all())
    rows[1].issuer, rows[1].copies = "别的单位", 3
    draft.materials.set(rows)
    draft.save_revision().publish()
    one = row(ItemPage.objects.get(pk=page.pk))
    assert (one.issuer, one.copies) == ("市场监督管理局", 3)


def test_a_change_goes_into_every_guide_and_its_history(bureau, record, page):
    other = use(make_item(bureau, "另一事项"), record)
    version = page.version
    user = make_user()
    draft = record.get_latest_revision_as_object()
    draft.instructions = SEAL
    draft.save_revision().publish(user=user, skip_permission_checks=True)
    for one in (page, other):
        one = ItemPage.objects.get(pk=one.pk)
        assert row(one).instructions == SEAL
        assert one.live
        assert not one.has_unpublished_changes
        entry = PageLogEntry.objects.get(page=one.pk, action=sharing.CHANGED)
        assert entry.user == user
        assert "共用材料“营业执照”更新" in str(entry.message)
        assert one.live_revision.user is None
    assert ItemPage.objects.get(pk=page.pk).version == version + 1
    record.refresh_from_db()
    assert record.spread_at >= record.last_published_at


def test_publishing_without_a_difference_writes_nothing(page, record):
    before = Revision.objects.for_instance(page).count()
    change(record)
    assert Revision.objects.for_instance(page).count() == before


def test_a_draft_of_a_public_guide_keeps_its_own_change_on_top(page, record):
    draft = page.get_latest_revision_as_object()
    draft.summary = "草稿里改的"
    draft.save_revision()
    change(record, instructions=SEAL)
    page = ItemPage.objects.get(pk=page.pk)
    assert (page.summary, row(page).instructions) == ("", SEAL)
    draft = page.get_latest_revision_as_object()
    assert (draft.summary, row(draft).instructions) == ("草稿里改的", SEAL)
    assert page.has_unpublished_changes


def test_a_link_that_is_only_in_a_draft_is_followed(bureau, record):
    page = use(make_item(bureau), record, publish=False)
    assert list(sharing.guides(record)) == [page]
    change(record, instructions=SEAL)
    page = ItemPage.objects.get(pk=page.pk)
    assert row(page).instructions == ""
    assert row(page.get_latest_revision_as_object()).instructions == SEAL


def test_a_guide_that_was_never_public_has_its_rows_in_step(bureau, record):
    page = use(make_item(bureau, publish=False), record, publish=False)
    change(record, instructions=SEAL)
    page = ItemPage.objects.get(pk=page.pk)
    assert row(page).instructions == SEAL
    assert row(page.get_latest_revision_as_object()).instructions == SEAL


def test_a_refused_guide_keeps_its_public_content_and_stops_no_other(bureau, record, page):
    other = use(make_item(bureau, "另一事项"), record)
    broken = ItemPage.objects.get(pk=page.pk)
    broken.consult_phone = ""
    broken.save()
    change(record, instructions=SEAL)
    broken, other = (ItemPage.objects.get(pk=one.pk) for one in (page, other))
    assert row(broken).instructions == ""
    assert row(broken.get_latest_revision_as_object()).instructions == SEAL
    assert row(other).instructions == SEAL
    assert PageLogEntry.objects.filter(page=broken.pk, action="items.publish_refused").exists()


def test_a_new_name_is_followed_by_the_steps_that_check_it(record, page):
    draft = page.get_latest_revision_as_object()
    steps = list(draft.steps.all())
    steps[2].checks = f"{row(page, 0).name}；{record.name}"
    draft.steps.set(steps)
    draft.save_revision().publish()
    change(record, name="营业执照（副本）")
    page = ItemPage.objects.get(pk=page.pk)
    assert row(page).name == "营业执照（副本）"
    assert list(page.steps.all())[2].check_list == [row(page, 0).name, "营业执照（副本）"]
    assert not PageLogEntry.objects.filter(page=page.pk, action="items.publish_refused").exists()


def test_a_guide_that_fails_stops_no_other_and_is_tried_again(bureau, record, page, monkeypatch, caplog):
    other = use(make_item(bureau, "另一事项"), record)
    right = sharing._bring

    def wrong(pk, *rest):
        if pk == page.pk:
            raise RuntimeError("no")
        right(pk, *rest)

    monkeypatch.setattr(sharing, "_bring", wrong)
    change(record, instructions=SEAL)
    assert row(ItemPage.objects.get(pk=other.pk)).instructions == SEAL
    assert row(ItemPage.objects.get(pk=page.pk)).instructions == ""
    monkeypatch.setattr(sharing, "_bring", right)
    assert jobs.spread_shared(at("2026-02-09 10:00")) == 1
    assert row(ItemPage.objects.get(pk=page.pk)).instructions == SEAL
    assert jobs.spread_shared(at("2026-02-09 10:00")) == 0


def test_many_guides_are_left_to_the_worker(page, record, monkeypatch):
    monkeypatch.setattr(sharing, "AT_ONCE", 0)
    change(record, instructions=SEAL)
    assert row(ItemPage.objects.get(pk=page.pk)).instructions == ""
    assert jobs.spread_shared(at("2026-02-09 10:00")) == 1
    assert row(ItemPage.objects.get(pk=page.pk)).instructions == SEAL


def test_county_guides_follow_their_city(bureau, record, page):
    hall = make_bureau("金水区政务服务中心", area_code="410105")
    county = inheriting.begin(page, hall)
    county.latest_revision.publish()
    change(record, instructions=SEAL)
    county = ItemPage.objects.get(pk=county.pk)
    assert row(county).instructions == SEAL
    assert county in sharing.guides(record)


def test_a_scheduled_change_stays_scheduled(page, record):
    draft = page.get_latest_revision_as_object()
    draft.summary, draft.go_live_at = "将来", at("2199-01-01 00:00")
    draft.save_revision().publish()
    change(record, instructions=SEAL)
    page = ItemPage.objects.get(pk=page.pk)
    assert row(page).instructions == SEAL
    scheduled = page.scheduled_revision
    assert scheduled.pk == page.latest_revision_id
    assert (scheduled.as_object().summary, row(scheduled.as_object()).instructions) == ("将来", SEAL)


def test_an_unpublished_record_changes_no_row(bureau):
    record = make_record(bureau, "另有名称", publish=False)
    page = use(make_item(bureau), record)
    assert row(page).name == "营业执照"
    record.latest_revision.publish()
    assert row(ItemPage.objects.get(pk=page.pk)).name == "另有名称"


def test_an_old_version_that_names_a_deleted_record_can_be_read(page, record):
    revision = page.latest_revision
    draft = page.get_latest_revision_as_object()
    rows = list(draft.materials.all())
    rows[1].shared = None
    draft.materials.set(rows)
    draft.save_revision().publish()
    SharedMaterial.objects.get(pk=record.pk).delete()
    assert row(Revision.objects.get(pk=revision.pk).as_object()).shared is None


@pytest.mark.parametrize("count", [5, 50])
def test_reading_and_settling_a_guide_costs_the_same_for_any_number_of_rows(bureau, count):
    records = [make_record(bureau, f"材料{n}") for n in range(count)]
    page = make_item(bureau, publish=False)
    page.materials = [Material(name=one.name, shared=one) for one in records]
    revision = page.save_revision()
    with CaptureQueriesContext(connection) as reading:
        draft = Revision.objects.get(pk=revision.pk).as_object()
    with CaptureQueriesContext(connection) as settling:
        assert not sharing.settle(draft)
    assert len(reading) <= 12
    assert len(settling) == 1


def test_papers_of_one_name_are_offered_and_shared_in_one_go(bureau):
    first, second = make_item(bureau), make_item(bureau)
    user = make_user(is_superuser=True)
    names = {one.name: one.pages for one in shared_making.candidates(bureau)}
    assert names == {"营业执照": 2, "食品经营许可申请书": 2}
    outcome = shared_making.share(bureau, "营业 执照", user)
    assert {page.pk for page in outcome.linked} == {first.pk, second.pk}
    record = outcome.record
    assert not record.live
    assert record.name == "营业执照"
    for page in (first, second):
        page = ItemPage.objects.get(pk=page.pk)
        assert row(page).shared is None
        assert row(page.get_latest_revision_as_object()).shared == record
    assert shared_making.share(bureau, "没有的材料", user) is None


def test_what_a_draft_uses_already_is_not_offered_again(bureau, record):
    first, second = make_item(bureau), make_item(bureau)
    offered = {one.name: (one.pages, one.record) for one in shared_making.candidates(bureau)}
    assert offered["营业执照"] == (2, record)
    use(first, record, publish=False)
    assert sharing.linked_in_drafts(bureau)[record.pk] == {first.pk}
    offered = {one.name: (one.pages, one.record) for one in shared_making.candidates(bureau)}
    assert offered["营业执照"] == (1, record)
    use(second, record, publish=False)
    assert "营业执照" not in {one.name for one in shared_making.candidates(bureau)}


def test_a_version_whose_file_is_gone_can_be_read(bureau):
    document = get_document_model().objects.create(title="样表", file=ContentFile(b"x", "sample.pdf"))
    old = make_record(bureau, sample=document).latest_revision
    SharedMaterial.objects.update(sample=None)
    document.delete()
    assert (old.as_object().sample, old.as_object().bureau) == (None, bureau)


def test_a_published_record_of_that_name_is_used_as_it_is(bureau, record):
    make_item(bureau)
    outcome = shared_making.share(bureau, "营业执照", make_user(is_superuser=True))
    assert outcome.record == record
    assert len(outcome.linked) == 1


def test_a_locked_guide_is_named_and_left(bureau):
    page = make_item(bureau)
    page.locked = True
    page.save()
    outcome = shared_making.share(bureau, "营业执照", make_user(is_superuser=True))
    assert (outcome.linked, outcome.locked) == ([], [page])


@pytest.mark.parametrize(
    ("left", "right"), [("营业执照", " 营业 执照"), ("《营业执照》", "营业执照"), ("A4表", "Ａ4表")]
)
def test_names_that_people_read_alike_are_one(left, right):
    assert sharing.normal(left) == sharing.normal(right)


def test_names_that_differ_are_two():
    assert sharing.normal("营业执照副本") != sharing.normal("营业执照")


def test_the_public_page_shows_what_the_standard_names(client, bureau):
    joint = make_bureau()
    sample = get_document_model().objects.create(title="证样", file=ContentFile(b"x", "licence.pdf"))
    page = make_item(
        bureau, publish=False, by_post=True, promise_instead=True, deferrable=True, base_code="JB-1",
        effective_from=dt.date(2020, 1, 2), effective_to=dt.date(2199, 1, 2),
    )  # fmt: skip
    page.topics = [Topic.objects.create(name="开办企业")]
    steps, results = list(page.steps.all()), list(page.results.all())
    steps[2].bureau, results[0].sample = joint, sample
    page.steps.set(steps)
    page.results.set(results)
    page.save_revision().publish()
    shown = client.get(page.public_path()).content.decode()
    words = ("物流快递", "告知承诺", "容缺受理", "JB-1", "开办企业", "结果样本", "2020-01-02", "2199-01-02", joint.name)
    assert [one for one in words if one not in shown] == []
    costs = []
    for many in (steps[2:3], steps[1:4]):
        for one in many:
            one.bureau = make_bureau()
        page.steps.set(steps)
        page.save_revision().publish()
        with CaptureQueriesContext(connection) as asked:
            assert many[0].bureau.name in client.get(page.public_path()).content.decode()
        costs.append(len(asked))
    assert costs[0] == costs[1]
    plain = client.get(make_item(bureau).public_path()).content.decode()
    assert [one for one in words if one in plain] == []


def test_who_wrote_a_draft_stays_its_writer_after_a_change_was_spread(page, record, bureau):
    author = make_user(bureau=bureau)
    draft = page.get_latest_revision_as_object()
    draft.phone = "0371-67170000"
    draft.save_revision(user=author)
    change(record, issuer="市场监管局")
    page = ItemPage.objects.get(pk=page.pk)
    assert page.live_revision_id > page.revisions.filter(user=author).get().pk
    assert workflow.writers(page) == {author.pk}
    page.get_latest_revision().publish()
    own = page.get_latest_revision_as_object().save_revision(user=author)
    own.publish(user=author, skip_permission_checks=True)
    assert workflow.writers(ItemPage.objects.get(pk=page.pk)) == set()
