"""The bureaus that handle one case together (联合审批): who leads, who takes part, and what each has said."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.history import track
from accounts.models import Bureau

if TYPE_CHECKING:
    from .models import Case  # noqa: F401  the case of a row


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the bureaus in scope."""
        return scope.limit(self, user)

    def participants(self) -> Self:
        """Without the lead."""
        return self.filter(role=Participation.Role.PARTICIPANT)


class Participation(models.Model):
    """One bureau's part in a joint case. A case that one bureau handles alone has none."""

    class Role(models.TextChoices):
        LEAD = "lead", _("牵头")
        PARTICIPANT = "participant", _("联办")

    class Verdict(models.TextChoices):
        AGREE = "agree", _("同意")
        DISAGREE = "disagree", _("不同意")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="participations")
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("机构"), related_name="participations")
    role = models.CharField(_("分工"), max_length=12, choices=Role.choices)
    joined_at = models.DateTimeField(_("参加时间"))
    checked_at = models.DateTimeField(_("看过材料的时间"), null=True, blank=True)
    missing = models.JSONField(_("还缺的材料"), default=list, blank=True)
    missing_reason = models.TextField(_("需补正的内容"), blank=True)
    verdict = models.CharField(_("结论"), max_length=10, choices=Verdict.choices, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    ended_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    history = track()

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("联办分工")
        verbose_name_plural = _("联办分工")
        ordering: ClassVar = ["case", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "bureau"], name="participation_once")]

    def __str__(self) -> str:
        return str(self.bureau)

    @property
    def leads(self) -> bool:
        return self.role == self.Role.LEAD
