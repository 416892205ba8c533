"""Joint cases of the demo: bureaus side by side, one that misses papers, one that is silent, one that does not agree."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from guidance.applications.models import CaseStep
from guidance.cases.models import Case

from .stage import Stage

if TYPE_CHECKING:
    from items.models import ItemPage

    from .playing import Play

MISSES = "图纸上没有标明与相邻建筑的距离，请补充总平面图。"
ADDRESS = "郑州市中原区中原西路 233 号项目现场（演示）"
REFUSES = "与已批准的规划条件不一致，建筑退线不足 5 米，建议调整方案后再报。"


def _others(play: "Play") -> list[CaseStep]:
    """The steps under way of the bureaus that take part."""
    return list(play.case.steps.filter(state=CaseStep.State.ACTIVE, bureau__isnull=False).select_related("bureau"))


def _said(play: "Play", step: CaseStep, at: datetime, *, agrees: bool) -> None:
    """What another bureau says of its step."""
    verb, reason = ("pass", "没有不同意见。") if agrees else ("disagree", REFUSES)
    play.case = play.stage.partner(play.case, step, at, reason, verb)


def missing(play: "Play", turn: int) -> None:
    """Taken in; one bureau has said what it misses, the lead has not told the applicant yet."""
    play.submit(2 + turn % 2)
    play.take(1)
    part = play.case.participations.participants().select_related("bureau")[0]
    clerk = play.stage.clerk(part.bureau)
    papers = [row.pk for row in play.case.materials.all()[:1]]
    at = play.stage.clock.at(1, 14)
    play.case = play.stage.clerk_does(clerk, play.case, "state_missing", at, materials=papers, reason=MISSES)


def waiting(play: "Play", turn: int) -> None:
    """The lead has done its part; the others have it before them, each second time for longer than was promised."""
    play.accepted(play.promise + 3 if turn % 2 else 2)
    own = play.case.steps.filter(state=CaseStep.State.ACTIVE, bureau=None).first()
    if own is not None:
        play.desk("pass", 3 if turn % 2 else 1, 10, step=own.pk, reason="材料齐全，符合法定条件。")
    (_visited if turn % 2 else _to_visit)(play, turn)


def _plan(play: "Play", planned: datetime, day: date) -> Case:
    """The lead sets a joint visit for nine o'clock of a day, or two in the afternoon instead."""
    bureaus = [play.case.bureau_id, *play.case.participations.participants().values_list("bureau", flat=True)]
    times = {name: f"{day:%Y-%m-%d}T{hour}:00" for name, hour in (("time", "09"), ("time_2", "14"))}
    play.case = play.stage.desk(
        play.case, "plan_visit", planned, **times, minutes="60", address=ADDRESS, bureaus=bureaus, together="on",
        prepare="请备好总平面图，并安排熟悉现场的人在场。",
    )  # fmt: skip
    return play.case.site_visits.latest("pk").case


def _to_visit(play: "Play", turn: int) -> None:
    _plan(play, play.stage.clock.at(1, 15), play.stage.clock.day(-2 - turn))


def _visited(play: "Play", turn: int) -> None:
    """The lead found it right; another bureau did not come."""
    visit = _plan(play, play.stage.clock.at(2, 9), play.stage.clock.day(1))
    visit = play.stage.desk(
        visit, "visit_finding", play.stage.clock.at(1, 10), result="passed", reason="现场与图纸一致。"
    )
    absent = list(visit.visit_parts.filter(state="expected").values_list("pk", flat=True))
    play.stage.desk(visit, "visit_absent", play.stage.clock.at(1, 11), parts=absent, reason="电话联系，答复另有任务。")


def refused(play: "Play", turn: int) -> None:
    """One bureau does not agree; the lead has to decide what becomes of it."""
    play.accepted(min(play.promise - 1, 6))
    waits = _others(play)
    while not waits:
        own = play.case.steps.filter(state=CaseStep.State.ACTIVE)[0]
        play.desk("pass", 4, 10, step=own.pk, reason="材料齐全，符合法定条件。")
        waits = _others(play)
    for place, step in enumerate(waits):
        _said(play, step, play.stage.clock.at(2, 10, 10 * place), agrees=place > 0)


def granted(play: "Play", turn: int) -> None:
    """Decided by the lead after all have agreed."""
    play.decided(2 + turn)


def seven(play: "Play", turn: int) -> None:
    """Many bureaus: one missed a paper and got it, most agree, one does not, one says nothing though it is time."""
    begun = play.promise + 2
    play.submit(begun + 3, whole=True)
    play.take(begun + 3)
    paper = play.case.materials.all()[2]
    first, *_ = play.case.participations.participants().select_related("bureau")
    at = play.stage.clock.at(begun + 2, 10)
    clerk = play.stage.clerk(first.bureau)
    play.case = play.stage.clerk_does(clerk, play.case, "state_missing", at, materials=[paper.pk], reason=MISSES)
    play.desk("correct", begun + 2, **play.stage.proposed(play.case, "correct"))
    play.supplement(begun + 1, "已补充总平面图。")
    play.desk("accept", begun, 14, reason="材料齐全，符合法定形式，予以受理。")
    own, others = play.case.steps.get(state=CaseStep.State.ACTIVE, bureau=None), _others(play)
    play.desk("pass", 9, 10, step=own.pk, reason="用地规模和布局符合要求。")
    for place, step in enumerate(others[1:]):
        _said(play, step, play.stage.clock.at(8 - place, 10), agrees=place > 0)


STORIES: tuple[tuple[Callable[["Play", int], None], int], ...] = (
    (missing, 3), (waiting, 4), (refused, 2), (granted, 3),
)  # fmt: skip


def items(stage: Stage, fits: Callable[["ItemPage"], bool]) -> "list[ItemPage]":
    """The guides that give steps to other bureaus, and fit."""
    pages = [page for found in stage.items.values() for page in found if fits(page)]
    return [page for page in pages if _bureaus(page)]


def largest(stage: Stage, fits: Callable[["ItemPage"], bool]) -> "ItemPage":
    """The guide in which most bureaus take part."""
    return max(items(stage, fits), key=_bureaus)


def _bureaus(page: "ItemPage") -> int:
    return len({step.bureau_id for step in page.steps.all() if step.bureau_id})
