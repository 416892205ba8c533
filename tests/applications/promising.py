"""What the tests of promises share: a guide whose papers may be promised, its people, and a case on the way."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from accounts.models import Bureau
from guidance.applications.promises.form import INSTEAD, LATER, Vow
from guidance.applications.promises.texts import words_for
from guidance.applications.submit import Submission, submit
from guidance.cases import actors, flow
from guidance.cases.models import Case
from items.choices import Necessity
from items.models import ItemPage
from items.models.rows import Material
from tests.factories import at, make_item

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MONDAY = at("2026-03-02 10:00")
HEALTH, PLACE = "从业人员健康证明", "经营场所证明"
PERSON = flow.Applicant(name="李敏", phone="13812345678")


def item_of(bureau: Bureau, *, publish: bool = True, **fields: Any) -> ItemPage:
    """A guide of three papers: the second may come later, the third may be promised instead."""
    page = make_item(bureau, publish=False, **{"deferrable": True, "promise_instead": True, "defer_days": 5, **fields})
    page.materials = promised_materials()
    page.save_revision().publish()
    return ItemPage.objects.get(pk=page.pk)


def promised_materials() -> list[Material]:
    """Three papers: one to be handed in, one that may come later, one that may be promised instead."""
    return [
        Material(name="申请书", originals=1, standard="填写完整。", sort_order=0),
        Material(name=HEALTH, copies=1, necessity=Necessity.DEFERRABLE, sort_order=1),
        Material(name=PLACE, copies=1, standard="真实有效。", promisable=True, sort_order=2),
    ]


def vows(item: ItemPage, *, later: tuple[int, ...] = (2,), instead: tuple[int, ...] = ()) -> tuple[Vow, ...]:
    made = ((LATER, later), (INSTEAD, instead))
    return tuple(Vow(words_for(kind, item), orders) for kind, orders in made if orders)


def opened(item: ItemPage, now: datetime = MONDAY, **orders: tuple[int, ...]) -> Case:
    """A case that promised these papers."""
    made = Submission(item, None, {}, PERSON, vows=vows(item, **orders))
    return submit(made, actors.citizen(), key=None, now=now).case


def accepted(item: ItemPage, clerk: actors.Actor, now: datetime = MONDAY, **data: Any) -> Case:
    case = flow.perform(opened(item, now), "take", clerk, now=now)
    return flow.perform(case, "accept", clerk, data, now=now)


def paper(name: str) -> Any:
    return MultiValueDict({name: [SimpleUploadedFile("健康证明.pdf", PDF, "application/pdf")]})


def hand_in(case: Case, now: datetime = MONDAY, key: str = "material-2") -> Case:
    return flow.perform(case, "hand_in", actors.citizen(), {}, paper(key), now=now)
