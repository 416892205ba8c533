"""A bureau's own rules for its desk: days to reply, how far ahead to book, what follows missed appointments."""

from collections.abc import Collection
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.history import track
from accounts.models import Bureau


class DeskRulesQuerySet(models.QuerySet["DeskRules"]):
    def visible_to(self, user: Any) -> Self:
        """The rules a member of staff may see: those of the own bureau; the city's for those who see every bureau."""
        return scope.limit(self, user)


class DeskRules(models.Model):
    """A bureau's own rules for its desk; a row without a bureau holds the city's. Defaults: what real halls use."""

    bureau = models.OneToOneField(
        Bureau, models.CASCADE, verbose_name=_("机构"), related_name="desk", null=True, blank=True
    )
    reply_days = models.PositiveSmallIntegerField(_("咨询答复工作日"), default=3)
    reply_days_extended = models.PositiveSmallIntegerField(_("延期后答复工作日上限"), default=15)
    warn_days = models.PositiveSmallIntegerField(_("提前预警工作日"), default=1)
    transfers_free = models.PositiveSmallIntegerField(_("无需督查同意的转办次数"), default=2)
    book_ahead_min = models.PositiveSmallIntegerField(_("最早提前几个工作日预约"), default=1)
    book_ahead_max = models.PositiveSmallIntegerField(_("最多提前几个工作日预约"), default=5)
    cancel_hours = models.PositiveSmallIntegerField(_("开始前几小时可取消"), default=2)
    per_day = models.PositiveSmallIntegerField(_("每人每天最多预约"), default=3)
    no_show_limit = models.PositiveSmallIntegerField(_("爽约几次暂停预约"), default=2)
    no_show_window = models.PositiveSmallIntegerField(_("爽约计次天数"), default=30)
    no_show_block = models.PositiveSmallIntegerField(_("暂停预约天数"), default=30)
    defer_days = models.PositiveSmallIntegerField(_("容缺补交工作日"), default=10)
    check_days = models.PositiveSmallIntegerField(_("承诺核查工作日"), default=40)
    escalation_phone = models.CharField(_("督办联系人手机"), max_length=30, blank=True)
    escalation_email = models.EmailField(_("督办联系人邮箱"), blank=True)
    history = track()

    objects = DeskRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("办事规则")
        verbose_name_plural = _("办事规则")

    def __str__(self) -> str:
        return str(self.bureau or _("全市"))

    def clean(self) -> None:
        """The city has one row; the database lets several rows without a bureau be."""
        if self.bureau_id is None and type(self).objects.filter(bureau=None).exclude(pk=self.pk).exists():
            raise ValidationError({"bureau": _("全市的规则已有一份，请修改那一份。")})

    @classmethod
    def of(cls, bureau: Bureau | None) -> "DeskRules":
        """The rules a bureau works by: its own, else the city's, else the defaults."""
        rows = list(cls.objects.filter(Q(bureau=bureau) | Q(bureau=None)))
        rows.sort(key=lambda row: row.bureau_id is None)
        return rows[0] if rows else cls(bureau=bureau)

    @classmethod
    def of_each(cls, bureaus: Collection[Bureau]) -> "dict[Bureau, DeskRules]":
        """The same for several bureaus, in one query."""
        rows = cls.objects.filter(Q(bureau__in=bureaus) | Q(bureau=None)).order_by("-pk")
        found = {row.bureau_id: row for row in rows}
        city = found.get(None)
        return {bureau: found.get(bureau.pk) or city or cls(bureau=bureau) for bureau in bureaus}
