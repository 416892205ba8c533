"""The working-day table: the days that are not what their weekday says, and the years whose arrangement is published."""

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.history import track

AREA = RegexValidator(r"^\d{6}$", _("请填写六位行政区划代码，如 410181。"))


class Source(models.TextChoices):
    """Where a row comes from: loading a year again replaces only what was loaded before."""

    PACKAGE = "package", _("国务院放假安排")
    MANUAL = "manual", _("手工录入")


class Day(models.Model):
    """One exception: a holiday on a weekday, or a weekend that is worked (调休). A row of an area overrides the common one."""

    date = models.DateField(_("日期"))
    area_code = models.CharField(
        _("行政区划代码"),
        max_length=6,
        blank=True,
        validators=[AREA],
        help_text=_("留空为全市通用；填写后只对该区县生效，并优先于通用安排。"),
    )
    is_working = models.BooleanField(_("上班"), default=False, help_text=_("勾选为上班（调休），不勾选为放假。"))
    name = models.CharField(_("名称"), max_length=50, help_text=_("如：国庆节、国庆节调休。会写在期限说明里。"))
    source = models.CharField(_("来源"), max_length=10, choices=Source, default=Source.MANUAL, editable=False)
    history = track()
    _change_reason: str | None = None

    class Meta:
        verbose_name = _("工作日安排")
        verbose_name_plural = _("工作日安排")
        ordering: ClassVar = ["-date", "area_code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["date", "area_code"],
                name="clock_day_once",
                violation_error_message=_("这一天已有安排，请直接修改。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let every process read the table anew."""
        super().save(*args, **kwargs)
        Stamp.renew()

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and let every process read the table anew."""
        gone = super().delete(*args, **kwargs)
        Stamp.renew()
        return gone


class CalendarYear(models.Model):
    """A year we have an arrangement for. Until it is published, due dates that reach it are provisional (暂定)."""

    year = models.PositiveSmallIntegerField(_("年份"), validators=[MinValueValidator(1990), MaxValueValidator(2200)])
    area_code = models.CharField(
        _("行政区划代码"), max_length=6, blank=True, validators=[AREA], help_text=_("留空为全市通用。")
    )
    published = models.BooleanField(
        _("已公布"), default=False, help_text=_("全年放假与调休都录完后再勾选；未公布年份的期限标为“暂定”。")
    )
    source = models.CharField(_("来源"), max_length=10, choices=Source, default=Source.MANUAL, editable=False)
    history = track()
    _change_reason: str | None = None

    class Meta:
        verbose_name = _("年度")
        verbose_name_plural = _("年度")
        ordering: ClassVar = ["-year", "area_code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "area_code"],
                name="clock_year_once",
                violation_error_message=_("这一年已在列表中，请直接修改。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.area_code}".strip()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let every process read the table anew."""
        super().save(*args, **kwargs)
        Stamp.renew()

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and let every process read the table anew."""
        gone = super().delete(*args, **kwargs)
        Stamp.renew()
        return gone


class Stamp(models.Model):
    """One row that changes with the table. Random, not a counter: a value seen in a rolled-back change never returns."""

    value = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("日历版本")

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def renew(cls) -> None:
        """Give the table a new stamp, in the caller's transaction."""
        cls.objects.update_or_create(pk=1, defaults={"value": uuid.uuid4()})
