"""Conditions mean the same in Python and in the browser, and what they mean is written down in rules_vectors.json."""

import datetime
import json

import pytest
from django.contrib.staticfiles import finders

from forms import rules

from .rules_vectors import FILE, vectors

VECTORS = json.loads(FILE.read_text(encoding="utf-8"))
SCRIPT = """
(cases) => cases.map((one) => {
  try {
    HallRules.check(one.expr, one.type, Boolean(one.row));
    const given = [one.expr, one.fields, one.row || null, one.today || null];
    return { value: "places" in one ? HallRules.computed(...given, one.places) : HallRules.evaluate(...given) };
  } catch (error) {
    if (!(error instanceof HallRules.RuleError)) throw error;
    return { error: error.code, place: error.place };
  }
})
"""


def verdict(one):
    """What Python says, in the shape the script answers in."""
    row = one.get("row")
    try:
        rules.check(one["expr"], one["type"], in_row=bool(row))
        today = datetime.date.fromisoformat(one["today"]) if "today" in one else None
        scope = rules.Scope(one["fields"], row or {}, today)
        places = one.get("places")
        return {
            "value": rules.evaluate(one["expr"], scope)
            if places is None
            else rules.computed(one["expr"], scope, places)
        }
    except rules.RuleError as error:
        return {"error": error.code, "place": error.place}


def expected(one):
    return {"error": one["error"], "place": one["place"]} if "error" in one else {"value": one["expect"]}


def wrong(verdicts):
    return [(one, found) for one, found in zip(VECTORS, verdicts, strict=True) if found != expected(one)]


def test_the_stored_vectors_are_the_written_ones():
    assert len(VECTORS) >= 500
    assert json.loads(json.dumps(vectors())) == VECTORS


def test_python_answers_the_vectors():
    assert wrong([verdict(one) for one in VECTORS]) == []


@pytest.mark.browser
def test_the_browser_answers_the_vectors(page_at):
    page = page_at(360)
    page.add_script_tag(path=finders.find("forms/js/rules.js"))
    assert wrong(page.evaluate(SCRIPT, VECTORS)) == []
