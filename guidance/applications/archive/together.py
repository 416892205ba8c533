"""What several bureaus did with one case, for its archive: each one's part and verdict, and the visits they made."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from guidance.appointments.models import SiteVisit, VisitPart
from guidance.cases.models import Attachment, Case, Participation

from ..visiting import visits_of


def parts(case: Case) -> list[dict[str, Any]]:
    """Of each bureau: its role, what it missed and when it looked, what it concluded, why and when; the lead first."""
    names = {row.order: row.name for row in case.materials.all()}
    return [_part(row, names) for row in case.participations.select_related("bureau")]


def _part(row: Participation, names: dict[int, str]) -> dict[str, Any]:
    return {
        "bureau": row.bureau.name,
        "role": row.role,
        "role_text": str(row.get_role_display()),
        "joined_at": at(row.joined_at),
        "checked_at": at(row.checked_at),
        "missing": [names.get(order, str(order)) for order in row.missing],
        "missing_reason": row.missing_reason,
        "verdict": row.verdict,
        "verdict_text": str(row.get_verdict_display()) if row.verdict else "",
        "reason": row.reason,
        "ended_at": at(row.ended_at),
        "earlier": [_earlier(one, names) for one in _changes(row)],
    }


def _changes(row: Participation) -> list[Any]:
    """What it had said before and no longer says, oldest first: the papers or the steps it was about were done anew."""
    told = [one for one in row.history.order_by("history_date", "history_id") if one.verdict or one.checked_at]
    return [one for one in told if _said(one) != _said(row)]


def _said(row: Any) -> tuple[Any, ...]:
    return row.checked_at, row.missing, row.missing_reason, row.verdict, row.reason


def _earlier(row: Any, names: dict[int, str]) -> dict[str, Any]:
    return {
        "at": at(row.history_date),
        "checked_at": at(row.checked_at),
        "missing": [names.get(order, str(order)) for order in row.missing],
        "missing_reason": row.missing_reason,
        "verdict": row.verdict,
        "reason": row.reason,
    }


def visits(case: Case, photos: dict[str, str]) -> list[dict[str, Any]]:
    """Of each visit: when and where, what came of it, and what each bureau found; `photos`: the paths of its files."""
    return [
        {
            "number": visit.case.number,
            "state": visit.case.state,
            "state_text": str(visit.case.get_state_display()),
            "address": visit.address,
            "prepare": visit.prepare,
            "starts_at": at(visit.starts_at),
            "ends_at": at(visit.ends_at),
            "parts": [_finding(part, visit, photos) for part in visit.case.visit_parts.select_related("bureau", "by")],
            "notes": [
                {"at": at(line.at), "by": line.author_label, "side": line.side, "text": line.body}
                for line in visit.case.messages.all()
            ],
        }
        for visit in visits_of(case)
    ]


def _finding(part: VisitPart, visit: SiteVisit, photos: dict[str, str]) -> dict[str, Any]:
    return {
        "bureau": part.bureau.name,
        "state": part.state,
        "state_text": str(part.get_state_display()),
        "result": part.result,
        "result_text": str(part.get_result_display()) if part.result else "",
        "note": part.note,
        "by": str(part.by or ""),
        "at": at(part.at),
        "photos": [photos[file.token] for file in part.files(visit.case.attachments.all())],
    }


def files(case: Case) -> list[tuple[SiteVisit, Attachment]]:
    """The files of every visit, in their order."""
    return [(visit, file) for visit in visits_of(case) for file in visit.case.attachments.all()]


def at(moment: datetime | None) -> str | None:
    """In the hall's time zone, as ISO 8601; None for none."""
    return timezone.localtime(moment).isoformat() if moment else None
