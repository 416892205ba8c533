"""An import through the admin: uploaded, previewed by the worker, confirmed, taken in by the worker as drafts.

The worker claims a run by a conditional update that expires, and writes each line's record in the line's own
transaction: a run whose worker is killed is taken up by the next one after the lines that are already there.
"""

import logging
import os
import shutil
import socket
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.scope import scope_of

from ..models import HeadingRule, ImportProfile, ImportRow, ImportRun, RowResult, RunState
from .access import imports_everywhere, may_import
from .mapping import Mapping
from .reading import MAX_SIZE, SUFFIXES, Unreadable
from .run import COUNTS, Options, Report, import_file

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=120)
"""How long a claim holds without progress: reading the largest file takes less."""
EVERY = 1.0
"""Seconds between two notes of progress."""
IMPORTED = "items.imported"
UNKNOWN = "不认识的表头，没有读取。"


class LostClaim(Exception):
    """Another worker has taken the run up."""


def upload(user: "User", file: UploadedFile, profile: ImportProfile | None) -> ImportRun:
    """Keep a file privately and have it previewed. Raises NotAllowed, Invalid."""
    if not may_import(user):
        raise NotAllowed(_("您没有导入事项的权限。"))
    suffix = PurePath(file.name or "").suffix.lower()
    if suffix not in SUFFIXES:
        said = {"suffix": suffix or file.name}
        raise Invalid(
            _("文件没有上传。"), {"file": [_("不认识的文件类型“%(suffix)s”，请用 .xlsx、.csv 或 .jsonl。") % said]}
        )
    if not file.size or file.size > MAX_SIZE:
        reason = _("文件最大 %(n)s MB，也不能是空的。") % {"n": MAX_SIZE >> 20}
        raise Invalid(_("文件没有上传。"), {"file": [reason]})
    name = PurePath(file.name or "").name[:200]
    file.name = f"{uuid.uuid4().hex}{suffix}"
    bureau = None if scope_of(user).everything else user.bureau
    return ImportRun.objects.create(file=file, name=name, profile=profile, user=user, bureau=bureau)


def confirm(run: ImportRun, user: "User") -> None:
    """Take the file in, as previewed. Raises NotAllowed, Refused."""
    if not may_import(user):
        raise NotAllowed(_("您没有导入事项的权限。"))
    _move(run, RunState.CHECKED, state=RunState.RUNNING, done=0, user=user)


def drop(run: ImportRun, user: "User") -> None:
    """Leave a previewed file. Raises NotAllowed, Refused."""
    if not may_import(user):
        raise NotAllowed(_("您没有导入事项的权限。"))
    _move(run, RunState.CHECKED, state=RunState.DROPPED, ended_at=timezone.now())


def preview_again(run: ImportRun, user: "User", profile: ImportProfile | None) -> None:
    """Have a previewed file previewed with another profile. Raises NotAllowed, Refused."""
    if not may_import(user):
        raise NotAllowed(_("您没有导入事项的权限。"))
    before = RunState.FAILED if run.state == RunState.FAILED and not run.started_at else RunState.CHECKED
    _move(run, before, state=RunState.CHECKING, profile=profile, done=0, error="")


@transaction.atomic
def map_headings(run: ImportRun, user: "User", chosen: dict[str, str], name: str) -> ImportProfile:
    """Put unknown headings into the run's profile (a new one where there is none) and preview again."""
    if not imports_everywhere(user):
        raise NotAllowed(_("映射方案由全市范围的导入人修改。"))
    profile = run.profile
    if profile is None:
        if not name or ImportProfile.objects.filter(name=name).exists():
            raise Invalid(_("方案没有保存。"), {"name": [_("请给新的映射方案起一个没有用过的名称。")]})
        profile = ImportProfile.objects.create(name=name[:60])
    last = profile.headings.count()
    for order, (source, target) in enumerate(chosen.items(), start=last):
        HeadingRule.objects.create(profile=profile, source=source[:100], target=target, sort_order=order)
    log(instance=profile, action="wagtail.edit", user=user)
    preview_again(run, user, profile)
    return profile


def unknown_headings(run: ImportRun) -> list[str]:
    """Headings of the file that nobody knows."""
    return list(dict.fromkeys(note["column"] for note in run.notes if note["reason"].endswith(UNKNOWN)))


def _move(run: ImportRun, before: RunState, **values: Any) -> None:
    if not ImportRun.objects.filter(pk=run.pk, state=before).update(claimed_until=None, claimed_by="", **values):
        raise Refused(_("这次导入的状态已经变了，请看最新的页面。"))
    run.refresh_from_db()


def work(now: datetime) -> int:
    """The worker's round: every run that is due and that this process can claim; how many were worked on."""
    return sum(_work_on(pk) for pk in ImportRun.objects.due(now).order_by("pk").values_list("pk", flat=True))


def _work_on(pk: int) -> bool:
    owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    claim = {"claimed_until": timezone.now() + LEASE, "claimed_by": owner}
    if not ImportRun.objects.due(timezone.now()).filter(pk=pk).update(**claim):
        return False
    run = ImportRun.objects.select_related("profile", "user", "user__bureau").get(pk=pk)
    try:
        with _local(run) as path:
            (_preview if run.state == RunState.CHECKING else _import)(run, owner, path)
    except LostClaim:
        logger.warning("import %s was taken up by another worker", pk)
    except Unreadable as problem:
        _end(run, owner, RunState.FAILED, error=str(problem))
    except OperationalError:
        logger.exception("import %s waits for the database", pk)
    except Exception:
        logger.exception("import %s failed", pk)
        _end(run, owner, RunState.FAILED, error=_("程序出错，已写入的行都是完整的。请把时间和文件告诉运维人员。"))
    return True


@contextmanager
def _local(run: ImportRun) -> Iterator[Path]:
    """The file on this machine, wherever it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{PurePath(str(run.file.name)).suffix}"
        with run.file.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield path


def _options(run: ImportRun, owner: str, **more: Any) -> Options:
    mapping = run.profile.mapping() if run.profile else Mapping()
    scope = scope_of(run.user)
    return Options(
        user=run.user, mapping=mapping, scope=scope, filename=run.name, progress=_progress(run, owner), **more
    )


def _progress(run: ImportRun, owner: str) -> Callable[[int, int], None]:
    last = 0.0

    def note(done: int, total: int) -> None:
        nonlocal last
        if done < total and time.monotonic() - last < EVERY:
            return
        last = time.monotonic()
        mine = ImportRun.objects.filter(pk=run.pk, claimed_by=owner)
        if not mine.update(done=done, total=total, claimed_until=timezone.now() + LEASE):
            raise LostClaim

    return note


def _preview(run: ImportRun, owner: str, path: Path) -> None:
    report = import_file(path, _options(run, owner, dry_run=True))
    with transaction.atomic():
        run.rows.filter(preview=True).delete()
        rows = [_row(run, number, line, preview=True) for number, line in enumerate(report.rows)]
        ImportRow.objects.bulk_create(rows, batch_size=200)
        _end(run, owner, RunState.CHECKED, counts=_counts(report), notes=report.notes, bureaus=report.bureaus)


def _import(run: ImportRun, owner: str, path: Path) -> None:
    ImportRun.objects.filter(pk=run.pk, started_at=None).update(started_at=timezone.now())
    settled = {row.position: row.page_id or -row.pk for row in run.rows.filter(preview=False).only("position", "page")}

    def keep(position: int, line: dict[str, Any]) -> None:
        _row(run, position, line, preview=False).save(force_insert=True)

    report = import_file(path, _options(run, owner, settled=settled, on_row=keep))
    counts = _counted(run) | {"warnings": run.rows.filter(preview=False, warned=True).count() + len(report.notes)}
    bureaus = list(dict.fromkeys([*_made_before(run), *report.bureaus]))
    _end(run, owner, RunState.DONE, counts=counts, notes=report.notes, bureaus=bureaus, ended_at=timezone.now())
    log(instance=run, action=IMPORTED, user=run.user, data=counts)


def _made_before(run: ImportRun) -> list[str]:
    """Bureaus that the preview foresaw and that are there now."""
    from accounts.models import Bureau

    have = set(Bureau.objects.filter(name__in=run.bureaus).values_list("name", flat=True))
    return [name for name in run.bureaus if name in have]


def _row(run: ImportRun, position: int, line: dict[str, Any], *, preview: bool) -> ImportRow:
    page = line.get("page")
    return ImportRow(
        run=run,
        preview=preview,
        position=position,
        number=line["row"],
        sheet=line["sheet"][:60],
        code=line["code"][:64],
        title=line["title"][:255],
        bureau=line["bureau"][:100],
        result=line["result"],
        column=line.get("column", "")[:100],
        reason=line.get("reason", ""),
        warnings=line["warnings"],
        problems=line.get("problems", []),
        changes=line.get("changes", []),
        warned=bool(line["warnings"]),
        unready=bool(line.get("problems")),
        page_id=page,
    )


def _counts(report: Report) -> dict[str, int]:
    unready = sum(bool(line.get("problems")) for line in report.rows)
    return {**report.summary(), "unready": unready}


def _counted(run: ImportRun) -> dict[str, int]:
    """What became of all lines, also those of a worker that died."""
    rows = list(run.rows.filter(preview=False).values_list("result", "unready"))
    found = Counter(result for result, _unready in rows)
    counts = {name: found.get(name, 0) for name in COUNTS if name in RowResult.values}
    return {"read": len(rows), **counts, "unready": sum(unready for _result, unready in rows)}


def _end(run: ImportRun, owner: str, state: RunState, **values: Any) -> None:
    """Close what was claimed; a claim that is no longer ours closes nothing."""
    if state == RunState.FAILED:
        values["ended_at"] = timezone.now()
    mine = ImportRun.objects.filter(pk=run.pk, claimed_by=owner)
    if not mine.update(state=state, claimed_until=None, claimed_by="", **values):
        raise LostClaim
