"""Who reads the quality of which guides, and what a list of them asks: named questions, one place."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Q, QuerySet

from accounts.models import Bureau
from accounts.roles import Role, has_role
from accounts.scope import scope_of

if TYPE_CHECKING:
    from .models.quality import AssessmentQuerySet

READERS = (Role.EDITOR, Role.REVIEWER, Role.LEGAL, Role.SUPERVISOR)
STALE = timedelta(days=90)
"""国办's rules for sites: nothing stays three months without an update."""


def may_read(user: Any) -> bool:
    """Those who write, review or supervise guides."""
    return has_role(user, *READERS)


def may_edit(user: Any) -> bool:
    """Those for whom the editor opens."""
    return has_role(user, Role.EDITOR, Role.REVIEWER, Role.LEGAL)


def assessments(user: Any) -> "AssessmentQuerySet":
    """The standing of the items the user may see, ready for a list: no query for each row."""
    from .models import Assessment

    return Assessment.objects.all().visible_to(user).select_related("page__bureau")


def stale_q(now: datetime) -> Q:
    """Public guides that nobody has published anew for three months."""
    return Q(page__live=True, page__last_published_at__lt=now - STALE)


def by_bureau(user: Any, now: datetime) -> QuerySet[Bureau, Any]:
    """Bureaus with items: how many, how many are public, fail, are stale; and their mean points."""
    rows = Bureau.objects.filter(scope_of(user).q("pk"))
    of = "items__assessment__"
    stale = Q(items__live=True, items__last_published_at__lt=now - STALE)
    return rows.annotate(
        items_count=Count("items"),
        live_count=Count("items", filter=Q(items__live=True)),
        failing_count=Count("items", filter=Q(items__assessment__errors__gt=0)),
        warned_count=Count("items", filter=Q(items__assessment__errors=0, items__assessment__warnings__gt=0)),
        stale_count=Count("items", filter=stale),
        mean_total=Avg(f"{of}total"),
        mean_completeness=Avg(f"{of}completeness"),
        mean_accuracy=Avg(f"{of}accuracy"),
        mean_traceability=Avg(f"{of}traceability"),
    ).filter(items_count__gt=0)
