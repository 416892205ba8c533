"""A guide as it was published, in plain JSON: what a case copies when it comes, so that later edits never move it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import ItemPage


def snapshot(page: "ItemPage") -> dict[str, Any]:
    """The identity, limits, steps and materials of a guide; codes as stored, with the words people read beside them."""
    return {
        "address": page.address,
        "code": page.code,
        "title": page.title,
        "version": page.version,
        "kind": page.kind,
        "handling": page.handling,
        "statutory": _limit(page.statutory_limit, page.statutory_unit),
        "promised": _limit(page.promised_limit, page.promised_unit),
        "remedies": page.remedies,
        "steps": [
            {
                "kind": step.kind,
                "kind_text": str(step.get_kind_display()),
                "name": step.name,
                "role": step.role,
                "limit": step.limit,
                "unit": step.unit,
                "standard": step.standard,
                "outcome": step.outcome,
                "bureau": step.bureau_id,
                "group": step.parallel_group,
                "basis": step.basis,
            }
            for step in page.steps.all()
        ],
        "materials": [
            {
                "name": material.name,
                "kind": material.kind,
                "source": material.source,
                "form": material.form,
                "necessity": material.necessity,
                "necessity_text": str(material.get_necessity_display()),
                "standard": material.standard,
                "applies_when": material.applies_when,
            }
            for material in page.materials.all()
        ],
    }


def _limit(number: int | None, unit: str) -> dict[str, Any] | None:
    return None if number is None else {"n": number, "unit": unit}
