"""Promises of the demo: guides that take them, papers that are owed, came, are overdue, and promises to be checked."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from guidance.applications.promises.form import INSTEAD, LATER, Vow
from guidance.applications.promises.texts import words_for
from guidance.applications.submit import Submission
from items.choices import MaterialKind, MaterialSource, Necessity
from items.models import ItemPage

from .answers import upload
from .stage import Stage

if TYPE_CHECKING:
    from .playing import Play

DAYS, CHECK_DAYS = 5, 20
FOUND = "已到现场核对，情况与承诺一致。"
NOT_FOUND = "现场核对，承诺的场所并不存在。建议依法撤销准予的决定。"


def write() -> int:
    """Let the guides with a 容缺后补 paper take it later, and one proof of each be promised; how many were changed."""
    rows = ItemPage.objects.live().of_city().filter(is_demo=True, has_unpublished_changes=False, deferrable=False)
    pages = list(rows.filter(materials__necessity=Necessity.DEFERRABLE).distinct().order_by("path"))
    for page in pages:
        draft = page.get_latest_revision_as_object()
        draft.deferrable, draft.defer_days, draft.check_days = True, DAYS, CHECK_DAYS
        papers = list(draft.materials.all())
        proof = next((row for row in papers if _may_be_promised(row)), None)
        if proof is not None:
            draft.promise_instead = proof.promisable = True
            draft.materials.set(papers)
        draft.save_revision().publish()
    return len(pages)


def _may_be_promised(row: Any) -> bool:
    return bool(
        row.kind == MaterialKind.PROOF
        and row.necessity == Necessity.REQUIRED
        and row.source == MaterialSource.APPLICANT
        and row.shared_id is None
    )


def items(stage: Stage, fits: Callable[[ItemPage], bool]) -> list[ItemPage]:
    """The guides of one bureau's own steps that take both promises, and fit."""
    pages = [page for found in stage.items.values() for page in found if fits(page)]
    return [
        page
        for page in pages
        if page.deferrable and page.promise_instead and not any(step.bureau_id for step in page.steps.all())
    ]


def _promised(made: Submission, *kinds: str) -> Submission:
    """The application with these promises for all that may be promised, and without the papers."""
    vows, files = [], dict(made.files)
    for kind in kinds:
        orders = tuple(
            order
            for order, row in enumerate(made.item.materials.all(), start=1)
            if (row.necessity == Necessity.DEFERRABLE if kind == LATER else row.promisable)
        )
        for order in orders:
            files.pop(f"material-{order}", None)
        vows.append(Vow(words_for(kind, made.item), orders))
    return replace(made, files=files, vows=tuple(vows))


def _accepted(play: "Play", back: int, *kinds: str) -> None:
    play.change = lambda made: _promised(made, *kinds)
    play.accepted(back)


def owed(play: "Play", turn: int) -> None:
    """Accepted; the paper may still come for some days."""
    _accepted(play, 1 + turn % 3, LATER)


def handed_in(play: "Play", turn: int) -> None:
    """The paper has come, and waits to be taken in."""
    _accepted(play, 3 + turn % 2, LATER)
    _bring(play, 1)


def taken_in(play: "Play", turn: int) -> None:
    """The paper has come and was found right."""
    handed_in(play, turn)
    paper = play.case.materials.get(order=play.case.deferral.materials[0])
    play.desk("take_in", 0, 8, material=paper.pk, state="verified", reason="")


def overdue(play: "Play", turn: int) -> None:
    """The paper did not come: a person is asked whether to end the case; each second time it was extended before."""
    _accepted(play, 9 + 4 * (turn % 2), LATER)
    clock = play.stage.clock
    play.case = play.stage.system(play.case, "propose_end", clock.at(3 + 4 * (turn % 2), 9))
    if turn % 2:
        play.desk("extend_deferral", 7, 10, days=3, reason="申请人在外地，说明情况后同意延长。")
        play.case = play.stage.system(play.case, "propose_end", clock.at(1, 9))


def checked(play: "Play", turn: int) -> None:
    """Granted on a promise: to be checked, long due, found true, found untrue."""
    back = (3, CHECK_DAYS + 4, 6, 6)[turn % 4]
    play.change = lambda made: _promised(made, INSTEAD)
    play.decided(back)
    play.delivered(back - 1, "pickup")
    if turn % 4 > 1:
        result, finding = (("true", FOUND), ("untrue", NOT_FOUND))[turn % 2]
        play.desk("check_promise", 2, 15, result=result, reason=finding)


def _bring(play: "Play", back: int) -> None:
    at = play.stage.clock.at(back, 11)
    papers = play.case.materials.filter(order__in=play.case.deferral.materials)
    files = {row.key: [upload(row.name, "pdf").token] for row in papers}
    play.case = play.stage.citizen(play.case, "hand_in", at, body="按承诺补交。", **files)


STORIES: "tuple[tuple[Callable[[Play, int], None], int], ...]" = (
    (owed, 3), (handed_in, 2), (taken_in, 1), (overdue, 2), (checked, 4),
)  # fmt: skip
