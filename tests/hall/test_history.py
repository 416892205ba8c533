"""The history is complete: every changed field of every working model, with who, when, why and one request id."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone
from simple_history.utils import get_history_manager_for_model

from accounts import request_id
from accounts.roles import Role
from forms.models import Form
from guidance.applications.agents import Agency
from guidance.applications.bundles.models import JointCase, JointEntry, JointWait
from guidance.applications.posts import PostHolder
from guidance.applications.submit import Submission, submit
from guidance.appointments import slots
from guidance.appointments.flow import Request, book
from guidance.appointments.models import Window
from guidance.cases import actors, flow
from guidance.cases.history import HIDDEN, tracked
from guidance.cases.models import Absence, Case, Event
from guidance.consultations.flow import Question, ask
from tests.applications import promising, stepping
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
MONDAY = at("2026-11-23 10:00")
APPEND_ONLY = {
    "Event", "FormVersion", "AccessLog", "Attempt", "Alert", "GuideFeedback", "GuideVersion", "Rating", "Paper",
    "PaperPrint", "PaperTemplate", "SourceTable",
}  # fmt: skip
"""Rows that are themselves a history: written once, never changed."""
NOT_WORKING = {
    "NumberCounter": "a counter under a lock",
    "PaperCounter": "a counter under a lock",
    "ClickPrior": "follows from the log of clicks; made again each day",
    "VisitorKey": "thrown away on purpose",
    "Stamp": "a change stamp for caches",
    "JobRun": "its row is the log of the last run",
    "RateCounter": "expires by itself",
    "ImportRun": "its row and its lines are the record of what was taken in",
    "ImportRow": "a line of that record",
    "Upload": "a file on its way in, before it belongs to anything",
    "JointDraft": "not sent yet: deleted with all that it held",
    "Draft": "not sent yet: deleted with all that it held",
    "Notice": "its attempts are its history",
    "Change": "an outbox row",
    "QueryLog": "a log",
    "Failure": "an index change that could not be applied yet",
    "Follower": "how far a host's index has followed",
    "Assessment": "follows from the guide; made again each night",
    "AssessmentFinding": "part of it",
    "SelfCheck": "a log of runs",
    "SelfCheckCount": "a line of that log",
    "SelfCheckFinding": "a line of that log",
    "SourceRow": "a line of an uploaded table: written once, gone with the next table",
    "SourceState": "how a source has answered lately",
    "Topic": "a word that guides are filed under; the guides' revisions name it",
}
OURS = ("accounts", "items", "hall_forms", "search", "cases", "applications", "consultations", "appointments", "clock",
        "comparing", "notices", "supervision")  # fmt: skip


def tracked_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")]


def working_models() -> list[type[models.Model]]:
    """Our own concrete models, less history tables, pages and their rows (which Wagtail's revisions keep)."""
    found = []
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            name = model.__name__
            revised = any(base.__module__.startswith("wagtail") for base in model.__mro__)
            if name.startswith("Historical") or revised or name in APPEND_ONLY or name in NOT_WORKING:
                continue
            found.append(model)
    return found


def test_every_working_model_keeps_its_history():
    missing = {model._meta.label for model in working_models()} - {model._meta.label for model in tracked_models()}
    assert not missing


def as_kept(row: models.Model, historical: Any) -> dict[str, Any]:
    names = {field.attname for field in historical._meta.get_fields() if hasattr(field, "attname")}
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname in names}


def assert_history_is_current(model: type[models.Model]) -> int:
    manager = get_history_manager_for_model(model)
    for row in model._default_manager.all():
        latest = manager.filter(**{model._meta.pk.attname: row.pk}).order_by("history_id").last()
        assert latest is not None, f"{row!r} has no history"
        values = as_kept(row, latest)
        kept = {name: getattr(latest, name) for name in values}
        for name, value in values.items():
            if isinstance(value, models.fields.files.FieldFile):
                kept[name], values[name] = str(kept[name]), str(value)
        assert kept == values, model
    return model._default_manager.count()


def _application(item: Any, clerk: actors.Actor, chief: actors.Actor) -> Case:
    who = flow.Applicant(name="李敏", phone="13812345678")
    agency = Agency("赵六", "13900001111", "", ())
    made = Submission(item, None, {"f1": "店名"}, who, agency=agency)
    case = submit(made, actors.citizen(), key="k", now=MONDAY).case
    citizen = actors.citizen()
    done: list[tuple[str, actors.Actor, dict[str, Any]]] = [
        ("take", clerk, {}),
        ("correct", clerk, {"reason": "缺件", "materials": [case.materials.first().pk]}),
        ("supplement", citizen, {"body": "已补", "rest": "all"}),
        ("verify", clerk, {"material": case.materials.first().pk, "state": "verified", "reason": "清楚"}),
        ("accept", clerk, {}),
        ("suspend", clerk, {"kind": "experts", "expected_days": 3, "reason": "评审"}),
        ("resume", clerk, {}),
        ("extend", chief, {"days": 3, "reason": "复杂"}),
        ("pass", clerk, {"step": case.steps.get(name="审查").pk, "reason": "符合"}),
        ("decide", clerk, {"decision": "granted", "result_number": "JY1"}),
        ("close", clerk, {"delivery": "pickup", "reason": "李敏领取"}),
        ("note", clerk, {"body": "归档"}),
    ]
    for name, actor, data in done:
        with request_id.use(uuid.uuid4()):
            flow.perform(case, name, actor, data, now=MONDAY)
    return case


def _stepping(bureau: Any) -> None:
    """A case through posts, a deputy, another bureau's opinion, sent back and handed over."""
    owner, colleague, other = (actors.staff(stepping.clerk_of(bureau)) for _ in range(3))
    stranger = actors.staff(stepping.clerk_of(make_bureau()))
    today = timezone.localdate()
    Absence.objects.create(user=owner.user, deputy=other.user, first_day=today, last_day=today)
    case = stepping.accepted(stepping.item_of(bureau), owner.user)
    PostHolder.objects.create(bureau=bureau, post="审查岗", user=colleague.user)
    do = stepping.do
    do(case, "take_step", colleague.user, step="初审")
    do(case, "pass", colleague.user, step="初审", reason="齐全")
    do(case, "pass", other.user, step="现场勘查", reason="属实")
    do(case, "give_step", other.user, step="复核", owner=colleague.user.pk)
    do(case, "return_step", colleague.user, step="复核", to="初审", reason="漏页")
    do(case, "ask_opinion", other.user, bureau=stranger.user.bureau_id, reason="可以吗", days=3)
    asked = case.opinions.get()
    site = {
        "time": (timezone.localtime() + timedelta(days=3)).replace(hour=10).strftime("%Y-%m-%dT%H:%M"),
        "minutes": "60",
        "address": "花园路 1 号",
        "bureaus": [bureau.pk],
    }
    do(case, "plan_visit", owner.user, **site, together="on")
    visit = case.site_visits.get()
    flow.perform(visit.case, "visit_finding", owner, {"result": "passed"}, now=visit.ends_at)
    do(case, "answer_opinion", stranger.user, opinion=asked.pk, conclusion="agree", reason="可以")


def _promising(bureau: Any, clerk: actors.Actor) -> None:
    """A case that owed a paper: late, extended, handed in, returned, taken in; granted, and its other promise checked."""
    case = promising.opened(promising.item_of(bureau), MONDAY, later=(2,), instead=(3,))
    paper = case.materials.get(order=2).pk
    for name, data in (("take", {}), ("accept", {}), ("extend_deferral", {"days": 3, "reason": "出差"})):
        flow.perform(case, name, clerk, data, now=MONDAY)
    promising.hand_in(case, MONDAY)
    flow.perform(case, "take_in", clerk, {"material": paper, "state": "deferred", "reason": "看不清"}, now=MONDAY)
    flow.perform(case, "propose_end", actors.system(), now=at("2026-12-30 10:00"))
    promising.hand_in(case, MONDAY)
    done: list[tuple[str, dict[str, Any]]] = [
        ("take_in", {"material": paper, "state": "verified"}),
        ("pass", {"step": case.steps.get(name="审查").pk, "reason": "符合"}),
        ("decide", {"decision": "granted"}),
        ("check_promise", {"result": "untrue", "reason": "没有"}),
    ]
    for name, data in done:
        flow.perform(case, name, clerk, data, now=MONDAY)


def test_after_a_life_of_verbs_every_row_equals_its_last_history_row():
    bureau = make_bureau()
    item = make_item(bureau)
    clerk = actors.staff(make_user(Role.CLERK, bureau=bureau))
    chief = actors.staff(make_user(Role.SUPERVISOR, bureau=bureau))
    _application(item, clerk, chief)
    question = ask(
        Question("问", bureau, flow.Applicant(phone="1381234567"), may_publish=True), clerk, key=None, now=MONDAY
    )
    for name, data in (("take", {}), ("answer", {"answer": "答"}), ("publish", {"question": "问", "answer": "答"})):
        flow.perform(question.case, name, clerk, data, now=MONDAY)
    window = Window.objects.create(bureau=bureau, name="1 号", place="大厅")
    slots.ensure(window, slots.horizon(window, MONDAY))
    free = slots.free_for(item, MONDAY)
    booked = book(Request(item, free[0], flow.Applicant(phone="13812345678")), actors.citizen(), key=None, now=MONDAY)
    flow.perform(booked.case, "move", actors.citizen(), {"slot": free[9].pk}, now=MONDAY)
    _stepping(bureau)
    _promising(bureau, clerk)
    joint = JointCase.objects.create(number="1", key=uuid.uuid4(), title="开店", bureau=bureau, submitted_at=MONDAY)
    entries = [JointEntry.objects.create(joint=joint, case=case, order=1) for case in (booked.case, question.case)]
    JointWait.objects.create(entry=entries[0], before=entries[1])
    counted = {model.__name__: assert_history_is_current(model) for model in tracked_models()}
    assert counted["Case"] == 7
    assert counted["CaseStep"] == 5 + 5 + len(stepping.STEPS)
    assert (counted["Promise"], counted["Deferral"], counted["PromiseCheck"]) == (2, 1, 1)
    assert (counted["SiteVisit"], counted["VisitPart"]) == (1, 1)
    assert (counted["Opinion"], counted["PostHolder"], counted["Absence"]) == (1, 1, 1)
    assert counted["Booking"] == 2
    assert (counted["JointCase"], counted["JointEntry"], counted["JointWait"]) == (1, 2, 1)


def test_each_event_has_history_rows_of_the_same_request_with_user_and_reason():
    bureau = make_bureau()
    clerk = actors.staff(make_user(Role.CLERK, bureau=bureau))
    chief = actors.staff(make_user(Role.SUPERVISOR, bureau=bureau))
    case = _application(make_item(bureau), clerk, chief)
    for event in Event.objects.filter(case=case):
        row = case.history.get(version=event.version)
        assert row.history_user == event.actor
        assert row.history_date == event.at == MONDAY
        assert row.history_change_reason
        assert row.request_id == event.request_id
    assert len(set(case.events.values_list("request_id", flat=True))) == case.events.count()


def test_updating_a_tracked_row_past_its_history_is_refused_in_tests():
    form = Form.objects.create(title="表", bureau=make_bureau())
    with pytest.raises(AssertionError, match="history"):
        Form.objects.filter(pk=form.pk).update(title="别的")


def test_every_field_a_history_shows_has_words():
    for history, _name in tracked(Case()):
        for field in history.instance_type._meta.concrete_fields:
            assert field.name in HIDDEN or not str(field.verbose_name).isascii(), (history.instance_type, field.name)
