"""What holds after every try, whoever did what: states, history, papers, notices, due dates, waits, queues, scope."""

import datetime as dt
from typing import Any

from django.core.files.storage import storages
from django.utils import timezone

from accounts.models import User
from guidance.applications.bundles.models import JointEntry
from guidance.applications.models import Application, CaseMaterial, CaseStep, Pause
from guidance.applications.opinions import Opinion
from guidance.applications.papers.models import Paper
from guidance.applications.promises.models import Deferral, Promise, PromiseCheck
from guidance.applications.steps import stages
from guidance.applications.waits import waits
from guidance.appointments.models import SiteVisit, VisitPart
from guidance.cases.models import Attachment, Case, Event, Message, Participation
from guidance.cases.queues import BY_NAME
from guidance.notices.models import Notice

from .days import Almanac, case_due, deferral_due, opinion_due, step_due
from .facts import OVER, Facts
from .world import Person

TABLE = {
    "": {"received", "waiting"},
    "waiting": {"received", "withdrawn", "terminated"},
    "received": {"correction", "refused", "accepted", "withdrawn"},
    "correction": {"received", "withdrawn", "terminated"},
    "accepted": {"review", "suspended", "granted", "denied", "terminated", "withdrawn"},
    "review": {"suspended", "granted", "denied", "terminated", "withdrawn"},
    "suspended": {"review", "withdrawn"},
    "granted": {"closed"},
    "denied": {"closed"},
    **{state: set() for state in OVER},
}
"""From each state, those it may come to: DOMAIN §5 as the rows of a table of its own."""
TO_APPLICANT = {"accept", "deem_accepted", "correct", "refuse", "suspend", "extend", "decide", "close"}
PAPERS = {*TO_APPLICANT, "terminate", "confirm_end", "joint_drop", "ask_opinion"}
"""The verbs that issue a notice on paper; the letter that asks for an opinion goes to another bureau."""
TOLD = {*TO_APPLICANT, "submit", "resume", "withdraw", "terminate", "transfer", "message", "resend_code", "recalculate"}
TOLD |= {"joint_begin", "joint_drop", "confirm_end"}
TOLD |= {"extend_deferral", "remind_deferral", "propose_end"}
TRACKED = (
    CaseStep, CaseMaterial, Participation, Opinion, Pause, Message, Attachment, Promise, Deferral, PromiseCheck,
    SiteVisit, VisitPart,
)  # fmt: skip


AHEAD = "前面的事项"
"""Whom a case of a theme waits for: the words name the item and its bureau as they are now."""


def rows_of(case: Case) -> dict[str, Any]:
    """Everything that is written of a case, to tell whether a try wrote something."""
    own = {"case": Case.objects.filter(pk=case.pk), "application": Application.objects.filter(case=case)}
    more = {model.__name__: model.objects.filter(case=case).order_by("pk") for model in (*TRACKED, Event, Paper)}
    found = {name: list(rows.values()) for name, rows in {**own, **more}.items()}
    found["notices"] = list(Notice.objects.filter(case_number=case.number).order_by("pk").values_list("dedupe"))
    for model in TRACKED:
        found[f"history of {model.__name__}"] = model.history.filter(case_id=case.pk).count()
    found["history of application"] = Application.history.filter(case_id=case.pk).count()
    return found | {"history of case": Case.history.filter(id=case.pk).count()}


def states(events: list[dict[str, Any]], table: dict[str, set[str]] = TABLE) -> None:
    """The numbers without a gap, each state from the one before, each step of the way in the table."""
    assert [event["version"] for event in events] == list(range(1, len(events) + 1))
    last = ""
    for event in events:
        assert event["from_state"] == last
        assert event["to_state"] == last or event["to_state"] in table[last], event
        last = event["to_state"]


def history(case: Case, found: dict[str, Any], before: dict[str, Any]) -> None:
    """Every row is what its newest history says, and each line of history belongs to an event: its moment, its actor."""
    events = {(row["at"], row["actor_id"]) for row in found["Event"]}
    assert found["case"][0]["version"] == len(found["Event"])
    for model, key in [(Case, "id"), (Application, "case_id"), *((one, "case_id") for one in TRACKED)]:
        name = {Case: "case", Application: "application"}.get(model, model.__name__)
        if found is not before and all(found[what] == before[what] for what in (name, f"history of {name}")):
            continue
        rows, of = found[name], model._meta.pk.attname
        newest: dict[Any, Any] = {}
        for line in model.history.filter(**{key: case.pk}).order_by("history_id").values():
            assert (line["history_date"], line["history_user_id"]) in events, line
            newest[line[of]] = line
        assert len(newest) == len(rows)
        for row in rows:
            line = newest[row[of]]
            assert {key: row[key] for key in row if key in line} == {key: line[key] for key in row if key in line}
            assert set(row) - set(line) <= {"snapshot"}


def papers(found: dict[str, Any], before: dict[str, Any]) -> None:
    """No file, notice or material is lost or changes; each verb has its notice, a bureau's year of them has no gap."""
    private = storages["private"]
    kept = {row["id"]: row for row in found["Attachment"]}
    assert all(kept[row["id"]] == row for row in before["Attachment"])
    assert all(private.exists(row["file"]) for row in found["Attachment"] if row not in before["Attachment"])
    issued = {row["id"]: row for row in found["Paper"]}
    assert all(issued[row["id"]]["body"] == row["body"] for row in before["Paper"])
    assert [row["name"] for row in found["CaseMaterial"]] == [row["name"] for row in before["CaseMaterial"]]
    wanted = [row["version"] for row in found["Event"] if row["verb"] in PAPERS]
    assert [row["event_version"] for row in found["Paper"]] == wanted
    for bureau, year in {(row["bureau_id"], row["year"]) for row in found["Paper"]}:
        whole = Paper.objects.filter(bureau_id=bureau, year=year).order_by("sequence")
        numbers = list(whole.values_list("sequence", flat=True))
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def notices(number: str, found: dict[str, Any]) -> None:
    """Whoever applies is told once of each event that concerns them, and of nothing that did not happen."""
    told = [int(dedupe.split(":")[1]) for (dedupe,) in found["notices"]]
    assert all(dedupe.startswith(f"{number}:") for (dedupe,) in found["notices"])
    expected = [row["version"] for row in found["Event"] if _is_told(row)]
    odd = [row for row in found["Event"] if row["version"] in set(told) ^ set(expected)]
    assert told == expected, [(row["verb"], row["from_state"], row["to_state"], row["data"]) for row in odd]


def _is_told(event: dict[str, Any]) -> bool:
    if event["verb"] == "verify":
        return event["to_state"] in ("accepted", "review") and event["data"]["result"] == "需补正"
    if event["verb"] == "submit" and "joint" in event["data"]:
        return False
    if event["verb"] == "take_in":
        return event["data"]["result"] == "退回"
    if event["verb"] == "recalculate_deferral":
        moments = [dt.datetime.fromisoformat(event["data"][f"deferral_{name}"]) for name in ("due_was", "due_at")]
        return bool(event["data"]["materials"]) and moments[0] != moments[1]
    if event["verb"] == "recalculate" and event["to_state"] in ("correction", "suspended"):
        return "supplement_due" in event["data"]
    return event["verb"] in TOLD and _moved(event)


def _moved(event: dict[str, Any]) -> bool:
    """Of a recalculation: whether the case's own due date moved, and not only one of its steps'."""
    moments = [
        dt.datetime.fromisoformat(event["data"][name]) for name in ("due_was", "due_at") if name in event["data"]
    ]
    return len(moments) < 2 or moments[0] != moments[1]


def due_dates(case: Case) -> None:
    """What is written equals what follows from the events and the table of days."""
    almanac = Almanac()
    promises(case, almanac)
    if case.state in OVER:
        return
    if case.state == "waiting":
        assert case.due_at is None
        return
    assert case.due_at == case_due(case, almanac)
    if case.state == "correction":
        asked = case.events.filter(verb="correct").order_by("version").last()
        assert case.application.supplement_due == almanac.due(asked.at, (asked.data["days"], "workday"), case.bureau)
    for step in case.steps.select_related("bureau"):
        if step.state == "active":
            assert step.due == step_due(step, case, almanac), step
    asked = [event for event in case.events.order_by("version") if event.verb == "ask_opinion"]
    for row, event in zip(case.opinions.order_by("pk"), asked, strict=True):
        waits_for_it = case.state not in ("granted", "denied")
        if row.answered_at is None and row.recalled_at is None and waits_for_it:
            expected = opinion_due(row, event.data["days"], almanac)
            assert row.due_at == expected, (row.asked_at, row.days, row.due_at, expected, case.state)


def promises(case: Case, almanac: Almanac) -> None:
    """What is owed on a promise, and its check, are due as recomputed; nothing is granted while a paper is owed."""
    events = list(case.events.order_by("version"))
    row, check = (model.objects.filter(case=case).first() for model in (Deferral, PromiseCheck))
    owed = CaseMaterial.objects.filter(case=case, order__in=row.materials).exclude(state="verified") if row else []
    if row is not None and case.state in ("accepted", "review", "suspended"):
        assert bool(owed) == (row.ended_at is None)
        if owed:
            assert row.due_at == deferral_due(row, events, almanac)
    assert not (owed and case.application.decision == "granted")
    assert (check is not None) == (case.application.decision == "granted" and _vowed(case))
    if check is not None and check.checked_at is None:
        decided = next(event for event in events if event.verb == "decide")
        assert check.due_at == almanac.due(decided.at, (case.snapshot["check_days"], "workday"), case.bureau)


def _vowed(case: Case) -> bool:
    """Whether a paper was promised instead of handed in."""
    return Promise.objects.filter(case=case, kind="promise_instead").exists()


def order(cases: list[Case]) -> None:
    """Of a theme: a case waits as long as one before it is open and not granted, begins with the grant, ends with the loss."""
    for entry in JointEntry.objects.filter(case__in=cases):
        case = Case.objects.get(pk=entry.case_id)
        ahead = [Application.objects.select_related("case").get(case=one.case_id) for one in entry.after.all()]
        if not ahead:
            continue
        begun = case.events.filter(verb="joint_begin").first()
        if begun is not None:
            assert all(one.decision == "granted" and one.decided_at <= begun.at for one in ahead)
        elif case.state == "waiting":
            assert any(one.decision != "granted" and one.case.is_open for one in ahead)
            assert not case.steps.exclude(state="waiting").exists()


def whom(case: Case) -> tuple[str, ...]:
    """Whom the case waits for now, from its rows as they stand."""
    if case.state == "correction":
        return ("申请人",)
    if case.state == "suspended":
        return (f"特别程序：{case.pauses.get(ended_at=None).get_kind_display()}",)
    if case.state == "waiting":
        return (AHEAD,)
    if case.state == "received":
        unread = case.participations.filter(role="participant", checked_at=None).select_related("bureau")
        return (str(case.bureau), *(str(row.bureau) for row in unread))
    active = case.steps.filter(state="active").exclude(kind__in=["receive", "accept"]).order_by("order")
    if {step.kind for step in active} == {"decide"} and case.materials.filter(state="deferred"):
        return ("申请人",)
    names = [str(step.bureau or case.bureau) for step in active.select_related("bureau")]
    return tuple(dict.fromkeys(names)) or (str(case.bureau),)


def spans(case: Case, seen: list[tuple[dt.datetime, tuple[str, ...]]]) -> None:
    """The waits fill the whole time, and say of each moment what was true then."""
    end = case.ended_at or timezone.now()
    found = waits(case)
    assert sum(one.seconds for one in found) == (end - case.submitted_at).total_seconds()
    for n, (since, who) in enumerate(seen):
        until = seen[n + 1][0] if n + 1 < len(seen) else end
        if since < until:
            said = [one.who for one in found if one.since < until and one.until > since]
            assert [who] == (said if who != (AHEAD,) else [(one[0][: len(AHEAD)],) for one in said])


def steps(case: Case, names: list[str]) -> None:
    """No step is lost, none is skipped, and none whose turn it is waits."""
    rows, over = list(case.steps.order_by("order")), True
    assert [step.name for step in rows] == names
    for stage in stages(rows):
        if over and case.is_open and case.state != "waiting":
            assert all(step.state != "waiting" for step in stage)
        over = over and all(step.state in ("done", "skipped") for step in stage)
    for step in rows:
        assert (step.state == "done") == (step.ended_at is not None)
        assert step.state in ("waiting", "skipped") or step.started_at
        assert step.state != "skipped" or (step.kind == "certify" and case.application.decision == "denied")


def seen_by(facts: Facts, one: Person, user: User) -> None:
    """What a person's lists hold of the case: in scope, in their hands, in their pool; with an owner, in somebody's."""
    case, now = facts.case, timezone.now()
    rows = Case.objects.visible_to(user)
    assert rows.filter(pk=case.pk).exists() == facts.sees(one)
    listed = {name: BY_NAME[name].rows(rows, user, now).filter(pk=case.pk).exists() for name in ("steps", "pool")}
    is_open = case.state not in OVER
    held = any(facts.holder(step) in facts.for_whom(one) for step in facts.doing)
    assert listed["steps"] == (is_open and facts.sees(one) and held), facts.told(one)
    free = any(facts.may_take(step, one) and not facts.follows_its_case(step) for step in facts.doing)
    assert listed["pool"] == (is_open and facts.sees(one) and free), facts.told(one)


def nobody_left(facts: Facts, people: list[Person]) -> None:
    """With an owner, each step under way has somebody who works on it or may take it, unless all have reviewed the case."""
    if facts.owner and facts.case.state not in (*OVER, "received"):
        for step in facts.doing:
            there = any(facts.works_on(step, one) or facts.may_take(step, one) for one in people)
            assert there or step.separate, step
