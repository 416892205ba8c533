"""Variants of one matter (新办 变更 延续 补办 注销), told by their names: lists of items seldom have a column for it.

Only a word that stands where names put the variant counts: alone in brackets, at the end, or right before the ending
that registers and the like share. 「工程设计变更审查」 is no variant of 「工程设计审查」.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from .analysis import normal
from .ranking import Scored

WORDS = {
    "新办": ("新办", "新申请", "首次申请", "首次", "初次", "新设", "设立", "核发", "申领", "新证"),
    "变更": ("变更",),
    "延续": ("延续", "续期", "续办", "期满换证", "有效期延续", "换证", "换领", "换发", "延期"),
    "补办": ("补办", "补领", "补发", "补证", "遗失补领", "遗失补办", "遗失补证"),
    "注销": ("注销",),
}
"""What a variant is called in names. Words that may name a matter of its own (更正 转移 停业 年检 …) are not among them."""
EMPTY = (
    "行政许可",
    "许可证",
    "许可",
    "登记证",
    "登记",
    "注册",
    "备案",
    "申请",
    "审批",
    "核准",
    "证书",
    "证",
    "事项",
    "业务",
)
"""What alone names no matter."""
BETWEEN = "*"
"""Stands in a stem for the word taken out before the ending."""


@dataclass(frozen=True)
class Variant:
    """What a name says: the matter without its variant, and which variant (""; for a name that tells none)."""

    stem: str
    action: str = ""


@cache
def _by_word() -> dict[str, str]:
    return {word: action for action, words in WORDS.items() for word in words}


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    word = "|".join(sorted(map(re.escape, _by_word()), key=len, reverse=True))
    return (
        re.compile(rf"^(?P<stem>.+)\((?P<word>{word})\)$"),
        re.compile(rf"^(?P<stem>.+?)\s*[-—–_:·、/]+\s*(?P<word>{word})$"),
        re.compile(rf"^(?P<stem>.+?)(?P<word>{word})$"),
        re.compile(rf"^(?P<stem>.+?)(?P<word>{word})(?P<ending>登记|注册|备案|申请|审批|许可|核准)$"),
    )


@lru_cache(maxsize=50_000)
def variant(title: str) -> Variant:
    """The matter and the variant a name speaks of."""
    name = normal(title).replace(" ", "")
    for pattern in _patterns():
        if found := pattern.match(name):
            parts = found.groupdict()
            stem = _even(parts["stem"]) + (f"{BETWEEN}{parts['ending']}" if parts.get("ending") else "")
            return Variant(stem if _tells(parts["stem"]) else name, _by_word()[parts["word"]])
    return Variant(_even(name))


def _even(stem: str) -> str:
    """许可证 and 许可 are one."""
    return re.sub("许可证$", "许可", stem)


def _tells(stem: str) -> bool:
    """Whether anything is left that says which matter: more than what most names end with."""
    return len(re.sub("|".join(EMPTY), "", stem)) > 1


def family(title: str, owner: object = "") -> str:
    """The key that variants of one matter share; `owner` keeps the matters of different bureaus apart."""
    return f"{owner}:{variant(title).stem}"


def grouped(scored: Iterable[Scored]) -> list[tuple[Scored, ...]]:
    """What was found with the variants of each matter together, in the order of their first ones.

    Two of a family that tell the same variant are two matters of one name: each begins a group of its own.
    """
    groups: list[list[Scored]] = []
    by_family: dict[tuple[str, str], list[list[Scored]]] = {}
    for each in scored:
        own = by_family.setdefault((each.candidate.kind, each.candidate.family), [])
        group = next((g for g in own if _joins(each, g)), None) if each.candidate.family else None
        if group is None:
            group = []
            groups.append(group)
            own.append(group)
        group.append(each)
    return [tuple(group) for group in groups]


def _joins(one: Scored, group: Iterable[Scored]) -> bool:
    action = variant(one.candidate.title).action
    return all(variant(other.candidate.title).action != action for other in group)
