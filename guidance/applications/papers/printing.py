"""Keep a notice's PDF: drawn once after it was issued, by whoever needs it first; never drawn again."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from . import pdf
from .models import Paper, PaperPrint


def printed(paper: Paper, now: datetime | None = None) -> PaperPrint:
    """The kept PDF, made if nobody has yet. Of two that make it at once, the first one's is kept."""
    if (kept := _kept(paper)) is not None:
        return kept
    data = pdf.draw(paper, settings.HALL_BASE_URL + reverse("paper-check"))
    storage = storages["private"]
    name = storage.save(f"papers/{paper.year}/{paper.code}.pdf", ContentFile(data))
    try:
        with transaction.atomic():
            return PaperPrint.objects.create(
                paper=paper,
                file=name,
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
                made_at=now or timezone.now(),
            )
    except IntegrityError:
        storage.delete(name)
        return PaperPrint.objects.get(paper=paper)


def _kept(paper: Paper) -> PaperPrint | None:
    """The PDF that there is, read with the notice where that was asked for."""
    return getattr(paper, "print", None)
