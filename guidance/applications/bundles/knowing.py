"""What is known before an item's form is begun: who applies, the same fields of other items, the answers to 情形引导."""

from collections.abc import Mapping

from forms import service
from forms.models import FormVersion
from forms.service import keeping
from items.bundles import Lane

from ..facts import told
from .models import JointDraft
from .pages import ITEM


def known(
    draft: JointDraft, versions: Mapping[int, FormVersion], said: Mapping[str, str], lane: Lane, version: FormVersion
) -> keeping.Inputs:
    """As the form's inputs hold it. `said`: what was told of the applicant, by the roles of the forms' fields."""
    ready = service.compiled(version)
    roles = service.applicant_keys(version)
    found = keeping.written(ready, {key: said[role] for role, key in roles.items() if said.get(role)})
    found |= told(version, lane.personal)
    for name, kept in draft.inputs.items():
        pk = int(name.removeprefix(ITEM)) if name.startswith(ITEM) else 0
        if (other := versions.get(pk)) is not None:
            found |= _of_other(other, kept, version, draft.owner)
    return found


def _of_other(other: FormVersion, kept: keeping.Inputs, version: FormVersion, owner: str) -> keeping.Inputs:
    """What another item's form was filled in with, as far as this one asks the same."""
    old = service.compiled(other)
    form = service.django_form(other, keeping.post_of(kept), owner=owner)
    form.is_valid()
    again = keeping.written(old, keeping.reusable(old, form.answers()))
    return keeping.carried(old, service.compiled(version), again, same_form=other.form_id == version.form_id)
