"""Housekeeping of the running site itself."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from accounts.jobs import periodic

KEEP_TASKS = timedelta(days=14)


@periodic("hall.sessions", _("清理过期的登录"), every=timedelta(days=1))
def forget_sessions(now: datetime) -> int:
    """Delete sessions that are over."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


@periodic("hall.finished-tasks", _("清理已完成的后台任务"), every=timedelta(days=1))
def forget_finished_tasks(now: datetime) -> int:
    """Delete queued tasks that ended two weeks ago."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_TASKS).delete()[0]
