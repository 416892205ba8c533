"""The columns of the inbox. A new one is one class or one row of `COLUMNS`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from accounts.masks import mask_phone
from guidance.clock.calendar import Calendars, load_all
from guidance.clock.due import remaining

from . import applicants
from .marking import Marks
from .models import Case
from .states import Kind, Lateness, State


def stamp(moment: datetime | None) -> str:
    """`2026-11-23 09:15`, in the city's time; empty for None."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def state_tag(case: Case) -> SafeString:
    """The state as its one word, in its colour and shape."""
    name = case.state.replace("_", "-")
    return format_html('<span class="hall-tag hall-tag--{}">{}</span>', name, case.get_state_display())


@dataclass(frozen=True)
class Until:
    """A due moment as a page shows it: `level` is late or ok, `words` how long is left."""

    at: datetime
    level: str
    words: str


class Clock:
    """Now, and the calendars read once for a page, so that a row costs no query."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or timezone.now()
        self._calendars: Calendars | None = None

    @property
    def calendars(self) -> Calendars:
        """The working days of every area."""
        self._calendars = self._calendars or load_all()
        return self._calendars

    def left(self, case: Case) -> int | None:
        """Working days left, negative when late; None where no clock runs."""
        return self._days(case, case.due_at) if case.clock_runs and case.due_at else None

    def _days(self, case: Case, at: datetime) -> int:
        return remaining(self.calendars.of(case.bureau.area_code), self.now, at)

    def words(self, case: Case) -> str:
        """`剩 2 个工作日`, `今天到期`, `今天已过时`, `超期 3 个工作日`; empty where no clock runs."""
        return self.words_until(case, case.due_at) if case.clock_runs and case.due_at else ""

    def words_until(self, case: Case, at: datetime) -> str:
        """The same for any moment at which something of the case is due."""
        left = self._days(case, at)
        if at < self.now and timezone.localdate(at) == timezone.localdate(self.now):
            return _t("今天已过时")
        if left > 0:
            return _t("剩 %(days)s 个工作日") % {"days": left}
        return _t("今天到期") if left == 0 else _t("超期 %(days)s 个工作日") % {"days": -left}

    def until(self, case: Case, at: datetime) -> "Until":
        """How a moment stands at which something of the case is due."""
        return Until(at, Lateness.LATE.value if at < self.now else Lateness.OK.value, self.words_until(case, at))


def due_tag(case: Case, clock: Clock) -> SafeString:
    """When it is due, and how that stands: shape, word and colour."""
    level = case.lateness(clock.now)
    if not level:
        words = _t("期限中止") if case.is_open and case.due_at else "—"
        if case.state == State.HELD and case.due_at:
            words = _t("保留到 %(when)s") % {"when": timezone.localtime(case.due_at).strftime("%H:%M")}
        return format_html('<span class="hall-due hall-due--none">{}</span>', words)
    provisional = _t("（暂定）") if case.due_provisional else ""
    return format_html(
        '<span class="hall-due hall-due--{}">{}</span> <span class="hall-due__at">{}{}</span>',
        level, clock.words(case), stamp(case.due_at), provisional,
    )  # fmt: skip


def masked_name(case: Case) -> str:
    """How lists name the applicant."""
    return applicants.masked_name(case) or _t("未留名")


def applicant(case: Case, marks: Marks) -> SafeString:
    """Name and phone, both masked, and marked where the words are there."""
    name, phone = masked_name(case), mask_phone(case.applicant_phone)
    return format_html('{} <span class="hall-cell__second">{}</span>', marks.name(case, name), marks.phone(case, phone))


def title(case: Case, marks: Marks) -> SafeString:
    """The title, and below it the text in which the words were found."""
    return format_html("<span>{}</span>{}", marks.text(truncatechars(case.title, 40)), marks.place(case))


def owner(case: Case) -> str:
    """Who has it in hand; an appointment without an owner belongs to its window, so it is never unassigned."""
    if case.owner is not None:
        return str(case.owner)
    return _t("窗口") if case.kind == Kind.APPOINTMENT else _t("未分派")


class CellColumn(Column):
    """A column drawn by one function, with no template to render for each cell."""

    def __init__(self, name: str, draw: Callable[[Case], Any], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.draw = draw

    def render_cell_html(self, instance: Case, parent_context: Any) -> SafeString:
        return format_html(
            '<td class="hall-cell hall-cell--{}" data-label="{}">{}</td>', self.name, self.label, self.draw(instance)
        )


class PickColumn(CellColumn):
    """The box that picks a case for a bulk action; it carries the version seen, so that a stale one is refused."""

    def render_header_html(self, parent_context: Any) -> SafeString:
        return format_html(
            '<th class="hall-cell--pick"><input type="checkbox" data-hall-pick-all aria-label="{}"></th>',
            _t("全选本页"),
        )

    def render_cell_html(self, instance: Case, parent_context: Any) -> SafeString:
        return format_html(
            '<td class="hall-cell--pick"><input type="checkbox" name="case" form="bulk" value="{}:{}" aria-label="{}"></td>',
            instance.pk, instance.version, _t("选择 %(number)s") % {"number": instance.number},
        )  # fmt: skip


def columns(back: str, clock: Clock, *, bulk: bool, bureaus: bool, marks: Marks) -> list[Column]:
    """The columns; `back` is the query of the list, which the case page carries to lead back and on to the next.

    `bulk`: with boxes to pick; `bureaus`: with the bureau, for who sees several; `marks`: what was searched for.
    """

    def link(case: Case) -> SafeString:
        url = reverse("cases:inspect", args=[case.pk]) + (f"?from={back}" if back else "")
        return format_html('<a href="{}">{}</a>', url, marks.text(case.number))

    shown = [
        CellColumn("number", link, label=_("编号"), sort_key="number"),
        CellColumn("kind", lambda case: case.get_kind_display(), label=_("类型"), sort_key="kind"),
        CellColumn("title", lambda case: title(case, marks), label=_("标题"), sort_key="title"),
        CellColumn("applicant", lambda case: applicant(case, marks), label=_("申请人")),
        CellColumn("bureau", lambda case: case.bureau.display_name, label=_("机构"), sort_key="bureau__sort_order"),
        CellColumn("owner", owner, label=_("经办人"), sort_key="owner__display_name"),
        CellColumn("state", state_tag, label=_("状态"), sort_key="state"),
        CellColumn("due", lambda case: due_tag(case, clock), label=_("到期"), sort_key="due_at"),
        CellColumn("submitted", lambda case: stamp(case.submitted_at), label=_("提交"), sort_key="submitted_at"),
    ]
    if not bureaus:
        shown = [column for column in shown if column.name != "bureau"]
    return [PickColumn("pick", lambda case: "", label=""), *shown] if bulk else shown
