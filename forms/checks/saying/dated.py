"""Checks of what words say of days and hours, beside those that the field takes."""

import datetime
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...definition import Place
from ...fields.limits import read_date
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot

TEXTS = ("label", "help")
TODAY = r"(?:今[天日]|当[天日]|申请(?:之日|当日|日期?)|提交(?:之日|当日|日期?)|填[写表报](?:之日|当日|日期?)|现在|当前(?:日期)?)"
NOT = r"不(?:得|能|可|应|要)?"
NO = "(?<!不)(?<!不得)(?<!不能)(?<!不可)(?<!不应)(?<!不要)"
AHEAD = re.compile(
    rf"(?:{NOT}(?:早于|先于){TODAY})|(?:须|应|只能|必须|需)(?:为|是|填写?|选择?|在)?(?:{TODAY}(?:及|或|（含）)?(?:以后|之后|起)|(?:未来|将来|以后)(?:的)?(?:日期|时间|某)?)|{NOT}(?:是|为|填写?|选择?)(?:过去|以前|已过)(?:的)?(?:日期|时间)|{NOT}补[填报]过去"
    rf"|{NO}(?:填写?|选择?)(?:{TODAY}(?:及|或|（含）)?(?:以后|之后)|未来|将来)(?:的)?(?:日期|时间|日子|某一?天)"
)
BEHIND = re.compile(
    rf"(?:{NOT}(?:晚于|迟于|超过|大于){TODAY})|(?:须|应|只能|必须|需)(?:为|是|填写?|选择?|在|早于)?(?:{TODAY}(?:及|或|（含）)?(?:以前|之前)|(?:过去|以前|已过|已发生)(?:的)?(?:日期|时间)?)|{NOT}(?:是|为|填写?|选择?)(?:未来|将来|以后|今后)(?:的)?(?:日期|时间)"
    rf"|{NO}(?:填写?|选择?)(?:{TODAY}(?:及|或|（含）)?(?:以前|之前)|过去|已经?过去)(?:的)?(?:日期|时间|日子|某一?天)"
)
WHEN = {"future": AHEAD, "past": BEHIND}


def _when(text: str) -> str:
    """What of past and future a text allows alone; nothing where it says neither, or both."""
    found = [name for name, words in WHEN.items() if words.search(text)]
    return found[0] if len(found) == 1 else ""


def when_stated(spot: Spot) -> None:
    """Days gone by, or days to come, as the text has it."""
    spot.value["when"] = _when(spot.value[spot.problem.attribute])


@check("help-when", blocking=False, fix=Fix(gettext_lazy("按文字改「只能是」"), when_stated))
def same_side_of_today(draft: Draft) -> Iterator[Problem]:
    """A text that allows days gone by alone, or days to come alone, stands at a field that does."""
    for place in draft.places:
        spec = place.spec
        for name in TEXTS if spec.type in ("date", "date_range") else ():
            said = _when(getattr(spec, name))
            if said and said != spec.get("when"):
                message = _("文字说只能填今天以前或以后的日期，「只能是」却不是这样选的。请改成一致。")
                yield at(place, name, message)
                break


DAY = r"(?P<y>(?:19|20)\d\d)\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*日?"
FROM = re.compile(
    rf"{NOT}早于\s*{DAY}|(?:自|从)?\s*{DAY.replace('?P<y>', '?P<y2>').replace('?P<m>', '?P<m2>').replace('?P<d>', '?P<d2>')}\s*(?:（含）)?(?:及?以后|及?之后|起(?!算))(?!的[^，。]{{2,}})"
)
UNTIL = re.compile(
    rf"{NOT}(?:晚于|迟于)\s*{DAY}|{DAY.replace('?P<y>', '?P<y2>').replace('?P<m>', '?P<m2>').replace('?P<d>', '?P<d2>')}\s*(?:（含）)?(?:及?以前|及?之前|前)(?!的[^，。]{{2,}})"
)
ENDS = {"earliest": FROM, "latest": UNTIL}
HOURS = re.compile(r"(?<!\d)(\d{1,2})[:：](\d\d)\s*(?:至|到|—+|-|–|~|～)\s*(\d{1,2})[:：](\d\d)")


def _days(text: str, name: str) -> list[datetime.date]:
    found = []
    for one in ENDS[name].finditer(text):
        numbers = [int(part) for part in one.groups() if part]
        try:
            found.append(datetime.date(*numbers[:3]))
        except (ValueError, TypeError):
            continue
    return found


@check("help-days", blocking=False)
def same_days(draft: Draft) -> Iterator[Problem]:
    """No text names another first or last day, or other hours, than the field takes."""
    for place in draft.places:
        for name in TEXTS if place.spec.type in ("date", "date_range", "time") else ():
            if other := _other(place, getattr(place.spec, name)):
                message = _("文字里写的 %(said)s 与设置的限制不同。请改成一致。")
                yield at(place, name, message % {"said": other})


def _other(place: Place, text: str) -> str:
    """A day or an hour of a text that is not the limit of the field."""
    spec = place.spec
    if spec.type == "time":
        found = HOURS.search(text)
        said = [f"{int(found[n]):02}:{found[n + 1]}" for n in (1, 3)] if found else []
        own = [str(spec.get(name) or "")[:5] for name in ("earliest", "latest")]
        return next((one for one, limit in zip(said, own, strict=False) if limit and one != limit), "")
    for name in ENDS:
        days, limit = _days(text, name), read_date(spec.get(name))
        if days and limit and limit not in days:
            return days[0].isoformat()
    return ""
