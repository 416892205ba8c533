"""Who works in the hall: bureaus and the people in them."""

from datetime import time
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, Group
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from . import areas, changed
from .history import track
from .upkeep import JobRun, RateCounter

__all__ = ["Bureau", "JobRun", "RateCounter", "User"]

PHONE = RegexValidator(r"^(\d{3,4}-)?\d{7,8}$|^1\d{10}$|^\d{5}$", _("请填写电话号码，如 0371-67180000。"))
ZHENGZHOU = "410100"
"""GB/T 2260 code of 郑州市, the city of the founding notice."""


class Bureau(models.Model):
    """A department (委局) of the city: owns guides, forms, cases and the people who work on them."""

    name = models.CharField(_("名称"), max_length=100, unique=True)
    short_name = models.CharField(_("简称"), max_length=30, blank=True)
    slug = models.SlugField(
        _("地址名"), max_length=60, unique=True, help_text=_("用于网址，只用小写字母、数字和连字符。")
    )
    code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, db_index=True)
    area_code = models.CharField(_("行政区划代码"), max_length=6, default=ZHENGZHOU)
    address = models.CharField(_("办公地址"), max_length=200, blank=True)
    hours = models.CharField(_("办公时间"), max_length=200, blank=True)
    closing_time = models.TimeField(_("下班时间"), default=time(17, 0), help_text=_("此后收到的，从下一个工作日起算。"))
    phone = models.CharField(_("咨询电话"), max_length=30, blank=True, validators=[PHONE])
    complaint_phone = models.CharField(_("监督投诉电话"), max_length=30, blank=True, validators=[PHONE])
    sort_order = models.PositiveIntegerField(_("排序"), default=100)
    is_demo = models.BooleanField(_("演示数据"), default=False)
    editors = models.OneToOneField(Group, models.PROTECT, related_name="edits_bureau", editable=False, null=True)
    reviewers = models.OneToOneField(Group, models.PROTECT, related_name="reviews_bureau", editable=False, null=True)
    history = track(excluded_fields=["editors", "reviewers"])

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")
        ordering: ClassVar = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the two groups that carry Wagtail's page, image and document permissions of this bureau."""
        if self.editors_id is None:
            self.editors = Group.objects.create(name=f"bureau-editors:{self.slug}")
        if self.reviewers_id is None:
            self.reviewers = Group.objects.create(name=f"bureau-reviewers:{self.slug}")
        super().save(*args, **kwargs)
        changed.announce(self)

    @property
    def is_county(self) -> bool:
        """Whether it is a hall or bureau of a county or district, below the city."""
        return areas.is_county(self.area_code)

    @property
    def area_name(self) -> str:
        """What people call its area."""
        return areas.name_of(self.area_code)

    @property
    def display_name(self) -> str:
        """The short name where there is one: for tables and narrow screens."""
        return self.short_name or self.name


class User(AbstractUser):
    """A member of staff. Citizens have no account. `bureau` empty: works for the city as a whole."""

    bureau = models.ForeignKey(
        Bureau, models.PROTECT, verbose_name=_("机构"), related_name="staff", null=True, blank=True
    )
    display_name = models.CharField(_("姓名"), max_length=50, blank=True)
    phone = models.CharField(_("手机"), max_length=30, blank=True, validators=[PHONE])
    history = track(excluded_fields=["password", "last_login"])
    _roles: Any = None
    _away: Any = None

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")  # type: ignore[assignment]
        verbose_name_plural = _("用户")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name shown on screens and in the history."""
        return self.display_name or super().get_full_name() or self.username
