"""A visit at the applicant's place, and each bureau's part in it: whether it came, and what it found."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import track
from accounts.models import Bureau
from guidance.cases.models import Attachment, Case
from guidance.cases.states import State


def span(starts_at: datetime, ends_at: datetime) -> str:
    """`2026-11-24 09:00–10:00`."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"


class SiteVisitQuerySet(models.QuerySet["SiteVisit"]):
    def visible_to(self, user: Any) -> Self:
        """Of the cases in scope: those of the bureau in charge, and those in which one's own takes part."""
        return self.filter(case__in=Case.objects.visible_to(user).values("pk"))

    def on(self, day: date) -> Self:
        """Of one day of the hall's calendar."""
        start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
        return self.filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))

    def ahead(self) -> Self:
        """Neither over nor cancelled."""
        return self.filter(case__state=State.BOOKED)

    def of_any(self, bureaus: Iterable[Bureau]) -> Self:
        """To which one of these bureaus is to come."""
        return self.filter(case__in=VisitPart.objects.filter(bureau__in=bureaus).values("case"))

    def for_lists(self) -> Self:
        """With what a list shows."""
        return self.select_related("case__bureau", "about").prefetch_related("case__visit_parts__bureau")


class SiteVisit(models.Model):
    """An appointment (现场踏勘) at an address, for the case it is about."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="site_visit")
    about = models.ForeignKey(Case, models.PROTECT, verbose_name=_("办件"), related_name="site_visits")
    address = models.CharField(_("踏勘地址"), max_length=300)
    prepare = models.TextField(_("需要准备"), blank=True)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    others = models.JSONField(_("备选时间"), default=list, blank=True)
    """Other times that were proposed, in ISO form: the applicant may take one of them instead."""
    history = track()

    objects = SiteVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("现场踏勘")
        verbose_name_plural = _("现场踏勘")
        ordering: ClassVar = ["starts_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["starts_at"], name="visit_starts")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """When, in words."""
        return span(self.starts_at, self.ends_at)

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    def other_times(self, now: datetime) -> list[datetime]:
        """The other proposed times that are still to come."""
        return [at for at in map(datetime.fromisoformat, self.others) if at > now]

    @property
    def bureaus(self) -> str:
        """Who comes, in words."""
        return "、".join(part.bureau.display_name for part in self.case.visit_parts.all())


class VisitPart(models.Model):
    """What one bureau did at a visit."""

    class State(models.TextChoices):
        EXPECTED = "expected", _("未登记")
        CAME = "came", _("已到场")
        ABSENT = "absent", _("未到场")

    class Result(models.TextChoices):
        PASSED = "passed", _("合格")
        FAILED = "failed", _("不合格")
        NOTED = "noted", _("只作说明")

    case = models.ForeignKey(Case, models.PROTECT, related_name="visit_parts")
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("机构"), related_name="+")
    state = models.CharField(_("到场"), max_length=10, choices=State.choices, default=State.EXPECTED)
    result = models.CharField(_("踏勘结果"), max_length=10, choices=Result.choices, blank=True)
    note = models.TextField(_("说明"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("登记人"), related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(_("登记时间"), null=True, blank=True)
    history = track()

    class Meta:
        verbose_name = _("到场机构")
        verbose_name_plural = _("到场机构")
        ordering: ClassVar = ["case", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "bureau"], name="visit_part_once")]

    def __str__(self) -> str:
        return str(self.bureau)

    @property
    def key(self) -> str:
        """The key under which its photos are kept."""
        return f"finding-{self.bureau_id}"

    def files(self, kept: Iterable[Attachment]) -> list[Attachment]:
        """Its photos, of all files of the visit."""
        return [row for row in kept if row.key == self.key]

    @property
    def words(self) -> str:
        """What it found, or whether it came."""
        return str(self.get_result_display() if self.result else self.get_state_display())
