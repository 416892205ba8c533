"""Rows by which several processes agree: when each job last ran, and how often somebody knocked."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """The last run of a periodic job, and who is at it now. One row for each job; see `accounts.jobs`."""

    name = models.CharField(_("任务"), max_length=100, unique=True)
    label = models.CharField(_("名称"), max_length=100)
    last_started_at = models.DateTimeField(_("上次开始"), null=True, blank=True)
    last_finished_at = models.DateTimeField(_("上次结束"), null=True, blank=True)
    last_result = models.IntegerField(_("上次处理数"), null=True, blank=True)
    last_error = models.TextField(_("上次错误"), blank=True)
    claimed_until = models.DateTimeField(_("占用至"), null=True, blank=True)
    claimed_by = models.CharField(_("占用者"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("定时任务")
        verbose_name_plural = _("定时任务")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.label


class RateCounter(models.Model):
    """How often one key was counted in one window of time; see `accounts.ratelimit`. The key is kept only hashed."""

    scope = models.CharField(max_length=50)
    key_hash = models.CharField(max_length=40)
    window_start = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("频率计数")
        verbose_name_plural = _("频率计数")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "key_hash", "window_start"], name="one_counter_per_window")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.window_start:%Y-%m-%d %H:%M}"
