"""What the rules found: the standing of each item, kept so that lists sort and filter by it, and the nightly checks.

All of it follows from the guides and can be made again at any time; so it has no history of its own.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Bureau
from accounts.scope import limit as limit_to_scope

from ..quality import Severity
from .item import ItemPage

if TYPE_CHECKING:
    from accounts.models import User


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments by what one wants of them."""

    def visible_to(self, user: "User | Any") -> "AssessmentQuerySet":
        """Of the items a member of staff may see."""
        return limit_to_scope(self, user, "page__bureau")

    def with_errors(self) -> "AssessmentQuerySet":
        """Of items that could not be published as they stand."""
        return self.filter(errors__gt=0)


class Assessment(models.Model):
    """How the newest version of an item stands: points by aspect, 0 to 100, and what was found."""

    page = models.OneToOneField(
        ItemPage, models.CASCADE, verbose_name=_("事项"), related_name="assessment", primary_key=True
    )
    total = models.PositiveSmallIntegerField(_("总分"), db_index=True)
    completeness = models.PositiveSmallIntegerField(_("完整"))
    accuracy = models.PositiveSmallIntegerField(_("准确"))
    traceability = models.PositiveSmallIntegerField(_("有据"))
    errors = models.PositiveSmallIntegerField(_("错误"), default=0)
    warnings = models.PositiveSmallIntegerField(_("提醒"), default=0)
    assessed_at = models.DateTimeField(_("评分时间"))

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("事项质量")
        verbose_name_plural = _("事项质量")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.total}"


class AssessmentFinding(models.Model):
    """One thing that a rule found in the newest version of an item."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="findings")
    rule = models.CharField(_("规则"), max_length=60, db_index=True)
    severity = models.CharField(_("程度"), max_length=10, choices=Severity.choices)
    message = models.CharField(_("说明"), max_length=500)

    class Meta:
        verbose_name = _("质量问题")
        verbose_name_plural = _("质量问题")

    def __str__(self) -> str:
        return self.message


class SelfCheck(models.Model):
    """A run of the site's self-check. `night` is set for the one run of each night; others were asked for by hand."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待")
        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")

    night = models.DateField(_("日期"), unique=True, null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    asked_at = models.DateTimeField(_("提出时间"))
    touched_at = models.DateTimeField(_("最近进展"))
    ended_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    done = models.PositiveSmallIntegerField(_("已完成的检查"), default=0)
    planned = models.PositiveSmallIntegerField(_("全部检查"), default=0)

    class Meta:
        verbose_name = _("自查")
        verbose_name_plural = _("自查")
        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class SelfCheckCount(models.Model):
    """How much a run found with one check in one bureau: kept for the trend."""

    run = models.ForeignKey(SelfCheck, models.CASCADE, related_name="counts")
    check_name = models.CharField(_("检查"), max_length=30)
    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="+", null=True, blank=True)
    count = models.PositiveIntegerField(_("问题数"))

    class Meta:
        verbose_name = _("自查结果")
        verbose_name_plural = _("自查结果")

    def __str__(self) -> str:
        return f"{self.check_name}: {self.count}"


class SelfCheckFinding(models.Model):
    """One thing that a run found, with the address where it is put right. Kept for the newest runs alone."""

    run = models.ForeignKey(SelfCheck, models.CASCADE, related_name="findings")
    check_name = models.CharField(_("检查"), max_length=30)
    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="+", null=True, blank=True)
    subject = models.CharField(_("对象"), max_length=200)
    message = models.CharField(_("说明"), max_length=500)
    url = models.CharField(_("地址"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("自查问题")
        verbose_name_plural = _("自查问题")
        indexes: ClassVar = [models.Index(fields=["run", "check_name"], name="selfcheck_run_check")]

    def __str__(self) -> str:
        return f"{self.subject}:{self.message}"
