"""The city's name before a bureau's: 郑州市市场监督管理局 is the 市场监督管理局 of 郑州市's own hall."""

import re

from accounts.areas import CITY

from ..settings import HallSettings
from .texts import plain

IN_A_NAME = re.compile(r"^(?P<city>[\u4e00-\u9fff]{2,7}?(?:市|自治州|地区|盟))")
SHORTEST = 3
"""Characters that a bureau's name keeps without the city: 公安局."""


def names() -> tuple[str, ...]:
    """What the hall's city is called: as the hall's settings name it, and as the table of areas does."""
    said = [CITY]
    settings = HallSettings.objects.filter(site__is_default_site=True).first()
    if settings is not None:
        said += [settings.name, settings.organiser]
    found = [match["city"] for text in said if (match := IN_A_NAME.match(plain(text)))]
    return tuple(dict.fromkeys(found))


def without(name: str, cities: tuple[str, ...]) -> str:
    """A bureau's plain name without its city's; as it is where that leaves no name."""
    text = plain(name)
    for city in cities:
        rest = re.sub(rf"^(?:[\u4e00-\u9fff]{{2,8}}省)?{re.escape(city)}", "", text)
        if rest != text and len(rest) >= SHORTEST:
            return rest
    return text
