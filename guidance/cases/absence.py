"""When a member of staff is away, and who stands in: what waits for them is in the deputy's hands meanwhile."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import track
from accounts.roles import Role, has_role
from accounts.scope import scope_of


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, user: Any) -> Self:
        """One's own; a supervisor sees those of everybody in scope."""
        if has_role(user, Role.SUPERVISOR):
            return self.filter(scope_of(user).q("user__bureau"))
        return self.filter(user=user.pk)

    def meeting(self, first: date, last: date) -> Self:
        """Those that share a day with this span."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class Absence(models.Model):
    """Days on which somebody is away (不在岗), both included, and their deputy. Set by themselves or their lead."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("不在岗的人"), related_name="absences"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("代办人"),
        related_name="deputises",
        help_text=_("这几天里，名下的件和环节都由代办人办理，记录写明代谁办理。"),
    )
    first_day = models.DateField(_("从"))
    last_day = models.DateField(_("到"), help_text=_("含这一天。"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    history = track()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("不在岗安排")
        verbose_name_plural = _("不在岗安排")
        ordering: ClassVar = ["-first_day", "pk"]
        indexes: ClassVar = [models.Index(fields=["last_day", "first_day"], name="absence_days")]

    def __str__(self) -> str:
        return f"{self.user} {self.first_day:%Y-%m-%d} – {self.last_day:%Y-%m-%d}"

    def clean(self) -> None:
        """A deputy of the same bureau who is there; no day twice."""
        if not (self.first_day and self.last_day and self.user_id and self.deputy_id):
            return
        if self.last_day < self.first_day:
            raise ValidationError({"last_day": _("结束日不能早于开始日。")})
        if self.deputy_id == self.user_id or not self._fits():
            raise ValidationError({"deputy": _("代办人须是同一机构的另一位经办或督查。")})
        same_days = Absence.objects.meeting(self.first_day, self.last_day).exclude(pk=self.pk)
        if same_days.filter(user=self.user_id).exists():
            raise ValidationError({"first_day": _("这几天里已经有一次不在岗安排，请改那一次。")})
        if same_days.filter(user=self.deputy_id).exists():
            raise ValidationError({"deputy": _("%(name)s这几天也不在岗，请另选代办人。") % {"name": self.deputy}})

    def _fits(self) -> bool:
        deputy: Any = self.deputy
        return deputy.bureau_id == self.user.bureau_id and has_role(deputy, Role.CLERK, Role.SUPERVISOR)
