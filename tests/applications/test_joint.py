"""Joint approval: bureaus side by side on one case, each on its own steps, one supplement, one decision by the lead."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.roles import Role
from guidance.applications.deadlines import promised
from guidance.applications.lanes import lanes_of
from guidance.applications.opinions import Opinion
from guidance.applications.posts import PostHolder
from guidance.applications.timeline import stages_of
from guidance.applications.waits import waits
from guidance.cases import actors, flow, registry, searching
from guidance.cases.due_words import explained
from guidance.cases.models import Case, DeskRules, Participation
from guidance.cases.queues import BY_NAME
from guidance.notices.models import Notice
from tests.factories import make_bureau, make_item, make_user

from .joining import POST, Table
from .stepping import accepted, clerk_of, do, opened, states, step_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return Table(2)


def in_queue(name, user):
    return list(BY_NAME[name].rows(Case.objects.visible_to(user), user, timezone.now()))


def lanes(case, user):
    return lanes_of(case, stages_of(case, actors.staff(user)))


def form_of(case, verb, user):
    return registry.verb("application", verb).bind(Case.objects.get(pk=case.pk), actors.staff(user))


def test_who_takes_part_follows_from_the_guide(table):
    case = opened(table.item)
    rows = {row.bureau: row.role for row in case.participations.all()}
    assert rows == {table.lead: "lead", **dict.fromkeys(table.others, "participant")}
    assert not opened(make_item(table.lead)).participations.exists()


def test_a_case_of_one_bureau_is_seen_by_no_other_and_a_joint_one_by_those_who_take_part(table, client):
    case, stranger = table.accepted(), clerk_of(make_bureau())
    alone = opened(make_item(table.lead))
    for user, sees in ((table.owner, True), (table.clerks[0], True), (table.clerks[1], True), (stranger, False)):
        assert Case.objects.visible_to(user).filter(pk=case.pk).exists() is sees
        client.force_login(user)
        for name in ("inspect", "history"):
            assert client.get(reverse(f"cases:{name}", args=[case.pk])).status_code == (200 if sees else 404)
    assert not Case.objects.visible_to(table.clerks[0]).filter(pk=alone.pk).exists()
    scope = set(searching.build(str(case.pk)).scope)
    assert scope == {searching.mark(one.pk) for one in (table.lead, *table.others)}


def test_who_takes_part_reads_a_notice_without_the_applicants_name_and_an_editor_none(table, client):
    case = table.accepted()
    paper = case.papers.first()
    page, pdf = (reverse(name, args=[paper.code]) for name in ("staff-paper", "staff-paper-pdf"))
    client.force_login(table.owner)
    assert "李敏" in client.get(page).content.decode()
    assert client.get(pdf).status_code == 200
    client.force_login(table.clerks[0])
    text = client.get(page).content.decode()
    assert "李敏" not in text
    assert "李*" in text
    assert client.get(pdf).url == page
    client.force_login(make_user(Role.EDITOR, bureau=table.lead))
    for url in (page, pdf):
        answer = client.get(url)
        assert (answer.status_code, answer.url) == (302, "/admin/")


def test_after_the_withdrawal_who_took_part_still_reads_and_does_nothing(table):
    case = table.accepted()
    flow.perform(case, "withdraw", actors.citizen(), {})
    assert Case.objects.visible_to(table.clerks[0]).filter(pk=case.pk).exists()
    assert not [
        one for one in registry.offers(Case.objects.get(pk=case.pk), actors.staff(table.clerks[0])) if one.allowed
    ]


@pytest.mark.parametrize(
    "verb", ["take", "correct", "decide", "suspend", "extend", "close", "terminate", "note", "assign"]
)
def test_the_desk_stays_with_the_lead(table, verb):
    case = table.accepted()
    for user in (table.clerks[0], table.chief(0)):
        with pytest.raises(NotAllowed):
            do(case, verb, user, reason="越权", decision="granted", body="x", owner=user.pk)


def test_steps_of_several_bureaus_run_at_once_each_in_its_own_peoples_hands(table):
    case = table.accepted()
    assert set(states(case).values()) == {"active", "waiting"}
    assert in_queue("pool", table.clerks[0]) == [case]
    assert in_queue("pool", table.owner) == []
    assert in_queue("steps", table.owner) == []
    for user in (table.owner, table.clerks[1], make_user(Role.SUPERVISOR, bureau=table.lead)):
        with pytest.raises((NotAllowed, Invalid)):
            do(case, "take_step", user, step=table.step(0))
        with pytest.raises((NotAllowed, Invalid)):
            do(case, "pass", user, step=table.step(0), reason="抢")
    table.passes(case, 0)
    with pytest.raises(NotAllowed):
        do(case, "disagree", table.clerks[0], step=table.step(1), reason="别家的")
    assert states(case)["决定"] == "waiting"
    table.passes(case, 1)
    assert states(case)["决定"] == "active"
    assert {row.verdict for row in case.participations.participants()} == {"agree"}
    do(case, "decide", table.owner, decision="granted")


def test_a_post_is_one_of_the_steps_own_bureau(table):
    PostHolder.objects.create(bureau=table.lead, post=POST, user=table.owner)
    expert = clerk_of(table.others[0], POST)
    case = table.accepted()
    assert in_queue("pool", expert) == [case]
    assert in_queue("pool", table.clerks[0]) == []
    assert in_queue("pool", table.clerks[1]) == [case]
    assert in_queue("pool", table.owner) == []


def test_a_chief_gives_the_step_to_somebody_of_that_bureau(table):
    case, chief = table.accepted(), table.chief(0)
    with pytest.raises(Invalid):
        do(case, "give_step", chief, owner=table.owner.pk)
    do(case, "give_step", chief, owner=table.clerks[0].pk)
    assert in_queue("steps", table.clerks[0]) == [case]


def test_a_case_that_nobody_owns_waits_at_the_leads_desk_alone(table):
    case = opened(table.item)
    assert in_queue("unassigned", table.owner) == [case]
    assert in_queue("unassigned", table.clerks[0]) == []
    assert in_queue("open", table.clerks[0]) == [case]


def test_the_lead_of_a_joint_case_is_not_changed(table):
    with pytest.raises(Refused, match="牵头"):
        do(opened(table.item), "transfer", table.owner, bureau=table.others[0].pk, reason="转")


def test_what_each_bureau_misses_becomes_one_notice(table):
    case = opened(table.item)
    do(case, "take", table.owner)
    first = case.materials.first()
    assert any(str(one) in text for one in table.others for text in form_of(case, "correct", table.owner).cautions)
    with pytest.raises(Invalid):
        do(case, "state_missing", table.clerks[0], materials=[first.pk], reason="")
    do(case, "state_missing", table.clerks[0], materials=[first.pk], reason="平面图缺尺寸")
    do(case, "state_missing", table.clerks[1], reason="")
    with pytest.raises(NotAllowed):
        do(case, "state_missing", table.owner, reason="牵头")
    form = form_of(case, "correct", table.owner)
    assert form.cautions == []
    assert first.pk in form.initial["materials"]
    assert f"{table.others[0]}：平面图缺尺寸" in form.initial["reason"]
    do(case, "correct", table.owner, materials=[first.pk], reason=form.initial["reason"])
    flow.perform(case, "supplement", actors.citizen(), {"body": "已补齐", "rest": "all"})
    assert not case.participations.exclude(missing_reason="").exists()
    assert "平面图缺尺寸" in {row.missing_reason for row in Participation.history.filter(case_id=case.pk)}
    with pytest.raises(NotAllowed, match="一次性"):
        do(case, "correct", table.owner, reason="再补")


def test_a_paper_that_no_bureau_spoke_of_carries_no_bureaus_words(table):
    case = opened(table.item)
    do(case, "take", table.owner)
    one, two = case.materials.all()
    do(case, "state_missing", table.clerks[0], materials=[one.pk], reason="平面图缺尺寸\n比例不对")
    do(case, "state_missing", table.clerks[1], materials=[one.pk], reason="缺盖章")
    merged = form_of(case, "correct", table.owner).initial["reason"].replace("缺盖章", "请盖公章")
    do(case, "correct", table.owner, materials=[one.pk, two.pk], reason=merged)
    first, second = (row.note for row in case.materials.all())
    assert first == f"{table.others[0]}：平面图缺尺寸\n比例不对\n{table.others[1]}：请盖公章"
    assert second == "还没有提交"


def told(case, kind):
    return {notice.recipient for notice in Notice.objects.filter(case_number=case.number, kind=kind)}


def test_the_staff_are_told_what_they_have_to_do_now(table):
    for bureau in (table.lead, *table.others):
        DeskRules.objects.create(bureau=bureau, escalation_email=f"desk{bureau.pk}@example.gov.cn")
    first, second = (f"desk{one.pk}@example.gov.cn" for one in table.others)
    table.owner.email = "owner@example.gov.cn"
    table.owner.save()
    case = table.accepted()
    assert told(case, "staff.joint_begins") == {first, second}
    do(case, "take_step", table.clerks[0], step=table.step(0))
    do(case, "disagree", table.clerks[0], step=table.step(0), reason="不符合规划")
    assert "owner@example.gov.cn" in told(case, "staff.disagreed")
    assert first not in told(case, "staff.disagreed")
    assert told(case, "staff.joint_done") == set()
    do(case, "ask_opinion", table.owner, bureau=(other := make_bureau()).pk, reason="是否可行", days=5)
    row = case.opinions.get()
    do(case, "answer_opinion", clerk_of(other), opinion=row.pk, conclusion=Opinion.Conclusion.values[0], reason="可以")
    assert "owner@example.gov.cn" in told(case, "staff.answered")
    table.passes(case, 1)
    assert {"owner@example.gov.cn", f"desk{table.lead.pk}@example.gov.cn"} == told(case, "staff.joint_done")


def test_disagreement_goes_to_the_lead_who_says_how_it_was_met(table):
    case = table.accepted()
    do(case, "take_step", table.clerks[0], step=table.step(0))
    do(case, "disagree", table.clerks[0], step=table.step(0), reason="间距不足")
    table.passes(case, 1)
    part = Participation.objects.get(case=case, bureau=table.others[0])
    assert (part.verdict, part.reason) == ("disagree", "间距不足")
    assert case.messages.latest("pk").author_label == str(table.others[0]), "signed by the bureau that says so"
    assert any("间距不足" in text for text in form_of(case, "decide", table.owner).cautions)
    with pytest.raises(Invalid) as refusal:
        do(case, "decide", table.owner, decision="granted")
    assert list(refusal.value.fields) == ["met"]
    do(case, "decide", table.owner, decision="granted", met="经复测间距合规")
    data = case.events.get(verb="decide").data
    assert data["met"] == "经复测间距合规"
    assert data["against"] == [{"bureau": str(table.others[0]), "reason": "间距不足"}]


def test_whoever_disagreed_has_reviewed_the_case_and_does_not_decide_where_the_two_are_apart():
    table = Table(1, separate_decision=True)
    case, city = table.accepted(), make_user(Role.SUPERVISOR)
    do(case, "disagree", city, step=table.step(0), reason="间距不足")
    with pytest.raises(NotAllowed, match="由别人作决定"):
        do(case, "decide", city, decision="granted", met="采纳")
    do(case, "decide", table.owner, decision="granted", met="采纳")


def test_before_a_transfer_the_earlier_bureau_was_waited_for():
    first, second = make_bureau(), make_bureau()
    case = opened(make_item(first))
    flow.perform(
        case, "transfer", actors.staff(clerk_of(first)), {"bureau": second.pk, "reason": "转"},
        now=case.submitted_at + timedelta(hours=1),
    )  # fmt: skip
    later = case.submitted_at + timedelta(hours=2)
    assert [one.who for one in waits(Case.objects.get(pk=case.pk), later)] == [(str(first),), (str(second),)]


def test_sent_back_a_bureau_says_anew_what_it_thinks(table):
    case = table.accepted()
    do(case, "take_step", table.clerks[0], step=table.step(0))
    do(case, "disagree", table.clerks[0], step=table.step(0), reason="间距不足")
    table.passes(case, 1)
    do(case, "return_step", table.owner, step="决定", to=table.step(0), reason="请复测")
    assert Participation.objects.get(case=case, bureau=table.others[0]).verdict == ""
    assert step_of(case, table.step(0)).assignee == table.clerks[0]
    do(case, "pass", table.clerks[0], step=table.step(0), reason="复测合规")
    assert Participation.objects.get(case=case, bureau=table.others[0]).verdict == "agree"


def test_the_joint_clock_is_longer(table):
    snapshot = {**opened(table.item).snapshot, "promised": None}
    assert promised(snapshot).n == 45
    assert promised({**snapshot, "steps": []}).n == 20
    case = table.accepted()
    assert "联合审批" in Case.objects.get(pk=case.pk).due_what
    head = make_user(Role.SUPERVISOR, bureau=table.lead)
    with pytest.raises(Invalid):
        do(case, "extend", head, days=16, reason="复杂")
    do(case, "extend", head, days=15, reason="复杂")
    assert "法定时限 45 个工作日。" in explained(Case.objects.get(pk=case.pk))


def test_seven_bureaus_one_silent_one_missing_papers_one_refusing():
    table = Table(6)
    case = opened(table.item)
    start = case.submitted_at
    do(case, "take", table.owner)
    do(case, "state_missing", table.clerks[1], materials=[case.materials.first().pk], reason="缺图")
    form = form_of(case, "correct", table.owner)
    do(case, "correct", table.owner, **form.initial)
    flow.perform(case, "supplement", actors.citizen(), {"body": "已补", "rest": "all"})
    do(case, "accept", table.owner)
    for n in (1, 2, 3, 4):
        table.passes(case, n)
    do(case, "take_step", table.clerks[5], step=table.step(5))
    do(case, "disagree", table.clerks[5], step=table.step(5), reason="不符合规划")
    fresh = Case.objects.get(pk=case.pk)
    now = timezone.now() + timedelta(days=30)
    last = waits(fresh, now)[-1]
    assert last.who == (str(table.others[0]),)
    assert last.until == now
    table.passes(case, 0)
    do(case, "decide", table.owner, decision="denied", reason="不符合规划", met="采纳")
    do(case, "close", table.owner, delivery="pickup", reason="申请人本人领取")
    fresh = Case.objects.get(pk=case.pk)
    spans = waits(fresh)
    assert (spans[0].since, spans[-1].until) == (start, fresh.ended_at)
    assert all(one.until == two.since for one, two in pairwise(spans))
    assert all(one.who and all(one.who) for one in spans)
    assert ("申请人",) in [one.who for one in spans]
    assert sum(one.seconds for one in spans) == pytest.approx((fresh.ended_at - start).total_seconds())


def test_the_case_page_says_whom_each_span_waited_for(table, client):
    case = table.accepted()
    client.force_login(table.owner)
    html = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert "每段时间在等谁" in html
    assert f"<strong>{'、'.join(str(one) for one in table.others)}</strong>" in html


def test_the_case_page_draws_a_lane_for_each_bureau_and_the_citizens_page_names_them(table, client):
    case = table.accepted()
    do(case, "take_step", table.clerks[0], step=table.step(0))
    do(case, "disagree", table.clerks[0], step=table.step(0), reason="间距不足")
    client.force_login(table.owner)
    page = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    for text in ("联合审批进度", "牵头", "不同意", "间距不足", *(one.display_name for one in table.others)):
        assert text in page
    fresh = Case.objects.get(pk=case.pk)
    found = lanes(fresh, table.owner)
    assert [lane.part.bureau for lane in found] == [table.lead, *table.others]
    assert [len(lane.now) for lane in found] == [0, 0, 1]
    step = step_of(case, table.step(1))
    step.due_at = timezone.now() - timedelta(days=1)
    step.save()
    assert [lane.silent for lane in lanes(Case.objects.get(pk=case.pk), table.owner)] == [
        False,
        False,
        True,
    ]
    assert not lanes(opened(make_item(table.lead)), table.owner)


def test_a_paper_is_judged_by_the_bureau_whose_step_lists_it(table):
    row = table.item.steps.get(name=table.step(0))
    row.checks = "营业执照"
    table.item.steps = [row if one.pk == row.pk else one for one in table.item.steps.all()]
    table.item.save_revision().publish()
    case = accepted(type(table.item).objects.get(pk=table.item.pk), table.owner)
    paper, other = case.materials.get(name="营业执照"), case.materials.exclude(name="营业执照").get()
    do(case, "take_step", table.clerks[0], step=table.step(0))
    with pytest.raises(Invalid):
        do(case, "verify", table.owner, material=paper.pk, state="verified")
    with pytest.raises(Invalid):
        do(case, "verify", table.clerks[0], material=other.pk, state="verified")
    do(case, "verify", table.clerks[0], material=paper.pk, state="verified")
    paper.refresh_from_db()
    assert (paper.verified_by, paper.verified_step.name) == (table.clerks[0], table.step(0))
    do(case, "verify", table.owner, material=other.pk, state="verified")
