"""Materials that were handed in with an earlier case, taken over with its applicant's consent: as copies of the files."""

from collections.abc import Container, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from forms.service import keeping
from forms.uploads import Held, Limits, store
from guidance.cases.models import Attachment, Case
from guidance.cases.states import Kind
from guidance.comparing.answers import Outcome
from items.checklists import Checklist
from items.verifying import same

from .. import own_results
from ..models import CaseMaterial
from ..spared import By, Spared
from .pages import MATERIAL

GOOD = (CaseMaterial.State.GIVEN, CaseMaterial.State.VERIFIED)
Papers = Mapping[str, tuple[str, list[Attachment]]]
"""By the input of a material: its name, and the files of the earlier case."""


def handed_in(case: Case, personal: Checklist, kept: keeping.Inputs, elsewhere: Container[str] = ()) -> Papers:
    """The materials of a guide that an earlier case has files of under the same name, and that have none yet.

    `elsewhere`: names, as `same` writes them, of what the item's form asks for itself: files of forms are not taken over.
    """
    if case.kind != Kind.APPLICATION:
        return {}
    files: dict[str, list[Attachment]] = {}
    for row in case.attachments.all():
        files.setdefault(row.key, []).append(row)
    given = {same(row.name): files[row.key] for row in case.materials.all() if row.state in GOOD and row.key in files}
    found = {}
    for one in personal.all_materials:
        key = f"{MATERIAL}{one.order}"
        name = same(one.row.name)
        if one.kept and name in given and name not in elsewhere and not kept.get(f"{key}-{keeping.KEPT}"):
            found[key] = (one.row.name, given[name])
    return found


def take_papers(case: Case, papers: Papers) -> tuple[keeping.Inputs, dict[str, Spared]]:
    """Copies of the files, as inputs of the draft, and where they came from. A file that is lost is passed over."""
    inputs: keeping.Inputs = {}
    spared = {}
    origin = _("您的办件 %(number)s（%(title)s）") % {"number": case.number, "title": case.title[:100]}
    for key, (name, files) in papers.items():
        copies = [held for held in map(_copy, files) if held]
        if copies:
            inputs[f"{key}-{keeping.KEPT}"] = [held.signed for held in copies]
            hashes = tuple(held.sha256 for held in copies)
            now = timezone.now()
            spared[key] = Spared(By.EARLIER, Outcome.MATCH, origin, now, name, reference=case.number, files=hashes)
    return inputs, spared


def has_results(case: Case, personal: Checklist) -> bool:
    """Whether the earlier case ended with a result that may stand in for a material here."""
    now = timezone.now()
    return any(own_results.for_material(case, row, now) for row in personal.materials)


def _copy(kept: Attachment) -> Held | None:
    """The file once more, checked like any upload: it belongs to this application alone."""
    try:
        with kept.file.open("rb") as file:
            copied: Any = UploadedFile(file, kept.name, kept.content_type, kept.size)
            return store(copied, Limits())
    except (OSError, ValidationError):
        return None
