"""Applications of the demo: one story for each state, some of them late."""

from collections.abc import Callable
from itertools import cycle

from guidance.applications.models import Application
from items.choices import Unit
from items.models import ItemPage

from . import joint, outage, promising
from .answers import upload
from .playing import Play
from .stage import Stage

MISSING = "请补充：1.“{first}”没有签字；2.“{last}”看不清，请换一份清晰的。补齐后网上提交即可，不用到现场。"


def received(play: Play, turn: int) -> None:
    """Waiting for a clerk; the first ones are new today."""
    play.submit(turn % 4, 8)


def taken(play: Play, turn: int) -> None:
    play.submit(1 + turn % 3)
    play.take(1)
    if turn % 2:
        play.verified(1, 11)


def correction(play: Play, turn: int) -> None:
    play.submit(4 + turn)
    play.take(4 + turn)
    rows = list(play.case.materials.all()[:3])[-2:]
    reason = MISSING.format(first=rows[0].name, last=rows[-1].name)
    play.desk("correct", 3 + turn, reason=reason, materials=[row.pk for row in rows])


def supplemented(play: Play, turn: int) -> None:
    correction(play, turn)
    play.supplement(1, "已按要求重新提交。")


def refused(play: Play, turn: int) -> None:
    play.submit(9 + turn)
    play.take(9 + turn)
    play.desk("refuse", 8 + turn, reason="申请事项不属于本机关职权范围。", competent_other="项目所在地的县级主管部门")


def accepted(play: Play, turn: int) -> None:
    play.accepted(1 + turn % 3)


def review(play: Play, turn: int) -> None:
    back = min(3 + turn, max(play.promise - 1, 1))
    play.accepted(back)
    play.verified(back, 15, wrong=turn % 4 == 1)
    if turn % 4 == 2:
        play.consulted(back, answered=turn % 8 == 2)
    play.reviewed(max(back - 1, 0), 1)


def late(play: Play, turn: int) -> None:
    """Accepted, and the promise is over."""
    play.accepted(play.promise + 2 + turn)
    play.reviewed(play.promise, turn % 2)


def housed(play: Play, turn: int) -> None:
    """Waits its turn for two years: due in a year of which nobody knows the holidays yet."""
    play.accepted(4 + turn)
    play.verified(3 + turn, 10)
    play.reviewed(2 + turn, 1)


def untold(play: Play, turn: int) -> None:
    """The applicant was not reached: given up the first time, waiting for the last try the second."""
    tries = (outage.GIVEN_UP, outage.WAITING)[turn % 2]
    play.submit(0, at=play.stage.clock.ago(5) - outage.took(tries))
    outage.play(play.case, tries)


def suspended(play: Play, turn: int) -> None:
    play.accepted(6 + turn)
    play.desk("suspend", 4 + turn, kind="experts", expected_days=15, reason="按规定组织专家评审。")


def resumed(play: Play, turn: int) -> None:
    suspended(play, turn + 4)
    play.desk("resume", 2)


def extended(play: Play, turn: int) -> None:
    play.accepted(max(play.promise - 2, 2))
    at = play.stage.clock.at(1, 15)
    play.case = play.stage.boss(play.case, "extend", at, days=5, reason="案情复杂，需要进一步核实，经负责人批准延长。")


def granted(play: Play, turn: int) -> None:
    play.decided(2 + turn)


def denied(play: Play, turn: int) -> None:
    play.decided(1 + turn, Application.Decision.DENIED)


def undelivered(play: Play, turn: int) -> None:
    """Decided so long ago that the ten days to deliver are over."""
    play.decided(13 + turn)


def closed(play: Play, turn: int) -> None:
    back = 2 + turn
    play.decided(back)
    ways = ("download", "post", "pickup", "direct")
    way = ways[turn % 4]
    files = [upload("准予决定书", "pdf").token] if way == "download" else []
    play.delivered(max(back - 1, 0), way, files)


def withdrawn(play: Play, turn: int) -> None:
    play.submit(6 + turn)
    play.case = play.stage.citizen(play.case, "withdraw", play.stage.clock.at(5 + turn, 16))


def terminated(play: Play, turn: int) -> None:
    play.accepted(20 + turn)
    at = play.stage.clock.at(10 + turn, 10)
    play.case = play.stage.boss(play.case, "terminate", at, reason="申请人已注销，依法终止办理。")


def deemed(play: Play, turn: int) -> None:
    """Nobody said anything in five days: accepted from the day of receipt."""
    play.submit(8 + turn)
    play.case = play.stage.system(play.case, "deem_accepted", play.stage.clock.at(2 + turn, 17, 30))


STORIES: tuple[tuple[Callable[[Play, int], None], int], ...] = (
    (closed, 30), (received, 12), (review, 14), (accepted, 8), (taken, 5), (correction, 5), (supplemented, 3),
    (refused, 4), (late, 6), (suspended, 4), (resumed, 2), (extended, 3), (granted, 6), (denied, 3), (undelivered, 2),
    (withdrawn, 3), (terminated, 2), (deemed, 3), (closed, 25), (untold, 2),
)  # fmt: skip
LONG = ("公共租赁住房申请", 2)
"""The guide whose limit is longer than any calendar, and its open cases: due dates are 暂定 whenever the demo is loaded."""
WEEKS = 60
"""Working days a promise may have for the stories above, which begin before it is over."""


def play(stage: Stage) -> int:
    """Play them all; how many."""
    programme = [(story, turn) for story, count in STORIES for turn in range(count)]
    items = stage.in_turn(len(programme), _fits)
    title, count = LONG
    programme += [(housed, turn) for turn in range(count)]
    items += [page for pages in stage.items.values() for page in pages if page.title == title] * count
    together = [(story, turn) for story, count in joint.STORIES for turn in range(count)]
    programme += together
    items += [page for page, _ in zip(cycle(joint.items(stage, _fits)), together, strict=False)]
    programme.append((joint.seven, 0))
    items.append(joint.largest(stage, _fits))
    promised = [(story, turn) for story, count in promising.STORIES for turn in range(count)]
    programme += promised
    items += [page for page, _ in zip(cycle(promising.items(stage, _fits)), promised, strict=False)]
    for n, ((story, turn), item) in enumerate(zip(programme, items, strict=True)):
        story(Play(stage, n, item), turn)
    return len(programme)


def _fits(page: ItemPage) -> bool:
    """Asked for online, and promised in working days that make some weeks at most."""
    return page.apply_online and page.promised_unit == Unit.WORKDAY and 5 <= (page.promised_limit or 0) <= WEEKS
