"""What was filled in under one version of a form, moved to another: what fits is kept, what is lost or altered is told."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from forms import service
from forms.fields.registry import TYPES
from forms.models import FormVersion
from forms.service import keeping


@dataclass(frozen=True)
class Lost:
    """An answer for which the newer version has no place."""

    label: str
    text: str


@dataclass(frozen=True)
class Changes:
    """What moving to a newer version would do: what is lost, what is to be looked at again, what must be answered anew."""

    lost: list[Lost]
    altered: list[str]
    """A sentence for each answer that is carried over to a question of other words, or that now reads differently."""
    required: list[str]


@dataclass(frozen=True)
class Held:
    """An answer and the row of a group where it stands."""

    place: str
    row: service.Row

    @property
    def label(self) -> str:
        return f"{self.place}：{self.row.label}" if self.place else self.row.label

    @property
    def counts(self) -> bool:
        """Whether somebody answered it: not what the hall writes or works out."""
        kind = TYPES[self.row.kind]
        return kind.asked and not kind.computes


def moved(old: FormVersion, new: FormVersion, inputs: keeping.Inputs) -> keeping.Inputs:
    """Inputs as far as another version has a place for them; those beside the form stay."""
    before, after = service.compiled(old), service.compiled(new)
    beside = {name: values for name, values in inputs.items() if keeping.place_of(before, name) is None}
    beside.pop(keeping.UNSEEN, None)
    return {**beside, **keeping.carried(before, after, inputs, same_form=old.form_id == new.form_id)}


def changes(old: FormVersion, new: FormVersion, inputs: keeping.Inputs, owner: str) -> Changes:
    """All that is to be told before a draft moves to another version."""
    fitting = moved(old, new, inputs)
    before, after = _rows(old, inputs, owner), _rows(new, fitting, owner)
    told = {key for _at, key in before}
    lost = [Lost(held.label, held.row.text) for place, held in before.items() if place not in after and held.counts]
    typed = keeping.unmoved(service.compiled(old), inputs, fitting)
    lost += [Lost(label, text) for key, label, text in typed if key not in told]
    both = [(held, after[place]) for place, held in before.items() if place in after and held.counts]
    altered = [words for was, now in both if (words := _altered(was, now))]
    return Changes(lost, [*altered, *_renamed(old, new, fitting, told)], list(_required(old, new)))


def _altered(was: Held, now: Held) -> str:
    words = {"was": was.row.label, "now": now.label, "text": now.row.text, "before": was.row.text}
    if was.row.label != now.row.label:
        return _("“%(was)s”现在问的是“%(now)s”：%(text)s，请核对。") % words
    if was.row.text != now.row.text:
        return _("“%(now)s”：您填的“%(before)s”现在是“%(text)s”，请核对。") % words
    return ""


def _renamed(old: FormVersion, new: FormVersion, inputs: keeping.Inputs, told: set[str]) -> Iterator[str]:
    """What was typed and is not right yet, below a question that now has other words."""
    ready, fields = service.compiled(old), service.compiled(new).all_fields
    for key, label, text in keeping.unmoved(ready, inputs, {}):
        now = fields.get(key)
        if key not in told and now is not None and now.label != label:
            yield _("“%(was)s”现在问的是“%(now)s”：%(text)s，请核对。") % {"was": label, "now": now.label, "text": text}


def _required(old: FormVersion, new: FormVersion) -> Iterator[str]:
    """The questions that must be answered and were not asked so before, by their headings."""
    before, headings = service.compiled(old).all_fields, service.headings(new)
    for key, spec in service.compiled(new).all_fields.items():
        was, kind = before.get(key), TYPES[spec.type]
        as_before = was is not None and was.type == spec.type and was.required
        if spec.required and kind.asked and not kind.computes and not as_before:
            yield headings[key]


def _rows(version: FormVersion, inputs: keeping.Inputs, owner: str) -> dict[tuple[int, str], Held]:
    """What is answered well, by the number of a group's row, 0 for the form itself, and the key."""
    form = service.django_form(version, keeping.post_of(inputs), owner=owner)
    form.is_valid()
    found: dict[tuple[int, str], Held] = {}
    at: dict[str, int] = {}
    for section in service.display(version, form.answers()):
        group = section.rows[0].key.partition(".")[0] if section.row_title else ""
        at[group] = at.get(group, 0) + 1 if group else 0
        found |= {(at[group], row.key): Held(section.row_title, row) for row in section.rows if row.text}
    return found
