"""What the worker does for the search."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs import periodic

from . import outbox, positions, querylog, upkeep


@periodic("search.follow", _("更新搜索"), timedelta(seconds=10))
def follow(now: datetime) -> int:
    """Read new changes and try again what failed."""
    return outbox.follow() + outbox.feed() + outbox.retry()


@periodic("search.upkeep", _("整理搜索"), timedelta(hours=1))
def tidy(now: datetime) -> int:
    """Rebuild an index of an older layout, and forget changes and queries that are no longer needed."""
    rebuilt = sum(upkeep.rebuild().values()) if upkeep.outdated() else 0
    return rebuilt + positions.prune(now) + querylog.forget(timezone.localdate(now))
