"""What supervision keeps: that somebody was warned of a case, once for each stage of each due date."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import Bureau
from guidance.cases.models import Case


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: Any) -> Self:
        """The alerts of the bureaus in scope, and what other bureaus owe to their cases."""
        reach = scope.scope_of(user)
        return self.filter(reach.q() | reach.q("case__bureau"))


class Alert(models.Model):
    """A case, or what another bureau owes to it, was near, at or far past its due time, and the desk was told.

    The row is the proof that it was, once. `bureau` is the one that is late.
    """

    class Stage(models.TextChoices):
        WARN = "warn", _("预警")
        DUE = "due", _("超期")
        OVER = "over", _("超期五日")
        OWED = "owed", _("联办超期")

    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("办件"), related_name="alerts")
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("机构"), related_name="+")
    stage = models.CharField(_("阶段"), max_length=6, choices=Stage.choices)
    due_at = models.DateTimeField(_("到期时间"))
    task = models.CharField(_("所欠"), max_length=40, blank=True, default="")
    """Which step or opinion another bureau owes; empty where the whole case is late."""
    owner_label = models.CharField(_("当时经办人"), max_length=100, blank=True)
    at = models.DateTimeField(_("时间"))

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("催办")
        verbose_name_plural = _("催办")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "stage", "due_at", "task"], name="alert_once_per_stage")
        ]
        indexes: ClassVar = [models.Index(fields=["bureau", "-at"], name="alert_bureau_new")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_stage_display()}"
