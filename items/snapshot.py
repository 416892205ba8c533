"""What a case copies of a guide when it begins: the item as published then, so that later edits never move it."""

from typing import TYPE_CHECKING, Any

from .checklists import Checklist, Judged

if TYPE_CHECKING:
    from .models import ItemPage
    from .models.rows import Material, Step

FORMAT = 1


def snapshot(page: "ItemPage", personal: Checklist | None = None) -> dict[str, Any]:
    """Plain JSON: names, limits, steps, materials and results of the live version, with its number and time.

    With a citizen's checklist only the materials and steps that apply, and `scenario`: the answers and what they left
    out, each with why. A material's `order` is its number in the whole guide.

    The two limits are {"n", "unit"} or None; n is 0 for on the spot, units are workday and day.
    `bureau_id` of a step is None where it is the item's own bureau.
    """
    personal = personal or Checklist.of(page, {})
    return {
        "format": FORMAT,
        "item_id": page.pk,
        "address": page.address,
        "code": page.code,
        "title": page.title,
        "kind": page.kind,
        "handling": page.handling,
        "version": page.version,
        "revision_id": page.live_revision_id,
        "published_at": page.last_published_at.isoformat() if page.last_published_at else None,
        "bureau": {"id": page.bureau_id, "name": page.bureau.name, "code": page.bureau.code},
        "joint_bureaus": [{"id": one.pk, "name": one.name} for one in page.joint_bureaus.all()],
        "statutory": _limit(page.statutory_limit, page.statutory_unit),
        "promised": _limit(page.promised_limit, page.promised_unit),
        "form_id": page.form_id,
        "deferrable": page.deferrable,
        "promise_instead": page.promise_instead,
        "defer_days": page.defer_days,
        "check_days": page.check_days,
        "separate_decision": page.separate_decision,
        "remedies": page.remedies,
        "deliveries": list(page.deliveries),
        "results": [{"name": row.name, "kind": row.kind, "validity": row.validity} for row in page.results.all()],
        "steps": [_step(row, personal.checked_at(row)) for row in personal.steps],
        "materials": [_material(one) for one in personal.all_materials if one.kept],
        "scenario": personal.record(),
    }


def _limit(number: int | None, unit: str) -> dict[str, Any] | None:
    return None if number is None else {"n": number, "unit": unit}


def _step(row: "Step", checks: list[str]) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "name": row.name,
        "role": row.role,
        "limit": row.limit,
        "unit": row.unit,
        "standard": row.standard,
        "outcome": row.outcome,
        "bureau_id": row.bureau_id,
        "group": row.parallel_group,
        "basis": row.basis,
        "checks": checks,
        "recheck_basis": row.recheck_basis,
        "applies_when": row.applies_when,
    }


def _material(one: Judged) -> dict[str, Any]:
    row: Material = one.row
    return {
        "order": one.order,
        "name": row.name,
        "kind": row.kind,
        "source": row.source,
        "form": row.form,
        "originals": row.originals,
        "copies": row.copies,
        "necessity": row.necessity,
        "promisable": row.promisable,
        "standard": row.standard,
        "applies_when": row.applies_when,
        "data_source": row.data_source_id,
    }
