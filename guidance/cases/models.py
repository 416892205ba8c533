"""The case and what belongs to it. Rows are written by the verbs of `flow.py` and nowhere else."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import request_id
from accounts.history import WrittenOnce, WrittenOnceQuerySet, track
from accounts.models import Bureau
from forms.models import private_storage

from .absence import Absence
from .codes import code_for
from .desk_rules import DeskRules
from .participation import Participation
from .querysets import CaseQuerySet
from .rating_models import Rating, RatingFollowUp
from .states import CLOCK_STOPPED, INFO, OPEN_STATES, Kind, Lateness, State, StateInfo

__all__ = [
    "Absence",
    "AccessLog",
    "Attachment",
    "Case",
    "CaseQuerySet",
    "DeskRules",
    "Event",
    "Message",
    "NumberCounter",
    "Participation",
    "Rating",
    "RatingFollowUp",
]


class NumberCounter(models.Model):
    """The last number given on a day; a lock guards it."""

    day = models.DateField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.last}"


class Case(models.Model):
    """What one citizen asked of one bureau: an application, a question or an appointment."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    code_salt = models.CharField(max_length=32, editable=False)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices)
    title = models.CharField(_("标题"), max_length=250)
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("承办机构"), related_name="cases")
    item = models.ForeignKey(
        "items.ItemPage", models.PROTECT, verbose_name=_("事项"), related_name="cases", null=True, blank=True
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("经办人"),
        related_name="cases",
        null=True,
        blank=True,
    )
    applicant_name = models.CharField(_("姓名或单位名称"), max_length=100, blank=True)
    applicant_phone = models.CharField(_("手机"), max_length=30, blank=True, db_index=True)
    applicant_id = models.CharField(_("证件号码"), max_length=30, blank=True)
    applicant_email = models.EmailField(_("电子邮箱"), blank=True)
    channel = models.CharField(
        _("来源"),
        max_length=10,
        choices=[("web", _("网上")), ("api", _("接口")), ("counter", _("窗口"))],
        default="web",
    )
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    submitted_at = models.DateTimeField(_("提交时间"))
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    due_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    due_what = models.CharField(_("到期事由"), max_length=60, blank=True)
    due_trail = models.JSONField(_("期限计算"), default=dict, blank=True)
    due_provisional = models.BooleanField(_("期限暂定"), default=False)
    warn_at = models.DateTimeField(_("预警时间"), null=True, blank=True)
    snapshot = models.JSONField(_("受理时的办事指南"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("版本"), default=0)
    submission_key = models.CharField(max_length=100, unique=True, null=True, editable=False)
    submission_digest = models.CharField(max_length=64, blank=True, editable=False)
    updated_at = models.DateTimeField(_("更新时间"))
    history = track(excluded_fields=["snapshot"])

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件")
        verbose_name_plural = _("办件")
        ordering: ClassVar = ["-submitted_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["bureau", "state", "due_at"], name="case_bureau_state_due"),
            models.Index(fields=["owner", "state", "due_at"], name="case_owner_state_due"),
            models.Index(fields=["kind", "bureau", "-submitted_at"], name="case_kind_bureau_new"),
            models.Index(fields=["-submitted_at", "-id"], name="case_newest"),
            models.Index(fields=["state", "due_at"], name="case_state_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def info(self) -> StateInfo:
        """Whether the state is open, and its tone."""
        return INFO[self.state]

    @property
    def is_open(self) -> bool:
        return INFO[self.state].open

    @property
    def clock_runs(self) -> bool:
        """Whether a due time binds the bureau now."""
        return self.is_open and self.due_at is not None and self.state not in CLOCK_STOPPED

    def lateness(self, now: datetime | None = None) -> str:
        """`late`, `soon`, `ok`, or empty where no clock runs."""
        if not self.clock_runs or self.due_at is None:
            return ""
        moment = now or timezone.now()
        if self.due_at < moment:
            return "late"
        return "soon" if self.warn_at and self.warn_at <= moment else "ok"

    @staticmethod
    def lateness_at(now: datetime) -> models.Case:
        """The same as `lateness`, for the database to tell of many."""
        stopped = ~Q(state__in=OPEN_STATES) | Q(state__in=CLOCK_STOPPED) | Q(due_at=None)
        return models.Case(
            When(stopped, then=Value("")),
            When(due_at__lt=now, then=Value(Lateness.LATE.value)),
            When(warn_at__lte=now, then=Value(Lateness.SOON.value)),
            default=Value(Lateness.OK.value),
        )

    @property
    def query_code(self) -> str:
        """The code that, with the number, opens the case to the citizen. Never in a list, a log or a search index."""
        return code_for(self.code_salt)


class EventQuerySet(WrittenOnceQuerySet["Event"]):
    def public(self) -> Self:
        """What the citizen sees of it."""
        return self.filter(public=True)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Events are never deleted.")


class Event(WrittenOnce):
    """One verb that was done to a case. Append-only; the order is that of `version`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    label = models.CharField(_("事项"), max_length=100)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(_("操作人"), max_length=100)
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))
    from_state = models.CharField(max_length=20, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=State.choices)
    reason = models.TextField(_("理由"), blank=True)
    public = models.BooleanField(default=True)
    data = models.JSONField(default=dict, blank=True)
    request_id = models.UUIDField(default=request_id.current, editable=False, db_index=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["case", "version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "version"], name="event_once_per_version")]
        indexes: ClassVar = [models.Index(fields=["verb", "at"], name="event_verb_at")]

    def __str__(self) -> str:
        return f"{self.case_id} v{self.version} {self.verb}"


class Message(models.Model):
    """A line of the thread: from the citizen, to the citizen, or a note among staff."""

    class Side(models.TextChoices):
        CITIZEN = "citizen", _("市民")
        OFFICE = "office", _("承办机构")
        INTERNAL = "internal", _("内部备注")

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    side = models.CharField(_("发送方"), max_length=10, choices=Side.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    author_label = models.CharField(_("署名"), max_length=100)
    body = models.TextField(_("内容"))
    at = models.DateTimeField(_("时间"))
    history = track()

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.body[:60]


class Attachment(models.Model):
    """A file of a case, on private storage, served only through the permission on the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    message = models.ForeignKey(
        Message, models.PROTECT, verbose_name=_("消息"), related_name="attachments", null=True, blank=True
    )
    key = models.CharField(max_length=60, blank=True, help_text="The form field or material it answers.")
    token = models.CharField(max_length=64, unique=True)
    file = models.FileField(_("文件"), max_length=200, storage=private_storage)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    content_type = models.CharField(_("类型"), max_length=100)
    sha256 = models.CharField(max_length=64)
    side = models.CharField(_("提供方"), max_length=10, choices=Message.Side.choices, default=Message.Side.CITIZEN)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("添加人"), related_name="+", null=True
    )
    at = models.DateTimeField(_("时间"))
    history = track()

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class AccessLog(models.Model):
    """Who saw personal data, when: a case page with the whole number, a file, an export. Append-only, kept for audits."""

    class What(models.TextChoices):
        PAGE = "page", _("查看完整个人信息")
        FILE = "file", _("查看文件")
        EXPORT = "export", _("导出名单")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("查看人"), related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("办件"), related_name="accesses", null=True)
    what = models.CharField(_("操作"), max_length=10, choices=What.choices)
    detail = models.CharField(_("内容"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    request_id = models.UUIDField(default=request_id.current, editable=False)

    class Meta:
        verbose_name = _("查看记录")
        verbose_name_plural = _("查看记录")
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.user} {self.get_what_display()}"
