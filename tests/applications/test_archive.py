"""A case as one file, checked by a script that knows nothing of the hall."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile

import pytest
from django.urls import reverse

from accounts.roles import Role
from guidance.applications.archive.verify import problems
from guidance.cases.models import AccessLog
from tests.cases.staff import application, attachment, consultation, do
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
MONDAY = at("2026-03-02 10:00")
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def clerk():
    return make_user(Role.CLERK, bureau=make_bureau())


@pytest.fixture
def case(clerk):
    case = do(application(make_item(clerk.bureau), MONDAY), "take", clerk, now=MONDAY)
    row = attachment(case, name="../营业 执照?.png")
    row.sha256 = "4c4b6a3be1314ab86138bef4314dde022e600960d8689a2c8f8631802d20dab6"
    row.save()
    return do(case, "accept", clerk, now=MONDAY)


@pytest.fixture
def archive(client, clerk, case, tmp_path):
    client.force_login(clerk)
    response = client.get(reverse("case-archive", args=[case.number]))
    path = tmp_path / "case.zip"
    path.write_bytes(b"".join(response.streaming_content))
    return path


def repacked(path, change):
    """The archive with its parts as `change` returns them."""
    with zipfile.ZipFile(path) as old:
        parts = change({name: old.read(name) for name in old.namelist()})
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def test_it_holds_the_whole_case(archive, case):
    with zipfile.ZipFile(archive) as parts:
        names = set(parts.namelist())
        facts = json.loads(parts.read("case.json"))
        history = json.loads(parts.read("history.json"))
        notices = json.loads(parts.read("notices.json"))
        assert parts.read("attachments/001-_营业 执照_.png") == PNG
        assert parts.read("notices/001-受理通知书.pdf").startswith(b"%PDF")
    assert {"answers.json", "materials.json", "steps.json", "messages.json", "manifest.json", "verify.py"} <= names
    assert (facts["number"], facts["applicant_name"]) == (case.number, "李小敏")
    assert "code_salt" not in facts
    assert [row["what"] for row in history if row["what"] != "改动"] == [event.label for event in case.events.all()]
    assert notices[0]["number"] == case.papers.get().number


def test_the_script_in_it_says_that_it_is_whole(archive, tmp_path):
    with zipfile.ZipFile(archive) as parts:
        parts.extract("verify.py", tmp_path)
    command = [sys.executable, "-I", str(tmp_path / "verify.py")]
    whole = subprocess.run([*command, str(archive)], capture_output=True, text=True, check=False)
    assert (whole.returncode, whole.stdout.splitlines()[0]) == (0, "whole, as far as its manifest says")
    with zipfile.ZipFile(archive) as parts:
        manifest = hashlib.sha256(parts.read("manifest.json")).hexdigest()
    assert whole.stdout.endswith(f"{manifest}\n"), "to compare with the one on the hall's page"
    repacked(archive, lambda parts: {**parts, "case.json": b"{}"})
    changed = subprocess.run([*command, str(archive)], capture_output=True, text=True, check=False)
    assert changed.returncode == 1
    assert "changed: case.json" in changed.stdout
    (tmp_path / "no.zip").write_bytes(b"no")
    assert subprocess.run([*command, str(tmp_path / "no.zip")], capture_output=True, check=False).returncode == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda parts: {**parts, "history.json": parts["history.json"] + b" "}, "changed: history.json"),
        (lambda parts: {n: d for n, d in parts.items() if n != "steps.json"}, "missing: steps.json"),
        (lambda parts: {**parts, "more.txt": b""}, "not in the manifest: more.txt"),
    ],
)
def test_what_was_done_to_it_afterwards_is_found(archive, change, said):
    assert problems(repacked(archive, change)) == [said]


def test_a_stored_file_that_was_damaged_is_found(client, clerk, case, tmp_path):
    case.attachments.get().file.storage.delete(case.attachments.get().file.name)
    with case.attachments.get().file.storage.open(case.attachments.get().file.name, "wb") as file:
        file.write(b"other")
    client.force_login(clerk)
    data = b"".join(client.get(reverse("case-archive", args=[case.number])).streaming_content)
    assert problems(io.BytesIO(data)) == ["changed: attachments/001-_营业 执照_.png"]


def test_only_the_bureau_in_charge_has_it_and_each_is_logged(client, archive, case, clerk):
    url = reverse("case-archive", args=[case.number])
    assert AccessLog.objects.filter(user=clerk, detail__startswith="archive manifest").count() == 1
    for role, bureau, status in ((Role.CLERK, make_bureau(), 404), (Role.SUPERVISOR, None, 302)):
        client.force_login(make_user(role, bureau=bureau))
        assert client.get(url).status_code == status
    client.force_login(clerk)
    with zipfile.ZipFile(archive) as parts:
        manifest = hashlib.sha256(parts.read("manifest.json")).hexdigest()
    assert manifest in client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    asked = consultation(case.item)
    assert client.get(reverse("case-archive", args=[asked.number])).status_code == 404


def test_who_enters_papers_takes_no_case_away(client, case, clerk):
    client.force_login(make_user(Role.DATA_ENTRY, bureau=clerk.bureau))
    answer = client.get(reverse("case-archive", args=[case.number]))
    assert answer.status_code == 302
    assert answer.url == reverse("wagtailadmin_home")
    assert "导出电子档案" not in client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    client.force_login(make_user(Role.SUPERVISOR, bureau=clerk.bureau))
    assert client.get(reverse("case-archive", args=[case.number])).status_code == 200
