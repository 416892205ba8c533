"""What the editor's screen says of a guide above its fields: its score, what was found, what reviewers wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.models import PageLogEntry, TaskState

from . import gate
from .quality import Problem, Severity
from .score import Score, score

if TYPE_CHECKING:
    from .models import ItemPage

OPINIONS = 5


@dataclass(frozen=True)
class Line:
    """A problem, and the element of the form where it is put right."""

    problem: Problem
    target: str

    @property
    def text(self) -> str:
        """Place and message in one."""
        return str(self.problem)


@dataclass(frozen=True)
class Opinion:
    """What a reviewer wrote."""

    task: str
    verdict: str
    who: str
    at: datetime | None
    comment: str


@dataclass(frozen=True)
class Refusal:
    """A publication that the gate refused after the page was last published."""

    at: datetime
    reasons: list[str]


class Standing:
    """Read once for one showing of the form."""

    def __init__(self, page: "ItemPage", form: Any) -> None:
        self.page, self.form = page, form

    @cached_property
    def problems(self) -> list[Problem]:
        """What the rules find in the version the form shows."""
        return gate.problems(self.page)

    @cached_property
    def score(self) -> Score:
        """Of the same."""
        return score(self.problems)

    @property
    def errors(self) -> list[Line]:
        """What blocks publishing."""
        return list(self._lines(Severity.ERROR))

    @property
    def warnings(self) -> list[Line]:
        """What is listed."""
        return list(self._lines(Severity.WARNING))

    @cached_property
    def opinions(self) -> list[Opinion]:
        """The reviewers' words of the last workflow, the newest first."""
        state = self.page.workflow_states.order_by("-created_at").first()
        if state is None:
            return []
        done = (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED)
        rows = state.task_states.filter(status__in=done).select_related("task", "finished_by").order_by("-finished_at")
        return [
            Opinion(row.task.name, _VERDICTS[row.status], str(row.finished_by or ""), row.finished_at, row.comment)
            for row in rows[:OPINIONS]
        ]

    @cached_property
    def refusal(self) -> Refusal | None:
        """The last refused publication, unless it has been published or changed since."""
        return refusals([self.page.pk]).get(self.page.pk)

    @property
    def compare_url(self) -> str:
        """The newest version against what is public; nothing where the one is the other."""
        if not self.page.live or not self.page.has_unpublished_changes:
            return ""
        return reverse("wagtailadmin_pages:revisions_compare", args=[self.page.pk, "live", "latest"])

    def _lines(self, severity: Severity) -> Iterator[Line]:
        for problem in self.problems:
            if problem.severity == severity:
                yield Line(problem, self._target(problem))

    def _target(self, problem: Problem) -> str:
        """A CSS selector of the form's element; nothing where the form has none."""
        formset = self.form.formsets.get(problem.field) if self.form is not None else None
        if formset is not None:
            return self._row_target(formset, problem)
        if self.form is None or problem.field not in self.form.fields:
            return ""
        bound = self.form[problem.field]
        return f'[data-contentpath="{problem.field}"]' if bound.is_hidden or _chooses(bound) else f"#{bound.auto_id}"

    @staticmethod
    def _row_target(formset: Any, problem: Problem) -> str:
        row = problem.row
        for form in formset.forms if row is not None else ():
            same = form.instance is row or (row.pk is not None and form.instance.pk == row.pk)
            if same and problem.row_field in form.fields and not _chooses(form[problem.row_field]):
                return f"#{form[problem.row_field].auto_id}"
            if same:
                return f"#inline_child_{form.prefix}"
        return f"#id_{formset.prefix}-FORMS"


_VERDICTS = {TaskState.STATUS_APPROVED: "approved", TaskState.STATUS_REJECTED: "rejected"}


def _chooses(bound: Any) -> bool:
    """A chooser keeps its value in a hidden input that cannot be reached."""
    return bool(getattr(bound.field.widget, "is_hidden", False)) or hasattr(
        bound.field.widget, "chooser_modal_url_name"
    )


def refusals(keys: Any) -> dict[int, Refusal]:
    """By page: the newest refused publication that no later version or publication has answered."""
    answers = ("wagtail.publish", "wagtail.publish.scheduled", "wagtail.edit", "wagtail.revert")
    rows = PageLogEntry.objects.filter(page__in=keys, action__in=(gate.REFUSED, *answers)).order_by("timestamp", "pk")
    found: dict[int, Refusal] = {}
    for entry in rows:
        found.pop(entry.page_id, None)
        if entry.action == gate.REFUSED:
            found[entry.page_id] = Refusal(entry.timestamp, list(entry.data.get("reasons", [])))
    return found
