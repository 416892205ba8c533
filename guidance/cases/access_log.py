"""The log of who saw personal data (个人信息保护法 第五十一条): written as it happens, read by audits."""

from typing import TYPE_CHECKING

from django.utils import timezone

from .models import AccessLog, Case

if TYPE_CHECKING:
    from accounts.models import User


def record(user: "User", what: str, case: Case | None = None, detail: str = "") -> None:
    """Note that the user saw something: `page`, `file` or `export`."""
    AccessLog.objects.create(user=user, case=case, what=AccessLog.What(what), detail=detail[:500], at=timezone.now())
