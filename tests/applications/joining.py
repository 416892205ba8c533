"""What the tests of joint approval share: a guide that gives a group of steps to several bureaus, and their people."""

from typing import Any

from accounts.models import Bureau, User
from accounts.roles import Role
from guidance.cases.models import Case
from items.choices import StepKind
from items.models import ItemPage
from items.models.rows import Step
from tests.factories import make_bureau, make_item, make_user

from .stepping import accepted, clerk_of, do

POST = "审查岗"
NAMES = ("规划", "消防", "环保", "卫生", "园林", "人防")


def name_of(n: int) -> str:
    """The name of a participant's step: what is done, never by whom."""
    return f"{NAMES[n]}审查"


def joint_item(lead: Bureau, others: list[Bureau], **fields: Any) -> ItemPage:
    """A published guide: receipt, acceptance, one review by each bureau side by side, the decision, the delivery."""
    page = make_item(lead, publish=False, **fields)
    rows = [(StepKind.RECEIVE, "收件", None, "", 0), (StepKind.ACCEPT, "受理", None, "", 1)]
    rows += [(StepKind.REVIEW, name_of(n), one, "联审", 8) for n, one in enumerate(others)]
    rows += [(StepKind.DECIDE, "决定", None, "", 1), (StepKind.DELIVER, "送达", None, "", 1)]
    page.steps = [
        Step(
            kind=kind,
            name=name,
            role=POST if bureau else "",
            bureau=bureau,
            parallel_group=group,
            limit=days,
            basis="条例",
            sort_order=n,
        )
        for n, (kind, name, bureau, group, days) in enumerate(rows)
    ]
    page.save_revision().publish()
    return ItemPage.objects.get(pk=page.pk)


class Table:
    """The bureaus around one joint case, with a clerk and a supervisor each."""

    def __init__(self, others: int, **fields: Any) -> None:
        self.lead, self.others = make_bureau(), [make_bureau() for _ in range(others)]
        self.item = joint_item(self.lead, self.others, **fields)
        self.owner = clerk_of(self.lead)
        self.clerks = [clerk_of(one) for one in self.others]

    def accepted(self) -> Case:
        return accepted(self.item, self.owner)

    def step(self, n: int) -> str:
        """The name of a participant's step."""
        return name_of(n)

    def passes(self, case: Case, n: int, reason: str = "符合") -> Case:
        do(case, "take_step", self.clerks[n], step=self.step(n))
        return do(case, "pass", self.clerks[n], step=self.step(n), reason=reason)

    def chief(self, n: int) -> User:
        return make_user(Role.SUPERVISOR, bureau=self.others[n])
