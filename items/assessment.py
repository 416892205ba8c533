"""Keeping what the rules find beside each item: after every save of a version, and each night for what moved around it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation

from . import gate
from .quality import Aspect, Problem
from .score import score

if TYPE_CHECKING:
    from .models import ItemPage

CHUNK = 100
MARKS = (*(aspect.value for aspect in Aspect), "total", "errors", "warnings", "assessed_at")


def keep(page: "ItemPage", found: Iterable[Problem] | None = None) -> None:
    """Write how this version of a page stands, in three queries; `found` where the rules have just been asked."""
    from .models.quality import Assessment, AssessmentFinding

    with translation.override("zh-hans"), transaction.atomic(savepoint=False):
        problems = gate.problems(page) if found is None else list(found)
        marks = score(problems)
        row = Assessment(
            page_id=page.pk,
            total=marks.total,
            errors=marks.errors,
            warnings=marks.warnings,
            assessed_at=timezone.now(),
            **{aspect.value: marks.points[aspect] for aspect in Aspect},
        )
        Assessment.objects.bulk_create([row], update_conflicts=True, unique_fields=["page"], update_fields=MARKS)
        AssessmentFinding.objects.filter(assessment_id=page.pk).delete()
        AssessmentFinding.objects.bulk_create(
            AssessmentFinding(assessment_id=page.pk, rule=one.rule, severity=one.severity, message=str(one)[:500])
            for one in problems
        )


def newest(keys: Iterable[int]) -> Iterator["ItemPage"]:
    """These pages as their newest version has them, in a fixed number of queries."""
    from .models import ItemPage

    rows = ItemPage.objects.with_guide().select_related("latest_revision").prefetch_related("fees")
    for page in rows.filter(pk__in=list(keys)):
        draft = page.latest_revision if page.has_unpublished_changes else None
        yield page.with_content_json(draft.content) if draft else page


def keep_all(tell: Callable[[], None] = lambda: None) -> int:
    """Assess every item anew; `tell` is called after each chunk. How many there were."""
    from .models import ItemPage

    keys = list(ItemPage.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        for page in newest(keys[start : start + CHUNK]):
            keep(page)
        tell()
    return len(keys)
