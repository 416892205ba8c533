"""Another bureau's opinion: asked with a limit of its own, answered by somebody who sees no more than what was asked."""

import pytest
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.roles import Role
from guidance.applications.opinions import Opinion
from guidance.cases.models import AccessLog, Case, DeskRules
from guidance.notices.models import Notice
from tests.cases.staff import attachment
from tests.factories import make_bureau, make_user

from .joining import Table
from .stepping import accepted, clerk_of, do, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return item_of(make_bureau())


@pytest.fixture
def owner(item):
    return clerk_of(item.bureau)


@pytest.fixture
def health():
    return make_bureau("市卫健委")


@pytest.fixture
def doctor(health):
    return clerk_of(health)


@pytest.fixture
def case(item, owner):
    return accepted(item, owner)


@pytest.fixture
def shown(case):
    return attachment(case, name="平面图.png", key="material-1")


@pytest.fixture
def hidden(case):
    return attachment(case, name="营业执照.png", key="material-2")


@pytest.fixture
def asked(case, owner, health, shown, hidden):
    data = {"bureau": health.pk, "reason": "选址可以吗？", "days": 3, "materials": [case.materials.first().pk]}
    do(case, "ask_opinion", owner, **data)
    return Opinion.objects.get()


ANSWER = {"conclusion": "conditions", "reason": "离水源远些。"}


def test_it_is_asked_with_its_own_limit_and_the_case_goes_on(case, owner, asked):
    days = (asked.due_at.date() - asked.asked_at.date()).days
    assert days >= 3
    before = Case.objects.get(pk=case.pk)
    assert before.clock_runs
    do(case, "pass", owner, step="初审", reason="齐全")
    event = case.events.get(verb="ask_opinion")
    assert (event.reason, event.public) == ("选址可以吗？", False)


def test_the_asked_bureau_sees_the_question_and_the_named_paper_alone(client, case, asked, doctor, shown, hidden):
    client.force_login(doctor)
    assert case.title in client.get(reverse("opinions")).content.decode()
    page = client.get(reverse("opinion", args=[asked.pk])).content.decode()
    assert "选址可以吗？" in page
    assert "平面图.png" in page
    assert "营业执照.png" not in page
    assert "李敏" not in page
    assert "13812345678" not in page
    assert client.get(reverse("opinion-file", args=[asked.pk, shown.token])).status_code == 200
    assert AccessLog.objects.get(case=case).user == doctor
    assert client.get(reverse("opinion-file", args=[asked.pk, hidden.token])).status_code in (302, 403)
    for name, *more in (("inspect",), ("history",), ("file", shown.token)):
        assert client.get(reverse(f"cases:{name}", args=[case.pk, *more])).status_code == 404
    assert case.number not in client.get(reverse("cases:index") + "?queue=all").content.decode()


def test_the_answer_stands_with_the_case_and_the_papers_are_closed_again(client, case, asked, owner, doctor, shown):
    client.force_login(doctor)
    url = reverse("opinion", args=[asked.pk])
    page = client.post(url, {"opinion": asked.pk, "conclusion": "agree", "reason": ""})
    assert page.status_code == 422
    assert client.post(url, {"opinion": asked.pk, **ANSWER}).status_code == 302
    asked.refresh_from_db()
    assert (asked.conclusion, asked.answered_by) == ("conditions", doctor)
    assert client.get(reverse("opinion-file", args=[asked.pk, shown.token])).status_code in (302, 403)
    assert "平面图.png" not in client.get(url).content.decode()
    client.force_login(owner)
    page = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert "离水源远些。" in page
    assert "有条件同意" in page
    assert case.events.last().actor == doctor


def test_only_a_clerk_of_the_asked_bureau_answers_and_only_once(case, asked, owner, doctor, health):
    for user in (owner, clerk_of(make_bureau()), make_user(Role.EDITOR, bureau=health), make_user(Role.SUPERVISOR)):
        with pytest.raises(NotAllowed):
            do(case, "answer_opinion", user, opinion=asked.pk, **ANSWER)
    do(case, "answer_opinion", doctor, opinion=asked.pk, **ANSWER)
    with pytest.raises(NotAllowed, match="没有等您的机构"):
        do(case, "answer_opinion", doctor, opinion=asked.pk, **ANSWER)


def test_what_was_called_back_is_not_answered(client, case, asked, owner, doctor):
    do(case, "recall_opinion", owner, opinion=asked.pk, reason="已电话说明")
    with pytest.raises(NotAllowed):
        do(case, "answer_opinion", doctor, opinion=asked.pk, **ANSWER)
    client.force_login(doctor)
    assert "对方已撤回" in client.get(reverse("opinion", args=[asked.pk])).content.decode()
    with pytest.raises(Refused, match="没有等着回复"):
        do(case, "recall_opinion", owner, opinion=asked.pk, reason="再撤")


def test_one_bureau_is_asked_once_at_a_time_and_never_the_own(case, asked, owner, health):
    for bureau in (health, case.bureau):
        with pytest.raises(Invalid) as refusal:
            do(case, "ask_opinion", owner, bureau=bureau.pk, reason="再问", days=3)
        assert list(refusal.value.fields) == ["bureau"]


def test_the_decision_is_warned_of_what_is_owed(case, asked, owner, health):
    for name in ("初审", "现场勘查", "复核"):
        do(case, "pass", owner, step=name, reason="符合")
    from guidance.cases import actors, registry

    fresh = Case.objects.get(pk=case.pk)
    form = registry.verb("application", "decide").bind(fresh, actors.staff(owner))
    assert any(str(health) in text for text in form.cautions)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", ["opinions", "opinion", "opinion-file"])
@pytest.mark.parametrize("where", ["asked", "asking", "elsewhere"])
def test_who_gets_which_page(client, case, asked, health, shown, role, name, where):
    """Of the asked bureau clerks and supervisors; of any other nobody finds the question."""
    bureau = {"asked": health, "asking": case.bureau, "elsewhere": make_bureau()}[where]
    client.force_login(make_user(role, bureau=bureau))
    args = {"opinions": [], "opinion": [asked.pk], "opinion-file": [asked.pk, shown.token]}[name]
    response = client.get(reverse(name, args=args))
    works = role in (Role.CLERK, Role.SUPERVISOR)
    if not works:
        assert (response.status_code, response.url) == (302, "/admin/")
    elif where == "asked" or name == "opinions":
        assert response.status_code == 200
        if name == "opinions":
            assert (case.title in response.content.decode()) == (where == "asked")
    else:
        assert response.status_code == 404


@pytest.mark.parametrize("name", ["opinions", "opinion", "opinion-file"])
def test_nobody_reads_without_signing_in(client, asked, shown, name):
    args = {"opinions": [], "opinion": [asked.pk], "opinion-file": [asked.pk, shown.token]}[name]
    assert "login" in client.get(reverse(name, args=args)).url


def test_a_numbered_letter_goes_to_the_bureau_and_its_desk_is_told(client, case, owner, health, doctor, shown):
    DeskRules.objects.create(bureau=health, escalation_email="desk@example.org")
    do(
        case,
        "ask_opinion",
        owner,
        bureau=health.pk,
        reason="选址可以吗？",
        days=3,
        materials=[case.materials.first().pk],
    )
    paper = Opinion.objects.get().paper
    assert (paper.kind, paper.bureau, paper.sequence) == ("opinion", case.bureau, 2)
    assert paper.body.startswith("市卫健委：")
    assert "选址可以吗？" in paper.body
    assert case.materials.first().name in paper.body
    assert case.applicant_name not in paper.body
    assert Notice.objects.get(kind="staff.opinion").recipient == "desk@example.org"
    address = reverse("opinion-letter", args=[Opinion.objects.get().pk])
    for user, status in ((doctor, 200), (owner, 404)):
        client.force_login(user)
        assert client.get(address).status_code == status


def test_the_applicant_never_sees_the_letter(client, case, owner, asked):
    paper = asked.paper
    client.post("/progress/", {"number": case.number, "code": case.query_code})
    assert paper.title not in client.get(f"/progress/{case.number}/").content.decode()
    for name in ("paper", "paper-pdf"):
        assert client.get(reverse(name, args=[case.number, paper.code])).status_code == 404


def test_in_a_joint_case_each_bureau_asks_signs_and_recalls_its_own():
    table = Table(2)
    (clerk, other), lead, third = table.clerks, table.lead, make_bureau("市气象局")
    DeskRules.objects.create(bureau=third, escalation_email="desk@example.org")
    case = table.accepted()
    for n, one in enumerate(table.clerks):
        do(case, "take_step", one, step=table.step(n))
    do(case, "ask_opinion", table.owner, bureau=third.pk, reason="牵头问", days=3)
    do(case, "ask_opinion", clerk, bureau=third.pk, reason="联办问", days=3)
    do(case, "ask_opinion", clerk, bureau=lead.pk, reason="问牵头", days=3)
    with pytest.raises(Invalid) as refusal:
        do(case, "ask_opinion", clerk, bureau=clerk.bureau_id, reason="问自己", days=3)
    assert list(refusal.value.fields) == ["bureau"]
    ours, theirs, to_lead = case.opinions.order_by("pk")
    assert (ours.paper.signed, theirs.paper.signed) == (lead.name, clerk.bureau.name)
    assert theirs.paper.number.startswith(f"{clerk.bureau.name}〔")
    assert theirs.paper.sequence == 1
    assert clerk.bureau.display_name in Notice.objects.filter(kind="staff.opinion").order_by("pk")[1].body
    do(case, "answer_opinion", table.owner, opinion=to_lead.pk, **ANSWER)
    for user, row in ((clerk, ours), (table.owner, theirs)):
        with pytest.raises(Invalid):
            do(case, "recall_opinion", user, opinion=row.pk, reason="撤")
    with pytest.raises(NotAllowed, match="发函"):
        do(case, "recall_opinion", other, opinion=ours.pk, reason="撤")
    do(case, "recall_opinion", clerk, opinion=theirs.pk, reason="不问了")
    with pytest.raises(NotAllowed, match="发函"):
        do(case, "recall_opinion", clerk, opinion=ours.pk, reason="撤")
    do(case, "ask_opinion", clerk, bureau=third.pk, reason="再问", days=3)
    do(case, "recall_opinion", make_user(Role.SUPERVISOR, bureau=lead), opinion=case.opinions.last().pk, reason="重复")


def test_the_decision_says_how_an_opinion_against_it_was_met(case, asked, owner, doctor):
    do(case, "answer_opinion", doctor, opinion=asked.pk, conclusion="disagree", reason="离水源太近。")
    for name in ("初审", "现场勘查", "复核"):
        do(case, "pass", owner, step=name, reason="符合")
    with pytest.raises(Invalid) as refusal:
        do(case, "decide", owner, decision="granted")
    assert list(refusal.value.fields) == ["met"]
    do(case, "decide", owner, decision="granted", met="已改址。")
    event = case.events.get(verb="decide")
    assert (event.data["met"], event.data["against"][0]["reason"]) == ("已改址。", "离水源太近。")
