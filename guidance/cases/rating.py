"""The citizen's verb `rate`, what it opens, and what the guide shows of it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Count, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_text
from guidance.clock import calendar
from guidance.clock.due import ZONE, Span, due
from items.models import ItemPage
from items.models.stamp import key_of, touch
from items.panels import Panel
from items.panels import register as show_on_guide
from items.spans import Span as Holds

from . import permissions
from .doing import Doing
from .models import Case
from .rating_models import Level, Rating, RatingFollowUp
from .registry import VerbForm, register
from .states import Kind, State

if TYPE_CHECKING:
    from accounts.models import User

ENDED_WELL = (State.CLOSED, State.ANSWERED, State.PUBLISHED, State.DONE)
FEWEST = 5
"""Ratings below which no average is shown: with fewer, one would tell what a single person said."""
MONTHS = 12
FOLLOW_UP_DAYS = 15
"""Working days within which one of the lowest two levels is followed up (国办发〔2019〕51号)."""


class RateForm(VerbForm):
    level = forms.TypedChoiceField(
        label=_("您对这次办理满意吗？"), choices=Level.choices, coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("请选一项。")},
    )  # fmt: skip
    comment = forms.CharField(
        label=_("意见"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("经办人看不到是谁评价的。不满意和非常不满意的，督查人员会回访。请不要写姓名和电话。"),
    )  # fmt: skip


def rate(doing: Doing) -> None:
    """Keep the rating apart from the case; only of the lowest two does a supervisor learn which case it is about."""
    case, level = doing.case, Level(doing.data["level"])
    row = Rating.objects.create(
        item=case.item,
        bureau=case.bureau,
        kind=case.kind,
        level=level,
        comment=mask_text(doing.data["comment"].strip())[:300],
        month=timezone.localtime(doing.now).date().replace(day=1),
    )
    if level.is_low:
        days = calendar.load(case.bureau.area_code)
        by = due(days, doing.now, Span(FOLLOW_UP_DAYS), case.bureau.closing_time).at
        doing.save(RatingFollowUp(about=case, rating=row, due_at=by))
    if case.item:
        touch(key_of(case.item.address))


def not_rated(case: Case, now: datetime) -> str | None:
    return _t("您已评价过。") if case.events.filter(verb="rate").exists() else None


def follow_up(row: RatingFollowUp, user: "User") -> RatingFollowUp:
    """Note that a supervisor has seen to a low rating; the first time counts, later words are corrections of it."""
    if row.done_at is None:
        row.done_at, row.done_by = timezone.now(), user
    row.save()
    return row


@dataclass(frozen=True)
class Share:
    """How many chose one level, and how many of a hundred that is."""

    label: str
    count: int
    percent: int


def _months_back(today: date, n: int) -> date:
    first = today.year * 12 + today.month - 1 - n
    return date(first // 12, first % 12 + 1, 1)


def figures(item: ItemPage, today: date) -> dict[str, Any]:
    """The last twelve months of an item, this one included: average, shares by level, and months. One query."""
    rows = Rating.objects.of(item).since(_months_back(today, MONTHS - 1)).order_by()
    counted: list[Any] = list(rows.values("month", "level").annotate(n=Count("pk"), points=Sum("level")))
    total = sum(row["n"] for row in counted)
    if total < FEWEST:
        return {"count": total, "fewest": FEWEST}
    levels = {level: sum(row["n"] for row in counted if row["level"] == level) for level in Level}
    months = {row["month"] for row in counted}
    return {
        "count": total,
        "average": sum(row["points"] for row in counted) / total,
        "levels": [Share(str(level.label), n, round(n * 100 / total)) for level, n in levels.items()],
        "months": [row for month in sorted(months, reverse=True) if (row := _month(month, counted))],
    }


def _month(month: date, counted: list[Any]) -> dict[str, Any] | None:
    of_it = [row for row in counted if row["month"] == month]
    n = sum(row["n"] for row in of_it)
    return {"month": month, "count": n, "average": sum(row["points"] for row in of_it) / n} if n >= FEWEST else None


def panel(page: ItemPage, request: HttpRequest) -> Panel | None:
    """办事人评价 on the guide: nothing while nobody has rated; no average of a few."""
    if page.pk is None:
        return None
    today = timezone.localdate()
    context = figures(page, today)
    bounds = (datetime.combine(_months_back(today, back), time(), ZONE) for back in (0, -1))
    return Panel(_t("办事人评价"), "guidance/panels/rating.html", context, anchor="rating", span=Holds(*bounds))


def install() -> None:
    """Called once, from the app's `ready()`."""
    register(
        "rate", _("评价"), kinds=list(Kind), sources=ENDED_WELL, ask=permissions.applicant, run=rate, form=RateForm,
        ready=not_rated, order=12,
    )  # fmt: skip
    show_on_guide("rating")(panel)
