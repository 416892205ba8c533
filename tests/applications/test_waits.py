"""Whom a case waits for beside the desks that have steps: an opinion, a paper promised for later, a special procedure."""

from datetime import timedelta

import pytest
from django.urls import reverse

from guidance.applications import waits
from guidance.cases import actors, flow
from guidance.cases.models import Case
from tests.applications import promising
from tests.applications.joining import Table
from tests.factories import make_bureau

from .stepping import accepted, clerk_of, do, item_of, opened, step_of

pytestmark = pytest.mark.django_db


def now_of(case, **options):
    return waits.waits(Case.objects.get(pk=case.pk), **options)[-1].who


def test_a_bureau_whose_opinion_is_owed_is_named_beside_the_asker_to_the_staff_alone():
    item = item_of(make_bureau())
    owner, asked = clerk_of(item.bureau), make_bureau("市卫健委")
    case = accepted(item, owner)
    lead = item.bureau.display_name
    do(case, "ask_opinion", owner, bureau=asked.pk, reason="可以吗？", days=3)
    assert now_of(case, people=True) == (lead, "市卫健委")
    assert now_of(case) == (lead,), "no matter of the applicant's"
    do(case, "answer_opinion", clerk_of(asked), opinion=case.opinions.get().pk, conclusion="agree", reason="可以")
    assert now_of(case, people=True) == (lead,)
    said = [one.who for one in waits.waits(Case.objects.get(pk=case.pk), people=True)]
    assert (lead, "市卫健委") in said


def test_a_decision_that_wants_a_paper_promised_for_later_waits_for_the_applicant():
    item = promising.item_of(make_bureau())
    owner = clerk_of(item.bureau)
    clerk = actors.staff(owner)
    case = promising.accepted(item, clerk)
    assert now_of(case) == (item.bureau.display_name,)
    for step in case.steps.order_by("order"):
        if step.kind == "review":
            flow.perform(
                case, "pass", clerk, {"step": step_of(case, step.name).pk, "reason": "齐全"}, now=promising.MONDAY
            )
    assert [row.kind for row in case.steps.filter(state="active")] == ["decide"]
    assert now_of(case) == ("申请人",)
    promising.hand_in(case, promising.MONDAY + timedelta(hours=1))
    assert now_of(case) == (item.bureau.display_name,)


def test_a_suspension_names_its_special_procedure():
    item = item_of(make_bureau())
    owner = clerk_of(item.bureau)
    case = accepted(item, owner)
    do(case, "suspend", owner, kind="experts", expected_days=10, reason="评审")
    assert now_of(case) == ("特别程序：专家评审",)
    do(case, "resume", owner, reason="评审完")
    do(case, "suspend", owner, kind="hearing", expected_days=10, reason="听证")
    assert now_of(case) == ("特别程序：听证",)
    said = [one.who for one in waits.waits(Case.objects.get(pk=case.pk)) if one.stopped]
    assert said == [("特别程序：专家评审",), ("特别程序：听证",)]


def test_a_bureau_has_the_name_of_its_lane():
    table = Table(1)
    bureau = table.others[0]
    bureau.name, bureau.short_name = "郑州市生态环境局", "环保局"
    bureau.save()
    case = table.accepted()
    assert now_of(case) == ("环保局",)


def test_after_the_answer_each_bureau_still_shows_what_it_had_asked_for(client):
    table = Table(2)
    case = opened(table.item)
    do(case, "take", table.owner)
    paper = case.materials.first()
    do(case, "state_missing", table.clerks[0], materials=[paper.pk], reason="补充红线图")
    do(case, "correct", table.owner, materials=[paper.pk], reason="缺图")
    flow.perform(case, "supplement", actors.citizen(), {"body": "已补", "rest": "all"})
    do(case, "accept", table.owner)
    client.force_login(table.owner)
    url = reverse("cases:inspect", args=[case.pk])
    text = client.get(url).content.decode()
    assert f"要求过：{paper.name}（" in text
    assert "补充红线图</p>" in text
    assert text.count("要求过：") == 1
    paper.state = "given"
    paper.save()
    assert f"要求过：{paper.name}（已补）" in client.get(url).content.decode()


def test_who_had_a_step_keeps_the_name_after_the_account_is_closed():
    item = item_of(make_bureau())
    owner = clerk_of(item.bureau)
    case = accepted(item, owner)
    named = {one.person for span in waits.waits(Case.objects.get(pk=case.pk), people=True) for one in span.parties}
    owner.is_active = False
    owner.save()
    later = {one.person for span in waits.waits(Case.objects.get(pk=case.pk), people=True) for one in span.parties}
    assert str(owner) in named
    assert later == named
