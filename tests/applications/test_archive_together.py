"""The archive of a joint case: what each bureau concluded and found, as data, whole by the script's own check."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from guidance.applications.archive.verify import problems
from tests.applications.joining import Table
from tests.applications.stepping import do, opened
from tests.appointments.test_site_visits import act, plan, working_day
from tests.cases.staff import attachment
from tests.factories import make_bureau

pytestmark = pytest.mark.django_db


def archive_of(client, case, user):
    client.force_login(user)
    return io.BytesIO(b"".join(client.get(reverse("case-archive", args=[case.number])).streaming_content))


def test_the_verdicts_the_visit_and_its_photos_are_in_it_and_it_is_whole(client):
    table = Table(2)
    case = opened(table.item)
    do(case, "take", table.owner)
    do(case, "state_missing", table.clerks[0], materials=[case.materials.first().pk], reason="缺图")
    do(case, "accept", table.owner)
    do(case, "take_step", table.clerks[0], step=table.step(0))
    do(case, "disagree", table.clerks[0], step=table.step(0), reason="间距不足")
    at = working_day(table.lead)
    visit = plan(case, table.owner, at, table.others)
    act(visit, "visit_finding", table.clerks[0], at + timedelta(hours=1), result="failed", reason="通道被占")
    photo = attachment(visit.case, name="通道.png", key=f"finding-{table.others[0].pk}")
    with photo.file.open("rb") as file:
        data = file.read()
    photo.sha256, photo.size = hashlib.sha256(data).hexdigest(), len(data)
    photo.save()
    archive = archive_of(client, case, table.owner)
    assert problems(archive) == []
    with zipfile.ZipFile(archive) as parts:
        said = json.loads(parts.read("participations.json"))
        [seen] = json.loads(parts.read("visits.json"))
        listed = {row["path"] for row in json.loads(parts.read("manifest.json"))["files"]}
        path = f"visits/{visit.case.number}/001-通道.png"
        assert parts.read(path) == data
    assert {path, "participations.json", "visits.json"} <= listed
    assert [(row["bureau"], row["role"]) for row in said] == [
        (table.lead.name, "lead"),
        *((one.name, "participant") for one in table.others),
    ]
    first, second = said[1], said[2]
    assert (first["verdict"], first["reason"], first["missing_reason"]) == ("disagree", "间距不足", "缺图")
    assert first["missing"] == [case.materials.first().name]
    assert first["checked_at"]
    assert not second["checked_at"]
    assert not second["verdict"]
    found = seen["parts"][0]
    assert (found["bureau"], found["result"], found["note"], found["photos"]) == (
        table.others[0].name,
        "failed",
        "通道被占",
        [path],
    )
    assert (seen["address"], found["by"]) == ("花园路 1 号", str(table.clerks[0]))


def test_what_a_bureau_said_before_the_papers_changed_is_kept(client):
    table = Table(1)
    case = table.accepted()
    do(case, "take_step", table.clerks[0], step=table.step(0))
    do(case, "disagree", table.clerks[0], step=table.step(0), reason="间距不足")
    do(case, "return_step", table.owner, step="决定", to=table.step(0), reason="请复测")
    with zipfile.ZipFile(archive_of(client, case, table.owner)) as parts:
        said = json.loads(parts.read("participations.json"))[1]
        assert json.loads(parts.read("visits.json")) == []
    assert said["verdict"] == ""
    assert "间距不足" in [row["reason"] for row in said["earlier"]]


def test_letters_of_two_bureaus_with_one_number_lie_beside_each_other(client):
    table = Table(1)
    case, asked = table.accepted(), make_bureau()
    do(case, "ask_opinion", table.owner, bureau=asked.pk, reason="可以吗？", days=3)
    do(case, "take_step", table.clerks[0], step=table.step(0))
    for other in (make_bureau(), make_bureau()):
        do(case, "ask_opinion", table.clerks[0], bureau=other.pk, reason="可以吗？", days=3)
    letters = case.papers.filter(title="征求意见函")
    assert len(set(letters.values_list("sequence", flat=True))) < letters.count() == 3
    with zipfile.ZipFile(archive_of(client, case, table.owner)) as parts:
        assert sum(name.endswith("-征求意见函.pdf") for name in set(parts.namelist())) == 3
