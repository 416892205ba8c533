"""10,000 random pairs of a form and answers: the browser shows and requires exactly what the server does."""

import datetime
import json
import time

import pytest
from django.contrib.staticfiles import finders

from forms import rules
from forms.drawing import script_of, script_of_step
from forms.plan import asked_of, computed_of, walk

from .random_forms import Maker

FORMS, PAIRS, SEED = 400, 25, 20260301
TODAY = datetime.date(2026, 3, 1)
SCRIPT = """
(text) => JSON.parse(text).map(({ parts, answers }) => answers.map((given) => {
  const verdict = { shown: [], required: [], computed: {} };
  const at = (name) => name.split("-").slice(1).reduce((found, key) => (found == null ? null : found[key]), given) ?? null;
  HallRules.walk(parts, "answers", {
    show: (part, name, on) => { if (on && part.label) verdict.shown.push(name); },
    require: (part, name, on) => { if (on) verdict.required.push(name); },
    compute: (part, name, value) => { verdict.computed[name] = value; },
    today: "TODAY",
    answer: (part, name) => at(name),
    rows: (name) => Object.keys(at(name) || []),
  });
  return verdict;
}))
"""


SCRIPT = SCRIPT.replace("TODAY", TODAY.isoformat())


def verdict(form, answers):
    """What the server shows and requires."""
    found = {"shown": [], "required": [], "computed": {}}

    def visit(prefix, given):
        def take(part, scope):
            name = f"{prefix}-{part.name}"
            found["shown"].append(name)
            if part.group:
                rows = given.get(part.name) or []
                return [
                    walk(part.group.parts, visit(f"{name}-{at}", row), scope.fields, scope.today).values
                    for at, row in enumerate(rows)
                ]
            if part.spec.type == "computed":
                found["computed"][name] = computed_of(part.spec, scope)
                return found["computed"][name]
            if part.spec.require and rules.holds(part.spec.require, scope):
                found["required"].append(name)
            return given.get(part.name)

        return take

    walk(form.parts, visit("answers", answers), today=TODAY)
    return found


@pytest.mark.browser
def test_browser_and_server_agree_on_ten_thousand_pairs(page_at):
    maker = Maker(SEED)
    forms = [maker.form() for _form in range(FORMS)]
    batch = [{"form": form, "answers": [maker.answers(form) for _pair in range(PAIRS)]} for form in forms]
    for one in batch:
        for part in one["form"].parts:
            for node in part.show:
                rules.check(node)
    started = time.perf_counter()
    here = [[verdict(one["form"], answers) for answers in one["answers"]] for one in batch]
    on_server = time.perf_counter() - started
    page = page_at(360)
    page.add_script_tag(path=finders.find("forms/js/rules.js"))
    sent = [{"parts": described(one["form"]), "answers": one["answers"]} for one in batch]
    started = time.perf_counter()
    there = page.evaluate(SCRIPT, json.dumps(sent))
    print(
        f"{FORMS * PAIRS} pairs: {on_server:.1f} s on the server, {time.perf_counter() - started:.1f} s in the browser"
    )
    differing = [pair for one in zip(here, there, strict=True) for pair in zip(*one, strict=True) if pair[0] != pair[1]]
    assert differing == []
    shown = sum(len(one["shown"]) for row in here for one in row)
    asked = sum(len(one["form"].fields) for one in batch) * PAIRS
    assert 0.2 * asked < shown < asked * 3, "the forms hide something and show something"


@pytest.mark.browser
def test_a_page_that_is_told_the_earlier_answers_comes_to_the_same_verdict(page_at):
    maker = Maker(SEED + 1)
    pairs = [(form, maker.answers(form)) for form in (maker.form() for _form in range(100)) for _pair in range(5)]
    pages = [page_of(form, answers) for form, answers in pairs]
    assert sum(map(bool, pages)) > 250, "most second steps hang on something"
    page = page_at(360)
    page.add_script_tag(path=finders.find("forms/js/rules.js"))
    sent = [{"parts": parts, "answers": [answers]} for parts, (_form, answers) in zip(pages, pairs, strict=True)]
    for (form, answers), parts, (seen,) in zip(pairs, pages, page.evaluate(SCRIPT, json.dumps(sent)), strict=True):
        own = [f"answers-{part.name}" for part in form.steps[1].parts] if parts else []
        here = {
            what: {name: found[name] for name in kept} if what == "computed" else kept
            for what, found in verdict(form, answers).items()
            for kept in [[name for name in found if part_of(name) in own]]
        }
        assert seen == here


def page_of(form, answers):
    """The second step as its page carries it, with what is known of the first."""
    return script_of_step(form.steps, form.steps[1], asked_of(form.parts, answers, today=TODAY).values)


def part_of(name):
    """The part of the form that an input's name is in."""
    return "-".join(name.split("-")[:2])


def described(form):
    """The parts as the page carries them; all of them, also where no condition stands in the form."""
    return script_of(form.steps) or [
        {"kind": "field", "name": key, "label": spec.label, "type": "opaque"} for key, spec in form.fields.items()
    ]
