"""A published guide, read for its public page with as few questions to the database as can be.

The rows without references of their own come from the live revision, which the page's own query brings along: what was
published is what is shown, and six tables fewer are asked.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from wagtail.models import Revision

from accounts.models import Bureau

if TYPE_CHECKING:
    from .models import ItemPage

PLAIN = ("scenario_questions", "legal_bases", "steps", "fees", "places", "questions")


def read(address: str) -> "ItemPage | None":
    """The public guide at an address, with all that its page shows; None if there is none. Not to be saved."""
    from .models import ItemPage, Material, Result

    papers = Material.objects.select_related("blank_form", "sample", "data_source")
    results = Result.objects.select_related("sample")
    counties = ItemPage.objects.filter(city_item=models.OuterRef("pk"))
    rows = ItemPage.objects.public().select_related("bureau", "successor", "city_item", "live_revision")
    page = rows.filter(address=address).annotate(has_counties=models.Exists(counties))
    found: ItemPage | None = page.prefetch_related(
        models.Prefetch("materials", queryset=papers), models.Prefetch("results", queryset=results)
    ).first()
    if found is not None and found.live_revision is not None:
        _fill(found, found.live_revision)
    return found


def _fill(page: "ItemPage", revision: Revision) -> None:
    kept: dict[str, list[Any]] = page.__dict__.setdefault("_cluster_related_objects", {})
    for name in PLAIN:
        if name in revision.content:
            model = type(page)._meta.get_field(name).related_model
            kept[name] = [_row(model, page, row) for row in revision.content[name]]
    if revision.content.get("topics") == []:
        kept["topics"] = []
    _lend_bureaus(page, kept, revision.content.get("joint_bureaus"))


def _lend_bureaus(page: "ItemPage", kept: dict[str, list[Any]], joint: list[int] | None) -> None:
    """The bureaus that take part and those that do a step, in one query where there are any besides the guide's own."""
    steps = kept.get("steps", [])
    wanted = {step.bureau_id for step in steps} - {None, page.bureau_id} | set(joint or [])
    found = {bureau.pk: bureau for bureau in Bureau.objects.filter(pk__in=wanted)} if wanted else {}
    if joint is not None:
        kept["joint_bureaus"] = [bureau for bureau in found.values() if bureau.pk in joint]
    own = {page.bureau_id: page.bureau}
    for step in steps:
        step.bureau = (found | own).get(step.bureau_id)


def _row(model: Any, page: "ItemPage", content: dict[str, Any]) -> models.Model:
    """A row from a revision's content, its references left as keys."""
    columns = [column for column in model._meta.concrete_fields if column.name in content]
    row: models.Model = model(**{column.attname: column.to_python(content[column.name]) for column in columns})
    row.__dict__["page_id"] = page.pk
    return row
