"""Who takes a whole case away."""

from typing import Any

from guidance.cases.models import Case
from guidance.cases.permissions import sees_personal_data, works_at_a_desk


def may_export(case: Case, user: Any) -> bool:
    """Clerks and supervisors of the bureau in charge; no 录入员, who enters and takes nothing out."""
    return works_at_a_desk(user) and sees_personal_data(case, user)
