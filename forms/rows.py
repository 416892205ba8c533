"""The rows of a repeating group on a form: which there are, added and removed by buttons, cleaned in the form's turn.

Each row is a plain Django form with a number of its own in its inputs' names (answers-g1-0-f2); answers-g1-rows lists
the numbers. A row removed leaves a gap, so that no input ever changes its name.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from . import uploads
from .plan import Group

if TYPE_CHECKING:
    from .answering import AnswerForm, RowForm

SENT_ROWS = 200
"""Rows read from one request at most."""
BLANK = "__row__"
"""The number of the row that the browser copies to add one."""


class Rows:
    """One group on one form."""

    def __init__(self, group: Group, row_class: type["RowForm"], form: "AnswerForm") -> None:
        self.group, self.row_class, self.form = group, row_class, form
        self.prefix = form.add_prefix(group.key)
        self.problems: list[str] = []
        self.added = bool(uploads.values(form.data, f"{self.prefix}-add"))
        self.removed = set(uploads.values(form.data, f"{self.prefix}-remove"))
        self.forms = self._sent() if form.is_bound else self._kept()
        self._number()

    @property
    def edited(self) -> bool:
        """Whether one of the group's buttons was pressed."""
        return self.added or bool(self.removed)

    def _sent(self) -> list["RowForm"]:
        names = dict.fromkeys(uploads.values(self.form.data, f"{self.prefix}-rows"))
        sent = [name for name in names if name.isascii() and name.isdecimal() and len(name) < 5][:SENT_ROWS]
        found = [self._row(name) for name in sent if name not in self.removed]
        fresh = max(map(int, sent), default=-1) + 1
        wanted = max(self.group.least - len(found), int(self.added and len(found) < self.group.most))
        return [*found, *(self._row(str(fresh + more), new=True) for more in range(wanted))]

    def _kept(self) -> list["RowForm"]:
        kept = self.form.start.get(self.group.key) or []
        count = max(len(kept), self.group.least)
        return [self._row(str(at), kept[at] if at < len(kept) else None) for at in range(count)]

    def _row(self, index: str, answers: Mapping[str, Any] | None = None, *, new: bool = False) -> "RowForm":
        form = self.form
        sent: dict[str, Any] = {} if new or not form.is_bound else {"data": form.data, "files": form.files}
        row = self.row_class(
            **sent, answers=answers, partial=form.partial, desk=form.desk, prefix=f"{self.prefix}-{index}"
        )
        row.index = index
        return row

    def _number(self) -> None:
        for number, row in enumerate(self.forms, start=1):
            row.number, row.title = number, self.group.title_of(number)

    @property
    def blank(self) -> "RowForm":
        """The row that the browser copies to add one."""
        row = self._row(BLANK, new=True)
        row.title, row.outer = self.group.title_of(0).removesuffix(" 0"), self.form.asked.values
        return row

    @property
    def may_add(self) -> bool:
        """Whether another row fits."""
        return len(self.forms) < self.group.most

    @property
    def may_remove(self) -> bool:
        """Whether there are more rows than there must be."""
        return len(self.forms) > self.group.least

    def receive(self) -> None:
        """Take the files of all rows in."""
        for row in self.forms:
            if row.is_bound:
                row.receive()

    def start(self, outer: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The kept rows as rules see them."""
        for row in self.forms:
            row.outer = outer
        return [row.asked.values for row in self.forms if row.start]

    def clean(self, outer: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Clean each row; one left wholly empty beyond those needed is dropped. The rows as rules see them."""
        for row in self.forms:
            row.outer = outer
        if not self.form.edits_rows:
            self.forms = self._without_empty()
        self._number()
        values = [row.asked.values for row in self.forms if row.is_bound and row.errors is not None]
        self.problems = [] if self.form.partial else list(self._counts())
        return values

    def _without_empty(self) -> list["RowForm"]:
        keep = [row for row in self.forms if not self._is_empty(row)]
        spare = [row for row in self.forms if self._is_empty(row)][: max(0, self.group.least - len(keep))]
        return [row for row in self.forms if row in keep or row in spare]

    def _is_empty(self, row: "RowForm") -> bool:
        return not any(
            name.startswith(f"{row.prefix}-") and uploads.values(source, name)
            for source in (self.form.data, self.form.files)
            for name in source or ()
        )

    def _counts(self) -> list[str]:
        words = {"label": self.group.label, "least": self.group.least, "most": self.group.most}
        if sum(row.is_bound for row in self.forms) < self.group.least:
            return [_("「%(label)s」至少填写 %(least)s 项。") % words]
        if len(self.forms) > self.group.most:
            return [_("「%(label)s」最多填写 %(most)s 项。请删除多余的。") % words]
        return []

    def forget_errors(self) -> None:
        """Draw the rows as they were sent."""
        self.problems = []
        for row in self.forms:
            row.forget_errors()

    def answers(self) -> list[dict[str, Any]]:
        """The answered rows."""
        return [answers for row in self.forms if row.is_bound and (answers := row.answers())]
