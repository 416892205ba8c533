"""What a random person fills a verb's form with: mostly what fits, now and then what does not."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from guidance.applications.models import CaseMaterial
from guidance.applications.opinions import Opinion
from tests.applications.filling import pdf

from .facts import Facts
from .world import World

Filled = tuple[dict[str, Any], Any]


class Filling:
    """Answers by two numbers that were drawn."""

    def __init__(self, world: World, facts: Facts, a: int, b: int) -> None:
        self.world, self.facts, self.a, self.b = world, facts, a, b
        self.case = facts.case
        self.papers = list(CaseMaterial.objects.filter(case=self.case).order_by("order"))

    def nothing(self) -> Filled:
        return {}, None

    def words(self) -> Filled:
        return {"reason": f"理由{self.a}"}, None

    def text(self) -> Filled:
        return {"body": f"内容{self.a}"}, self.file("attachments")

    def file(self, *names: str) -> Any:
        """A file for each, one time in three."""
        return MultiValueDict({name: [pdf()] for name in names}) if self.b % 3 == 0 else None

    def owner(self) -> Filled:
        return {"owner": self._near(self.case.bureau_id), "reason": "分工"}, None

    def _near(self, bureau: int) -> int | None:
        people = [one.pk for one in self.world.staff if one.bureau == bureau] or [self.world.staff[0].pk]
        return people[self.a % len(people)]

    def some_papers(self) -> Filled:
        chosen = [row.pk for n, row in enumerate(self.papers) if (self.a >> n) & 1]
        return {"materials": chosen, "reason": "缺尺寸" if chosen or self.b % 2 else "", "again": "情况变了"}, None

    def answer_papers(self) -> Filled:
        wanted = [row.key for row in self.papers if row.state == "wanted"]
        said = {
            "body": "已补齐" if self.a % 3 else "",
            "rest": ("all", "more", "all", "")[self.b % 4],
            "brought_by": "王五",
        }
        return said, self.file(*wanted)

    def verdict(self) -> Filled:
        paper = self.papers[self.a % len(self.papers)]
        return {"material": paper.pk, "state": "wanted" if self.b % 4 == 0 else "verified", "reason": "核"}, None

    def at_step(self) -> Filled:
        """A step under way; now and then any other."""
        steps = self.facts.doing if self.facts.doing and self.a % 5 else self.facts.steps
        return {"step": steps[self.a % len(steps)].pk, "reason": f"意见{self.b}"}, None

    def back(self) -> Filled:
        data, _files = self.at_step()
        over = [step for step in self.facts.steps if step.state == "done"] or self.facts.steps
        return {**data, "to": over[self.b % len(over)].pk}, None

    def hand_over(self) -> Filled:
        data, _files = self.at_step()
        step = next(step for step in self.facts.steps if step.pk == data["step"])
        near = self._near(step.bureau_id or self.case.bureau_id)
        return {**data, "step": "" if self.b % 5 == 0 else step.pk, "owner": near}, None

    def bureau(self) -> Filled:
        there = [self.world.asked, self.world.strange, self.world.first]
        return {"bureau": there[self.a % 3].pk, "reason": "请提意见", "days": 1 + self.b % 20}, None

    def elsewhere(self) -> Filled:
        """A bureau of the same hours and days: what ran before it came goes on by the earlier one's."""
        return {"bureau": (self.world.asked, self.world.strange)[self.a % 2].pk, "reason": "转"}, None

    def opinion(self) -> Filled:
        rows = list(Opinion.objects.filter(case=self.case).order_by("-pk"))
        chosen = rows[self.a % len(rows)].pk if rows else 0
        return {"opinion": chosen, "conclusion": "conditions", "reason": "注意"}, self.file("attachments")

    def decision(self) -> Filled:
        data = {"decision": "denied" if self.a % 3 == 0 else "granted", "reason": "依据" if self.b % 4 else ""}
        return {**data, "met": "已研究" if self.b % 5 else ""}, self.file("attachments")

    def days(self) -> Filled:
        return {"days": 1 + self.a % 16, "reason": "案情复杂"}, None

    def procedure(self) -> Filled:
        return {"kind": ("experts", "hearing")[self.a % 2], "expected_days": 1 + self.b % 9, "reason": "评审"}, None

    def delivery(self) -> Filled:
        return {"delivery": ("pickup", "download")[self.a % 4 == 0], "reason": "本人"}, self.file("attachments")

    def stars(self) -> Filled:
        return {"level": 1 + self.a % 5, "comment": ""}, None

    # Promises

    def promised(self) -> Filled:
        """The files of what is owed, one time in four none."""
        owed = [row.key for row in self.papers if row.state == "deferred"]
        return {"body": "补交"}, MultiValueDict({key: [pdf()] for key in owed}) if self.b % 4 else None

    def taken(self) -> Filled:
        """A paper that is owed; mostly right."""
        owed = [row for row in self.papers if row.pk in self.facts.owed] or self.papers
        right = "deferred" if self.b % 3 == 0 else "verified"
        return {"material": owed[self.a % len(owed)].pk, "state": right, "reason": "看过"}, self.file("attachments")

    def checked(self) -> Filled:
        return {"result": ("true", "untrue")[self.a % 3 == 0], "reason": "电话核实"}, self.file("attachments")

    # Visits

    def visit(self) -> Filled:
        """Within ten days, in office hours; now and then on a day off, in the past, or with another time to choose."""
        day = timezone.localdate() + dt.timedelta(days=self.a % 10)
        at = [f"{day + dt.timedelta(days=n)}T{9 + self.b % 7:02}:00" for n in (0, 1)]
        named = [self.case.bureau_id, *sorted(self.facts.partners)]
        come = [pk for n, pk in enumerate(named) if n == 0 or (self.b >> n) & 1]
        data = {"time": at[0], "minutes": "60", "address": "花园路 1 号", "bureaus": come, "reason": "路远"}
        return data | ({"time_2": at[1]} if self.b % 2 else {}) | ({"together": "on"} if self.a % 7 == 0 else {}), None


JOINT_TIME = ("joint_begin", "joint_drop")
"""What the hall does by itself within the verb that lets it: whoever tries comes too late, and writes nothing."""
FILLS: dict[str, Callable[[Filling], Filled]] = {
    **dict.fromkeys(JOINT_TIME, Filling.nothing),
    **dict.fromkeys(("remind_deferral", "propose_end", "recalculate_deferral"), Filling.nothing),
    **dict.fromkeys(("remind_check", "recalculate_check"), Filling.nothing),
    "hand_in": Filling.promised,
    "take_in": Filling.taken,
    "extend_deferral": Filling.days,
    "confirm_end": Filling.words,
    "check_promise": Filling.checked,
    "plan_visit": Filling.visit,
    **dict.fromkeys(("take", "resume", "withdraw", "deem_accepted", "recalculate", "resend_code"), Filling.nothing),
    **dict.fromkeys(("accept", "refuse", "terminate"), Filling.words),
    **dict.fromkeys(("reply", "message", "note"), Filling.text),
    **dict.fromkeys(("correct", "state_missing"), Filling.some_papers),
    **dict.fromkeys(("pass", "disagree", "take_step"), Filling.at_step),
    "ask_opinion": Filling.bureau,
    "transfer": Filling.elsewhere,
    **dict.fromkeys(("answer_opinion", "recall_opinion"), Filling.opinion),
    "assign": Filling.owner,
    **dict.fromkeys(("supplement", "supplement_here"), Filling.answer_papers),
    "verify": Filling.verdict,
    "return_step": Filling.back,
    "give_step": Filling.hand_over,
    "decide": Filling.decision,
    "extend": Filling.days,
    "suspend": Filling.procedure,
    "close": Filling.delivery,
    "rate": Filling.stars,
}
"""By verb. The registry says which there must be."""
