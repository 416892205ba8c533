"""What the worker does for the search."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs import periodic

from . import outbox, positions, priors, querylog, upkeep, visitors


@periodic("search.follow", _("更新搜索"), timedelta(seconds=10))
def follow(now: datetime) -> int:
    """Read new changes and try again what failed."""
    return outbox.follow() + outbox.feed() + outbox.retry()


@periodic("search.upkeep", _("整理搜索"), timedelta(hours=1))
def tidy(now: datetime) -> int:
    """Rebuild an index of an older layout, and forget changes and queries that are no longer needed."""
    rebuilt = sum(upkeep.rebuild().values()) if upkeep.outdated() else 0
    today = timezone.localdate(now)
    return rebuilt + positions.prune(now) + querylog.forget(today) + visitors.forget(today)


@periodic("search.priors", _("从点击学习"), timedelta(days=1))
def learn(now: datetime) -> int:
    """Lift what enough visitors opened after the same words."""
    return priors.learn(timezone.localdate(now))
