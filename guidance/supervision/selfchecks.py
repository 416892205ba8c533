"""What supervision adds to the site's self-check: no message stays unanswered past its limit (国办's rules for sites)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases.models import Case
from guidance.cases.states import Kind
from items.selfcheck import Finding, check


@check("unanswered", _("咨询超过答复期限"), order=30)
def unanswered(now: datetime) -> Iterator[Finding]:
    """Each consultation past its due time, with the way to it."""
    rows = Case.objects.of_kind(Kind.CONSULTATION).overdue(now).order_by("due_at").defer("snapshot", "due_trail")
    for case in rows:
        due = timezone.localtime(case.due_at).strftime("%Y-%m-%d %H:%M") if case.due_at else ""
        message = _t("应于 %(due)s 前答复。") % {"due": due}
        yield Finding(case.bureau_id, f"{case.number} {case.title}", message, reverse("cases:inspect", args=[case.pk]))
