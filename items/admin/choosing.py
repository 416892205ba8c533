"""What a bureau's people find in choosers: their own bureau's pages."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from accounts.scope import scope_of

from ..models import BureauPage


def own_pages(pages: Any, request: HttpRequest) -> Any:
    """Hook `construct_page_chooser_queryset`: the pages of the user's scope and the way down to them, with their states."""
    pages = pages.annotate_approved_schedule().prefetch_workflow_states()
    scope = scope_of(request.user)
    if scope.everything:
        return pages
    wanted = Q(pk__in=[])
    for path in BureauPage.objects.filter(bureau_id__in=scope.bureau_ids).values_list("path", flat=True):
        wanted |= Q(path__startswith=path) | Q(path__in=_way_down(path))
    return pages.filter(wanted)


def _way_down(path: str) -> list[str]:
    step = BureauPage.steplen
    return [path[:end] for end in range(step, len(path), step)]
