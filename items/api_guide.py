"""One guide whole, as the API gives it: every data element of the standard, in fields and rows."""

from typing import Any

from django.utils.translation import gettext as _

from . import choices
from .bundles import Bundle
from .checklists import Checklist
from .guide_page import whose
from .models import ItemPage
from .snapshot import snapshot

COLUMNS = (
    "summary", "level", "base_code", "undertaker", "conditions", "prohibitions", "quota", "online_depth", "coverage",
    "visits", "visits_reason", "ask_online", "by_post", "promise_instead", "deferrable", "limit_note", "version",
    "charges", "consult_phone", "complaint_phone", "remedies",
)  # fmt: skip


def item_out(page: ItemPage) -> dict[str, Any]:
    """What a list shows of an item. A cancelled one is neither applied for nor booked."""
    on_offer = page.status != choices.Status.CANCELLED
    return {
        "address": page.address,
        "code": page.code,
        "title": page.title,
        "kind": page.kind,
        "kind_text": str(page.get_kind_display()),
        "bureau": page.bureau.slug,
        "handling": page.handling,
        "promised": page.promised_text,
        "statutory": page.statutory_text,
        "status": page.status,
        "status_text": str(page.get_status_display()),
        "apply_online": page.apply_online and on_offer,
        "bookable": page.bookable and on_offer,
        "url": page.public_path(),
        "is_demo": page.is_demo,
    }


def guide_out(page: ItemPage, personal: Checklist) -> dict[str, Any]:
    """The guide of a page read `with_guide`, under some answers."""
    successor = page.successor if page.successor and page.successor.live else None
    frozen = snapshot(page, personal)
    return {
        **item_out(page),
        **{name: getattr(page, name) for name in COLUMNS},
        "notice": notice(page),
        "status_since": day(page.status_since),
        "effective_from": day(page.effective_from),
        "effective_to": day(page.effective_to),
        "successor": link(successor) if successor else None,
        "everyday_names": page.alias_list,
        "audiences": list(page.audiences),
        "topics": [topic.name for topic in page.topics.all()] if getattr(page, "has_topics", True) else [],
        "joint_bureaus": [bureau.slug for bureau in page.joint_bureaus.all()],
        "channels": list(page.channels),
        "deliveries": list(page.deliveries),
        "published_at": page.last_published_at.isoformat() if page.last_published_at else None,
        "county": _county(page),
        "steps": _steps(frozen["steps"], personal),
        "materials": _materials(frozen["materials"], personal),
        "legal_bases": rows(page.legal_bases, "law", "document_number", "article", "text", "url"),
        "fees": rows(page.fees, "name", "standard", "basis", "waiver"),
        "results": [
            {"name": row.name, "kind": row.kind, "validity": row.validity, "sample": file_out(row.sample)}
            for row in page.results.all()
        ],
        "places": rows(page.places, "address", "window", "hours", "phone"),
        "questions": rows(page.questions, "question", "answer"),
        "scenario": scenario_of(personal),
    }


def scenario_of(personal: Checklist | Bundle) -> dict[str, Any]:
    """情形引导 of an item or a theme, as programs take it."""
    left = {"materials": personal.left_out, "steps": personal.left_out_steps}
    return {
        "stamp": personal.stamp,
        "questions": personal.asked,
        "answers": {line.key: line.value for line in personal.lines},
        "left_out": {kind: [one.record() for one in rows] for kind, rows in left.items()},
        "notices": personal.given.notices,
        "share_query": personal.query,
    }


def notice(page: ItemPage) -> str:
    """What somebody who reads only one line must know; the page of the guide says the same."""
    if page.status == choices.Status.CANCELLED:
        return _cancelled(page)
    if page.status == choices.Status.PAUSED:
        return _paused(page)
    return "" if page.is_begun else _("本事项自 %(day)s 起办理") % {"day": day(page.effective_from)}


def _cancelled(page: ItemPage) -> str:
    said = [_("本事项已取消")]
    if page.status_since:
        said.append(_("自 %(day)s 起不再办理。") % {"day": day(page.status_since)})
    if page.successor and page.successor.live:
        said.append(_("请改办：%(title)s") % {"title": page.successor.title})
    return " ".join(said)


def _paused(page: ItemPage) -> str:
    said = [_("本事项暂停办理")]
    if page.status_since:
        said.append(_("自 %(day)s 起暂停。") % {"day": day(page.status_since)})
    if page.is_begun:
        said.append(_("恢复时间请咨询办理机构。"))
    else:
        said.append(_("计划 %(day)s 恢复。") % {"day": day(page.effective_from)})
    return " ".join(said)


def day(value: Any) -> str | None:
    """YYYY-MM-DD."""
    return value.isoformat() if value else None


def link(page: Any) -> dict[str, Any]:
    """Another guide."""
    return {"address": page.address, "title": page.title, "url": page.public_path()}


def file_out(document: Any) -> dict[str, Any] | None:
    """A document's title and address."""
    return {"title": document.title, "url": document.url} if document else None


def rows(manager: Any, *names: str) -> list[dict[str, Any]]:
    """These columns of each row."""
    return [{name: getattr(row, name) for name in names} for row in manager.all()]


def _county(page: ItemPage) -> dict[str, Any] | None:
    if page.city_item is None:
        return None
    return {"area": page.bureau.area_name, "city": link(page.city_item), "whose": whose(page)}


def _steps(frozen: list[dict[str, Any]], personal: Checklist) -> list[dict[str, Any]]:
    own = personal.page.bureau
    return [{**step, "bureau": (row.bureau or own).slug} for step, row in zip(frozen, personal.steps, strict=True)]


def _materials(frozen: list[dict[str, Any]], personal: Checklist) -> list[dict[str, Any]]:
    found = []
    for one, row in zip(frozen, personal.materials, strict=True):
        more = {name: getattr(row, name) for name in ("instructions", "basis", "issuer")}
        files = {"blank_form": file_out(row.blank_form), "sample": file_out(row.sample)}
        source = {"data_source": str(row.data_source or ""), "sparable": row.sparable}
        found.append({**one, **more, **files, **source, "shared": row.shared_id is not None})
    return found
