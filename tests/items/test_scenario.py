"""Conditions in words, and the promise that no combination of answers hides what is needed."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from items.checklists import query_of, read
from items.scenario import (
    Asked,
    Verdict,
    describe,
    option_lines,
    parse,
    plain,
    possible,
    reserved,
    situations,
    stamp,
    verdict,
)

PLACE = Asked("经营场所是?", ("自有", "租赁", "借用"))
AGENT = Asked("谁来办", ("本人", "委托他人"))
BOTH = [PLACE, AGENT]


@pytest.mark.parametrize(
    "text",
    [
        "经营场所是＝租赁/借用；谁来办＝委托他人",
        "经营场所是? = 租赁／借用; 谁来办:委托他人",
        "谁来办：委托他人；经营场所是＝借用/ 租 赁；",
    ],
)
def test_one_condition_in_many_hands(text):
    condition = parse(text, BOTH)
    assert condition.decides
    assert {(p.question, p.options) for p in condition.parts} == {(0, frozenset({1, 2})), (1, frozenset({1}))}
    assert set(describe(condition, BOTH).split("；")) == {"经营场所是?＝租赁/借用", "谁来办＝委托他人"}


def test_what_is_not_understood_hides_nothing():
    for text in ("委托办理的", "委托办理的；经营场所是＝租赁", "经营场所是＝租用", "经营场所是＝", "没有的问题＝是"):
        condition = parse(text, BOTH)
        assert not condition.understood
        assert {verdict(condition, {0: a, 1: b}) for a in range(3) for b in range(2)} == {Verdict.OPEN}
        assert describe(condition, BOTH) == text
    assert parse("经营场所是＝租用/租赁", BOTH).unknown == (("经营场所是?", "租用"),)
    assert parse("经营场所是＝", BOTH).unknown == (("经营场所是?", ""),)
    assert parse("甲＝乙", BOTH).notes == ("甲＝乙",)


def test_an_empty_condition_always_holds():
    assert verdict(parse(" ", BOTH), {}) is Verdict.HOLDS
    assert verdict(parse("", []), {0: 1}) is Verdict.HOLDS


def test_an_unanswered_question_leaves_it_open_and_a_contradiction_is_possible_never():
    condition = parse("经营场所是＝租赁；谁来办＝委托他人", BOTH)
    assert verdict(condition, {0: 1}) is Verdict.OPEN
    assert verdict(condition, {0: 0}) is Verdict.FAILS
    assert verdict(condition, {0: 1, 1: 1}) is Verdict.HOLDS
    assert possible(condition)
    assert not possible(parse("经营场所是＝租赁；经营场所是＝自有", BOTH))


def test_situations_tell_apart_only_what_the_conditions_do():
    many = [Asked(f"问{n}", tuple("甲乙丙丁戊己庚辛")) for n in range(5)]
    found = list(situations([parse(f"问{n}＝甲", many) for n in range(5)], many))
    assert len(found) == 2**5
    assert list(situations([], many)) == [{}]


def test_words_for_separating_are_no_words_of_a_question():
    assert [reserved(text) for text in ("甲＝乙", "甲；乙", "甲／乙", "甲:乙", "甲、乙")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert option_lines("甲\n\n 乙；丙") == ("甲", "乙", "丙")
    assert plain(" 您 是？") == "您是"


def test_an_address_says_when_the_questions_changed():
    params = {"q1": "2", "s": stamp(BOTH)}
    assert read(BOTH, params).answers == {0: 1}
    renamed = [Asked(PLACE.text, ("自有", "租用", "借用")), AGENT]
    given = read(renamed, params)
    assert (given.answers, given.proposed) == ({}, {0: 1})
    assert "有过改动" in given.notices[0]
    assert read(BOTH, {"q1": "2"}).answers == {0: 1}


@pytest.mark.parametrize("value", ["0", "4", "-1", "x", "１", "1" * 50, "1.0", "\x00", "<b>"])
def test_what_is_no_answer_is_ignored_and_said(value):
    given = read(BOTH, {"q1": value, "q2": "1", "q99": "1", "q": "开店", "utm": "1"})
    assert given.answers == {1: 0}
    assert given.ignored == ("q1", "q99")
    assert "q1、q99" in given.notices[0]


def test_answers_come_back_from_their_address():
    from urllib.parse import parse_qsl

    for answers in ({}, {0: 2}, {0: 1, 1: 1}):
        assert read(BOTH, dict(parse_qsl(query_of(BOTH, answers)))).answers == answers


QUESTIONS = st.lists(st.integers(2, 4), min_size=0, max_size=4).map(
    lambda sizes: [Asked(f"问题{n}", tuple(f"选项{o}" for o in range(size))) for n, size in enumerate(sizes)]
)


@st.composite
def guides(draw):
    """Questions, and rows of (text of the condition, what it means to an oracle): pieces of sets, or None for a note."""
    questions = draw(QUESTIONS)
    rows = []
    for _n in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["always", "condition", "note", "mixed"]))
        if kind == "always" or (kind in {"condition", "mixed"} and not questions):
            rows.append(("", []))
        elif kind == "note":
            rows.append((draw(st.sampled_from(["委托办理", "其他＝情况", "x:y"])), None))
        else:
            pieces, meaning = [], []
            for number in draw(st.lists(st.integers(0, len(questions) - 1), min_size=1, max_size=3)):
                options = draw(st.sets(st.sampled_from(range(len(questions[number].options))), min_size=1))
                mark = draw(st.sampled_from(["=", "＝", ":", "："]))
                slash = draw(st.sampled_from(["/", "／"]))
                pieces.append(f"问题{number}{mark}{slash.join(f'选项{o}' for o in options)}")
                meaning.append((number, options))
            note = ["另行通知"] if kind == "mixed" else []
            rows.append((draw(st.sampled_from([";", "；"])).join(pieces + note), None if note else meaning))
    return questions, rows


def completions(questions, answers):
    """Every whole set of answers that agrees with some answers."""
    spaces = [[answers[n]] if n in answers else range(len(q.options)) for n, q in enumerate(questions)]
    return [dict(enumerate(one)) for one in itertools.product(*spaces)]


def needed(meaning, whole):
    """The oracle: whether a row applies once everything is answered. What is not understood always may."""
    return meaning is None or all(whole[number] in options for number, options in meaning)


@settings(deadline=None)
@given(guides())
def test_nothing_needed_is_hidden_by_any_combination(guide):
    """All combinations, unanswered ones too: a row is hidden only if no way of answering the rest would need it."""
    questions, rows = guide
    every = itertools.product(*[[None, *range(len(q.options))] for q in questions])
    read_rows = [(text, parse(text, questions), meaning) for text, meaning in rows]
    for combination in every:
        answers = {n: option for n, option in enumerate(combination) if option is not None}
        rest = completions(questions, answers)
        for text, condition, meaning in read_rows:
            hidden = verdict(condition, answers) is Verdict.FAILS
            if hidden:
                assert text
                assert not any(needed(meaning, whole) for whole in rest), (text, answers)
            if len(answers) == len(questions):
                assert hidden == (not needed(meaning, answers)), (text, answers)


@settings(deadline=None)
@given(guides())
def test_an_answer_taken_back_brings_back_what_it_hid(guide):
    questions, rows = guide
    conditions = [parse(text, questions) for text, _meaning in rows]
    for whole in completions(questions, {}):
        for left in range(len(questions)):
            fewer = {n: option for n, option in whole.items() if n != left}
            for condition in conditions:
                if verdict(condition, whole) is not Verdict.FAILS:
                    assert verdict(condition, fewer) is not Verdict.FAILS


@given(st.text(max_size=80), QUESTIONS)
def test_any_text_can_be_a_condition(text, questions):
    condition = parse(text, questions)
    describe(condition, questions)
    assert verdict(condition, {}) is not Verdict.FAILS


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5)), QUESTIONS)
def test_any_address_can_be_read(params, questions):
    given_answers = read(questions, params)
    assert all(option < len(questions[n].options) for n, option in given_answers.answers.items())
