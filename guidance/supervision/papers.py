"""少交的材料: how many papers applications asked for, and how many were spared, by what; each leading to its cases."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from guidance.applications.models import CaseMaterial
from guidance.applications.spared import By
from guidance.cases.models import CaseQuerySet
from guidance.cases.states import Kind

from .figures import SHOWN, Figure, Row, inbox

SMALL = 10
"""Per cent, below which a decimal tells something."""
ANY = "any"
"""In the inbox's filter: spared by whatever."""
SPARED = {"spared": ~Q(spared_by=""), **{by.value: Q(spared_by=by.value) for by in By}}


@dataclass(frozen=True)
class Papers:
    """Of the applications of a term: all together, by bureau, by item; in each asked, spared, and spared by what."""

    total: list[Figure]
    by_bureau: list[Row]
    by_item: list[Row]

    @property
    def any(self) -> bool:
        return bool(self.total[0].count)

    @property
    def share(self) -> str:
        """Per cent of the papers asked for that were spared; a small share with its first decimal, else it reads as none."""
        asked, spared = self.total[0].count, self.total[1].count
        share = 100 * spared / asked if asked else 0
        return f"{share:.1f}" if 0 < share < SMALL else f"{share:.0f}"


def papers(cases: CaseQuerySet, now: datetime, days: int) -> Papers:
    """Of what was submitted since the beginning of the day `days` ago. A paper that is wanted again was not spared."""
    first = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    since = {"queue": "all", "kind": Kind.APPLICATION.value, "submitted_at_from": first.strftime("%Y-%m-%d")}
    rows = CaseMaterial.objects.filter(case__in=cases.of_kind(Kind.APPLICATION).filter(submitted_at__gte=first))
    counted = {name: Count("pk", filter=q & ~Q(state=CaseMaterial.State.WANTED)) for name, q in SPARED.items()}
    total = rows.order_by().aggregate(asked=Count("pk"), **counted)
    by_bureau = _grouped(rows, counted, "case__bureau", "case__bureau__name")
    by_item = _grouped(rows.exclude(case__item=None), counted, "case__item__address", "case__item__title")
    return Papers(
        _figures(total, since),
        [Row(row["name"], _figures(row, {**since, "bureau": row["key"]})) for row in by_bureau],
        [Row(row["name"], _figures(row, {**since, "item": row["key"]})) for row in by_item],
    )


def _grouped(rows: Any, counted: dict[str, Count], key: str, name: str) -> list[dict[str, Any]]:
    """The groups that asked for the most."""
    groups = rows.order_by().values(key, name).annotate(asked=Count("pk"), **counted).order_by("-asked", name)
    return [{**row, "key": row[key], "name": row[name]} for row in groups[:SHOWN]]


def _figures(row: dict[str, Any], where: dict[str, Any]) -> list[Figure]:
    found = [Figure(row["asked"], inbox(**where)), Figure(row["spared"], inbox(**where, spared=ANY))]
    return [*found, *(Figure(row[by.value], inbox(**where, spared=by.value)) for by in By)]
