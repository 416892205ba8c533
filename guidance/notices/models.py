"""The outbox: what people are told, as rows written with the event and delivered after it, and each try to deliver."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import request_id, scope
from accounts.masks import mask_mail, mask_phone
from accounts.models import Bureau

if TYPE_CHECKING:
    from accounts.models import User


class ChannelName(models.TextChoices):
    """How a notice travels."""

    SMS = "sms", _("短信")
    MAIL = "mail", _("邮件")
    WEBHOOK = "webhook", _("接口推送")


class State(models.TextChoices):
    """Where a notice stands. Only FAILED needs a person."""

    PENDING = "pending", _("待发送")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: "User | Any") -> "NoticeQuerySet":
        """The notices of bureaus the user works for; those of no bureau only to the city's staff."""
        return scope.limit(self, user)

    def due(self, now: datetime) -> "NoticeQuerySet":
        """To be delivered now: waiting and due, or claimed by a worker that did not come back."""
        waiting = Q(state=State.PENDING, next_try_at__lte=now)
        abandoned = Q(state=State.SENDING, claimed_until__lt=now)
        return self.filter(waiting | abandoned)

    def failed(self) -> "NoticeQuerySet":
        """Given up: somebody has to look."""
        return self.filter(state=State.FAILED)

    def of_case(self, number: str) -> "NoticeQuerySet":
        """All that was told about a case."""
        return self.filter(case_number=number)


class Notice(models.Model):
    """One message to one recipient. `dedupe` names the occasion: the same occasion never makes a second row.

    Delivery moves it by conditional updates; its history is its attempts.
    """

    kind = models.CharField(_("事由"), max_length=50, db_index=True)
    channel = models.CharField(_("方式"), max_length=10, choices=ChannelName)
    recipient = models.CharField(_("收件人"), max_length=300)
    subject = models.CharField(_("标题"), max_length=200, blank=True)
    body = models.TextField(_("内容"))
    case_number = models.CharField(_("办件编号"), max_length=40, blank=True, db_index=True)
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("机构"), null=True, blank=True, related_name="+")
    dedupe = models.CharField(_("去重键"), max_length=200, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    next_try_at = models.DateTimeField(_("下次发送"), default=timezone.now)
    claim = models.UUIDField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    last_error = models.CharField(_("失败原因"), max_length=500, blank=True)
    provider_reference = models.CharField(_("服务商回执号"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    request_id = models.UUIDField(_("请求编号"), default=request_id.current, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering: ClassVar = ["-created_at", "-pk"]
        default_permissions: ClassVar = ("view",)
        permissions: ClassVar = [("retry_notice", _("重新发送通知"))]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_try_at"], name="notices_waiting"),
            models.Index(fields=["state", "claimed_until"], name="notices_claimed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.masked_recipient} {self.case_number}".strip()

    @property
    @admin.display(description=_("收件人"))
    def masked_recipient(self) -> str:
        """The recipient as lists show it."""
        masks = {ChannelName.SMS: mask_phone, ChannelName.MAIL: mask_mail}
        mask = masks.get(ChannelName(self.channel))
        return mask(self.recipient) if mask else self.recipient

    @property
    @admin.display(description=_("事由"))
    def kind_label(self) -> str:
        """The occasion in words."""
        from .texts import label

        return label(self.kind)


class Outcome(models.TextChoices):
    """How a try ended, or that a person asked for another."""

    SENT = "sent", _("已发送")
    FAILED = "failed", _("失败")
    RETRIED = "retried", _("人工重发")


class Attempt(models.Model):
    """One try to deliver, or one request to try again, kept as the notice's history."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="tries", verbose_name=_("通知"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome)
    detail = models.CharField(_("说明"), max_length=500, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("发送记录")
        verbose_name_plural = _("发送记录")
        ordering: ClassVar = ["at", "pk"]
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_outcome_display()}"
