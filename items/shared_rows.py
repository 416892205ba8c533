"""Shared materials in the editor's form of a guide: one query for all rows, values filled in by the server."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from . import sharing
from .verifying import with_new_names

RELATION = "materials"


def prepare_sources(form: Any) -> None:
    """Give the rows' lists of data sources (数据比对) what they offer: read once for all rows."""
    from guidance.comparing.models import DataSource

    formset = form.formsets.get(RELATION)
    if formset is None or "data_source" not in formset.empty_form.fields:
        return
    linked = {row.initial.get("data_source") for row in formset.initial_forms} - {None}
    offered = DataSource.objects.filter(Q(active=True) | Q(pk__in=linked))
    choices = [("", _("不比对")), *((source.pk, str(source)) for source in offered)]
    for row in [*formset.forms, formset.empty_form]:
        row.fields["data_source"].queryset = offered
        row.fields["data_source"].choices = choices


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
    _fill(formset, form.formsets.get("steps"), known)


def _posted(formset: Any) -> dict[str, str]:
    """The keys posted, by the prefix of their row."""
    if not formset.is_bound:
        return {}
    found = {row.prefix: formset.data.get(f"{row.prefix}-shared", "") for row in formset.forms}
    return {prefix: key for prefix, key in found.items() if key.isdecimal() and len(key) < 19}


def _fill(formset: Any, steps: Any, known: dict[int, Any]) -> None:
    """The record's values in place of what the row was sent with: a name may be left empty. Steps that check a row go
    on to name it."""
    chosen = {prefix: known.get(int(key)) for prefix, key in _posted(formset).items()}
    chosen = {prefix: record for prefix, record in chosen.items() if record is not None and record.live}
    if not chosen:
        return
    data = formset.data.copy()
    renamed = {}
    for row in formset.forms:
        record = chosen.get(row.prefix)
        if record is None:
            continue
        for old in (row.initial.get("name") or "", data.get(f"{row.prefix}-name", "")):
            renamed[old] = record.name
        for column, value in sharing.values(record).items():
            data[f"{row.prefix}-{column.removesuffix('_id')}"] = "" if value is None else str(value)
    present = [data.get(f"{row.prefix}-name", "") for row in formset.forms]
    for row in getattr(steps, "forms", ()):
        data[f"{row.prefix}-checks"] = with_new_names(data.get(f"{row.prefix}-checks", ""), renamed, present)
    for rows in (formset, steps) if steps else (formset,):
        rows.data = data
        for row in rows.forms:
            row.data = data
