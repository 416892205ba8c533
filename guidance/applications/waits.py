"""Who a case waited for, from receipt to its end: every second has a name on it, read from the history alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from guidance.cases.models import Case, Participation
from guidance.cases.states import DECIDED, State

from .hands import Hands
from .models import DECISION_KIND, RECEIPT_KINDS, CaseMaterial, CaseStep, JointWait, Pause
from .opinions import Opinion

STOPPED = (State.CORRECTION, State.SUSPENDED)
"""States in which no bureau's clock runs: the applicant, or a special procedure, is waited for."""

MAX = datetime.max.replace(tzinfo=UTC)
"""Later than anything: until then is waited for what has no end yet."""


@dataclass(frozen=True)
class Party:
    """One that is waited for: a bureau by its short name, the applicant, a special procedure.

    `person`: in whose hands it is, if known.
    """

    name: str
    person: str = ""

    def __str__(self) -> str:
        return _("%(name)s（%(person)s）") % {"name": self.name, "person": self.person} if self.person else self.name


@dataclass(frozen=True)
class Wait:
    """A span in which the case waited for the same ones. `stopped`: it does not count for any bureau."""

    since: datetime
    until: datetime
    parties: tuple[Party, ...]
    stopped: bool = False

    @property
    def who(self) -> tuple[str, ...]:
        """Bureaus in their order, or the applicant, each once."""
        return tuple(dict.fromkeys(one.name for one in self.parties))

    @property
    def seconds(self) -> float:
        return (self.until - self.since).total_seconds()

    @property
    def lasted(self) -> str:
        return lasting(self.seconds)


def lasting(seconds: float) -> str:
    """`3 天 2 小时`, `5 小时`, `12 分钟`: the two largest units of a time by the clock, days and nights alike."""
    minutes = int(seconds // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days and hours:
        return _("%(days)s 天 %(hours)s 小时") % {"days": days, "hours": hours}
    if days:
        return _("%(days)s 天") % {"days": days}
    return _("%(hours)s 小时") % {"hours": hours} if hours else _("%(minutes)s 分钟") % {"minutes": minutes}


def totals(spans: Iterable[Wait]) -> list[tuple[str, str]]:
    """By name, how long each was waited for in all, the longest first. What is waited for together counts for each."""
    found: dict[str, float] = defaultdict(float)
    for span in spans:
        for name in span.who:
            found[name] += span.seconds
    return [(name, lasting(found[name])) for name in sorted(found, key=lambda name: -found[name])]


def waits(case: Case, now: datetime | None = None, *, people: bool = False) -> list[Wait]:
    """The spans of a case, without gap or overlap from its receipt to its end, or to `now` while it is open.

    `people`: for the staff alone, with the name of who has it in hand, so that a step that changes hands starts a span,
    and with the bureaus whose opinion was asked and is owed.
    """
    return waits_of([case], now, people=[case.pk] if people else [])[case.pk]


def waits_of(
    cases: Sequence[Case], now: datetime | None = None, *, people: Collection[int] = ()
) -> dict[int, list[Wait]]:
    """The same of several cases by their keys, in a fixed number of queries; `people`: the keys of those with names."""
    keys, moment = [case.pk for case in cases], now or timezone.now()
    order = ("history_date", "history_id")
    rows = _by(Case.history.filter(id__in=keys).select_related("bureau", "owner").order_by(*order), "id")
    steps = _by(CaseStep.history.filter(case_id__in=keys).select_related("bureau", "assignee").order_by(*order))
    joint = [case.pk for case in cases if case.participations.all()]
    parts = (
        _by(Participation.history.filter(case_id__in=joint).select_related("bureau").order_by(*order)) if joint else {}
    )
    waited = [key for key, found in rows.items() if any(row.state == State.WAITING for row in found)]
    ahead = _ahead(waited) if waited else {}
    paused = [key for key, found in rows.items() if any(row.state == State.SUSPENDED for row in found)]
    prefetch_related_objects([case for case in cases if case.pk in paused], "pauses")
    prefetch_related_objects(list(cases), "deferral")
    prefetch_related_objects([case for case in cases if case.pk in people], "opinions__bureau")
    owing = [case.pk for case in cases if getattr(case, "deferral", None) is not None]
    papers = _by(CaseMaterial.history.filter(case_id__in=owing).order_by(*order)) if owing else {}
    return {
        case.pk: _Past(
            case,
            rows.get(case.pk, []),
            steps.get(case.pk, []),
            parts.get(case.pk, []),
            papers.get(case.pk, []),
            list(case.pauses.all()) if case.pk in paused else [],
            list(case.opinions.all()) if case.pk in people else [],
            ahead.get(case.pk, ""),
            case.pk in people,
        ).spans(moment)
        for case in cases
    }


def _by(rows: Iterable[Any], name: str = "case_id") -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _ahead(keys: list[int]) -> dict[int, str]:
    """By the key of a case of a theme, the items that it waits for, each with its bureau."""
    rows = JointWait.objects.filter(entry__case__in=keys).select_related("entry", "before__case__bureau").order_by("pk")
    words, found = _("前面的事项“%(title)s”（%(bureau)s）"), defaultdict(list)
    for row in rows:
        found[row.entry.case_id].append(
            words % {"title": row.before.case.title, "bureau": row.before.case.bureau.display_name}
        )
    return {key: "、".join(said) for key, said in found.items()}


@dataclass(frozen=True)
class _Past:
    """What the history holds of one case, in its order."""

    case: Case
    rows: list[Any]
    steps: list[Any]
    parts: list[Any]
    papers: list[Any]
    pauses: list[Pause]
    asked: list[Opinion]
    ahead: str
    people: bool

    def spans(self, now: datetime) -> list[Wait]:
        begun, end = self.case.submitted_at, self.case.ended_at or now
        written = (row.history_date for row in [*self.rows, *self.steps, *self.parts, *self.papers])
        moments = [at for at in sorted({begun, *written, *self._said(), end}) if begun <= at <= end]
        hands = Hands(self.case) if self.people else None
        stood = zip(*(_over(rows, moments) for rows in (self.rows, self.steps, self.parts, self.papers)), strict=True)
        found: list[Wait] = []
        for (since, until), (cases, steps, parts, papers) in zip(pairwise(moments), stood, strict=False):
            row = next(iter(cases), None)
            state, who = self._who(row, steps, parts, hands, since)
            if state not in (*STOPPED, State.WAITING):
                who = self._with_others(row, who, steps, papers, since)
            if found and found[-1].parties == who:
                since = found.pop().since
            found.append(Wait(since, until, who, state in STOPPED))
        return found

    def _said(self) -> Iterator[datetime]:
        """When opinions were asked, and when they were no longer waited for."""
        for one in self.asked:
            yield from (at for at in (one.asked_at, one.answered_at, one.recalled_at) if at is not None)

    def _with_others(
        self, stood: Any, who: tuple[Party, ...], steps: list[Any], papers: list[Any], at: datetime
    ) -> tuple[Party, ...]:
        """Beside the desk whose opinion it waits for; in its place the applicant, where the decision wants a paper."""
        active = {row.kind for row in steps if row.state == CaseStep.State.ACTIVE}
        if active == {DECISION_KIND} and any(row.state == CaseMaterial.State.DEFERRED for row in papers):
            who = (Party(_("申请人")),)
        if stood is None or stood.state in DECIDED:
            return who
        owed = (one for one in self.asked if one.asked_at <= at < (one.answered_at or one.recalled_at or MAX))
        return tuple(dict.fromkeys((*who, *(Party(one.bureau.display_name) for one in owed))))

    def _special(self, at: datetime) -> str:
        """The special procedure that went on then, by its name."""
        found = next((one for one in reversed(self.pauses) if one.started_at <= at), None)
        return _("特别程序：%(kind)s") % {"kind": found.get_kind_display()} if found else _("特别程序")

    def _who(
        self, stood: Any, steps: list[Any], parts: list[Any], hands: Hands | None, at: datetime
    ) -> tuple[str, tuple[Party, ...]]:
        """The state of the case and whom it waited for, from its rows as they stood."""
        state = stood.state if stood else State.RECEIVED
        if state == State.CORRECTION:
            return state, (Party(_("申请人")),)
        if state == State.WAITING:
            return state, (Party(self.ahead or _("前面的事项")),)
        if state == State.SUSPENDED:
            return state, (Party(self._special(at)),)
        owner = stood.owner if stood else None
        lead = Party((stood.bureau if stood else self.case.bureau).display_name, str(owner or "") if hands else "")
        if state == State.RECEIVED:
            return state, (lead, *_unread(parts))
        return state, _working(steps, lead, owner, hands) or (lead,)


def _unread(parts: list[Any]) -> list[Party]:
    """The bureaus that take part and have not said yet whether the papers will do."""
    others = (row for row in parts if row.role == Participation.Role.PARTICIPANT)
    return [Party(row.bureau.display_name) for row in others if row.checked_at is None]


def _working(steps: list[Any], lead: Party, owner: Any, hands: Hands | None) -> tuple[Party, ...]:
    """Those who have a step under way after acceptance, in the order of the steps."""
    active = [row for row in steps if row.state == CaseStep.State.ACTIVE and row.kind not in RECEIPT_KINDS]
    found = (
        Party(row.bureau.display_name if row.bureau else lead.name, _holder(row, owner, hands) if hands else "")
        for row in sorted(active, key=lambda row: row.order)
    )
    return tuple(dict.fromkeys(found))


def _holder(row: Any, owner: Any, hands: Hands) -> str:
    """In whose hands a step was; empty while it waited to be taken."""
    if row.assignee is not None:
        return str(row.assignee)
    return str(owner) if owner is not None and hands.fell_to(row, owner) else ""


def _over(rows: list[Any], moments: list[datetime]) -> Iterator[list[Any]]:
    """At each moment, of history rows in their order the last of each object that was written by then."""
    last: dict[int, Any] = {}
    read = 0
    for at in moments:
        while read < len(rows) and rows[read].history_date <= at:
            last[rows[read].id] = rows[read]
            read += 1
        yield list(last.values())
