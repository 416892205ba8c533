"""The lines of a run: filtered by what became of them, and as files to take away."""

import csv
import io
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ..importing.exporting import guarded
from ..importing.run import COUNTS
from ..models import ImportRow, ImportRun, RowResult

FILTERS: dict[str, tuple[Any, Q]] = {
    "rejected": (_("退回"), Q(result=RowResult.REJECTED)),
    "created": (_("新建"), Q(result=RowResult.CREATED)),
    "updated": (_("更新"), Q(result=RowResult.UPDATED)),
    "unchanged": (_("不变"), Q(result=RowResult.UNCHANGED)),
    "warned": (_("有提醒"), Q(warned=True)),
    "unready": (_("还不能发布"), Q(unready=True)),
}


def lines_of(run: ImportRun, wanted: str = "") -> "QuerySet[ImportRow]":
    """The preview's lines until the run has begun, then its own."""
    rows = run.rows.filter(preview=run.previewing).order_by("position")
    return rows.filter(FILTERS[wanted][1]) if wanted else rows


def tabs(run: ImportRun, wanted: str) -> list[dict[str, Any]]:
    """Each filter with its number, in one query."""
    counts = lines_of(run).aggregate(
        all=Count("pk"), **{name: Count("pk", filter=q) for name, (_l, q) in FILTERS.items()}
    )
    rest = [
        {"name": name, "label": label, "count": counts[name], "current": name == wanted}
        for name, (label, _q) in FILTERS.items()
    ]
    return [{"name": "", "label": _t("全部"), "count": counts["all"], "current": wanted not in FILTERS}, *rest]


def as_csv(run: ImportRun) -> bytes:
    """A table that no spreadsheet runs as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    heads = (
        _t("工作表"),
        _t("行"),
        _t("实施编码"),
        _t("事项名称"),
        _t("实施主体"),
        _t("结果"),
        _t("列"),
        _t("原因"),
        _t("改动"),
        _t("提醒"),
        _t("发布前要补"),
    )
    writer.writerow(heads)
    for row in lines_of(run).iterator(chunk_size=500):
        warnings = "\n".join(f"{one['column']}: {one['reason']}" for one in row.warnings)
        cells = (
            row.sheet,
            row.number,
            row.code,
            row.title,
            row.bureau,
            row.get_result_display(),
            row.column,
            row.reason,
        )
        writer.writerow(
            [guarded(str(cell)) for cell in (*cells, "\n".join(row.changes), warnings, "\n".join(row.problems))]
        )
    return text.getvalue().encode("utf-8-sig")


def as_json(run: ImportRun) -> dict[str, Any]:
    """Shaped as the command's --report."""
    rows = [
        {
            "row": row.number,
            "sheet": row.sheet,
            "code": row.code,
            "title": row.title,
            "bureau": row.bureau,
            "result": row.result,
            "column": row.column,
            "reason": row.reason,
            "warnings": row.warnings,
            "problems": row.problems,
            "changes": row.changes,
            "page": row.page_id,
        }
        for row in lines_of(run).iterator(chunk_size=500)
    ]
    return {
        **{name: run.counts.get(name, 0) for name in COUNTS},
        "file": run.name,
        "profile": run.profile.name if run.profile else "",
        "state": run.state,
        "dry_run": run.previewing,
        "bureaus_created": run.bureaus,
        "file_warnings": run.notes,
        "rows": rows,
    }
