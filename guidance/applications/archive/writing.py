"""Write a case's archive: answers, materials, steps, thread, files, notices, history, and the manifest of them all."""

import hashlib
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db.models import Model
from django.utils import timezone

from forms import service
from guidance.cases.history import entries
from guidance.cases.models import Attachment, Case

from ..papers.models import Paper
from ..papers.printing import printed
from . import together

FORMAT = 1
VERIFY = Path(__file__).with_name("verify.py")
_UNSAFE = re.compile(r'[\x00-\x1f\\/:*?"<>|]+')


class Writing:
    """An archive under way: each part is written once, and stands in the manifest."""

    def __init__(self, target: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self.files: list[dict[str, Any]] = []

    def json(self, path: str, value: Any) -> None:
        """A part of plain facts."""
        data = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()
        self.zip.writestr(path, data)
        self._listed(path, hashlib.sha256(data).hexdigest(), len(data))

    def kept(self, path: str, file: Any, sha256: str, size: int) -> None:
        """A stored file, listed with the hash from when it came in: damage since then shows when the archive is checked."""
        with file.open("rb") as source, self.zip.open(path, "w") as target:
            for part in iter(lambda: source.read(1 << 16), b""):
                target.write(part)
        self._listed(path, sha256, size)

    def _listed(self, path: str, sha256: str, size: int) -> None:
        self.files.append({"path": path, "sha256": sha256, "size": size})

    def close(self, about: dict[str, Any]) -> str:
        """Add the manifest and the script that checks it; the manifest's SHA-256."""
        manifest = json.dumps({**about, "format": FORMAT, "files": self.files}, ensure_ascii=False, indent=1).encode()
        self.zip.writestr("manifest.json", manifest)
        self.zip.write(VERIFY, "verify.py")
        self.zip.close()
        return hashlib.sha256(manifest).hexdigest()


def write(case: Case, target: IO[bytes], now: datetime) -> str:
    """Write the archive of an application; the SHA-256 of its manifest."""
    writing = Writing(target)
    writing.json("case.json", _case(case))
    writing.json("answers.json", _answers(case))
    for name in ("agent", "deferral", "promise_check"):
        if (row := getattr(case, name, None)) is not None:
            writing.json(f"{name}.json", _row(row))
    for name in ("materials", "steps", "pauses", "opinions", "promises", "messages"):
        writing.json(f"{name}.json", [_row(row) for row in getattr(case, name).all()])
    writing.json("history.json", _history(case))
    for place, attachment in enumerate(case.attachments.all(), 1):
        path = f"attachments/{place:03}-{_safe(attachment.name)}"
        writing.kept(path, attachment.file, attachment.sha256, attachment.size)
    writing.json("attachments.json", [_attachment(row) for row in case.attachments.all()])
    _together(writing, case)
    papers = list(case.papers.select_related("print"))
    for place, paper in enumerate(papers, 1):
        kept = printed(paper)
        writing.kept(f"notices/{place:03}-{_safe(paper.title)}.pdf", kept.file, kept.sha256, kept.size)
    writing.json("notices.json", [_paper(row) for row in papers])
    return writing.close({"number": case.number, "title": case.title, "bureau": case.bureau.name, "made_at": _at(now)})


def _together(writing: Writing, case: Case) -> None:
    """What the bureaus of a joint case concluded, and the visits with what was found and photographed."""
    writing.json("participations.json", together.parts(case))
    photos = {}
    for place, (visit, photo) in enumerate(together.files(case), 1):
        photos[photo.token] = f"visits/{visit.case.number}/{place:03}-{_safe(photo.name)}"
        writing.kept(photos[photo.token], photo.file, photo.sha256, photo.size)
    writing.json("visits.json", together.visits(case, photos))


def _case(case: Case) -> dict[str, Any]:
    secret = {"code_salt", "submission_key", "submission_digest"}
    facts = {name: value for name, value in _row(case).items() if name not in secret}
    return {**facts, "bureau": case.bureau.name, "application": _row(case.application)}


def _answers(case: Case) -> dict[str, Any]:
    """As filled in, and as the form's own version reads them."""
    application = case.application
    version = application.form_version
    sent_on = timezone.localdate(case.submitted_at)
    shown = service.display(version, application.answers, sent_on) if version else []
    return {
        "form": {"title": version.form.title, "number": version.number, "sha256": version.sha256} if version else None,
        "answers": application.answers,
        "shown": [
            {"title": section.title, "rows": [{"label": row.label, "text": row.text} for row in section.rows]}
            for section in shown
        ],
    }


def _history(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "at": _at(entry.at),
            "who": entry.who,
            "what": entry.label,
            "why": entry.why,
            "changes": [[change.row, change.label, change.old, change.new] for change in entry.changes],
            "added": entry.added,
            "facts": entry.event.data if entry.event else {},
        }
        for entry in reversed(entries(case))
    ]


def _attachment(row: Attachment) -> dict[str, Any]:
    facts = _row(row)
    del facts["token"], facts["file"]
    return facts


def _paper(row: Paper) -> dict[str, Any]:
    return {
        "title": row.title, "number": row.number, "text": row.body, "signed": row.signed, "code": row.code,
        "issued_at": _at(row.issued_at),
    }  # fmt: skip


def _row(row: Model) -> dict[str, Any]:
    """A row's own columns, moments in the hall's time zone."""
    found = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    return {name: _at(value) if isinstance(value, datetime) else value for name, value in found.items()}


def _at(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat()


def _safe(name: str) -> str:
    """A name that every system can unpack."""
    return _UNSAFE.sub("_", name).strip(". ")[-100:] or "file"
