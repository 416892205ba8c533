"""Lists of names as big as a district's and a province's, made from `matters.txt`."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SETS = {
    "L": ("新办", "变更", "延续", "补办", "注销"),
    "R": ("设立登记", "变更登记", "注销登记", "备案"),
}
PROVINCE = ("(省级权限)", "(委托市级实施)", "(跨省通办)")
"""How a province's list repeats a name for levels and ways of handling."""
DETAILS = {"变更": ("变更(名称)", "变更(法定代表人)", "变更(地址)"), "变更登记": ("变更登记(名称)", "变更登记(住所)")}
"""How a province's list parts a change by what changes."""


def _names(line: str, big: bool) -> list[str]:
    name, _, listed = line.partition("|")
    variants: list[str] = []
    for each in listed.split():
        if each in SETS:
            variants += SETS[each]
        elif big or not each.startswith("+"):
            variants.append(each.lstrip("+"))
    if big:
        variants += [more for each in list(variants) for more in DETAILS.get(each, ())]
    return [name + variant for variant in variants] or [name]


def _lines() -> list[str]:
    text = (HERE / "matters.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def district() -> tuple[str, ...]:
    """Names in the number of a district hall's."""
    lines = enumerate(_lines())
    return tuple(dict.fromkeys(name for number, line in lines for name in _names(line, big=number % 5 > 1)))


@cache
def province() -> tuple[str, ...]:
    """Names in the number of a province's, with more variants of each, and names repeated for levels."""
    names = list(dict.fromkeys(name for line in _lines() for name in _names(line, big=True)))
    for number, line in enumerate(_lines()):
        names += [name + PROVINCE[number % 3] for name in _names(line, big=number % 2 == 0)[:3]]
    return tuple(dict.fromkeys(names))


@cache
def other_names() -> dict[str, str]:
    """Some of the district's names, each to the name another place gives the same matter."""
    lines = (HERE / "other_names.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))
