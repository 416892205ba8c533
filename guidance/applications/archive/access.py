"""Who takes a whole case away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guidance.cases.models import AccessLog, Case
from guidance.cases.permissions import sees_personal_data, works_at_a_desk

MARK = "archive manifest "
"""What the log says of an export; the SHA-256 of its manifest follows."""
SHOWN = 5


@dataclass(frozen=True)
class Export:
    """One time that a whole case was taken away."""

    at: datetime
    user: str
    sha256: str


def exports(case: Case) -> list[Export]:
    """The last ones, newest first, to compare an archive with."""
    rows = AccessLog.objects.filter(case=case, what=AccessLog.What.FILE, detail__startswith=MARK)
    found = rows.select_related("user").order_by("-at", "-pk")[:SHOWN]
    return [Export(row.at, str(row.user), row.detail.removeprefix(MARK)) for row in found]


def may_export(case: Case, user: Any) -> bool:
    """Clerks and supervisors of the bureau in charge; no 录入员, who enters and takes nothing out."""
    return works_at_a_desk(user) and sees_personal_data(case, user)
