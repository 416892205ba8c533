"""Materials that were handed in with an earlier case, taken over with its applicant's consent: as copies of the files."""

from collections.abc import Container, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from forms import service
from forms.answering import PREFIX
from forms.models import FormVersion
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

    `elsewhere`: names, as `same` writes them, of what the item's form asks for itself: see `asked_again`.
    """
    if case.kind != Kind.APPLICATION:
        return {}
    files = _by_key(case)
    given = {same(row.name): files[row.key] for row in case.materials.all() if row.state in GOOD and row.key in files}
    found = {}
    for one in personal.all_materials:
        key = f"{MATERIAL}{one.order}"
        name = same(one.row.name)
        if one.kept and name in given and name not in elsewhere and not kept.get(f"{key}-{keeping.KEPT}"):
            found[key] = (one.row.name, given[name])
    return found


def asked_again(case: Case, version: FormVersion | None, kept: keeping.Inputs) -> Papers:
    """The files that a form asks for itself, that an earlier case has under the same name: as material or in its form."""
    if case.kind != Kind.APPLICATION or version is None:
        return {}
    given = _given(case)
    found = {}
    for key, label in service.file_labels(version).items():
        name = f"{PREFIX}-{key}"
        most = service.upload_most(version, key)
        if most and same(label) in given and not kept.get(f"{name}-{keeping.KEPT}"):
            found[name] = (label, given[same(label)][:most])
    return found


def _by_key(case: Case) -> dict[str, list[Attachment]]:
    """The files of a case by what they were handed in as."""
    files: dict[str, list[Attachment]] = {}
    for row in case.attachments.all():
        files.setdefault(row.key, []).append(row)
    return files


def _given(case: Case) -> dict[str, list[Attachment]]:
    """Files of an earlier case by the name of the paper; nothing of a material that was found wanting."""
    files = _by_key(case)
    materials = list(case.materials.all())
    version = case.application.form_version
    asked = service.file_labels(version) if version else {}
    given = {same(label): files[key] for key, label in asked.items() if key in files}
    given |= {same(row.name): files[row.key] for row in materials if row.key in files}
    return {name: rows for name, rows in given.items() if name not in _wanting(materials)}


def _wanting(materials: list[CaseMaterial]) -> set[str]:
    return {same(row.name) for row in materials if row.state == CaseMaterial.State.WANTED}


def copies(papers: Papers, version: FormVersion | None) -> keeping.Inputs:
    """Copies of files that the form asks for, as its inputs; what its fields do not take is passed over."""
    inputs: keeping.Inputs = {}
    for name, (_label, files) in papers.items():
        limits = service.upload_limits(version, name.removeprefix(f"{PREFIX}-")) if version else None
        if held := [one for one in (_copy(file, limits or Limits()) for file in files) if one]:
            inputs[f"{name}-{keeping.KEPT}"] = [one.signed for one in held]
    return inputs


def take_papers(case: Case, papers: Papers) -> tuple[keeping.Inputs, dict[str, Spared]]:
    """Copies of the files, as inputs of the draft, and where they came from. A file that is lost is passed over."""
    inputs: keeping.Inputs = {}
    spared = {}
    origin = _("您的办件 %(number)s（%(title)s）") % {"number": case.number, "title": case.title[:100]}
    for key, (name, files) in papers.items():
        found = [held for held in (_copy(file, Limits()) for file in files) if held]
        if found:
            inputs[f"{key}-{keeping.KEPT}"] = [held.signed for held in found]
            hashes = tuple(held.sha256 for held in found)
            now = timezone.now()
            spared[key] = Spared(By.EARLIER, Outcome.MATCH, origin, now, name, reference=case.number, files=hashes)
    return inputs, spared


def has_results(case: Case, personal: Checklist) -> bool:
    """Whether the earlier case ended with a result that may stand in for a material here."""
    now = timezone.now()
    return any(own_results.for_material(case, row, now) for row in personal.materials)


def _copy(kept: Attachment, limits: Limits) -> Held | None:
    """The file once more, checked like any upload: it belongs to this application alone."""
    try:
        with kept.file.open("rb") as file:
            copied: Any = UploadedFile(file, kept.name, kept.content_type, kept.size)
            return store(copied, limits)
    except (OSError, ValidationError):
        return None
