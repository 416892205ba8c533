"""Items by what one wants of them."""

from typing import TYPE_CHECKING, Any

from django.db import models
from wagtail.query import PageQuerySet

from accounts.scope import limit as limit_to_scope

from .. import choices
from .rows import Material, Result, Step

if TYPE_CHECKING:
    from accounts.models import User


class ItemQuerySet(PageQuerySet):
    """Items by what one wants of them."""

    def visible_to(self, user: "User") -> "ItemQuerySet":
        """Those a member of staff may see in the admin, drafts included."""
        return limit_to_scope(self, user)

    def public(self) -> "ItemQuerySet":
        """Those citizens may read: published; a cancelled one too, since its page says so."""
        return self.live()

    def of_city(self) -> "ItemQuerySet":
        """Items themselves, without the guides that county halls have of them."""
        return self.filter(city_item=None)

    def on_offer(self) -> "ItemQuerySet":
        """Those one can apply for: published, in use or paused."""
        return self.live().exclude(status=choices.Status.CANCELLED)

    def licensing(self) -> "ItemQuerySet":
        """许可类."""
        return self.filter(kind=choices.ItemKind.PERMIT)

    def non_licensing(self) -> "ItemQuerySet":
        """非许可类."""
        return self.exclude(kind=choices.ItemKind.PERMIT)

    def for_audience(self, audience: str) -> "ItemQuerySet":
        """Those that serve this 服务对象."""
        return self.filter(audiences__contains=f",{audience},")

    def with_guide(self) -> "ItemQuerySet":
        """With all rows that a guide shows, in a fixed number of queries.

        `has_joint_bureaus`, `has_topics` and `has_counties` save asking for what most guides do not have.
        """
        counties = self.model.objects.filter(city_item=models.OuterRef("pk"))
        marked = self.annotate(
            has_joint_bureaus=_any_of(self.model.joint_bureaus),
            has_topics=_any_of(self.model.topics),
            has_counties=models.Exists(counties),
        )
        return marked.select_related("bureau", "successor", "city_item").prefetch_related(
            *("scenario_questions", "legal_bases", "places", "questions"),
            models.Prefetch(
                "materials", queryset=Material.objects.select_related("blank_form", "sample", "data_source")
            ),
            models.Prefetch("steps", queryset=Step.objects.select_related("bureau")),
            models.Prefetch("results", queryset=Result.objects.select_related("sample")),
        )


def _any_of(relation: Any) -> models.Exists:
    """Whether a page has any row of a many-to-many relation."""
    return models.Exists(relation.through.objects.filter(itempage_id=models.OuterRef("pk")))
