"""What the tests of steps share: a guide with a parallel group, its bureau's people, and a case on the way."""

import uuid
from typing import Any

from accounts import request_id
from accounts.models import Bureau, User
from accounts.roles import Role
from guidance.applications.models import CaseStep
from guidance.applications.posts import PostHolder
from guidance.applications.submit import Submission, submit
from guidance.cases import actors, flow
from guidance.cases.models import Case
from items.choices import StepKind
from items.models import ItemPage
from items.models.rows import Step
from tests.factories import make_item, make_user

STEPS = [
    (StepKind.RECEIVE, "收件", "", "", 0),
    (StepKind.ACCEPT, "受理", "", "", 1),
    (StepKind.REVIEW, "初审", "审查岗", "", 2),
    (StepKind.SITE_VISIT, "现场勘查", "勘查岗", "甲", 5),
    (StepKind.REVIEW, "复核", "审查岗", "甲", 2),
    (StepKind.DECIDE, "决定", "决定岗", "", 1),
    (StepKind.DELIVER, "送达", "", "", 1),
]
"""Kind, name, post, group and working days of each."""
PERSON = flow.Applicant(name="李敏", phone="13812345678")


def item_of(bureau: Bureau, **fields: Any) -> ItemPage:
    """A published guide with a step, two steps side by side, and the decision."""
    page = make_item(bureau, publish=False, **fields)
    page.steps = [
        Step(kind=kind, name=name, role=role, parallel_group=group, limit=days, basis="条例", sort_order=n)
        for n, (kind, name, role, group, days) in enumerate(STEPS)
    ]
    page.save_revision().publish()
    return ItemPage.objects.get(pk=page.pk)


def clerk_of(bureau: Bureau, *posts: str) -> User:
    """A clerk, who holds these posts."""
    user = make_user(Role.CLERK, bureau=bureau)
    for post in posts:
        PostHolder.objects.create(bureau=bureau, post=post, user=user)
    return user


def opened(item: ItemPage) -> Case:
    return submit(Submission(item, None, {}, PERSON), actors.citizen(), key=None).case


def accepted(item: ItemPage, owner: User) -> Case:
    """A case that its owner has accepted."""
    case = opened(item)
    do(case, "take", owner)
    return do(case, "accept", owner)


def do(case: Case, verb: str, user: User, **data: Any) -> Case:
    """A verb; a step is named, or left to be the only one."""
    if isinstance(data.get("step"), str):
        data["step"] = step_of(case, data["step"]).pk
    if isinstance(data.get("to"), str):
        data["to"] = step_of(case, data["to"]).pk
    with request_id.use(uuid.uuid4()):
        return flow.perform(case, verb, actors.staff(User.objects.get(pk=user.pk)), data)


def step_of(case: Case, name: str) -> CaseStep:
    return CaseStep.objects.get(case=case, name=name)


def states(case: Case) -> dict[str, str]:
    """The steps after acceptance, with the state of each."""
    rows = CaseStep.objects.filter(case=case).exclude(kind__in=["receive", "accept", "deliver"])
    return {step.name: step.state for step in rows}
