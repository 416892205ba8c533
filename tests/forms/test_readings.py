"""What is typed is read the same by the server and by the browser; readings_vectors.json says how."""

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from forms import rules
from forms.fields.registry import TYPES
from forms.fields.spec import Spec

from .asking import compiled, filled

VECTORS = json.loads(Path(__file__).with_name("readings_vectors.json").read_text(encoding="utf-8"))
TODAY = "2026-03-01"
SCRIPT = """
(cases) => cases.map(({ reading, typed }) => {
  const { number, date, dates } = { number: HallReadings.number, date: HallReadings.day, dates: HallReadings.days };
  return { number, date, dates }[reading.as](typed, reading, "TODAY");
})
""".replace("TODAY", TODAY)


def spec_of(one):
    return Spec.read({"key": "f1", "label": "数", **one["field"]})


def on_server(one):
    """The typed text as conditions see it: nothing where the field refuses it."""
    spec, typed = spec_of(one), one["typed"]
    names = {"f1_start": typed[0], "f1_end": typed[1]} if isinstance(typed, list) else {"f1": typed}
    form = filled(compiled({"key": "f1", "label": "数", **one["field"]}), **names)
    form.is_valid()
    answer = form.answers().get("f1")
    if answer is None or isinstance(answer, dict):
        return True if answer else None
    value = TYPES[spec.type].rule_value(spec, answer)
    return rules.spelled(Decimal(str(value))) if TYPES[spec.type].rule_type == "number" else value


def wrong(values):
    return [(one, found) for one, found in zip(VECTORS, values, strict=True) if found != one["value"]]


def test_the_server_reads_the_vectors(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date.fromisoformat(TODAY))
    assert len(VECTORS) >= 130
    assert wrong([on_server(one) for one in VECTORS]) == []


@pytest.mark.browser
def test_the_browser_reads_the_vectors(page_at):
    page = page_at(360)
    for name in ("rules", "readings"):
        page.add_script_tag(path=finders.find(f"forms/js/{name}.js"))
    given = [
        {"reading": (spec := spec_of(one)) and TYPES[spec.type].reading(spec), "typed": one["typed"]} for one in VECTORS
    ]
    assert wrong(page.evaluate(SCRIPT, given)) == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ({"type": "number", "places": 2}, "1000米", "「数」请只填写数字，如 1200.5，不写文字和单位。"),
        ({"type": "integer"}, "一千", "「数」请只填写数字，如 1200，不写文字和单位。"),
        ({"type": "integer"}, "1000.5", "「数」请填写整数，如 1200。"),
        ({"type": "number", "places": 1}, "1.25", "「数」最多 1 位小数。"),
        ({"type": "integer"}, "1" * 16, "「数」的数太大，整数部分最多 15 位。请检查是否多写了数字。"),
        ({"type": "money"}, "1" * 14, "「数」的数太大，整数部分最多 13 位。请检查是否多写了数字。"),
        ({"type": "date"}, "3/1/2026", "请填写一个存在的日期，如 2026-03-01。"),
    ],
)
def test_what_is_refused_is_told_in_plain_words(field, typed, said):
    form = filled(compiled({"key": "f1", "label": "数", **field}), f1=typed)
    assert form.errors["f1"] == [said]
