"""Shared materials and the guides that use them: a row is kept to its record, a change of the record goes to every guide.

The row holds the record's values, so that gate, search, cases, import and API read it as any other. `settle` brings a
guide in memory in step whenever it is saved; `spread` does so for every guide when a change of the record has been
reviewed and published. County guides follow their city's.
"""

import logging
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.log_actions import log

from .logged import apart
from .verifying import with_new_names
from .workflow import carry_review

if TYPE_CHECKING:
    from accounts.models import Bureau, User

    from .models import ItemPage, SharedMaterial
    from .models.queries import ItemQuerySet

logger = logging.getLogger(__name__)
FIELDS = ("name", "kind", "source", "form", "issuer", "basis", "instructions", "blank_form_id", "sample_id")
"""What the record says, by column; necessity, copies, standard and situation are the row's own."""
CHANGED = "items.shared_changed"
AT_ONCE = 10
"""Guides that the approver waits for (0.15 s of work each); where there are more, the worker brings all in step."""


def values(record: Any) -> dict[str, Any]:
    """What the record, or a row, says of the paper itself."""
    return {name: getattr(record, name) for name in FIELDS}


def settle(page: "ItemPage") -> bool:
    """Bring the rows of a guide in memory to the records they use; whether anything differed.

    A record that has not been published yet changes no row. A county's guide has the city's rows.
    """
    from .models import SharedMaterial

    rows = list(page.materials.all())
    wanted = {row.shared_id for row in rows if row.shared_id}
    if not wanted or page.city_item_id:
        return False
    records = SharedMaterial.objects.filter(live=True).in_bulk(wanted)
    changed, renamed = False, {}
    for row in rows:
        record = records.get(row.shared_id)
        if record is not None and values(row) != values(record):
            renamed[row.name] = record.name
            fill(row, record)
            changed = True
    if changed:
        page.materials.set(rows)
        steps = list(page.steps.all())
        for step in steps:
            step.checks = with_new_names(step.checks, renamed, [row.name for row in rows])
        page.steps.set(steps)
    return changed


def fill(row: Any, record: "SharedMaterial") -> None:
    """Give a row the record's values."""
    for name, value in values(record).items():
        setattr(row, name, value)


def guides(record: "SharedMaterial") -> "ItemQuerySet":
    """The guides that a change of the record touches: it is in their public content, or in their draft."""
    from .models import ItemPage

    found = ItemPage.objects.filter(models.Q(materials__shared=record) | models.Q(pk__in=in_drafts(record)))
    return found.distinct().select_related("bureau").order_by("bureau__sort_order", "bureau_id", "title", "pk")


def in_drafts(record: "SharedMaterial") -> Any:
    """Keys of the guides whose newest draft names the record. Looked for in the text: every database can do that."""
    from .models import ItemPage

    drafts = ItemPage.objects.filter(has_unpublished_changes=True).order_by()
    drafts = drafts.annotate(text=Cast("latest_revision__content", models.TextField()))
    named = f'"shared": {record.pk}'
    return drafts.filter(models.Q(text__contains=f"{named},") | models.Q(text__contains=f"{named}}}")).values("pk")


def linked_in_drafts(bureau: "Bureau") -> dict[int, set[int]]:
    """By record, the bureau's guides whose newest draft names it; in one query, of the drafts' materials alone."""
    from .models import ItemPage

    drafts = ItemPage.objects.filter(bureau=bureau, has_unpublished_changes=True).order_by()
    found: dict[int, set[int]] = defaultdict(set)
    for pk, rows in drafts.values_list("pk", "latest_revision__content__materials"):
        for row in rows or []:
            found[row.get("shared")].add(pk)
    return found


def is_used(record: "SharedMaterial") -> bool:
    """Whether a guide, or the draft of one, uses the record: then it stays."""
    return guides(record).exists()


def begin(record: "SharedMaterial", user: "User | None" = None) -> None:
    """After the record's publication: at once for a few guides; for many, the worker finds it by `spread_at`."""
    if record.live and guides(record).of_city().count() <= AT_ONCE:
        spread(record, user)


def spread_waiting() -> int:
    """What was published and is not yet in every guide; how many records were brought on."""
    from .models import SharedMaterial

    waiting = SharedMaterial.objects.filter(live=True).filter(
        models.Q(spread_at=None) | models.Q(spread_at__lt=models.F("last_published_at"))
    )
    done = 0
    for record in waiting.order_by("last_published_at"):
        spread(record)
        done += 1
    return done


def spread(record: "SharedMaterial", user: "User | None" = None) -> None:
    """Bring every guide that uses the record in step, each in a transaction of its own, public content and draft.

    A guide that the gate refuses keeps its public content, with the change as a draft and the reasons in its history;
    one that fails is logged and tried again by the worker.
    """
    started, whole = timezone.now(), True
    for pk in list(guides(record).of_city().values_list("pk", flat=True)):
        try:
            with transaction.atomic(), apart(user):
                _bring(pk, record, user)
        except Exception:
            logger.exception("Shared material %s: guide %s was not brought in step", record.code, pk)
            whole = False
    if whole:
        record.spread_at = max(started, record.last_published_at or started)
        record.save(update_fields=["spread_at"])


def _bring(pk: int, record: "SharedMaterial", user: "User | None") -> None:
    from .models import ItemPage

    rows = ItemPage.objects.select_for_update(of=("self",)).select_related("latest_revision")
    page = rows.get(pk=pk)
    newest = page.latest_revision if page.has_unpublished_changes else None
    draft = newest.as_object() if newest else None
    changed = page.live and settle(page)
    if changed:
        page.follows = True
        _save(page, record, user).publish(user=user, skip_permission_checks=True)
    if draft is None or not newest or not (settle(draft) or changed):
        return
    if not page.live:
        draft.save()
    carry_review(page, _save(draft, record, user, approved_go_live_at=newest.approved_go_live_at))


def _save(page: "ItemPage", record: "SharedMaterial", user: "User | None", **more: Any) -> Any:
    """A revision that nobody wrote, since it was reviewed with the record; the history says whence it came."""
    revision = page.save_revision(clean=False, **more)
    data = {"material": record.name, "code": record.code}
    log(page, CHANGED, user=user, revision=revision, content_changed=True, data=data)
    return revision


def normal(name: str) -> str:
    """A material's name without what people write differently: width, spaces, case, quotation marks."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(mark for mark in text if not mark.isspace() and mark not in "《》“”\"'‘’「」")
