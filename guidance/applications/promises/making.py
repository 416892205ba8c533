"""Write what an applicant promised: with the application, or with the answer to a supplement notice (补正)."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from guidance.cases.doing import Doing

from ..papers.filling import numbered
from .form import LATER, Vow
from .models import Promise
from .texts import Words

if TYPE_CHECKING:
    from ..models import CaseMaterial


def write(doing: Doing, vows: Iterable[Vow], materials: "Collection[CaseMaterial]") -> None:
    """Keep each promise with its words, and mark the papers it stands for. What was handed in needs no promise."""
    for vow in vows:
        meant = [
            row for row in materials if row.order in vow.orders and row.state in (row.State.MISSING, row.State.WANTED)
        ]
        if not meant:
            continue
        for row in meant:
            row.state = row.State.DEFERRED if vow.words.kind == LATER else row.State.PROMISED
            row.note = ""
            doing.save(row)
        words = vow.words
        promise = Promise(
            case=doing.case, kind=words.kind, title=words.title, body=named(words, meant), wording=words.wording,
            materials=[row.order for row in meant], at=doing.now,
        )  # fmt: skip
        doing.save(promise)
        facts = {"title": words.title, "version": promise.version, "materials": [row.name for row in meant]}
        doing.facts.setdefault("promises", []).append(facts)


def named(words: Words, materials: "Iterable[CaseMaterial]") -> str:
    """The words as they were read, and below them the papers that were ticked, in the hall's language: it stands alone."""
    names = numbered([row.name for row in materials])
    with translation.override(settings.LANGUAGE_CODE):
        return "\n\n".join([words.body, _("勾选的材料：") + "\n" + names])
