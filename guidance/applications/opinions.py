"""Another bureau's opinion on a case (征求意见): what was asked, by when it is owed, what was answered."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.history import track
from accounts.models import Bureau
from guidance.cases.models import Case
from guidance.cases.states import DECIDED, OPEN_STATES

ASKED = tuple(state for state in OPEN_STATES if state not in DECIDED)
"""While a case stands there an opinion is of use: the decision ends the wait for it."""


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, user: Any) -> Self:
        """Those that were asked of the bureaus in scope."""
        return scope.limit(self, user)

    def waiting(self) -> Self:
        """Neither answered nor called back, of a case that is not decided yet."""
        return self.filter(answered_at=None, recalled_at=None, case__state__in=ASKED)


class Opinion(models.Model):
    """A question to another bureau. Its clerks see of the case what stands here, and the materials that were named."""

    class Conclusion(models.TextChoices):
        AGREE = "agree", _("同意")
        CONDITIONS = "conditions", _("有条件同意")
        DISAGREE = "disagree", _("不同意")
        NONE = "none", _("不涉及本机构职责")

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("征求的机构"), related_name="opinions")
    question = models.TextField(_("征求的问题"))
    materials = models.JSONField(_("给看的材料"), default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("征求人"), related_name="+")
    asked_at = models.DateTimeField(_("征求时间"))
    due_at = models.DateTimeField(_("应在此前回复"))
    days = models.PositiveSmallIntegerField(_("几个工作日内回复"), null=True)
    """What `due_at` was counted from; older rows lack it, and stay where they are."""
    conclusion = models.CharField(_("结论"), max_length=12, choices=Conclusion.choices, blank=True)
    answer = models.TextField(_("意见"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("回复人"), related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(_("回复时间"), null=True, blank=True)
    paper = models.OneToOneField(
        "applications.Paper",
        models.PROTECT,
        verbose_name=_("征求意见函"),
        related_name="opinion",
        null=True,
        blank=True,
    )
    recalled_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    history = track()

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("征求意见")
        verbose_name_plural = _("征求意见")
        ordering: ClassVar = ["case", "pk"]
        indexes: ClassVar = [models.Index(fields=["bureau", "answered_at", "due_at"], name="opinion_bureau_waits")]

    def __str__(self) -> str:
        return str(self.bureau)

    @property
    def is_waiting(self) -> bool:
        """Whether the answer is still owed."""
        return self.answered_at is None and self.recalled_at is None and self.case.state in ASKED

    @property
    def asker(self) -> Bureau:
        """The bureau that asked: whose number the letter bears; of older rows, which have no letter, the case's."""
        return self.paper.bureau if self.paper is not None else self.case.bureau
