"""What was filled in under one version of a form, moved to another: what fits is kept, what would be lost is told."""

from collections.abc import Iterator
from dataclasses import dataclass

from forms import service
from forms.fields.registry import TYPES
from forms.models import FormVersion
from forms.service import keeping


@dataclass(frozen=True)
class Lost:
    """An answer for which the newer version has no place."""

    label: str
    text: str


def moved(old: FormVersion, new: FormVersion, inputs: keeping.Inputs) -> keeping.Inputs:
    """Inputs as far as another version has a place for them; those beside the form stay."""
    before, after = service.compiled(old), service.compiled(new)
    beside = {name: values for name, values in inputs.items() if keeping.place_of(before, name) is None}
    beside.pop(keeping.UNSEEN, None)
    return {**beside, **keeping.carried(before, after, inputs, same_form=old.form_id == new.form_id)}


def lost(old: FormVersion, new: FormVersion, inputs: keeping.Inputs, owner: str) -> Iterator[Lost]:
    """The answers that would not be there under another version, in the order of the form."""
    fitting = moved(old, new, inputs)
    rows, left = _rows(old, inputs, owner), _rows(new, fitting, owner)
    for place, row in rows.items():
        if place not in left and row.text and TYPES[row.kind].asked and not TYPES[row.kind].computes:
            yield Lost(f"{place[0]}：{row.label}" if place[0] else row.label, row.text)
    told = {key for _row, key in rows}
    typed = keeping.unmoved(service.compiled(old), inputs, fitting)
    yield from (Lost(label, text) for key, label, text in typed if key not in told)


def _rows(version: FormVersion, inputs: keeping.Inputs, owner: str) -> dict[tuple[str, str], service.Row]:
    """What is answered well, by the row of a group and the key."""
    form = service.django_form(version, keeping.post_of(inputs), owner=owner)
    form.is_valid()
    sections = service.display(version, form.answers())
    return {(section.row_title, row.key): row for section in sections for row in section.rows if row.text}
