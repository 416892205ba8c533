"""Whatever an editor builds and a citizen answers: publish, compile, clean and display go round without loss."""

import datetime
import itertools
import json
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from accounts.errors import Invalid
from forms import definition, diff, divisions, service
from forms.compiled import CompiledForm
from forms.fields.registry import TYPES
from forms.models import FormVersion

from .samples import FACTS

pytestmark = pytest.mark.django_db
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)
FILES = {"file", "files"}
NUMBERS = itertools.count()


def id_number(day):
    body = f"410105{day:%Y%m%d}002"
    return body + ric.calc_check_digit(body + "0")


CHOICES = st.lists(HAN, min_size=2, max_size=5, unique=True).map(
    lambda labels: [{"value": f"c{n}", "label": label} for n, label in enumerate(labels, 1)]
)
OPTIONS = {
    "single_choice": CHOICES.map(lambda rows: {"choices": rows}),
    "multiple_choice": CHOICES.map(lambda rows: {"choices": rows}),
    "drop_down": CHOICES.map(lambda rows: {"choices": rows}),
    "linked_choices": CHOICES.map(
        lambda rows: {"choices": [{**row, "label": f"大类 > {row['label']}"} for row in rows]}
    ),
    "prefilled": st.just({"fact": "item"}),
    "computed": st.just({"value": {"number": "1200.5"}, "places": 2}),
    "signature": HAN.map(lambda text: {"statement": text}),
    "number": st.integers(1, 6).map(lambda places: {"places": places}),
    "declaration": HAN.map(lambda text: {"text": text, "version": "1"}),
}
ANSWERS = {
    "text": lambda b: WORDS,
    "long_text": lambda b: WORDS,
    "number": lambda b: st.decimals(-(10**6), 10**6, places=b["places"]).map(float),
    "integer": lambda b: st.integers(-(10**12), 10**12),
    "date": lambda b: st.dates().map(lambda day: day.isoformat()),
    "single_choice": lambda b: st.sampled_from([row["value"] for row in b["choices"]]),
    "drop_down": lambda b: st.sampled_from([row["value"] for row in b["choices"]]),
    "multiple_choice": lambda b: st.lists(st.sampled_from([r["value"] for r in b["choices"]]), min_size=1, unique=True),
    "linked_choices": lambda b: st.sampled_from([row["value"] for row in b["choices"]]),
    "money": lambda b: st.decimals(0, 10**9, places=2).map(str),
    "time": lambda b: st.times().map(lambda time: f"{time:%H:%M}"),
    "date_range": lambda b: st.lists(st.dates(), min_size=2, max_size=2).map(
        lambda days: dict(zip(("start", "end"), map(str, sorted(days)), strict=True))
    ),
    "division": lambda b: st.sampled_from(sorted(divisions.lowest())),
    "identity_paper": lambda b: st.from_regex(r"[A-Z][0-9]{8}", fullmatch=True, alphabet=string.printable).map(
        lambda number: {"kind": "passport", "number": number}
    ),
    "bank_card": lambda b: st.from_regex(r"[1-9][0-9]{14}", fullmatch=True, alphabet=string.digits).map(
        lambda body: body + luhn.calc_check_digit(body)
    ),
    "signature": lambda b: HAN.map(lambda name: {"typed": name, "statement": b["statement"]}),
    "prefilled": lambda b: st.just(FACTS["item"]),
    "computed": lambda b: st.just("1200.5"),
    "yes_no": lambda b: st.booleans(),
    "declaration": lambda b: st.just(True),
    "person_name": lambda b: HAN,
    "address": lambda b: HAN,
    "phone": lambda b: st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True, alphabet=string.digits),
    "landline": lambda b: st.just("0371-67180000"),
    "email": lambda b: st.from_regex(r"[a-z]{1,8}@example\.com", fullmatch=True),
    "id_number": lambda b: st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2025, 1, 1)).map(
        id_number
    ),
    "credit_code": lambda b: st.just("91410100MA4ABCDEF0"),
}


KNOWN = ("prefilled", "computed")
"""What the server fills in, whatever is sent."""


@st.composite
def filled_forms(draw):
    """Steps of a publishable form, and good answers to some of it."""
    kinds = draw(st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=8))
    labels = draw(st.lists(HAN, min_size=len(kinds), max_size=len(kinds), unique=True))
    blocks, answers = [], {}
    for number, (kind, label) in enumerate(zip(kinds, labels, strict=True), 1):
        block = {"type": kind, "key": f"f{number}", "label": label, "required": draw(st.booleans()), "purpose": "核对"}
        block |= draw(OPTIONS.get(kind, st.just({})))
        blocks.append(block)
        if block["required"] or kind in KNOWN or draw(st.booleans()):
            answers[block["key"]] = draw(ANSWERS[kind](block))
    return [{"title": "", "blocks": blocks}], answers


def facts_of(payload, steps):
    """The facts a page would know, if a field that was answered asks for them."""
    known = [block["key"] for block in steps[0]["blocks"] if block["type"] == "prefilled"]
    return FACTS if set(known) & set(payload) else {}


def test_every_type_takes_part():
    assert set(ANSWERS) | FILES == set(TYPES)


@RELAXED
@given(filled_forms())
def test_publish_clean_display_go_round(bureau, filled):
    steps, payload = filled
    form = service.create_from_definition("表", f"property-{next(NUMBERS)}", bureau, steps, None)
    version = service.latest(form)
    parsed = json.loads(version.definition)
    assert definition.canonical(parsed) == version.definition
    assert [block["label"] for block in parsed["steps"][0]["blocks"]] == [b["label"] for b in steps[0]["blocks"]]
    answers = service.clean(version, payload, facts=facts_of(payload, steps))
    assert set(answers) == set(payload)
    assert service.clean(version, answers, facts=facts_of(payload, steps)) == answers
    assert json.loads(json.dumps(answers)) == answers
    rows = {row.key: row for section in service.display(version, answers) for row in section.rows}
    assert all(bool(row.text) == (key in answers) for key, row in rows.items())
    redrawn = service.django_form(version, initial=answers)
    assert all(key in str(redrawn[key]) for key in answers)
    if required := [b["key"] for b in steps[0]["blocks"] if b["required"] and b["type"] not in KNOWN]:
        rest = {key: value for key, value in payload.items() if key != required[0]}
        with pytest.raises(Invalid) as refusal:
            service.clean(version, rest, facts=facts_of(rest, steps))
        assert list(refusal.value.fields) == [required[0]]


@RELAXED
@given(filled_forms(), st.data())
def test_json_never_crashes_the_validators(filled, data):
    """Any JSON for any field is taken or refused with words."""
    steps, _answers = filled
    text = definition.canonical({"schema": 1, "title": "表", "steps": steps})
    version = FormVersion(definition=text, sha256=definition.sha256(text))
    anything = st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    )
    payload = {block["key"]: data.draw(anything) for block in steps[0]["blocks"]}
    try:
        service.clean(version, payload, partial=True)
    except Invalid as error:
        refused = error
    else:
        return
    assert all(messages and all(messages) for messages in refused.fields.values())


@RELAXED
@given(filled_forms(), filled_forms())
def test_differences_are_empty_only_for_the_same_form(one, other):
    old, new = ({"schema": 1, "title": "表", "steps": steps} for steps, _answers in (one, other))
    assert diff.changes(old, old) == []
    assert bool(diff.changes(old, new)) == (CompiledForm(old).fields != CompiledForm(new).fields)
