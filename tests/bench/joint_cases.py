"""Joint approval among many cases: cases per minute at 10,000 and 400,000 stored, one verb, a long case page, the inbox.

`python -m tests.bench.joint_cases [--cases 400000] [--postgresql]`: applications are written past the verbs by
`bulk_create` (the case, and what it is found by: its owner, for each tenth the rows of three bureaus that take part, for
each open one its steps), 2 % of them open. Then real ones go through the verbs from submission to delivery. Ratios are
of one run; it exits 1 if one is out of bounds. Without `--postgresql` it runs on SQLite, then on PostgreSQL where there is one.
"""

import argparse
import contextlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tests import postgres
from tests.bench.figures import Report, set_up
from tests.servers import free_port

FEW, MANY, BATCH = 10_000, 400_000, 5_000
BUREAUS, PARTS, STEPS = 45, 3, 3
FLOWS, ROUNDS, PAGE = 20, 15, 50
SLOWER, LONGER = 1.5, 4.0
"""At most: a flow at many cases against few, a page of 200 events against 5."""


class Stored:
    """What has been written, and by whom it is handled."""

    def __init__(self, table):
        from tests.applications.stepping import clerk_of
        from tests.factories import make_bureau

        self.table, self.count, self.chance = table, 0, random.Random(5)
        here = [(table.lead, table.owner), *zip(table.others, table.clerks, strict=True)]
        more = [make_bureau(f"第{n}委员会", slug=f"bench-{n}") for n in range(BUREAUS - len(here))]
        self.desks = [*here, *((bureau, clerk_of(bureau)) for bureau in more)]

    def grow(self, count):
        """Up to so many cases over three years."""
        from django.db import connection, transaction

        while self.count < count:
            with transaction.atomic():
                self._write(min(BATCH, count - self.count))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _write(self, number):
        from guidance.applications.models import Application, CaseStep
        from guidance.cases.models import Case, Participation

        cases = Case.objects.bulk_create([self._case(self.count + n) for n in range(number)])
        self.count += number
        Application.objects.bulk_create([Application(case=case) for case in cases])
        open_ones = [case for case in cases if case.is_open]
        CaseStep.objects.bulk_create([step for case in open_ones for step in self._steps(case)])
        joint = [case for case in cases if self.chance.random() < 0.1]
        Participation.objects.bulk_create([part for case in joint for part in self._parts(case)])

    def _case(self, n):
        from django.utils import timezone

        from guidance.cases.models import Case
        from guidance.cases.states import Kind, State

        moment = timezone.now() - timedelta(days=3 * 365) * (1 - n / MANY) - timedelta(days=1)
        bureau, clerk = self.chance.choice(self.desks)
        state = State.REVIEW if self.chance.random() < 0.02 else State.CLOSED
        return Case(
            number=f"{timezone.localtime(moment):%Y%m%d}-{n:07}", code_salt=str(n), kind=Kind.APPLICATION,
            title=f"第{n % 278}项许可", state=state, bureau=bureau, owner=clerk, applicant_name="李敏",
            applicant_phone=f"138{n:08}", submitted_at=moment, updated_at=moment, due_at=moment + timedelta(days=20),
            warn_at=moment + timedelta(days=19), ended_at=None if state == State.REVIEW else moment,
        )  # fmt: skip

    def _steps(self, case):
        from guidance.applications.models import CaseStep

        for n, (bureau, _clerk) in enumerate(self.chance.sample(self.desks, STEPS)):
            yield CaseStep(
                case=case, order=n + 3, group="联审", kind="review", name="审查", bureau=bureau,
                state="active", started_at=case.submitted_at, due_at=case.due_at,
            )  # fmt: skip

    def _parts(self, case):
        from guidance.cases.models import Participation

        others = [bureau for bureau, _clerk in self.chance.sample(self.desks, PARTS) if bureau != case.bureau]
        for n, bureau in enumerate([case.bureau, *others]):
            role = Participation.Role.PARTICIPANT if n else Participation.Role.LEAD
            yield Participation(case=case, bureau=bureau, role=role, joined_at=case.submitted_at)


def flow(table, took):
    """One joint case from submission to delivery; the milliseconds of each verb are added to `took`."""
    from tests.applications.stepping import do, opened

    case = _timed(took, "submit", lambda: opened(table.item))
    _timed(took, "take", lambda: do(case, "take", table.owner))
    _timed(took, "accept", lambda: do(case, "accept", table.owner))
    for n, clerk in enumerate(table.clerks):
        _timed(took, "take_step", lambda n=n, clerk=clerk: do(case, "take_step", clerk, step=table.step(n)))
        _timed(took, "pass", lambda n=n, clerk=clerk: do(case, "pass", clerk, step=table.step(n), reason="符合"))
    _timed(took, "decide", lambda: do(case, "decide", table.owner, decision="granted"))
    _timed(took, "close", lambda: do(case, "close", table.owner, delivery="pickup", reason="申请人本人领取"))


def _timed(took, name, call):
    began = time.perf_counter()
    found = call()
    took.setdefault(name, []).append((time.perf_counter() - began) * 1000)
    return found


def flows(table, report, stored):
    """Cases per minute; the milliseconds of each verb."""
    took = {}
    flow(table, {})
    began = time.perf_counter()
    for _ in range(FLOWS):
        flow(table, took)
    minute = FLOWS / (time.perf_counter() - began) * 60
    report.tell(f"cases a minute through a joint flow, {stored:,} stored", minute, "")
    return minute, took


def queries_of(call):
    """How many queries a call makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def one_verb(table, report, took):
    """`pass` of a participant: its queries, its median."""
    from tests.applications.stepping import do

    case = table.accepted()
    do(case, "take_step", table.clerks[0], step=table.step(0))
    call = lambda: do(case, "pass", table.clerks[0], step=table.step(0), reason="符合")  # noqa: E731
    report.tell("the verb 完成环节: queries", queries_of(call), "")
    report.tell("the verb 完成环节: median", statistics.median(took["pass"]), " ms")


def pages(table, report):
    """A case page of 200 events and 40 materials beside one of 5 events and 2: queries equal, time in proportion."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    short, long = _page_case(table, 5, 2), _page_case(table, 200, 40)
    client, took = Client(HTTP_HOST=urlsplit(settings.HALL_BASE_URL).netloc), {}
    client.force_login(table.owner)
    for turn in range(-3, ROUNDS):
        for name, case in (("short", short), ("long", long)):
            address = reverse("cases:inspect", args=[case.pk])
            answer = _timed(took if turn >= 0 else {}, name, lambda address=address: client.get(address))
            assert answer.status_code == 200
    counted = [
        queries_of(lambda case=case: client.get(reverse("cases:inspect", args=[case.pk]))) for case in (short, long)
    ]
    report.tell("case page, 5 events: queries", counted[0], "")
    report.tell("case page, 200 events, 40 materials: queries", counted[1], "", most=counted[0])
    middle = {name: statistics.median(values) for name, values in took.items()}
    report.tell("case page, 200 events, 40 materials: median", middle["long"], " ms")
    report.tell("case page, 200 events against 5", middle["long"] / middle["short"], "×", most=LONGER)


def _page_case(table, events, materials):
    """A joint case on its way; its remarks are made by the verb, its further papers past it."""
    from guidance.applications.models import CaseMaterial
    from tests.applications.stepping import do

    case = table.accepted()
    have = case.materials.count()
    CaseMaterial.objects.bulk_create(
        [CaseMaterial(case=case, order=n + 1, name=f"第{n}号材料") for n in range(have, materials)]
    )
    while case.events.count() < events:
        do(case, "note", table.owner, body="看过")
    return case


def inbox(table, took):
    """By queue, the milliseconds of its first page and of the counts, for somebody whose bureau takes part."""
    from django.utils import timezone

    from accounts.models import User
    from guidance.cases.models import Case
    from guidance.cases.queues import BY_NAME, counts

    for _ in range(ROUNDS):
        user, now = User.objects.get(pk=table.clerks[0].pk), timezone.now()
        rows = Case.objects.visible_to(user)
        for name in ("open", "overdue", "pool", "all", "ended"):
            page = BY_NAME[name].rows(rows, user, now).order_by(*BY_NAME[name].order).for_lists()
            _timed(took, name, lambda page=page: list(page.defer("snapshot", "due_trail")[:PAGE]))
        _timed(took, "counts of all queues", lambda rows=rows, user=user, now=now: counts(rows, user, now))


def plans(table):
    """How the database reads the first pages, on standard error."""
    from django.utils import timezone

    from guidance.cases.models import Case
    from guidance.cases.queues import BY_NAME

    user = table.clerks[0]
    for name in ("open", "all"):
        rows = BY_NAME[name].rows(Case.objects.visible_to(user), user, timezone.now())
        page = rows.order_by(*BY_NAME[name].order)[:PAGE]
        print(f"{name}, first page:\n{page.explain()}\n{name}, count:\n{rows.order_by().explain()}", file=sys.stderr)


def measure(many, show_plans):
    """All figures of one database."""
    from django.core.management import call_command

    from tests.applications.joining import Table

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    report, table = Report(), Table(2)
    stored = Stored(table)
    stored.grow(FEW)
    few, took = flows(table, report, FEW)
    one_verb(table, report, took)
    pages(table, report)
    lists = {}, {}
    inbox(table, lists[0])
    stored.grow(many)
    at_many, _took = flows(table, report, many)
    report.tell(f"a joint flow at {many:,} against {FEW:,}", few / at_many, "×", most=SLOWER)
    inbox(table, lists[1])
    for name, times in lists[1].items():
        middle = statistics.median(times)
        report.tell(f"inbox of a participant, {many:,}: {name}", middle, " ms")
        report.tell(f"  against {FEW:,}", middle / statistics.median(lists[0][name]), "×")
    if show_plans:
        plans(table)
    return report


def main():
    """Figures, and 1 if one is out of bounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.joint_cases", description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=MANY, help="Cases stored in the end (default: 400,000).")
    parser.add_argument("--postgresql", action="store_true", help="On a PostgreSQL server of its own.")
    parser.add_argument("--sqlite", action="store_true", help="On SQLite alone.")
    parser.add_argument("--plans", action="store_true", help="Also how the database reads the inbox.")
    chosen = parser.parse_args()
    print("On PostgreSQL" if chosen.postgresql else "On SQLite", flush=True)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hall-joint-")))
        url = stack.enter_context(postgres.server(postgres.find())) if chosen.postgresql else ""
        set_up(folder, free_port(), database_url=url)
        missed = measure(chosen.cases, chosen.plans).missed
        from django.db import connections

        connections.close_all()
    if not (chosen.postgresql or chosen.sqlite) and postgres.find():
        again = [sys.executable, "-m", "tests.bench.joint_cases", "--postgresql", *sys.argv[1:]]
        missed += ["PostgreSQL"] if subprocess.run(again, check=False).returncode else []
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
