"""What time sets off on guides: scheduled publishing and expiry, planned dates of state, the nightly self-check."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from accounts.jobs import periodic

from . import selfcheck, status
from .importing import runs

logger = logging.getLogger(__name__)


@periodic("items.scheduled", _("按计划发布和撤下"), every=timedelta(minutes=1))
def publish_scheduled(now: datetime) -> int:
    """Take down what has expired, publish what is due, through the gate; a page that fails never stops the others."""
    done = 0
    for page in Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at"):
        done += _try(page, partial(page.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled"))
    for revision in Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"):
        done += _try(revision, partial(revision.publish, log_action="wagtail.publish.scheduled"))
    return done


@periodic("items.selfcheck", _("网站自查"), every=timedelta(seconds=15))
def self_check(now: datetime) -> int:
    """Tonight's run, once; and what somebody asked for."""
    return selfcheck.run_due(now)


@periodic("items.status", _("按计划日期改变事项状态"), every=timedelta(minutes=1))
def follow_dates(now: datetime) -> int:
    """Begin, resume and cancel the guides whose planned date has come."""
    today = timezone.localtime(now).date()
    keys = list(status.overdue(today).values_list("pk", flat=True))
    return sum(_try(key, partial(status.take_effect, key, today)) for key in keys)


@periodic("items.imports", _("导入事项文件"), every=timedelta(seconds=2))
def import_files(now: datetime) -> int:
    """Preview and take in the files that editors have uploaded; a run that died goes on where it was."""
    return runs.work(now)


@periodic("items.shared", _("把共用材料的改动更新到各指南"), every=timedelta(minutes=1))
def spread_shared(now: datetime) -> int:
    """What too many guides use for the approver to wait, and what failed before."""
    from . import sharing

    return sharing.spread_waiting()


def _try(what: Any, do: Callable[[], Any]) -> int:
    try:
        with transaction.atomic():
            do()
    except Exception:
        logger.exception("What was planned for %s failed", what)
        return 0
    return 1
