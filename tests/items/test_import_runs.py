"""Importing through the admin: upload, preview, confirm, the worker's part, profiles, and who may."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import Bureau
from accounts.roles import Role
from items.importing import runs
from items.importing.run import Options
from items.models import DefaultRule, HeadingRule, ImportProfile, ImportRow, ImportRun, ItemPage, WordRule

from . import factories

POLICE, HEALTH = "郑州市公安局", "郑州市卫生健康委员会"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    private = {**settings.STORAGES["private"]}
    private["OPTIONS"] = {**private["OPTIONS"], "location": str(tmp_path / "private")}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture
def city_editor(db):
    return factories.person("city", None, Role.EDITOR, Role.LEGAL)


def file(*rows, heads=("实施编码", "事项名称", "实施主体"), name="清单.csv"):
    text = "\n".join(",".join(row) for row in (heads, *rows))
    return SimpleUploadedFile(name, text.encode())


def upload(user, *rows, profile=None, **more):
    return runs.upload(user, file(*rows, **more), profile)


def work():
    return runs.work(timezone.now())


def take(user, *rows, **more):
    run = upload(user, *rows, **more)
    work()
    run.refresh_from_db()
    runs.confirm(run, user)
    work()
    run.refresh_from_db()
    return run


def test_a_preview_writes_nothing_and_tells_all(city_editor):
    run = upload(city_editor, ("A1", "甲", POLICE), ("A1", "乙", POLICE), ("", "", POLICE))
    assert work() == 1
    run.refresh_from_db()
    assert (run.state, run.bureaus) == ("checked", [POLICE])
    assert (run.counts["read"], run.counts["created"], run.counts["rejected"]) == (3, 1, 2)
    assert [(row.number, row.result, row.column) for row in run.rows.filter(preview=True)] == [
        (2, "created", ""),
        (3, "rejected", "实施编码"),
        (4, "rejected", "事项名称"),
    ]
    assert not ItemPage.objects.exists()
    assert not Bureau.objects.exists()
    assert work() == 0


def test_confirmed_it_becomes_drafts_and_a_second_time_nothing(city_editor):
    run = take(city_editor, ("A1", "甲", POLICE), ("A2", "乙", POLICE))
    assert (run.state, run.counts["created"], run.bureaus) == ("done", 2, [POLICE])
    assert not ItemPage.objects.filter(live=True).exists()
    assert ItemPage.objects.get(code="A1").latest_revision.user == city_editor
    before = Revision.objects.count()
    again = take(city_editor, ("A1", "甲", POLICE), ("A2", "乙", POLICE))
    assert (again.counts["unchanged"], Revision.objects.count()) == (2, before)


def test_a_run_whose_worker_died_goes_on_where_it_was(city_editor, monkeypatch):
    run = upload(city_editor, ("A1", "甲", POLICE), ("A2", "乙", POLICE), ("A3", "", POLICE), ("A4", "丁", POLICE))
    work()
    run.refresh_from_db()
    runs.confirm(run, city_editor)

    class Killed(BaseException):
        pass

    save = ImportRow.save

    def dies(self, **options):
        if self.position == 3:
            raise Killed
        return save(self, **options)

    monkeypatch.setattr(ImportRow, "save", dies)
    with pytest.raises(Killed):
        work()
    monkeypatch.undo()
    run.refresh_from_db()
    assert (run.state, ItemPage.objects.count(), run.rows.filter(preview=False).count()) == ("running", 2, 3)
    assert work() == 0, "its claim still holds"
    ImportRun.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert work() == 1
    run.refresh_from_db()
    assert run.counts == {
        "read": 4,
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "unready": 3,
        "warnings": 0,
    }
    assert ItemPage.objects.count() == 3


def test_a_worker_that_lost_its_claim_stops(city_editor):
    run = upload(city_editor, ("A1", "甲", POLICE))
    note = runs._progress(run, "somebody else")
    with pytest.raises(runs.LostClaim):
        note(1, 1)


def test_a_bureaus_editor_imports_into_the_own_bureau_alone(editor, police):
    run = take(editor, ("A1", "甲", HEALTH), ("A2", "乙", POLICE), ("A3", "丙", "郑州市新局"), ("A4", "丁", ""))
    assert [(row.result, row.column) for row in run.rows.filter(preview=False)] == [
        ("created", ""),
        ("rejected", "实施主体"),
        ("rejected", "实施主体"),
        ("created", ""),
    ]
    assert {page.bureau.name for page in ItemPage.objects.all()} == {HEALTH}
    assert not Bureau.objects.filter(name="郑州市新局").exists()


def test_an_unreadable_file_is_told_of(city_editor):
    run = runs.upload(city_editor, SimpleUploadedFile("a.xlsx", b"PK nothing"), None)
    work()
    run.refresh_from_db()
    assert run.state == "failed"
    assert "损坏" in run.error


@pytest.mark.parametrize(("name", "content"), [("a.exe", b"x"), ("a.xlsx", b"")])
def test_files_that_are_refused_at_the_door(client, city_editor, name, content):
    client.force_login(city_editor)
    answer = client.post(reverse("imports:index"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


def test_the_way_through_the_screens(client, city_editor):
    client.force_login(city_editor)
    answer = client.post(
        reverse("imports:index"),
        {"file": file(("A1", "=甲", POLICE, "x"), heads=("实施编码", "事项名称", "实施主体", "古怪"))},
    )
    run = ImportRun.objects.get()
    page = reverse("imports:run", args=[run.pk])
    assert answer.url == page
    assert "progress" in client.get(page).content.decode()
    assert client.get(reverse("imports:progress", args=[run.pk])).json()["at_work"]
    work()
    shown = client.get(page).content.decode()
    assert "将要新建的机构" in shown
    assert "古怪" in shown
    client.post(reverse("imports:confirm", args=[run.pk]))
    work()
    assert "新建的机构" in client.get(page + "?show=created").content.decode()
    rows = list(csv.reader(io.StringIO(client.get(reverse("imports:csv", args=[run.pk])).content.decode("utf-8-sig"))))
    assert rows[1][3] == "'=甲"
    assert client.get(reverse("imports:json", args=[run.pk])).json()["created"] == 1
    assert run.name in client.get(reverse("imports:index")).content.decode()
    client.post(reverse("imports:confirm", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "done"


def test_a_heading_is_mapped_from_the_preview(client, city_editor):
    client.force_login(city_editor)
    run = upload(city_editor, ("甲", "郑州市公安局"), heads=("事项名称", "归谁管"))
    work()
    client.post(reverse("imports:map", args=[run.pk]), {"target-0": "实施主体", "name": "省平台"})
    profile = ImportProfile.objects.get(name="省平台")
    assert [(rule.source, rule.target) for rule in profile.headings.all()] == [("归谁管", "实施主体")]
    assert HeadingRule.history.count() == 1
    work()
    run.refresh_from_db()
    assert (run.state, run.counts["created"]) == ("checked", 1)


def test_another_bureaus_run_is_not_found(client, editor, police):
    other = factories.person("other", police.bureau, Role.EDITOR)
    run = upload(other, ("A1", "甲", POLICE))
    client.force_login(editor)
    for name in ("run", "csv", "json", "progress"):
        assert client.get(reverse(f"imports:{name}", args=[run.pk])).status_code == 404
    for name in ("confirm", "drop", "again", "map"):
        assert client.post(reverse(f"imports:{name}", args=[run.pk])).status_code == 404
    assert "清单" not in client.get(reverse("imports:index")).content.decode()


def test_who_may_import_and_who_may_change_profiles(client, editor, city_editor, reviewer, legal, admin):
    profile = ImportProfile.objects.create(name="省平台")
    screens = [
        reverse("imports:index"),
        reverse("import_profiles:index"),
        reverse("import_profiles:edit", args=[profile.pk]),
    ]
    table = {
        editor: (200, 200, 302),
        city_editor: (200, 200, 200),
        admin: (200, 200, 200),
        reviewer: (302, 302, 302),
        legal: (302, 302, 302),
    }
    for user, statuses in table.items():
        client.force_login(user)
        assert tuple(client.get(url).status_code for url in screens) == statuses, user


def test_a_profile_is_edited_with_its_rules(client, city_editor):
    client.force_login(city_editor)
    counts = {
        f"{name}-{part}_FORMS": "0" for name in ("headings", "words", "defaults") for part in ("INITIAL", "MIN_NUM")
    }
    form = {
        **counts, "name": "省平台", "note": "", "sheet": "", "area_code": "",
        "headings-TOTAL_FORMS": "1", "headings-0-source": "条目", "headings-0-target": "事项名称", "headings-0-ORDER": "1",
        "words-TOTAL_FORMS": "1", "words-0-heading": "事项类型", "words-0-source": "20", "words-0-value": "公共服务", "words-0-ORDER": "1",
        "defaults-TOTAL_FORMS": "1", "defaults-0-heading": "行使层级", "defaults-0-value": "市级", "defaults-0-ORDER": "1",
    }  # fmt: skip
    assert client.post(reverse("import_profiles:add"), form).status_code == 302
    mapping = ImportProfile.objects.get().mapping()
    assert mapping.headings == {"条目": "事项名称"}
    assert mapping.values == {("事项类型", "20"): "公共服务"}
    assert mapping.defaults == {"行使层级": "市级"}


def profile(**defaults):
    made = ImportProfile.objects.create(name="省平台", area_code="410102")
    HeadingRule.objects.create(profile=made, source="条目", target="事项名称")
    HeadingRule.objects.create(profile=made, source="垃圾", target="-")
    WordRule.objects.create(profile=made, heading="事项类型", source="20", value="公共服务")
    for heading, value in defaults.items():
        DefaultRule.objects.create(profile=made, heading=heading, value=value)
    return ImportProfile.objects.get(pk=made.pk)


def test_a_profile_maps_headings_words_and_defaults(tmp_path, capsys):
    profile(实施主体=POLICE, 行使层级="市级")
    path = tmp_path / "a.csv"
    path.write_text("条目,事项类型,垃圾\n甲,20,x\n乙,行政许可,\n", encoding="utf-8")
    call_command("import_items", str(path), "--profile", "省平台")
    counts = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (counts["created"], counts["warnings"]) == (2, 0)
    assert {(page.title, page.kind, page.level, page.bureau.name) for page in ItemPage.objects.all()} == {
        ("甲", "service", "city", POLICE),
        ("乙", "permit", "city", POLICE),
    }
    assert Bureau.objects.get().area_code == "410102"


def test_an_unknown_profile_lists_the_known_ones(tmp_path):
    profile()
    (tmp_path / "a.csv").write_text("事项名称\n甲\n", encoding="utf-8")
    with pytest.raises(CommandError, match="省平台"):
        call_command("import_items", str(tmp_path / "a.csv"), "--profile", "没有的")


def test_a_profiles_sheet_must_be_there(tmp_path):
    from items.importing.reading import Unreadable
    from items.importing.run import import_file

    from .test_importing import book

    made = profile()
    made.sheet = "第二张"
    path = book(tmp_path / "a.xlsx", 事项=[["事项名称", "实施主体"], ["甲", POLICE]])
    with pytest.raises(Unreadable, match="第二张"):
        import_file(path, Options(mapping=made.mapping()))


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "jsonl"])
def test_the_export_of_the_own_bureau_comes_back_unchanged(client, editor, health, police, suffix):
    factories.guide(health, "=甲", summary="一\r\n二", rows=2)
    factories.guide(police, "别人的")
    client.force_login(editor)
    answer = client.get(reverse("imports:export"), {"format": suffix})
    run = runs.upload(editor, SimpleUploadedFile(f"items.{suffix}", answer.content), None)
    work()
    run.refresh_from_db()
    assert (run.counts["read"], run.counts["unchanged"], run.notes) == (1, 1, [])
    assert client.get(reverse("imports:export"), {"format": "exe"}).status_code == 404


@pytest.mark.parametrize("many", [5, 50])
def test_the_pages_cost_the_same_at_any_length(client, city_editor, many, django_assert_max_num_queries):
    run = upload(city_editor, *[(f"A{n}", f"甲{n}", POLICE) for n in range(many)])
    work()
    client.force_login(city_editor)
    client.get(reverse("imports:run", args=[run.pk]))
    with django_assert_max_num_queries(25):
        client.get(reverse("imports:run", args=[run.pk]))
