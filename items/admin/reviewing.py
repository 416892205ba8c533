"""After a review: where the reviewer goes on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState
from wagtail.permissions import page_permission_policy


def _tell_if_older(request: HttpRequest, page: Page) -> None:
    """Say so if somebody saved while the reviewer read: what was approved is the draft that was read."""
    state = page.workflow_states.active().first()
    passed = state and state.task_states.filter(status=TaskState.STATUS_APPROVED, finished_by=request.user)
    last = passed.select_related("revision").order_by("finished_at").last() if passed else None
    if last and last.revision_id != page.latest_revision_id:
        read = timezone.localtime(last.revision.created_at).strftime("%H:%M")
        messages.warning(
            request, _("您通过的是 %(time)s 保存的那一稿。之后又有人改动，改动后的内容还要再审一次。") % {"time": read}
        )


def _tell(request: HttpRequest, page: Page, action: str) -> None:
    """Say what was done and who is next; Wagtail says of either that the page was updated."""
    kept = [line for line in messages.get_messages(request) if line.level > messages.SUCCESS]
    state = page.workflow_states.active().select_related("current_task_state__task").first()
    task = state and state.current_task_state and state.current_task_state.task
    title = page.specific.title
    if action == "reject":
        messages.success(request, _("“%(title)s”已退回修改，意见已告诉编辑。") % {"title": title})
    elif task:
        messages.success(request, _("“%(title)s”已通过，下一步：%(task)s。") % {"title": title, "task": task.name})
    else:
        messages.success(request, _("“%(title)s”已通过全部审核。") % {"title": title})
    for line in kept:
        messages.add_message(request, line.level, line.message, extra_tags=line.extra_tags)


def go_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook `after_edit_page`: Wagtail goes to the folder of the page, which a reviewer of the law may not open."""
    action = request.POST.get("workflow-action-name", "")
    if action in ("approve", "reject") and "action-workflow-action" in request.POST:
        _tell(request, page, action)
    if action == "approve":
        _tell_if_older(request, page)
    if not action or request.GET.get("next") or request.POST.get("next"):
        return None
    parent = page.get_parent()
    if page_permission_policy.explorable_instances(request.user).filter(pk=parent.pk).exists():
        return None
    return redirect("wagtailadmin_home")
