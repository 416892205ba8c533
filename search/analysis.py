"""How text becomes tokens: once, in Python, the same for every engine and for the queries.

Tokens hold only letters, digits and "_", and are joined by blanks, so that any engine that splits at blanks keeps them.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

import rjieba
from pypinyin import Style, lazy_pinyin

VERSION = 3
"""Raise it when the tokens of the same text change: indexes made with another version are rebuilt by the worker."""
LONGEST = 20_000
"""Characters of one text that are analysed."""
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇]+|[a-z]+|[0-9]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇]")
_JIEBA = rjieba.Jieba()
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_CODE = re.compile(r"[0-9a-z]+(?:[-_./][0-9a-z]+)+")


@cache
def _simplified() -> dict[int, str]:
    """The table of OpenCC (Apache-2.0) from traditional to simplified characters."""
    text = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if "\t" in line)
    table = {ord(old): new.split(" ")[0] for old, new in pairs if len(old) == 1}
    return {old: new for old, new in table.items() if chr(old) != new}


def normal(text: str, longest: int = LONGEST) -> str:
    """NFKC, lower case, simplified; control characters and runs of blanks become one blank."""
    text = unicodedata.normalize("NFKC", text[:longest]).lower().translate(_simplified())
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def is_han(text: str) -> bool:
    """Whether the text begins with a Chinese character."""
    return bool(_HAN.match(text))


def is_all_han(text: str) -> bool:
    """Whether the text is Chinese characters only."""
    return bool(text) and all(_HAN.match(char) for char in text)


def runs(text: str) -> list[str]:
    """The runs of Han characters, of Latin letters and of digits in a normalised text."""
    return _RUN.findall(text)


def _cut(run: str) -> list[str]:
    return list(rjieba.cut_for_search(run)) if is_han(run) else [run]


def cut(run: str) -> list[str]:
    """One run as consecutive words."""
    return list(rjieba.cut(run)) if is_han(run) else [run]


def is_word(text: str) -> bool:
    """Whether the dictionary knows the text as one word."""
    return bool(_JIEBA.has_word(text))


def words(text: str) -> list[str]:
    """The words of a normalised text, long ones also in parts; codes whole and in parts."""
    found = [word for run in runs(text) for word in _cut(run)]
    return found + ["".join(c if c.isalnum() else "_" for c in code) for code in _CODE.findall(text)]


def neighbours(text: str) -> list[str]:
    """Each two neighbouring characters, of whatever script."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


def bigrams(text: str) -> list[str]:
    """Each two neighbouring Han characters; a lone one stands for itself."""
    found: list[str] = []
    for run in runs(text):
        if is_han(run):
            found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return found


def name_tokens(text: str) -> list[str]:
    """The tokens of a name: words, bigrams and each single character."""
    return words(text) + bigrams(text) + [char for char in text if is_han(char)]


def fuzzy(syllable: str) -> str:
    """The syllable without the differences that speakers of the south do not make: zh/z, ch/c, sh/s, -ng/-n."""
    for strict, loose in _FUZZY:
        if syllable.startswith(strict):
            syllable = loose + syllable[2:]
            break
    return syllable[:-1] if syllable.endswith("ng") else syllable


@lru_cache(maxsize=20_000)
def syllables(text: str) -> tuple[str, ...]:
    """The fuzzy syllables of the Han characters of a normalised text."""
    han = "".join(run for run in runs(text) if is_han(run))
    return tuple(fuzzy(each.replace("ü", "v")) for each in lazy_pinyin(han, style=Style.NORMAL, errors="ignore"))


def initials(text: str) -> str:
    """The first letters of the syllables: 食品经营 → spjy."""
    return "".join(each[0] for each in syllables(text))


def pair_tokens(parts: Iterable[str]) -> list[str]:
    """Tokens for neighbouring syllables: shi, pin → ["p_si_pin"]."""
    parts = list(parts)
    return [f"p_{a}_{b}" for a, b in pairwise(parts)]


def initial_tokens(letters: str) -> list[str]:
    """Tokens for each three neighbouring initials; shorter ones stand for themselves."""
    if len(letters) < 3:
        return [f"i_{letters}"] if letters else []
    return [f"i_{letters[i : i + 3]}" for i in range(len(letters) - 2)]


def sound_tokens(text: str) -> list[str]:
    """Pinyin tokens of a name: pairs of syllables, initials by threes, and its first two."""
    found = syllables(text)
    initials = "".join(each[0] for each in found)
    return pair_tokens(found) + initial_tokens(initials) + (initial_tokens(initials[:2]) if len(found) > 2 else [])


@cache
def _syllable_table() -> frozenset[str]:
    """Every syllable of standard Chinese, from the readings pypinyin knows."""
    from pypinyin.pinyin_dict import pinyin_dict

    spelled = lazy_pinyin([chr(code) for code in pinyin_dict if 0x4E00 <= code <= 0x9FFF], style=Style.NORMAL)
    return frozenset(
        each.replace("ü", "v") for each in spelled if each.isascii() and each.isalpha() and each[0] not in "iuv"
    )


@lru_cache(maxsize=5_000)
def spell(letters: str) -> tuple[str, ...]:
    """Latin letters read as pinyin: the fuzzy syllables, or () if they cannot be split. shipin → ("si", "pin")."""
    if len(letters) > 80:
        return ()
    table = _syllable_table()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before, piece = best[start], letters[start:end]
            if before is None or piece not in table:
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = (*before, piece)
    return tuple(fuzzy(each) for each in best[-1] or ())


def spelled_part(letters: str) -> str:
    """Of letters that break off amid a syllable, those of the syllables before it, two at least: shipinj → shipin; else ""."""
    if not (letters.isascii() and letters.isalpha()):
        return ""
    parts = (letters[:end] for end in range(len(letters) - 1, max(len(letters) - 6, 0), -1))
    return next((part for part in parts if len(spell(part)) > 1), "")
