"""A theme's draft of which some item's form was published anew: for each, go on as begun or take over what fits."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forms.models import FormVersion
from items.bundles import Lane
from items.models import ItemPage

from ..filling import kept, moving
from ..filling.models import newest_of
from .filling import Joint
from .models import JointDraft
from .pages import PAPERS, pages_of, part_of

TAKE, STAY = "take", "stay"


@dataclass
class Offer:
    """An item whose form has a newer version than the draft's. `problem`: what is wrong with the choice that was sent."""

    lane: Lane
    old: FormVersion
    newer: FormVersion
    changes: moving.Changes
    chosen: str = ""
    problem: str = ""

    @property
    def name(self) -> str:
        """The input of its choice."""
        return f"version-{self.lane.item.pk}"


def newer_versions(draft: JointDraft) -> dict[int, FormVersion]:
    """By the key of an item, the version that was published since and that the applicant has not declined.

    One query while there is none, one more where there is.
    """
    rows = ItemPage.objects.filter(pk__in=[int(pk) for pk in draft.versions]).order_by()
    newest = dict(rows.annotate(newest_pk=newest_of("form")).values_list("pk", "newest_pk"))
    wanted = {pk: version for pk, version in newest.items() if version and _is_new(draft, str(pk), version)}
    if not wanted:
        return {}
    found = FormVersion.objects.select_related("form").in_bulk(wanted.values())
    return {pk: found[version] for pk, version in wanted.items()}


def _is_new(draft: JointDraft, item: str, version: int) -> bool:
    return version not in (draft.versions[item], draft.declined.get(item))


def offers(joint: Joint, sent: Any = None) -> list[Offer]:
    """The choices, in the order of the items; `sent`: the choices as posted, each of which has to be made."""
    newer, found = newer_versions(joint.draft), []
    for lane in joint.lanes:
        old, new = joint.version(lane), newer.get(lane.item.pk)
        if old is None or new is None:
            continue
        inputs = joint.draft.inputs.get(part_of(lane), {})
        offer = Offer(lane, old, new, moving.changes(old, new, inputs, joint.draft.owner))
        if sent is not None:
            offer.chosen = sent.get(offer.name, "")
            offer.problem = "" if offer.chosen in (TAKE, STAY) else _("请选择换到新的表单，还是按原来的表单填完。")
        found.append(offer)
    return found


def settle(draft: JointDraft, chosen: Iterable[Offer]) -> None:
    """Keep what was chosen. The pages of a form that was taken over, and the papers, are to be looked at again.

    An item that can no longer be applied for stays as it is: nobody is asked about it.
    """
    again: set[str] = set()
    versions, inputs = dict(draft.versions), dict(draft.inputs)
    declined = draft.declined | {str(pk): newer.pk for pk, newer in newer_versions(draft).items()}
    for offer in chosen:
        item, part = str(offer.lane.item.pk), part_of(offer.lane)
        if offer.chosen == STAY:
            continue
        versions[item] = offer.newer.pk
        declined.pop(item, None)
        if part in inputs:
            inputs[part] = moving.moved(offer.old, offer.newer, inputs[part])
        again |= {PAPERS, *(page.name for page in pages_of(offer.lane, offer.old))}
        again |= {page.name for page in pages_of(offer.lane, offer.newer)}
    draft.versions, draft.declined, draft.inputs = versions, declined, inputs
    draft.done = [name for name in draft.done if name not in again]
    kept.store(draft)
