"""The verbs of a source's table: keep an upload to be looked at, put it in place of the one before."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Refused

from .identity import hashed
from .models import DataSource, SourceRow, SourceTable
from .reading import Found

LOOKED_AT = timedelta(days=1)
"""How long an upload waits to be put in place."""
AT_ONCE = 2000


def keep(source: DataSource, found: Found, data: bytes, file_name: str, user: Any) -> SourceTable:
    """Keep a table without problems, its numbers and names as hashes; it is not asked yet."""
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        table = SourceTable(source=source, file_name=file_name[:200], sha256=digest, count=len(found.lines))
        table.uploaded_by = user
        table.save()
        rows = (
            SourceRow(
                table=table,
                number_hash=hashed(line.number),
                name_hash=hashed(line.name) if line.name else "",
                reference=line.reference,
                valid_until=line.valid_until,
            )
            for line in found.lines
        )
        SourceRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    return table


def put_in_place(source: DataSource, table: SourceTable, user: Any) -> None:
    """From now on the source answers from this table; the rows of the one before are deleted.

    Refused if it is no longer there, as a day after it was looked at.
    """
    with transaction.atomic():
        locked = DataSource.objects.select_for_update().get(pk=source.pk)
        if locked.table_id == table.pk:
            return
        if not SourceRow.objects.filter(table=table).exists():
            raise Refused(_("这份表格已经不在了：过了一天没有启用，或已被替换。请重新上传。"), code="table-gone")
        before = locked.table_id
        locked.table = table
        tracked: Any = locked
        tracked._history_user = user
        tracked._change_reason = _("启用表格 %(name)s（%(n)s 行）") % {"name": table.file_name, "n": table.count}
        locked.save()
        if before:
            SourceRow.objects.filter(table=before).delete()


def remove_abandoned(now: datetime | None = None) -> int:
    """Delete the rows of uploads that nobody put in place within a day. Returns of how many uploads."""
    old = list(SourceTable.objects.abandoned((now or timezone.now()) - LOOKED_AT).values_list("pk", flat=True)[:50])
    for pk in old:
        SourceRow.objects.filter(table=pk).delete()
    return len(old)
