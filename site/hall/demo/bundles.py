"""Themes of the demo applied for as one: what comes first, who leads, and joint cases under way, some of them late."""

import uuid
from typing import TYPE_CHECKING

from forms import service
from forms.service import keeping
from guidance.applications.bundles import drafts
from guidance.applications.bundles.filling import Joint, available
from guidance.applications.bundles.flow import send
from guidance.applications.bundles.models import JointCase
from guidance.applications.bundles.pages import CONTACT, ITEM, PAPERS
from guidance.applications.filling import kept
from guidance.cases.models import Case
from guidance.cases.states import State
from items.models import ThemeOrder, ThemePage

from .answers import fill, upload
from .citizens import Citizen
from .stage import Stage

if TYPE_CHECKING:
    from items.models import ItemPage

FIRST = {
    "kai-canguan": ((1, 0), (1, 3), (2, 0)),
    "kaiban-qiye": ((1, 0), (2, 0), (3, 2)),
    "xinshenger": ((1, 0), (2, 1)),
    "gongcheng": ((2, 1), (3, 2), (3, 4), (3, 6)),
    "jungong": ((2, 0), (2, 1), (3, 2)),
    "kai-yaodian": ((1, 0), (2, 0), (3, 0)),
}
"""By a theme's address: the place of an item, and of one that must be granted before it."""
BACKS = (0, 3, 9, 40)
"""Working days ago that each theme was applied for: new, taken in, the first granted, one late."""
OPINION = "材料齐全，符合法定条件。"


def order(themes: list[ThemePage]) -> None:
    """Say what comes first; the bureau of the first item leads."""
    for theme in themes:
        rows = list(theme.theme_items.select_related("item__bureau"))
        pairs = [pair for pair in FIRST[theme.slug] if max(pair) < len(rows)]
        theme.theme_order = [
            ThemeOrder(item=rows[place].item, after=rows[before].item, sort_order=n)
            for n, (place, before) in enumerate(pairs)
        ]
        theme.lead = rows[0].item.bureau
        theme.save_revision().publish()


def play(stage: Stage) -> int:
    """The joint cases; how many cases they have."""
    themes = list(ThemePage.objects.live().filter(slug__in=FIRST, is_demo=True).order_by("path"))
    order(themes)
    made = 0
    for place, theme in enumerate(ThemePage.objects.filter(pk__in=[one.pk for one in themes]).order_by("path")):
        rows = theme.theme_items.select_related("item__bureau", "item__form").order_by("sort_order")
        items = [row.item for row in rows if available(row.item)]
        for turn, back in enumerate(BACKS if len(items) > 1 else ()):
            joint = _apply(stage, theme, items, Citizen(1500 + 10 * place + turn), back)
            made += joint.entries.count()
            _work(stage, joint, back)
    return made


def _apply(stage: Stage, theme: ThemePage, items: "list[ItemPage]", citizen: Citizen, back: int) -> JointCase:
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"demo:{theme.slug}:{back}")
    draft = drafts.begin(theme, "", items, "demo", key)
    who = {"name": citizen.name, "phone": citizen.phone, "id_number": citizen.identity, "address": citizen.address}
    inputs = {CONTACT: {name: [value] for name, value in who.items()}}
    joint = Joint(draft)
    for pk, version in joint.versions.items():
        answers = fill(version, citizen, stage.clock.today)
        inputs[f"{ITEM}{pk}"] = keeping.written(service.compiled(version), answers)
    first = next(iter(joint.papers.places.values()), None)
    inputs[PAPERS] = {f"{first.key}-kept": [upload(first.name, "pdf").signed]} if first else {}
    draft.inputs = inputs
    draft.done = [page.name for page in joint.pages]
    kept.store(draft)
    return send(draft, now=stage.clock.at(back, 9, 20))


def _work(stage: Stage, joint: JointCase, back: int) -> None:
    """The oldest were accepted and left; of those of last week the first was granted, so that the next have begun."""
    if not back:
        return
    entries = list(joint.entries.select_related("case__bureau"))
    for entry in entries:
        if entry.case.state == State.RECEIVED:
            case = stage.take(entry.case, stage.clock.at(back, 10, 5))
            stage.desk(case, "accept", stage.clock.at(back, 14, 5), reason="材料齐全，符合法定形式，予以受理。")
    if back == BACKS[2]:
        _grant(stage, Case.objects.select_related("bureau", "owner").get(pk=entries[0].case_id), back)


def _grant(stage: Stage, case: Case, back: int) -> None:
    while step := case.steps.filter(state="active").exclude(kind="decide").select_related("bureau").first():
        at = stage.clock.at(back - 1, 11)
        if step.bureau_id:
            case = stage.partner(case, step, at, OPINION)
        else:
            case = stage.desk(case, "pass", at, step=step.pk, reason=OPINION)
    at = stage.clock.at(back - 3, 15)
    stage.desk(
        case,
        "decide",
        at,
        decision="granted",
        reason="符合法定条件，准予。",
        result="1",
        result_number="演示〔联办〕0001号",
    )
