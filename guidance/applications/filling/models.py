"""An application that is not sent yet, as the hall keeps it for the applicant."""

import uuid
from datetime import datetime
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Bureau
from forms.models import FormVersion
from forms.service import keeping

from .pages import Page, page_named

Row = TypeVar("Row", bound="Kept")


class KeptQuerySet(models.QuerySet[Row]):
    """Drafts of one kind."""

    def open(self, now: datetime) -> Self:
        """Those that may be gone on with: their time is not over, and there is something to apply for."""
        return self.filter(**{"expires_at__gt": now, f"{self.model.about}__isnull": False})

    def expired(self, now: datetime) -> Self:
        """To be deleted: their time is over, or there is nothing left to apply for."""
        return self.filter(Q(expires_at__lte=now) | Q(**{self.model.about: None}))

    def to_be_reminded(self, now: datetime, until: datetime) -> Self:
        """Kept under a code until then at most, with somewhere to write to, and not reminded of that yet."""
        reachable = ~Q(phone="") | ~Q(email="")
        kept = self.open(now).filter(reachable, code_hash__isnull=False, reminded_at=None)
        return kept.filter(expires_at__lte=until)


class Kept(models.Model):
    """What was filled in so far, right or wrong. It belongs to a browser's session, and to whoever has its code.

    Of the code a hash is kept; a notice that carries it keeps it until it is delivered or given up.
    """

    about: ClassVar[str]
    """The field that names what is applied for."""
    session_key: ClassVar[str]
    """Under what a browser's session remembers those that it has open."""
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """What makes sending it twice one."""
    situation = models.CharField(_("情形"), max_length=300, blank=True)
    inputs = models.JSONField(_("填写的内容"), default=dict)
    done = models.JSONField(default=list)
    """The names of the pages that were left with nothing to put right."""
    spared = models.JSONField(_("免交的材料"), default=dict)
    """By the input of a material, what was found in place of it: `Spared` as JSON."""
    source = models.CharField(_("内容取自"), max_length=40, blank=True)
    code_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    phone = models.CharField(_("手机"), max_length=30, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    created_at = models.DateTimeField(_("开始填写"), default=timezone.now)
    changed_at = models.DateTimeField(_("最后修改"), default=timezone.now)
    expires_at = models.DateTimeField(_("保留到"), db_index=True)
    reminded_at = models.DateTimeField(_("已提醒"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.key)

    @property
    def about_pk(self) -> int | None:
        """The key of what is applied for; None if it is not there any more."""
        pk: int | None = getattr(self, f"{self.about}_id")
        return pk

    @property
    def owner(self) -> str:
        """The owner of its uploads."""
        raise NotImplementedError

    @property
    def bureau(self) -> Bureau | None:
        """In whose name its applicant is written to."""
        raise NotImplementedError

    @property
    def tokens(self) -> list[str]:
        """The uploads that it keeps."""
        raise NotImplementedError

    @property
    def is_saved(self) -> bool:
        """Whether there is a code that leads back to it."""
        return self.code_hash is not None


def newest_of(form: str) -> models.Subquery:
    """The key of the newest version of the form that a row names by `form`; none of an archived one."""
    newest = FormVersion.objects.filter(form=models.OuterRef(form), form__archived=False)
    return models.Subquery(newest.order_by("-number").values("pk")[:1])


class DraftQuerySet(KeptQuerySet["Draft"]):
    def of_guide(self) -> Self:
        """With the version it is filled in under, and the key of the newest one of the guide's form."""
        rows = self.select_related("form_version__form").defer("form_version__form__body")
        return rows.annotate(newest_pk=newest_of("item__form"))


class Draft(Kept):
    """The draft of one item. It pins the version it is filled in under."""

    about, session_key = "item", "drafts"
    item = models.ForeignKey("items.ItemPage", models.SET_NULL, verbose_name=_("事项"), related_name="+", null=True)
    form_version = models.ForeignKey(
        "hall_forms.FormVersion", models.PROTECT, verbose_name=_("表单版本"), related_name="+", null=True
    )
    declined = models.ForeignKey("hall_forms.FormVersion", models.PROTECT, related_name="+", null=True)
    """The newer version that the applicant was offered and did not take."""
    page = models.CharField(max_length=20)
    """Where it was left."""

    newest_pk: int | None
    """The newest version of the guide's form, asked for by `of_guide`."""

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("未提交的申请")
        verbose_name_plural = _("未提交的申请")
        default_permissions: ClassVar = ()

    @property
    def owner(self) -> str:
        return f"draft:{self.pk}"

    @property
    def bureau(self) -> Bureau | None:
        return self.item.bureau if self.item else None

    @property
    def tokens(self) -> list[str]:
        return keeping.tokens_in(self.inputs)

    @property
    def left_at(self) -> Page | None:
        """The page where it was left; None where the form has no such page any more."""
        return page_named(self.form_version, self.page)
