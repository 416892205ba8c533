"""Rows of promises: the words as they were agreed to, what is owed and until when, and the check that follows."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.history import track
from guidance.cases.models import Case
from guidance.cases.states import State
from guidance.clock.explain import explain

from ..papers.kinds import PromiseText
from ..papers.models import PaperTemplate

if TYPE_CHECKING:
    from ..models import CaseMaterial

OWING = (State.ACCEPTED.value, State.REVIEW.value, State.SUSPENDED.value)
"""States in which a paper is owed: accepted, and not decided yet."""
CHECKED_IN = (State.GRANTED.value, State.CLOSED.value)
"""States in which a promise is checked: after the decision that rests on it."""
NOT_GIVEN = "deferred"
"""`CaseMaterial.State.DEFERRED`, for queries from here."""


def _owed_by_applicant() -> Exists:
    material = Case._meta.get_field("materials").related_model
    return Exists(material._default_manager.filter(case=OuterRef("case"), state=NOT_GIVEN))


class Promise(models.Model):
    """A promise, with its text as the applicant read it. `materials` are the numbers of the papers it stands for.

    A case may hold two of a kind: one made with the application, one with the answer to a supplement notice.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="promises")
    kind = models.CharField(_("承诺"), max_length=20, choices=PromiseText.choices)
    title = models.CharField(_("标题"), max_length=100)
    body = models.TextField(_("承诺内容"))
    wording = models.ForeignKey(
        PaperTemplate, models.PROTECT, verbose_name=_("所用文字"), related_name="+", null=True, blank=True
    )
    materials = models.JSONField(_("承诺的材料"), default=list)
    at = models.DateTimeField(_("承诺时间"))
    history = track()

    class Meta:
        verbose_name = _("书面承诺")
        verbose_name_plural = _("书面承诺")
        ordering: ClassVar = ["case", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "kind", "at"], name="promise_once_at_a_time")]

    def __str__(self) -> str:
        return self.title

    @property
    def version(self) -> str:
        """Which version of whose words it is."""
        if self.wording is None:
            return _t("内置文字")
        words = _t("全市第 %(n)s 版") if self.wording.bureau_id is None else _t("机构第 %(n)s 版")
        return words % {"n": self.wording.version}


class DueRow(models.Model):
    """A due time of its own, beside the case's, with the trail that explains it."""

    days = models.PositiveSmallIntegerField(_("工作日"))
    since = models.DateTimeField(_("起算时间"))
    due_at = models.DateTimeField(_("到期时间"))
    due_trail = models.JSONField(_("期限计算"), default=dict)
    due_provisional = models.BooleanField(_("期限暂定"), default=False)
    warn_at = models.DateTimeField(_("提醒时间"))
    reminded_at = models.DateTimeField(_("已提醒"), null=True, blank=True)

    class Meta:
        abstract = True


class DeferralQuerySet(models.QuerySet["Deferral"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the cases that the user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def open(self) -> Self:
        """Not complete, of a case that is not decided."""
        return self.filter(ended_at=None, case__state__in=OWING)

    def unpaid(self) -> Self:
        """Open, and the applicant has yet to hand something in."""
        return self.open().filter(_owed_by_applicant())

    def to_remind(self, now: datetime) -> Self:
        """Near their end, and the applicant was not reminded."""
        return self.unpaid().filter(reminded_at=None, warn_at__lte=now, due_at__gt=now)

    def to_propose(self, now: datetime) -> Self:
        """Past their end, and nobody was asked whether to end the case."""
        return self.unpaid().filter(proposed_at=None, due_at__lt=now)

    def proposed(self) -> Self:
        """Waiting for a person to end the case or to extend the time."""
        return self.unpaid().filter(proposed_at__isnull=False)


class Deferral(DueRow):
    """容缺受理: the papers that an accepted case still owes, and until when."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="deferral")
    materials = models.JSONField(_("容缺材料"), default=list)
    extended_days = models.PositiveSmallIntegerField(_("延长工作日"), default=0)
    extend_reason = models.TextField(_("延长理由"), blank=True)
    proposed_at = models.DateTimeField(_("提请终止"), null=True, blank=True)
    ended_at = models.DateTimeField(_("补齐时间"), null=True, blank=True)
    history = track()

    objects = DeferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("容缺补交")
        verbose_name_plural = _("容缺补交")
        indexes: ClassVar = [models.Index(fields=["ended_at", "due_at"], name="deferral_ended_due")]

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def explained(self) -> str:
        """Why the papers are due on that day."""
        return explain(self.due_trail, _t("补交材料"), _t("受理"))

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.case.state in OWING

    def owed(self, materials: "Iterable[CaseMaterial]") -> "list[CaseMaterial]":
        """Of the case's papers, those that were promised and are not found right yet."""
        found = [row for row in materials if row.order in self.materials]
        return [row for row in found if row.state != row.State.VERIFIED]


class PromiseCheckQuerySet(models.QuerySet["PromiseCheck"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the cases that the user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def waiting(self) -> Self:
        """Nobody has checked yet."""
        return self.filter(checked_at=None, case__state__in=CHECKED_IN)

    def overdue(self, now: datetime) -> Self:
        return self.waiting().filter(due_at__lt=now)

    def to_remind(self, now: datetime) -> Self:
        """Near their end, and the desk was not reminded."""
        return self.waiting().filter(reminded_at=None, warn_at__lte=now)

    def untrue(self) -> Self:
        """What was promised is not so: somebody has to see to the decision."""
        return self.filter(result=PromiseCheck.Result.UNTRUE)

    def first_due(self) -> Self:
        """What waits first, by its end; then the newest result."""
        return self.order_by(F("checked_at").desc(nulls_first=True), "due_at", "pk")


class PromiseCheck(DueRow):
    """事中事后核查: whether what was promised instead of proved is so."""

    class Result(models.TextChoices):
        TRUE = "true", _("属实")
        UNTRUE = "untrue", _("不属实")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="promise_check")
    result = models.CharField(_("核查结果"), max_length=10, choices=Result.choices, blank=True)
    finding = models.TextField(_("核查情况"), blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("核查人"), related_name="+", null=True, blank=True
    )
    checked_at = models.DateTimeField(_("核查时间"), null=True, blank=True)
    history = track()

    objects = PromiseCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("承诺核查")
        verbose_name_plural = _("承诺核查")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(checked_at=None, result="") | (Q(checked_at__isnull=False) & ~Q(result="")),
                name="promise_check_whole",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["checked_at", "due_at"], name="promise_check_waits")]

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def explained(self) -> str:
        """Why the check is due on that day."""
        return explain(self.due_trail, _t("核查承诺"), _t("作出决定"))
