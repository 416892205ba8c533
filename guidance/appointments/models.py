"""Windows, the slots they offer, and who holds a place in one."""

from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.history import track
from accounts.models import Bureau
from guidance.cases.models import Case
from guidance.cases.states import State

from .site_visits.models import SiteVisit, VisitPart  # noqa: F401  rows of the same app


class WindowQuerySet(models.QuerySet["Window"]):
    def visible_to(self, user: Any) -> Self:
        return scope.limit(self, user)

    def for_item(self, item: Any) -> Self:
        """Open windows where the item can be booked: those that name it, and those of its bureau that name none."""
        named = Q(items=item)
        general = Q(bureau=item.bureau, items=None)
        return self.filter(named | general, active=True).distinct()


class Window(models.Model):
    """A service window (窗口) with its weekly hours; its slots are made from these for the booking horizon."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("机构"), related_name="windows")
    name = models.CharField(_("窗口名称"), max_length=60, help_text=_("如“3 号窗口”。"))
    place = models.CharField(_("地点"), max_length=200)
    items = models.ManyToManyField(
        "items.ItemPage",
        verbose_name=_("受理事项"),
        blank=True,
        related_name="windows",
        help_text=_("不选表示受理本机构全部可预约事项。"),
    )
    minutes = models.PositiveSmallIntegerField(
        _("每个时段"), choices=[(30, _("30 分钟")), (60, _("60 分钟"))], default=60
    )
    capacity = models.PositiveSmallIntegerField(_("每个时段人数"), default=4)
    morning_from = models.TimeField(_("上午开始"), default=time(9), null=True, blank=True)
    morning_to = models.TimeField(_("上午结束"), default=time(12), null=True, blank=True)
    afternoon_from = models.TimeField(_("下午开始"), default=time(13), null=True, blank=True)
    afternoon_to = models.TimeField(_("下午结束"), default=time(17), null=True, blank=True)
    active = models.BooleanField(_("开放预约"), default=True)
    history = track(m2m_fields=[items])

    objects = WindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("预约窗口")
        verbose_name_plural = _("预约窗口")
        ordering: ClassVar = ["bureau__sort_order", "name", "pk"]

    def __str__(self) -> str:
        return f"{self.bureau.display_name} {self.name}"

    def clean(self) -> None:
        """Each half of the day is given whole, in order, or not at all."""
        for start, end in (("morning_from", "morning_to"), ("afternoon_from", "afternoon_to")):
            first, last = getattr(self, start), getattr(self, end)
            if (first is None) != (last is None) or (first and last and first >= last):
                raise ValidationError({end: _("结束要晚于开始；不开放的半天，两格都留空。")})
        if self.morning_to and self.afternoon_from and self.morning_to > self.afternoon_from:
            raise ValidationError({"afternoon_from": _("下午不能早于上午结束。")})


class SlotQuerySet(models.QuerySet["Slot"]):
    def visible_to(self, user: Any) -> Self:
        return scope.limit(self, user, "window__bureau")

    def bookable(self, now: datetime) -> Self:
        """Not closed, not begun, with a place left."""
        return self.filter(closed=False, starts_at__gt=now, booked__lt=F("capacity"), window__active=True)

    def on(self, day: Any) -> Self:
        start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
        return self.filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))


class Slot(models.Model):
    """A span of time at a window, with a number of places. `booked` is a counter that a conditional update guards."""

    window = models.ForeignKey(Window, models.PROTECT, verbose_name=_("窗口"), related_name="slots")
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    capacity = models.PositiveSmallIntegerField(_("人数"))
    booked = models.PositiveSmallIntegerField(_("已约"), default=0, editable=False)
    closed = models.BooleanField(_("已关闭"), default=False)
    close_reason = models.CharField(_("关闭原因"), max_length=200, blank=True)
    history = track(excluded_fields=["booked"])

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("预约时段")
        verbose_name_plural = _("预约时段")
        ordering: ClassVar = ["starts_at", "window_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["window", "starts_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(booked__lte=F("capacity")), name="slot_not_overbooked"),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_at", "closed"], name="slot_starts")]

    def __str__(self) -> str:
        return self.label

    @property
    def left(self) -> int:
        """Places still free."""
        return 0 if self.closed else max(self.capacity - self.booked, 0)

    @property
    def label(self) -> str:
        """`2026-11-24 09:00–10:00`."""
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"


class Booker(models.Model):
    """A person who books, known by a keyed hash of the phone; its row is the lock on the rules that count per person."""

    key = models.CharField(max_length=64, unique=True)
    blocked_until = models.DateTimeField(_("暂停预约至"), null=True, blank=True)
    lifted_before = models.DateTimeField(_("此前的爽约不再计"), null=True, blank=True)
    history = track()

    def __str__(self) -> str:
        return self.key[:8]


class BookingQuerySet(models.QuerySet["Booking"]):
    def holding(self) -> Self:
        """Bookings that take a place: all but those cancelled or moved."""
        return self.exclude(case__state__in=[State.CANCELLED, State.OFFICE_CANCELLED, State.MOVED, State.LAPSED])


class Booking(models.Model):
    """An appointment's place in a slot."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="booking")
    slot = models.ForeignKey(Slot, models.PROTECT, verbose_name=_("时段"), related_name="bookings")
    booker = models.ForeignKey(Booker, models.PROTECT, null=True, blank=True, related_name="bookings")
    """Who holds the place; nobody yet while it is only held (占位)."""
    ticket = models.CharField(_("排队号"), max_length=10, blank=True)
    moved_to = models.OneToOneField(
        Case, models.PROTECT, verbose_name=_("改到"), null=True, blank=True, related_name="moved_from"
    )
    history = track()

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("预约")
        verbose_name_plural = _("预约")

    def __str__(self) -> str:
        return f"{self.case_id} {self.slot}"
