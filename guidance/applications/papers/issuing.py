"""Issue a notice: within the verb that it proves, so that there is never the one without the other."""

import secrets
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import override

from guidance.cases.codes import ALPHABET
from guidance.cases.doing import source

from . import filling
from .kinds import PaperKind, shipped
from .models import Paper, PaperCounter, PaperTemplate

if TYPE_CHECKING:
    from accounts.models import Bureau
    from guidance.cases.doing import Doing

CODE_LENGTH = 12


def issue(doing: "Doing", kind: str, remedy: str = "", bureau: "Bureau | None" = None) -> Paper:
    """Word, number and keep a notice of what this verb did. Call it last, when the rows it speaks of are written.

    `bureau` signs and numbers it: the case's own where none is named.
    """
    case, moment = doing.case, timezone.localtime(doing.now)
    bureau = bureau or case.bureau
    wording = PaperTemplate.objects.filter(kind=kind).in_force(bureau).get(kind)
    with override("zh-hans"):
        facts = filling.facts_of(doing, kind, bureau, remedy)
        body = filling.fill(wording.body if wording else shipped(kind, deemed=case.application.deemed), facts)
        title = filling.fill(wording.title, facts) if wording and wording.title else str(PaperKind(kind).label)
    sequence = PaperCounter.next(bureau, moment.year)
    paper = Paper.objects.create(
        case=case,
        kind=kind,
        bureau=bureau,
        year=moment.year,
        sequence=sequence,
        number=f"{bureau.name}〔{moment.year}〕{sequence}号",
        title=title[:100],
        body=body,
        signed=bureau.name,
        template=wording,
        code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
        event_version=case.version + 1,
        issued_at=doing.now,
        issued_by=doing.actor.user,
    )
    doing.facts["paper"] = f"{source(PaperKind(kind).label)} {paper.number}"
    return paper
