"""The quality rules of 情形引导: questions that can be asked, conditions that can be checked, nothing lost by them."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from . import choices, scenario
from .quality import Aspect, Found, Severity, Text, rule
from .quality_steps import LICENSING_STEPS
from .scenario import Verdict, plain

if TYPE_CHECKING:
    from .models import ItemPage


def _asked(page: "ItemPage") -> list[scenario.Asked]:
    return [row.asked for row in page.scenario_questions.all()]


def _read(page: "ItemPage", relation: str) -> Iterator[tuple[Any, scenario.Condition]]:
    questions = _asked(page)
    for row in getattr(page, relation).all():
        if row.applies_when.strip():
            yield row, scenario.parse(row.applies_when, questions)


@rule("scenario-most", "scenario_questions", _("情形引导"))
def scenario_most(page: "ItemPage") -> Iterator[Text]:
    """Five questions at most: nobody answers more."""
    if len(page.scenario_questions.all()) > scenario.MOST_QUESTIONS:
        yield _("情形问题最多 %(n)s 个。") % {"n": scenario.MOST_QUESTIONS}


@rule("scenario-question", "scenario_questions", _("情形引导"))
def scenario_question(page: "ItemPage") -> Iterator[Found]:
    """A condition can name each question, and only one."""
    rows = list(page.scenario_questions.all())
    times = Counter(plain(row.text) for row in rows)
    for row in rows:
        if times[plain(row.text)] > 1:
            yield Found(_("这个问题问了两次。"), row, "text")
        if scenario.reserved(row.text):
            yield Found(_("问题里不要用“＝”“；”“/”。"), row, "text")


@rule("scenario-options", "scenario_questions", _("情形引导"))
def scenario_options(page: "ItemPage") -> Iterator[Found]:
    """Two to eight options, each said once, each nameable by a condition."""
    for row in page.scenario_questions.all():
        options = row.asked.options
        if not scenario.FEWEST_OPTIONS <= len(options) <= scenario.MOST_OPTIONS:
            yield Found(_("请写 2 到 8 个选项，一行一个。"), row, "options")
        if len({plain(option) for option in options}) < len(options):
            yield Found(_("有重复的选项。"), row, "options")
        if any(scenario.reserved(option) for option in options):
            yield Found(_("选项里不要用“＝”“；”“/”。"), row, "options")


def _unknown_option(page: "ItemPage", relation: str) -> Iterator[Found]:
    for row, condition in _read(page, relation):
        for question, option in condition.unknown:
            if option:
                message = _("情形问题“%(question)s”没有选项“%(option)s”。")
            else:
                message = _("“%(question)s＝”后面没有写选项。")
            yield Found(message % {"question": question, "option": option}, row, "applies_when")


def _note_only(page: "ItemPage", relation: str) -> Iterator[Found]:
    for row, condition in _read(page, relation):
        if condition.notes:
            message = _("“%(note)s”不是本事项的情形问题，只作为说明显示，不会按市民的回答筛选。")
            yield Found(message % {"note": condition.notes[0]}, row, "applies_when")


def _impossible(page: "ItemPage", relation: str) -> Iterator[Found]:
    for row, condition in _read(page, relation):
        if condition.decides and not scenario.possible(condition):
            yield Found(_("没有一种回答能满足这个适用情形。"), row, "applies_when")


@rule("material-option", "materials", _("申请材料"))
def material_option(page: "ItemPage") -> Iterator[Found]:
    """A condition names options that are there."""
    yield from _unknown_option(page, "materials")


@rule("material-condition-note", "materials", _("申请材料"), Severity.WARNING)
def material_condition_note(page: "ItemPage") -> Iterator[Found]:
    """A condition in free words is shown, and filters nothing."""
    yield from _note_only(page, "materials")


@rule("material-condition-possible", "materials", _("申请材料"))
def material_condition_possible(page: "ItemPage") -> Iterator[Found]:
    """What no combination of answers asks for would never be listed once all is answered."""
    yield from _impossible(page, "materials")


@rule("step-option", "steps", _("办理环节"))
def step_option(page: "ItemPage") -> Iterator[Found]:
    """The same of steps."""
    yield from _unknown_option(page, "steps")


@rule("step-condition-note", "steps", _("办理环节"), Severity.WARNING)
def step_condition_note(page: "ItemPage") -> Iterator[Found]:
    """The same of steps."""
    yield from _note_only(page, "steps")


@rule("step-condition-possible", "steps", _("办理环节"))
def step_condition_possible(page: "ItemPage") -> Iterator[Found]:
    """The same of steps."""
    yield from _impossible(page, "steps")


@rule("licensing-steps-always", "steps", _("办理环节"))
def licensing_steps_always(page: "ItemPage") -> Iterator[Text]:
    """受理, 审查, 决定, 送达 of a licence are there whatever is answered."""
    if not page.is_licensing or page.handling == choices.Handling.IMMEDIATE:
        return
    questions = _asked(page)
    read = [(row.kind, scenario.parse(row.applies_when, questions)) for row in page.steps.all()]
    for kind in LICENSING_STEPS:
        conditions = [condition for of, condition in read if of == kind]
        if conditions and _may_be_missing(conditions, questions):
            yield _("有的回答会使“%(kind)s”环节一个也不剩，请改环节的适用情形。") % {"kind": kind.label}


def _may_be_missing(conditions: list[scenario.Condition], questions: list[scenario.Asked]) -> bool:
    if not all(condition.decides for condition in conditions):
        return False
    return any(
        all(scenario.verdict(condition, answers) is Verdict.FAILS for condition in conditions)
        for answers in scenario.situations(conditions, questions)
    )


@rule("scenario-used", "scenario_questions", _("情形引导"), Severity.WARNING, Aspect.COMPLETENESS)
def scenario_used(page: "ItemPage") -> Iterator[Found]:
    """A question whose answer changes nothing is not worth asking."""
    used = {
        part.question
        for relation in ("materials", "steps")
        for _row, condition in _read(page, relation)
        for part in condition.parts
    }
    for number, row in enumerate(page.scenario_questions.all()):
        if number not in used:
            yield Found(_("没有材料或环节用到这个问题。"), row, "text")
