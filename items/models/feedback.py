"""这份指南有用吗: what readers said of a guide, by version. Kept without anything that tells who they are."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import WrittenOnce, WrittenOnceQuerySet
from accounts.scope import limit

if TYPE_CHECKING:
    from accounts.models import User


class FeedbackQuerySet(WrittenOnceQuerySet["GuideFeedback"]):
    def visible_to(self, user: "User") -> Self:
        """What was said of the guides in the user's scope."""
        return limit(self, user, "page__bureau")

    def by_version(self) -> "models.QuerySet[GuideFeedback, Any]":
        """How many said yes and no of each version, newest first."""
        rows = self.order_by("-version").values("version")
        return rows.annotate(yes=Count("pk", Q(useful=True)), no=Count("pk", Q(useful=False)))


class GuideFeedback(WrittenOnce):
    """One reader's word on one version. `reader` is a keyed hash of a random number that the browser keeps for this
    guide alone, so that it tells two words of one browser apart and nothing else."""

    page = models.ForeignKey("items.ItemPage", models.CASCADE, verbose_name=_("事项"), related_name="feedback")
    version = models.PositiveIntegerField(_("版本"))
    useful = models.BooleanField(_("有用"))
    comment = models.CharField(_("意见"), max_length=300, blank=True, default="")
    at = models.DateTimeField(_("时间"), db_index=True)
    reader = models.CharField(max_length=40, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("读者反馈")
        verbose_name_plural = _("读者反馈")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "version", "reader"], name="items_feedback_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} v{self.version} {self.useful}"
