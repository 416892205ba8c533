"""Two people do verbs to one case at the same moment, and a process is killed in mid-verb: one winner, nothing half-written."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection, connections

from accounts.errors import Refused
from accounts.models import User
from accounts.roles import Role
from guidance.applications.opinions import Opinion
from guidance.applications.papers.models import Paper
from guidance.cases import actors, flow
from guidance.cases.models import Case, NumberCounter
from tests.factories import make_user

from .joining import Table
from .stepping import clerk_of, do, opened, step_of
from .walking import truths

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def both(*jobs):
    """Run them side by side, from one moment on, each on a connection of its own; the answers, refusals among them."""
    ready = threading.Barrier(len(jobs))

    def run(job):
        close_old_connections()
        try:
            ready.wait()
            return job()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def reviewed(table):
    """A joint case with each participant's step in its clerk's hands."""
    case = table.accepted()
    for n, clerk in enumerate(table.clerks):
        do(case, "take_step", clerk, step=table.step(n))
    return case


def of_step(case, table, **more):
    return {"step": step_of(case, table.step(0)).pk, "reason": "意见", **more}


def two_take(table):
    case = table.accepted()
    return case, [("take_step", one, of_step(case, table)) for one in (table.clerks[0], clerk_of(table.others[0]))]


def agree_and_disagree(table):
    case = reviewed(table)
    return case, [(verb, table.clerks[0], of_step(case, table)) for verb in ("pass", "disagree")]


def pass_and_hand_over(table):
    case, colleague = reviewed(table), clerk_of(table.others[0])
    given = of_step(case, table, owner=colleague.pk)
    return case, [("pass", table.clerks[0], of_step(case, table)), ("give_step", table.clerks[0], given)]


def decide_and_send_back(table):
    case = table.accepted()
    for n in range(len(table.clerks)):
        table.passes(case, n)
    step, to = step_of(case, "决定").pk, step_of(case, table.step(0)).pk
    decision = {"decision": "granted"}
    return case, [
        ("decide", table.owner, decision),
        ("return_step", table.owner, {"step": step, "to": to, "reason": "重"}),
    ]


def two_decide(table):
    case, _jobs = decide_and_send_back(table)
    chief = make_user(Role.SUPERVISOR, bureau=table.lead)
    return case, [
        ("decide", one, {"decision": what, "reason": "依据"})
        for one, what in ((table.owner, "granted"), (chief, "denied"))
    ]


def answer_and_recall(table):
    case = table.accepted()
    asked = table.others[1]
    do(case, "ask_opinion", table.owner, bureau=asked.pk, reason="？", days=3)
    opinion = {"opinion": Opinion.objects.get().pk, "reason": "说明", "conclusion": "agree"}
    return case, [("answer_opinion", table.clerks[1], opinion), ("recall_opinion", table.owner, opinion)]


def suspend_and_pass(table):
    case = reviewed(table)
    procedure = {"kind": "experts", "expected_days": 2, "reason": "评审"}
    return case, [("suspend", table.owner, procedure), ("pass", table.clerks[0], of_step(case, table))]


RACES = [
    two_take, agree_and_disagree, pass_and_hand_over, decide_and_send_back, two_decide, answer_and_recall, suspend_and_pass,
]  # fmt: skip
BOTH = {suspend_and_pass: ["pass", "suspend"]}
"""Who names no version may do both, in this order alone: a step is passed, and then the clock of the others stops."""


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize("page", ["of one version", "without a version"])
def test_two_at_once_have_one_winner_and_the_other_is_told(race, page):
    """The page tells its version, a program may not: either way nothing is done twice, and the loser reads why."""
    table = Table(2)
    case, tries = race(table)
    seen = Case.objects.get(pk=case.pk).version
    said = {"seen": seen} if page == "of one version" else {}
    jobs = [
        lambda verb=verb, who=who, data=data: flow.perform(
            case, verb, actors.staff(User.objects.get(pk=who.pk)), data, **said
        )
        for verb, who, data in tries
    ]
    answers = both(*jobs)
    refusals = [one for one in answers if isinstance(one, Refused)]
    fresh = Case.objects.get(pk=case.pk)
    assert fresh.version == seen + len(tries) - len(refusals)
    whole(fresh)
    if not refusals:
        assert not said
        assert [event.verb for event in fresh.events.order_by("pk")][-2:] == BOTH[race]
        return
    assert len(refusals) == 1
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(refusals[0].message))
    if said and isinstance(refusals[0], flow.Stale):
        assert len(refusals[0].extra["changes"]) == 1


def whole(case):
    """Nothing of the case is half-written; its papers follow one another."""
    found = truths.rows_of(case)
    truths.papers(found, found)
    sound(case, found)


def sound(case, found):
    """Nothing of the case is half-written, whatever other cases got meanwhile."""
    truths.states(found["Event"])
    truths.history(case, found, found)
    truths.notices(case.number, found)
    truths.due_dates(Case.objects.select_related("bureau").get(pk=case.pk))
    truths.steps(case, [step["name"] for step in case.snapshot["steps"]])


WORK = """
import itertools, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from accounts.errors import Refused
from accounts.models import User
from guidance.cases import actors, flow
from guidance.cases.models import Case
from items.models import ItemPage
from tests.applications.stepping import opened, step_of
item = ItemPage.objects.get(pk=sys.argv[2])
people = [actors.staff(User.objects.get(pk=pk)) for pk in sys.argv[3].split(",")]
print("ready", flush=True)
for n in itertools.count():
    case = opened(item)
    todo = [("take", 0, {}), ("accept", 0, {}), ("ask_opinion", 0, None), ("suspend", 0, None), ("resume", 0, {})]
    for at, name in ((1, "规划审查"), (2, "消防审查")):
        todo += [("take_step", at, name), ("disagree" if n % 2 else "pass", at, name)]
    todo += [("decide", 0, {"decision": "granted", "met": "已研究"}), ("close", 0, {"delivery": "pickup", "reason": "李敏领取"})]
    for verb, at, data in todo:
        if data is None:
            data = {"kind": "experts", "expected_days": 1, "reason": "x", "bureau": people[1].user.bureau_id, "days": 2}
        elif isinstance(data, str):
            data = {"step": step_of(case, data).pk, "reason": "意见"}
        flow.perform(case, verb, people[at], data)
"""
KILLS = 6


def working(settings, table):
    """A process of its own that takes joint cases from submission to delivery, one after the other."""
    path = os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")])
    environment = {**os.environ, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "hall.settings.test"}
    people = ",".join(str(one.pk) for one in (table.owner, *table.clerks))
    command = [sys.executable, "-c", WORK, str(connection.settings_dict["NAME"]), str(table.item.pk), people]
    return subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.PIPE)


def test_a_process_killed_in_mid_verb_leaves_nothing_half_written(settings):
    """`kill -9` at random moments: each case there is stands after a whole verb, and the next process goes on."""
    table, chance = Table(2), random.Random()
    for _ in range(KILLS):
        worker = working(settings, table)
        try:
            assert worker.stdout.readline() == b"ready\n"
            until, before = time.monotonic() + 60, Case.objects.count()
            while Case.objects.count() == before:
                assert time.monotonic() < until
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.8))
            assert worker.poll() is None
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.communicate()
    cases = list(Case.objects.order_by("pk"))
    assert len(cases) >= KILLS
    for case in cases:
        whole(case)
    given = sorted(case.number for case in cases)
    days = {number.partition("-")[0] for number in given}
    for day in days:
        today = [int(number.partition("-")[2]) for number in given if number.startswith(day)]
        assert today == list(range(1, len(today) + 1))
        assert NumberCounter.objects.get(day=f"{day[:4]}-{day[4:6]}-{day[6:]}").last == len(today)
    numbers = list(Paper.objects.filter(bureau=table.lead).order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    case = opened(table.item)
    do(case, "take", table.owner)
