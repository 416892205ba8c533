"""Shared materials in the editor's form of a guide: one query for all rows, values filled in by the server."""

from typing import Any

from django.db.models import Q

from . import sharing

RELATION = "materials"


def prepare(form: Any, bureau_id: int | None) -> None:
    """Give the rows' choosers what they show and may take, and, in what was posted, the values of the records chosen."""
    from .models import SharedMaterial

    formset = form.formsets.get(RELATION)
    if formset is None or "shared" not in formset.empty_form.fields:
        return
    linked = {row.initial.get("shared") for row in formset.initial_forms} - {None}
    posted = {int(key) for key in _posted(formset).values()}
    mine = Q(live=True) & (Q(bureau=None) | Q(bureau=bureau_id))
    offered = SharedMaterial.objects.filter(mine | Q(pk__in=linked))
    known = offered.in_bulk(linked | posted)
    for row in [*formset.forms, formset.empty_form]:
        row.fields["shared"].queryset = offered
        row.fields["shared"].widget.known = known
    _fill(formset, known)


def _posted(formset: Any) -> dict[str, str]:
    """The keys posted, by the prefix of their row."""
    if not formset.is_bound:
        return {}
    found = {row.prefix: formset.data.get(f"{row.prefix}-shared", "") for row in formset.forms}
    return {prefix: key for prefix, key in found.items() if key.isdecimal() and len(key) < 19}


def _fill(formset: Any, known: dict[int, Any]) -> None:
    """The record's values in place of what the row was sent with: a name may be left empty."""
    chosen = {prefix: known.get(int(key)) for prefix, key in _posted(formset).items()}
    chosen = {prefix: record for prefix, record in chosen.items() if record is not None and record.live}
    if not chosen:
        return
    data = formset.data.copy()
    for prefix, record in chosen.items():
        for column, value in sharing.values(record).items():
            data[f"{prefix}-{column.removesuffix('_id')}"] = "" if value is None else str(value)
    formset.data = data
    for row in formset.forms:
        row.data = data
