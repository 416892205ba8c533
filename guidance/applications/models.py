"""What only an application has: its answers, its steps and materials as published when it came, its decision."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import track
from accounts.models import Bureau
from guidance.cases.models import Attachment, Case
from guidance.clock.due import local
from guidance.comparing.answers import Outcome
from items.choices import Necessity, ResultKind, StepKind

from .agents import AUTHORISATION, Agent, is_authorisation  # noqa: F401  rows of the same app
from .bundles.models import JointCase, JointDraft, JointEntry, JointWait  # noqa: F401
from .filling.models import Draft  # noqa: F401
from .opinions import Opinion  # noqa: F401
from .papers.models import Paper, PaperCounter, PaperPrint, PaperTemplate  # noqa: F401
from .posts import PostHolder  # noqa: F401
from .promises.models import Deferral, Promise, PromiseCheck  # noqa: F401
from .spared import WORDS, By, said

RECEIPT_KINDS = (StepKind.RECEIVE.value, StepKind.ACCEPT.value)
DECISION_KIND = StepKind.DECIDE.value
CERTIFY_KIND = StepKind.CERTIFY.value
AFTER_DECISION = (CERTIFY_KIND, StepKind.DELIVER.value)
"""Kinds of steps (环节类型) around the review: what comes with acceptance, and what follows the decision."""
LAST = (StepKind.DELIVER.value,)
"""What 送达 itself completes."""
NECESSARY = (Necessity.REQUIRED.value, Necessity.DEFERRABLE.value)
"""What of 必要性 an application cannot do without: 容缺后补 only comes later, against a written promise."""
RESULT = "result"
"""The key of the attachments that are the decision's documents."""


class Application(models.Model):
    """A form submission as a case (办件). Points at the FormVersion it was filled in under, for good."""

    class Decision(models.TextChoices):
        GRANTED = "granted", _("准予")
        DENIED = "denied", _("不予许可")

    class Delivery(models.TextChoices):
        DOWNLOAD = "download", _("网上下载")
        POST = "post", _("邮寄")
        PICKUP = "pickup", _("窗口领取")
        DIRECT = "direct", _("直接送达")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="application")
    form_version = models.ForeignKey(
        "hall_forms.FormVersion",
        models.PROTECT,
        verbose_name=_("表单版本"),
        related_name="applications",
        null=True,
        blank=True,
    )
    answers = models.JSONField(_("填报内容"), default=dict)
    supplements = models.PositiveSmallIntegerField(_("补正次数"), default=0)
    supplement_asked = models.TextField(_("需补正的内容"), blank=True)
    supplement_due = models.DateTimeField(_("请在此前补正"), null=True, blank=True)
    """As the notice asked; nothing happens by itself once it is over."""
    deemed = models.BooleanField(_("视为受理"), default=False)
    extended_days = models.PositiveSmallIntegerField(_("延长工作日"), default=0)
    decision = models.CharField(_("决定"), max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.TextField(_("决定理由"), blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("决定人"), related_name="+", null=True, blank=True
    )
    result_name = models.CharField(_("证照或批文"), max_length=500, blank=True)
    """Of the guide's results as published when the case came; empty where it names none, or was decided before this was kept."""
    result_kind = models.CharField(_("结果类型"), max_length=12, choices=ResultKind.choices, blank=True)
    result_number = models.CharField(_("证照或文书编号"), max_length=100, blank=True)
    valid_from = models.DateField(_("有效期自"), null=True, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    valid_long = models.BooleanField(_("长期有效"), default=False)
    delivery = models.CharField(_("送达方式"), max_length=30, choices=Delivery.choices, blank=True)
    history = track()

    class Meta:
        verbose_name = _("申请")
        verbose_name_plural = _("申请")

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def is_granted(self) -> bool:
        """Whether it was decided, and for the applicant."""
        return bool(self.decision == self.Decision.GRANTED)


class CaseStepQuerySet(models.QuerySet["CaseStep"]):
    def active(self) -> Self:
        return self.filter(state=CaseStep.State.ACTIVE)

    def waiting(self) -> Self:
        return self.filter(state=CaseStep.State.WAITING)


class CaseStep(models.Model):
    """A step (环节) of a case, copied from the item as published. Steps of one group run side by side."""

    class State(models.TextChoices):
        WAITING = "waiting", _("未开始")
        ACTIVE = "active", _("进行中")
        DONE = "done", _("已完成")
        SKIPPED = "skipped", _("不需要")

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField(_("顺序"))
    group = models.CharField(_("并联组"), max_length=30, blank=True)
    kind = models.CharField(_("环节类型"), max_length=12, choices=StepKind.choices)
    name = models.CharField(_("环节"), max_length=100)
    role = models.CharField(_("岗位"), max_length=60, blank=True)
    bureau = models.ForeignKey(
        Bureau, models.PROTECT, verbose_name=_("办理机构"), related_name="+", null=True, blank=True
    )
    """Another bureau than the case's own; empty for its own."""
    limit = models.PositiveSmallIntegerField(_("时限"), null=True, blank=True)
    unit = models.CharField(_("时限单位"), max_length=10, blank=True)
    standard = models.TextField(_("办理标准"), blank=True)
    outcome = models.TextField(_("办理结果"), blank=True)
    checks = models.JSONField(_("核验材料"), default=list, blank=True)
    recheck_basis = models.CharField(_("重复核验依据"), max_length=300, blank=True)
    separate = models.BooleanField(_("审查人员不得办理"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("环节承办人"),
        related_name="steps",
        null=True,
        blank=True,
    )
    rounds = models.PositiveSmallIntegerField(_("第几次办理"), default=0)
    returned = models.TextField(_("退回理由"), blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("办理人"), related_name="+", null=True, blank=True
    )
    opinion = models.TextField(_("意见"), blank=True)
    started_at = models.DateTimeField(_("开始"), null=True, blank=True)
    ended_at = models.DateTimeField(_("完成"), null=True, blank=True)
    due_at = models.DateTimeField(_("到期"), null=True, blank=True)
    history = track()

    objects = CaseStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("办理环节")
        verbose_name_plural = _("办理环节")
        ordering: ClassVar = ["case", "order"]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="step_state_due"),
            models.Index(fields=["assignee", "state"], name="step_assignee_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do: it is done, or the decision has made it needless."""
        return self.state in (self.State.DONE, self.State.SKIPPED)

    @property
    def due(self) -> datetime | None:
        """When it is due: by its own limit; receipt and acceptance with the case, whose five days an answer to a 补正 begins anew.

        None where no clock of its own runs. What older rows hold of receipt is not read.
        """
        if self.kind not in RECEIPT_KINDS:
            return self.due_at
        return self.case.due_at if self.state == self.State.ACTIVE and self.case.clock_runs else None


class CaseMaterial(models.Model):
    """A material of a case, copied from the item as published, and whether it was given and found right."""

    class State(models.TextChoices):
        MISSING = "missing", _("未提交")
        GIVEN = "given", _("已提交")
        VERIFIED = "verified", _("已核验")
        WANTED = "wanted", _("需补正")
        DEFERRED = "deferred", _("承诺后补")
        PROMISED = "promised", _("承诺代替")

    case = models.ForeignKey(Case, models.PROTECT, related_name="materials")
    order = models.PositiveSmallIntegerField(_("顺序"))
    name = models.CharField(_("材料"), max_length=200)
    necessity = models.CharField(_("必要性"), max_length=12, choices=Necessity.choices, blank=True)
    standard = models.TextField(_("受理标准"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.MISSING)
    note = models.TextField(_("说明"), blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("核验人"), related_name="+", null=True, blank=True
    )
    verified_at = models.DateTimeField(_("核验时间"), null=True, blank=True)
    verified_step = models.ForeignKey(
        CaseStep, models.PROTECT, verbose_name=_("核验环节"), related_name="+", null=True, blank=True
    )
    asked_by = models.CharField(_("免交核对方式"), max_length=10, choices=By.choices, blank=True)
    answer = models.CharField(_("核对结果"), max_length=10, choices=Outcome.choices, blank=True)
    answer_from = models.CharField(_("核对来源"), max_length=200, blank=True)
    answer_reference = models.CharField(_("查到的编号"), max_length=100, blank=True)
    answer_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    spared_by = models.CharField(_("免交依据"), max_length=10, choices=By.choices, blank=True)
    """Set where the paper was spared: the answer stood in for it, or an earlier case's files did."""
    history = track()

    class Meta:
        verbose_name = _("申请材料")
        verbose_name_plural = _("申请材料")
        ordering: ClassVar = ["case", "order"]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """The key under which its attachments are kept."""
        return f"material-{self.order}"

    @property
    def lacks(self) -> bool:
        """Whether it is necessary, and was not given or is asked for again; 容缺后补 is, as long as nobody promised it."""
        return self.necessity in NECESSARY and self.state in (self.State.MISSING, self.State.WANTED)

    @property
    def answer_words(self) -> str:
        """What was found in place of the paper, as the applicant is told; nothing where nobody was asked."""
        return said(self.asked_by, self.answer, self.answer_from, self.answer_at)

    @property
    def answer_noted(self) -> str:
        """The same as the staff read it."""
        return said(self.asked_by, self.answer, self.answer_from, self.answer_at, WORDS)

    def files(self, kept: Iterable[Attachment]) -> list[Attachment]:
        """Its attachments, of all those of the case; of an authorisation those that came with the agent too."""
        keys = {self.key, AUTHORISATION} if is_authorisation(self.name) else {self.key}
        return [row for row in kept if row.key in keys]


def lacking(case: Case) -> list[str]:
    """The names of the necessary materials that a case lacks."""
    return [row.name for row in case.materials.all() if row.lacks]


class Pause(models.Model):
    """A time that does not count (行政许可法 art. 45), with the special procedure that asks for it."""

    class Kind(models.TextChoices):
        HEARING = "hearing", _("听证")
        TENDER = "tender", _("招标")
        AUCTION = "auction", _("拍卖")
        INSPECTION = "inspection", _("检验")
        TEST = "test", _("检测")
        QUARANTINE = "quarantine", _("检疫")
        APPRAISAL = "appraisal", _("鉴定")
        EXPERTS = "experts", _("专家评审")

    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses")
    kind = models.CharField(_("特别程序"), max_length=12, choices=Kind.choices)
    reason = models.TextField(_("理由"))
    expected_days = models.PositiveSmallIntegerField(_("预计天数"))
    started_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"), null=True, blank=True)
    history = track()

    class Meta:
        ordering: ClassVar = ["started_at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def expected_on(self) -> date:
        """The day on which the case is expected to go on: `expected_days` natural days after the start."""
        return local(self.started_at).date() + timedelta(days=self.expected_days)
