"""The screens of steps, opinions and absences."""

import uuid
from datetime import timedelta

from django.utils import timezone
from wagtail.log_actions import log

from accounts.roles import Role
from guidance.applications.bundles.models import JointCase, JointEntry, JointWait
from guidance.applications.models import CaseStep
from guidance.applications.opinions import Opinion
from guidance.applications.posts import PostHolder
from guidance.applications.submit import COUNTER, Submission, submit
from guidance.cases import actors, flow
from guidance.cases.flow import Applicant
from guidance.cases.models import Absence, Participation
from items import bureaus
from items.choices import StepKind
from items.models import ItemPage
from tests.applications import promising
from tests.cases import staff
from tests.factories import make_bureau, make_user
from tests.items import factories

from .table import CLERK, SUPERVISOR, Budget, Hall, history


def opinions(hall: Hall, start: int, end: int) -> None:
    """Each row: a question of another bureau, half of them answered; the first names many papers, each with a file."""
    now = timezone.now()
    for n in range(start, end):
        bureau = make_bureau()
        item = factories.shelved(bureaus.ensure_page(bureau), f"他局事项{n}")
        asker = make_user(Role.CLERK, bureau=bureau)
        case = staff.do(staff.do(staff.application(item), "take", asker), "accept", asker)
        row = Opinion.objects.create(
            case=case, bureau=hall.bureau, question=f"第{n}问", asked_by=asker, asked_at=now, due_at=now,
            answered_at=now if n % 2 else None, answered_by=make_user(bureau=hall.bureau) if n % 2 else None,
        )  # fmt: skip
        staff.do(staff.do(staff.application(hall.item), "take", hall.clerk), "accept", hall.clerk)
        if not n:
            hall.opinion = row
        staff.attachment(hall.opinion.case, key="material-1")
        hall.opinion.materials = [1]
        hall.opinion.save()


def people(hall: Hall, start: int, end: int) -> None:
    """Each row: a clerk away today, the deputy, and two posts they hold; the last ones were changed as often."""
    today = timezone.localdate()
    for n in range(start, end):
        one, two = make_user(Role.CLERK, bureau=hall.bureau), make_user(Role.CLERK, bureau=hall.bureau)
        last = today + timedelta(days=n)
        hall.absence = Absence.objects.create(user=one, deputy=two, first_day=today, last_day=last)
        for user in (one, two):
            hall.post = PostHolder.objects.create(bureau=hall.bureau, post=f"岗位{n}", user=user)
    for _ in range(end):
        log(hall.absence, "wagtail.edit", user=hall.clerk)
        log(hall.post, "wagtail.edit", user=hall.clerk)
    hall.case = staff.do(staff.do(staff.application(hall.item), "take", hall.clerk), "accept", hall.clerk)


def papers(hall: Hall, start: int, end: int) -> None:
    """Each row: an item of the bureau, and a case of the first one that its clerk entered at the counter."""
    for n in range(start, end):
        factories.shelved(bureaus.ensure_page(hall.bureau), f"窗口事项{n}")
        applicant = Applicant(name="王五", phone="13812345678")
        submission = Submission(ItemPage.objects.get(pk=hall.item.pk), None, {}, applicant)
        submit(submission, actors.staff(hall.clerk), key=None, channel=COUNTER)


def promises(hall: Hall, start: int, end: int) -> None:
    """Each row: a case that owes a paper, and one that was granted on a promise."""
    item = promising.item_of(hall.bureau) if not start else ItemPage.objects.filter(deferrable=True).get()
    clerk = actors.staff(hall.clerk)
    for _ in range(start, end):
        hall.case = promising.accepted(item, clerk)
        case = flow.perform(promising.opened(item, timezone.now(), later=(), instead=(3,)), "take", clerk)
        flow.perform(case, "accept", clerk)
        flow.perform(case, "pass", clerk, {"step": case.steps.get(name="审查").pk, "reason": "符合"})
        flow.perform(case, "decide", clerk, {"decision": "granted"})


def lanes(hall: Hall, start: int, end: int) -> None:
    """Each row: another bureau with a step under way of one case, which the applicant has open."""
    now = timezone.now()
    if not start:
        hall.case = staff.do(staff.do(staff.application(hall.item), "take", hall.clerk), "accept", hall.clerk)
        Participation.objects.create(case=hall.case, bureau=hall.bureau, role="lead", joined_at=now)
    for n in range(start, end):
        bureau = make_bureau()
        Participation.objects.create(case=hall.case, bureau=bureau, role="participant", joined_at=now)
        CaseStep.objects.create(
            case=hall.case, order=50 + n, kind=StepKind.REVIEW, name=f"审查{n}", bureau=bureau, state="active",
            started_at=now, due_at=now + timedelta(days=3), assignee=make_user(Role.CLERK, bureau=bureau),
        )  # fmt: skip
    session = hall.client("citizen").session
    session["cases"] = [hall.case.number]
    session.save()
    hall.client("citizen").cookies["sessionid"] = session.session_key


def joint(hall: Hall, start: int, end: int) -> None:
    """Each row: a case of one joint case that the applicant has open, and a joint case of its own."""
    now = timezone.now()
    if not start:
        hall.joint = JointCase.objects.create(
            number="20260101-90000", key=uuid.uuid4(), title="开店", bureau=hall.bureau, submitted_at=now
        )
    before = hall.joint.entries.last()
    for n in range(start, end):
        other = factories.shelved(bureaus.ensure_page(make_bureau()), f"联办事项{n}")
        entry = JointEntry.objects.create(joint=hall.joint, case=staff.application(other), order=n)
        if before is not None:
            JointWait.objects.create(entry=entry, before=before)
        before = entry
        row = JointCase.objects.create(
            number=f"20260101-{n:05}", key=uuid.uuid4(), title="开店", bureau=hall.bureau, submitted_at=now
        )
        JointEntry.objects.create(joint=row, case=staff.application(hall.item), order=1)
    session = hall.client("citizen").session
    session["cases"] = [hall.joint.number]
    session.save()
    hall.client("citizen").cookies["sessionid"] = session.session_key


CODE = {"X-Query-Code": "{hall.case.query_code}"}
JOINT_CODE = {"X-Query-Code": "{hall.joint.query_code}"}
BUDGETS = [
    Budget("promises", "/admin/promises/", promises, 17, who=CLERK),
    Budget("promises", "/admin/promises/?show=checks", promises, 17, who=CLERK),
    Budget("promises", "/admin/promises/", promises, 17, who=SUPERVISOR),
    Budget("cases:index", "/admin/cases/?queue=to_end", promises, 30, who=CLERK),
    Budget("joint-cases", "/admin/joint-cases/", joint, 18, who=CLERK),
    Budget("joint-case", "/admin/joint-cases/{hall.joint.number}/", joint, 25, who=CLERK),
    Budget("joint-progress", "/joint/{hall.joint.number}/", joint, 15),
    Budget("joint-receipt", "/joint/{hall.joint.number}/receipt/", joint, 14),
    Budget("api:joint_progress", "/api/joint/{hall.joint.number}", joint, 14, headers=JOINT_CODE),
    Budget("api:lanes", "/api/cases/{hall.case.number}/lanes", lanes, 7, headers=CODE),
    Budget("cases:inspect", "/admin/cases/{hall.case.pk}/", lanes, 87, who=CLERK),
    Budget("progress-case", "/progress/{hall.case.number}/", lanes, 30),
    Budget("joint-withdraw", "/joint/{hall.joint.number}/withdraw/", joint, 14),
    Budget("counter", "/admin/counter/", papers, 20, who=CLERK),
    Budget("opinions", "/admin/opinions/", opinions, 15, who=CLERK),
    Budget("opinions", "/admin/opinions/", opinions, 15, who=SUPERVISOR),
    Budget("opinion", "/admin/opinions/{hall.opinion.pk}/", opinions, 18, who=CLERK),
    Budget("absences:index", "/admin/absences/", people, 14, who=SUPERVISOR),
    Budget("absences:index_results", "/admin/absences/results/", people, 8, who=SUPERVISOR),
    Budget("absences:add", "/admin/absences/new/", people, 15, who=SUPERVISOR),
    Budget("absences:edit", "/admin/absences/edit/{hall.absence.pk}/", people, 20, who=SUPERVISOR),
    *history("absences", "/admin/absences", "absence", people, who=SUPERVISOR, most=21, results=14),
    Budget("post-holders:index", "/admin/post-holders/", people, 14, who=SUPERVISOR),
    Budget("post-holders:index_results", "/admin/post-holders/results/", people, 8, who=SUPERVISOR),
    Budget("post-holders:add", "/admin/post-holders/new/", people, 14, who=SUPERVISOR),
    Budget("post-holders:edit", "/admin/post-holders/edit/{hall.post.pk}/", people, 19, who=SUPERVISOR),
    *history("post-holders", "/admin/post-holders", "post", people, who=SUPERVISOR, most=21, results=14),
    Budget("cases:inspect", "/admin/cases/{hall.case.pk}/", people, 81, who=CLERK),
    Budget("cases:index", "/admin/cases/?queue=steps", people, 30, who=CLERK),
]
