"""业务审核 → 法制审核 → 发布: who may approve a guide or a shared material, and what approval does."""

from collections import defaultdict
from copy import copy
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry as log_registry
from wagtail.models import Task, TaskState, WorkflowState, WorkflowTask

from accounts.roles import Role, has_role
from accounts.scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User


PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
"""Actions of Wagtail's log that made a revision public."""
SETTLING = timedelta(seconds=10)
"""A save by itself that was under way when the editor submitted lands within this time, before anybody reviews."""


class BureauReviewTask(Task):
    """A review by a role of the page's own bureau, or of the city; never by someone who wrote or already passed it.

    What belongs to no bureau, a shared material of the whole city, only the city's reviewers review.
    """

    role = models.CharField(
        _("审核角色"),
        max_length=30,
        choices=[(Role.REVIEWER.value, Role.REVIEWER.label), (Role.LEGAL.value, Role.LEGAL.label)],
    )
    admin_form_fields: ClassVar = [*Task.admin_form_fields, "role"]

    class Meta:
        verbose_name = _("机构审核")
        verbose_name_plural = _("机构审核")

    def is_reviewer(self, obj: Any, user: "User") -> bool:
        """Whether the user reviews what belongs to this bureau at all."""
        return has_role(user, Role(self.role)) and scope_of(user).allows(getattr(obj, "bureau_id", None))

    def may_approve(self, obj: Any, user: "User") -> bool:
        """A reviewer who neither wrote any of the change nor approved it at an earlier step."""
        return self.is_reviewer(obj, user) and user.pk not in writers(obj) | earlier_approvers(obj, self)

    def user_can_access_editor(self, obj: Any, user: "User") -> bool:
        """Reviewers see the draft they are asked about."""
        return self.is_reviewer(obj, user)

    def locked_for_user(self, obj: Any, user: "User") -> bool:
        """While it is reviewed, only reviewers may change it (and what they change, another must approve)."""
        return not self.is_reviewer(obj, user)

    def get_actions(self, obj: Any, user: "User") -> list[tuple[str, str, bool]]:
        """Send back, with a reason; approve, where the person may and the guide would pass the gate."""
        from .gate import passes

        if not self.is_reviewer(obj, user):
            return []
        actions = [("reject", _t("退回修改"), True)]
        if self.may_approve(obj, user) and passes(obj):
            actions += [("approve", _t("通过"), False), ("approve", _t("通过并写意见"), True)]
        return actions

    def on_action(self, task_state: TaskState, user: "User", action_name: str, **kwargs: Any) -> Any:
        """Check again at the moment of acting: the form that carried the action may itself have changed the page."""
        page = task_state.workflow_state.content_object.get_latest_revision_as_object()
        if action_name not in {name for name, _label, _modal in self.get_actions(page, user)}:
            raise PermissionDenied(_t("您不能审核自己修改的内容，或内容尚未达到发布要求。"))
        _settle(task_state)
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: "User", **kwargs: Any) -> "models.QuerySet[TaskState]":
        """What waits for this user: of the own bureau, or of all."""
        if not has_role(user, Role(self.role)):
            return TaskState.objects.none()
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        scope = scope_of(user)
        return states if scope.everything else states.filter(_of_bureaus(scope.bureau_ids))

    @classmethod
    def get_description(cls) -> str:
        """Shown where an administrator chooses a kind of task."""
        return _t("由本机构或全市的审核人员审核；任何人不能审核自己的修改。")


def _of_bureaus(bureau_ids: "Iterable[int]") -> models.Q:
    """Task states of the guides and the shared materials of these bureaus; keys of the two kinds may be equal."""
    from .models import ItemPage, SharedMaterial

    wanted = models.Q(pk__in=[])
    for model in (ItemPage, SharedMaterial):
        rows: Any = model._default_manager
        own = rows.filter(bureau_id__in=bureau_ids).order_by()
        wanted |= models.Q(
            workflow_state__base_content_type=model().get_base_content_type(),
            workflow_state__object_id__in=own.values(key=Cast("pk", models.CharField())),
        )
    return wanted


def _settle(task_state: TaskState) -> None:
    """Let the review be of the newest draft if that one landed as it began; later changes are reviewed again."""
    state = task_state.workflow_state
    latest = state.content_object.get_latest_revision()
    at_once = latest.created_at - task_state.started_at < SETTLING
    if latest.pk != task_state.revision_id and latest.user_id == state.requested_by_id and at_once:
        task_state.revision = latest
        task_state.save(update_fields=["revision"])


def carry_review(page: Any, revision: Any) -> None:
    """Let the review under way, with what it has approved, be of a revision that only followed what was reviewed elsewhere."""
    state = page.workflow_states.active().select_related("current_task_state").first()
    if state is None or state.current_task_state is None:
        return
    state.copy_approved_task_states_to_revision(revision)
    state.current_task_state.revision = revision
    state.current_task_state.save(update_fields=["revision"])


def tell_tasks(states: "Iterable[WorkflowState]") -> None:
    """Give each review its steps with their status, as Wagtail's lists ask of it; in two queries for all.

    Wagtail's own answer takes two for each. A step counts for the newest revision under review, as in Wagtail.
    """
    states = list(states)
    steps: dict[int, list[Task]] = defaultdict(list)
    lines = WorkflowTask.objects.filter(workflow__in={state.workflow_id for state in states})
    for line in lines.select_related("task").order_by("sort_order"):
        steps[line.workflow_id].append(line.task)
    done: dict[int, list[TaskState]] = defaultdict(list)
    rows = TaskState.objects.filter(workflow_state__in=states).annotate(written=models.F("revision__created_at"))
    for row in rows.order_by("written", "revision_id", "started_at", "pk"):
        done[row.workflow_state_id].append(row)
    for state in states:
        told: Any = state
        told.all_tasks_with_status = _with_status(steps[state.workflow_id], done[state.pk])


def _with_status(steps: list[Task], rows: list[TaskState]) -> list[Any]:
    status = {row.task_id: row.status for row in rows if row.revision_id == rows[-1].revision_id}
    words = dict(TaskState.STATUS_CHOICES)
    told = []
    step: Any
    for step in map(copy, steps):
        step.status = status.get(step.pk)
        step.status_display = words.get(step.status, _t("未开始"))
        told.append(step)
    return told


def writers(page: Any) -> set[int]:
    """Those who wrote a revision since the last public one that somebody wrote.

    What only followed a shared material, or came by an import, has no writer and took nobody's draft public with it.
    """
    written = page.revisions.exclude(user=None)
    logs = log_registry.get_logs_for_instance(page).filter(action__in=PUBLISHED, revision__user__isnull=False)
    public = Coalesce(models.Subquery(logs.order_by("-revision_id").values("revision_id")[:1]), 0)
    return set(written.filter(pk__gt=public).order_by().values_list("user_id", flat=True).distinct())


def earlier_approvers(page: Any, task: Task) -> set[int]:
    """Those who approved another step of the workflow under way."""
    state = page.current_workflow_state
    if state is None:
        return set()
    approved = state.task_states.filter(status=TaskState.STATUS_APPROVED).exclude(task=task).exclude(finished_by=None)
    return set(approved.values_list("finished_by_id", flat=True))
