"""The lines of a case's picture for the staff: each step with its earlier rounds, below it whose opinion was asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from guidance.cases.columns import Clock, stamp
from guidance.cases.models import Case

from .axis import Axis, Bar
from .models import RECEIPT_KINDS, CaseStep
from .opinions import Opinion
from .picture import Track, between, nth, spanned, track_of
from .rounds import Round
from .timeline import Shown


def tracks(rows: Sequence[Shown], asked: Iterable[Opinion], case: Case, axis: Axis, clock: Clock) -> list[Track]:
    """The tracks of a lane: its steps in their order, each followed by the opinions that were asked for it."""
    below: dict[int, list[Opinion]] = {}
    for opinion in asked:
        below.setdefault(_asked_at(opinion, rows), []).append(opinion)
    found: list[Track] = []
    for n, row in enumerate(rows):
        found.append(_step(row, case, axis, clock))
        found += [_opinion(opinion, case, axis, clock) for opinion in below.get(n, [])]
    return found


def _asked_at(opinion: Opinion, rows: Sequence[Shown]) -> int:
    """The place of the step that was under way when it was asked: the last begun, else the first of all."""
    begun = [n for n, row in enumerate(rows) if _was_under_way(row, opinion)]
    review = [n for n in begun if rows[n].step.kind not in RECEIPT_KINDS]
    return (review or begun or [0])[-1]


def _was_under_way(row: Shown, opinion: Opinion) -> bool:
    step = row.step
    spans: list[tuple[datetime, datetime | None]] = [(one.started_at, one.ended_at) for one in row.rounds]
    spans += [(step.started_at, step.ended_at)] if step.started_at else []
    return any(since <= opinion.asked_at and (until is None or opinion.asked_at <= until) for since, until in spans)


def _step(row: Shown, case: Case, axis: Axis, clock: Clock) -> Track:
    now = track_of(row.step, case, axis, clock, row.who, len(row.rounds))
    earlier = [bar for n, one in enumerate(row.rounds) for bar in _round_bars(one, row.step, axis, n)]
    return now.after([*map(_round_words, row.rounds)], earlier)


def _round_bars(one: Round, step: CaseStep, axis: Axis, row: int) -> list[Bar]:
    return spanned(axis, (one.started_at, one.ended_at, one.due_at), "done", step.name, row, nth(one.number))


def _round_words(one: Round) -> str:
    """`第 1 次：2026-11-23 09:15 – 14:30，退回`; that it was late, too."""
    said = [between(one.started_at, one.ended_at)]
    said += [_("退回")] if one.returned else []
    said += [_("超期")] if one.due_at and one.due_at < one.ended_at else []
    return f"{nth(one.number)}：{'，'.join(said)}"


def _opinion(opinion: Opinion, case: Case, axis: Axis, clock: Clock) -> Track:
    """Whom it was asked of, when it is or was due, and how it stands."""
    over = None if opinion.is_waiting else _over(opinion, case)
    until = over or clock.now
    level, word = _stands(opinion, clock)
    details = [between(opinion.asked_at, over) if over else _("%(at)s 起") % {"at": stamp(opinion.asked_at)}]
    details.append(_("应在 %(due)s 前回复") % {"due": stamp(opinion.due_at)})
    if opinion.is_waiting:
        details.append(clock.until(case, opinion.due_at).words)
    kind = "active" if opinion.is_waiting else "done"
    name = _("征求意见：%(bureau)s") % {"bureau": opinion.bureau.display_name}
    bars = spanned(axis, (opinion.asked_at, until, opinion.due_at), kind, name)
    due = axis.x(opinion.due_at) if opinion.is_waiting else ""
    return Track(name, level, word, details, bars, due, under=True)


def _over(opinion: Opinion, case: Case) -> datetime | None:
    """When nobody waited for it any more: answered, called back, or the case went on without it."""
    return opinion.answered_at or opinion.recalled_at or case.application.decided_at or case.ended_at


def _stands(opinion: Opinion, clock: Clock) -> tuple[str, str]:
    """How a question stands, as level and word."""
    if opinion.recalled_at:
        return "skipped", _("已撤回")
    if opinion.answered_at:
        word = str(opinion.get_conclusion_display())
        late = opinion.answered_at > opinion.due_at
        return "done", _("%(word)s（逾期回复）") % {"word": word} if late else word
    if not opinion.is_waiting:
        return "skipped", _("未回复")
    return ("late", _("超期未回复")) if opinion.due_at < clock.now else ("active", _("等待回复"))
