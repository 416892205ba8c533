"""好差评: what applicants thought of how they were served, kept apart from who they are."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.history import WrittenOnce, WrittenOnceQuerySet, track
from accounts.models import Bureau

from .states import Kind


class Level(models.IntegerChoices):
    """The five levels of the national rule; the lowest two are followed up."""

    VERY_GOOD = 5, _("非常满意")
    GOOD = 4, _("满意")
    FAIR = 3, _("基本满意")
    POOR = 2, _("不满意")
    VERY_POOR = 1, _("非常不满意")

    @property
    def is_low(self) -> bool:
        """不满意 and 非常不满意."""
        return self <= Level.POOR


class RatingQuerySet(WrittenOnceQuerySet["Rating"]):
    def of(self, item: Any) -> Self:
        """Those of one guide."""
        return self.filter(item=item)

    def since(self, month: date) -> Self:
        """From a month on."""
        return self.filter(month__gte=month)


class Rating(WrittenOnce):
    """One rating. It names no case and no day, and its key tells no order, so that nobody at a desk can match it with
    an applicant; that a case has been rated stands in the case's events. Never changed, hence without a history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(
        "items.ItemPage", models.PROTECT, verbose_name=_("事项"), related_name="ratings", null=True, blank=True
    )
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("承办机构"), related_name="ratings")
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    level = models.PositiveSmallIntegerField(_("评价"), choices=Level.choices)
    comment = models.CharField(_("意见"), max_length=300, blank=True)
    month = models.DateField(_("月份"), help_text="Its first day.")

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("评价")
        verbose_name_plural = _("评价")
        indexes: ClassVar = [models.Index(fields=["item", "month"], name="rating_item_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_level_display()}"


class FollowUpQuerySet(models.QuerySet["RatingFollowUp"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the bureaus in scope."""
        return scope.limit(self, user, "about__bureau")


class RatingFollowUp(models.Model):
    """回访 of one of the lowest two levels: the only place where a rating and its case are together. For supervisors.

    The case is called `about`, not `case`: whatever hangs on a case by that name is shown in the case's history.
    """

    about = models.OneToOneField("cases.Case", models.PROTECT, verbose_name=_("办件"), related_name="+")
    rating = models.OneToOneField(Rating, models.PROTECT, verbose_name=_("评价"), related_name="follow_up")
    due_at = models.DateTimeField(_("应在此前回访"))
    done_at = models.DateTimeField(_("回访时间"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("回访人"), related_name="+", null=True, blank=True
    )
    outcome = models.TextField(_("回访结果"), blank=True, help_text=_("问到了什么、改了什么。填写后即为已回访。"))
    history = track()

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("差评回访")
        verbose_name_plural = _("差评回访")
        ordering: ClassVar = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"{self.about.number} {self.rating.get_level_display()}"
