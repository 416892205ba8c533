"""容缺受理 with a supplement (补正): a paper that was asked for may be promised, in the same words, with the same due time."""

import pytest
from django.urls import reverse

from accounts.errors import Invalid
from accounts.roles import Role
from guidance.applications.models import CaseMaterial
from guidance.applications.papers.models import PaperTemplate
from guidance.applications.promises import owing
from guidance.applications.promises.form import LATER
from guidance.applications.promises.texts import words_in
from guidance.cases import actors, flow
from guidance.cases.models import Event
from guidance.cases.states import State
from items.models import ItemPage
from tests.factories import at, make_bureau, make_user

from .promising import HEALTH, MONDAY, hand_in, item_of, opened, paper

pytestmark = pytest.mark.django_db
PAPER = "material-2"


@pytest.fixture
def bureau():
    return make_bureau("市卫健委")


@pytest.fixture
def clerk(bureau):
    return actors.staff(make_user(Role.CLERK, bureau=bureau, email="clerk@example.org"))


@pytest.fixture
def item(bureau):
    return item_of(bureau)


def wanted(item, clerk, orders=(2,)):
    """A case that came without the papers, and was asked for them."""
    case = flow.perform(opened(item, later=()), "take", clerk, now=MONDAY)
    rows = [case.materials.get(order=order).pk for order in orders]
    return flow.perform(case, "correct", clerk, {"materials": rows, "reason": "请补健康证明。"}, now=MONDAY)


def promise(case, data=None, **more):
    said = {LATER: ["2"], f"{LATER}_agreed": words_in(LATER, case).mark, **(data or {})}
    return flow.perform(case, "supplement", actors.citizen(), said, now=MONDAY, **more)


def test_promised_instead_of_sent_and_owed_from_the_acceptance_on(item, clerk):
    case = promise(wanted(item, clerk))
    row = case.materials.get(order=2)
    assert (case.state, row.state, row.note) == (State.RECEIVED, CaseMaterial.State.DEFERRED, "")
    [made] = case.promises.all()
    assert (made.kind, made.materials, made.at) == (LATER, [2], MONDAY)
    assert "自受理之日起5个工作日内，向市卫健委补交" in made.body
    told = Event.objects.get(case=case, verb="supplement").data["promises"]
    assert told == [{"title": made.title, "version": made.version, "materials": [HEALTH]}]
    assert "承诺以后补交：从业人员健康证明" in case.messages.order_by("pk").last().body
    case = flow.perform(case, "accept", clerk, {}, now=MONDAY)
    deferral = owing.deferral_of(case)
    assert (deferral.days, deferral.due_at) == (5, at("2026-03-09 17:00"))
    case = hand_in(case)
    assert case.materials.get(order=2).state == CaseMaterial.State.GIVEN


def test_what_is_sent_needs_no_promise(item, clerk):
    case = wanted(item, clerk)
    said = {LATER: ["2"], f"{LATER}_agreed": words_in(LATER, case).mark}
    case = flow.perform(case, "supplement", actors.citizen(), said, paper(PAPER), now=MONDAY)
    assert case.materials.get(order=2).state == CaseMaterial.State.GIVEN
    assert not case.promises.exists()


def test_only_what_the_guide_lets_come_later_may_be_promised(item, clerk):
    case = wanted(item, clerk, (1, 2))
    with pytest.raises(Invalid) as refusal:
        promise(case, {LATER: ["1"]})
    assert LATER in refusal.value.fields
    with pytest.raises(Invalid) as refusal:
        promise(case)
    assert list(refusal.value.fields) == ["rest"], "the other paper is still asked for"
    case.refresh_from_db()
    assert case.state == State.CORRECTION
    assert not case.promises.exists()


def test_by_the_guide_as_published_when_the_case_came(item, clerk):
    case = wanted(item, clerk)
    page = ItemPage.objects.get(pk=item.pk)
    page.deferrable, page.defer_days = False, 9
    page.save_revision().publish()
    assert "5个工作日" in promise(case).promises.get().body


def test_an_item_without_it_offers_no_promise(bureau, clerk):
    case = wanted(item_of(bureau, deferrable=False), clerk)
    with pytest.raises(Invalid) as refusal:
        promise(case)
    assert list(refusal.value.fields) == ["__all__"], "what is not offered is not sent"
    assert not case.promises.exists()


@pytest.mark.parametrize("mark", ["", "something else"])
def test_the_words_are_agreed_to_as_they_are_now(item, bureau, clerk, mark):
    case = wanted(item, clerk)
    with pytest.raises(Invalid) as refusal:
        promise(case, {f"{LATER}_agreed": mark})
    assert list(refusal.value.fields) == [f"{LATER}_agreed"]
    old = words_in(LATER, case).mark
    PaperTemplate.objects.create(kind=LATER, bureau=bureau, version=1, body="本人承诺补交。", at=MONDAY)
    with pytest.raises(Invalid):
        promise(case, {f"{LATER}_agreed": old})
    assert promise(case).promises.get().body == f"本人承诺补交。\n\n勾选的材料：\n1. {HEALTH}"


def test_a_second_promise_stands_beside_the_first(item, clerk):
    case = flow.perform(opened(item), "take", clerk, now=MONDAY)
    data = {"materials": [case.materials.get(order=2).pk], "reason": "健康证明的承诺书请重新作出。"}
    case = flow.perform(case, "correct", clerk, data, now=MONDAY)
    later = at("2026-03-03 10:00")
    said = {LATER: ["2"], f"{LATER}_agreed": words_in(LATER, case).mark}
    case = flow.perform(case, "supplement", actors.citizen(), said, now=later)
    assert [row.at for row in case.promises.all()] == [MONDAY, later]
    case = flow.perform(case, "accept", clerk, {}, now=later)
    assert owing.deferral_of(case).materials == [2]


def test_on_the_page_and_through_the_api(client, item, clerk):
    case = wanted(item, clerk)
    client.post(reverse("progress"), {"number": case.number, "code": case.query_code})
    page = client.get(reverse("progress-act", args=[case.number, "supplement"])).content.decode()
    assert "暂时交不了的材料（容缺受理）" in page
    assert "自受理之日起5个工作日内" in page
    empty = client.post(
        reverse("progress-act", args=[case.number, "supplement"]), {"seen": case.version, "attachments": ""}
    )
    assert "请填写说明或上传文件" in empty.content.decode()
    headers = {"X-Query-Code": case.query_code}
    verbs = client.get(f"/api/cases/{case.number}", headers=headers).json()["verbs"]
    [fields] = [{one["name"]: one for one in verb["fields"]} for verb in verbs if verb["name"] == "supplement"]
    assert fields[LATER]["choices"] == [["2", HEALTH]]
    box = fields[f"{LATER}_agreed"]
    assert "自受理之日起5个工作日内" in box["text"]
    body = {"data": {LATER: ["2"], f"{LATER}_agreed": box["value"]}}
    answer = client.post(f"/api/cases/{case.number}/supplement", body, "application/json", headers=headers)
    assert answer.status_code == 200, answer.content
    assert case.promises.get().materials == [2]
