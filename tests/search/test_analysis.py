"""Text to tokens: vectors, and properties that every engine relies on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("餐飲服務許可證", "餐饮服务许可证"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("  食品\t经营\n许可 ", "食品 经营 许可"),
        ("证\x00照\u200b", "证 照"),
        ("", ""),
    ],
)
def test_normal(typed, normal):
    assert analysis.normal(typed) == normal


def test_words_and_their_parts():
    assert {"食品", "经营", "许可证"} <= set(analysis.words("食品经营许可证"))


def test_codes_are_kept_whole_and_in_parts():
    assert {"39046", "39046_2020"} <= set(analysis.words("gb/t 39046-2020"))


def test_bigrams_cover_every_neighbour_and_a_lone_character():
    assert analysis.bigrams("食品证a狗") == ["食品", "品证", "狗"]


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("shipinjingying", ("si", "pin", "jin", "yin")),
        ("yingyezhizhao", ("yin", "ye", "zi", "zao")),
        ("spjyxkz", ()),
        ("x" * 500, ()),
    ],
)
def test_spelling(letters, syllables):
    assert analysis.spell(letters) == syllables


def test_southern_spelling_is_the_same():
    assert analysis.spell("sipingjinyin") == analysis.spell("shipinjingying")


def test_sound_tokens_hold_pairs_and_initials():
    assert analysis.sound_tokens("食品经营") == [
        *("p_si_pin", "p_pin_jin", "p_jin_yin"),
        *("i_spj", "i_pjy", "i_sp"),
    ]


@given(st.text(max_size=300))
def test_tokens_hold_only_letters_digits_and_underscores(text):
    normal = analysis.normal(text)
    for token in [*analysis.words(normal), *analysis.bigrams(normal), *analysis.sound_tokens(normal)]:
        assert re.fullmatch(r"\w+", token)


@given(st.text(max_size=300))
def test_normal_is_stable(text):
    once = analysis.normal(text)
    assert analysis.normal(once) == once
