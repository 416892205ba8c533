"""前面环节已经审核过的不再审核: a material verified at one step is read-only at the later ones."""

import pytest

from accounts.errors import Invalid, Refused
from accounts.roles import Role
from guidance.applications import verified
from guidance.applications.models import CaseMaterial
from guidance.cases import actors, panels
from guidance.cases.states import Kind
from guidance.notices.models import Notice
from items.models import ItemPage
from tests.cases import staff
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, WEDNESDAY = at("2026-03-02 10:00"), at("2026-03-03 10:00"), at("2026-03-04 10:00")
PAPER = "营业执照"


@pytest.fixture
def clerk():
    return make_user(Role.CLERK, bureau=make_bureau())


def opened(clerk, recheck=""):
    """A case whose acceptance and whose review both check the licence."""
    item = make_item(clerk.bureau)
    accept, review = (row for row in item.steps.all() if row.kind in ("accept", "review"))
    accept.checks, review.checks, review.recheck_basis = PAPER, PAPER, recheck
    accept.save()
    review.save()
    case = staff.application(ItemPage.objects.get(pk=item.pk), MONDAY)
    return staff.do(case, "take", clerk, now=MONDAY)


def judge(case, clerk, state="verified", now=TUESDAY):
    material = case.materials.get(name=PAPER)
    return staff.do(case, "verify", clerk, {"material": material.pk, "state": state, "reason": "看不清"}, now)


def paper(case):
    return CaseMaterial.objects.get(case=case, name=PAPER)


def shown(case, clerk):
    found = panels.panels_for("staff", case, actors.staff(clerk))
    rows = next(panel.context["rows"] for panel in found if panel.template.endswith("materials.html"))
    return next(row["settled"] for row in rows if row["material"].name == PAPER)


def test_the_case_copies_what_each_step_checks(clerk):
    case = opened(clerk, "条例第九条")
    assert [(row.checks, row.recheck_basis) for row in case.steps.all()][1:3] == [
        ([PAPER], ""),
        ([PAPER], "条例第九条"),
    ]


def test_within_its_step_a_material_may_be_judged_again(clerk):
    case = opened(clerk)
    judge(case, clerk)
    judge(case, clerk, "wanted")
    judge(case, clerk)
    assert (paper(case).state, paper(case).verified_step.name) == ("verified", "收件")
    assert shown(case, clerk) == ""


def test_at_a_later_step_it_is_read_only(clerk):
    case = opened(clerk)
    judge(case, clerk)
    case = staff.do(case, "accept", clerk, {}, TUESDAY)
    with pytest.raises(Invalid):
        judge(case, clerk, "wanted", WEDNESDAY)
    assert (paper(case).state, paper(case).verified_at) == ("verified", TUESDAY)
    assert shown(case, clerk) == f"已由 {clerk} 于 2026-03-03 10:00 审核"
    assert PAPER not in [row.name for row in verified.open_materials(case)]


def test_the_verb_itself_refuses_whatever_form_it_came_by(clerk, monkeypatch):
    case = opened(clerk)
    judge(case, clerk)
    case = staff.do(case, "accept", clerk, {}, TUESDAY)
    monkeypatch.setattr(verified, "open_materials", lambda case: list(case.materials.all()))
    with pytest.raises(Refused, match=r"已由.*审核，不再重复审核"):
        judge(case, clerk, "wanted", WEDNESDAY)


def test_where_the_item_says_why_it_is_judged_again(clerk):
    case = opened(clerk, "条例第九条要求核对原件")
    judge(case, clerk)
    case = staff.do(case, "accept", clerk, {}, TUESDAY)
    judge(case, clerk, "wanted", WEDNESDAY)
    assert (paper(case).state, paper(case).verified_step.name) == ("wanted", "审查")


def test_what_nobody_verified_before_stays_open(clerk):
    case = opened(clerk)
    case = staff.do(case, "accept", clerk, {}, TUESDAY)
    judge(case, clerk, "verified", WEDNESDAY)
    assert paper(case).verified_step.name == "审查"


def test_a_row_from_before_steps_were_kept_is_settled_by_time(clerk):
    case = opened(clerk)
    judge(case, clerk)
    case = staff.do(case, "accept", clerk, {}, WEDNESDAY)
    row = paper(case)
    row.verified_step = None
    assert verified.settled(row, list(case.steps.all()))
    assert case.kind == Kind.APPLICATION


def test_a_paper_wanted_again_needs_a_reason_that_the_applicant_reads(clerk):
    case = staff.do(opened(clerk), "accept", clerk, {}, TUESDAY)
    data = {"material": paper(case).pk, "state": "wanted", "reason": ""}
    with pytest.raises(Invalid) as refusal:
        staff.do(case, "verify", clerk, data, WEDNESDAY)
    assert list(refusal.value.fields) == ["reason"]
    case = staff.do(case, "verify", clerk, {**data, "reason": "公章\n看不清。" + "请换" * 40}, WEDNESDAY)
    told = Notice.objects.filter(kind="case.paper_wrong").first().body
    assert "公章 看不清。" in told
    assert len(told) < 200
    found = panels.panels_for("citizen", case, actors.citizen())
    assert any("公章\n看不清。" in str(panel.context.get("text", "")) for panel in found)


def test_after_acceptance_each_paper_is_asked_for_once_and_again_by_a_supervisor_alone(clerk):
    case = staff.do(opened(clerk), "accept", clerk, {}, TUESDAY)
    judge(case, clerk, "wanted", WEDNESDAY)
    with pytest.raises(Invalid) as refusal:
        judge(case, clerk, "wanted", WEDNESDAY)
    assert "督查" in refusal.value.fields["state"][0]
    judge(case, make_user(Role.SUPERVISOR, bureau=clerk.bureau), "wanted", WEDNESDAY)
    judge(case, clerk, "verified", WEDNESDAY)
